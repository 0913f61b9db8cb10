"""Attention as functions of arrays: the weighted look itself, who may look where, positions, and the next token's loss.

What learners call, `layerwise` itself exports.
"""
