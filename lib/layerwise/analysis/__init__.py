"""What can be measured of a network without training it: gradients by layer, shapes, counts, fields of view.

What learners call, `layerwise` itself exports.
"""
