"""Gradients without a pencil: nodes of a graph, a `Value` that differentiates itself, and checks by small steps.

What learners call, `layerwise` itself exports.
"""
