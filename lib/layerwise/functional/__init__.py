"""Functions of arrays: activations, losses, convolution, pooling, normalization, each with its gradient.

What learners call, `layerwise` itself exports. A function's formula stands in its docstring, in the code's own names.
"""
