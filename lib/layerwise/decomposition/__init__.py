"""layerwise.decomposition: tables as products of thin ones: principal components, alternating least squares.

    from layerwise import decomposition
    mean, components, ratio = decomposition.pca(X, k=2)

A list of names and nothing else.
"""

from .alternating import als, als_step
from .principal_components import pca

__all__ = ["als", "als_step", "pca"]
