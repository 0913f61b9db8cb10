"""layerwise.linalg: what a matrix is made of: eigenvectors by repetition, rank, low-rank approximation, PageRank.

    from layerwise import linalg
    A_20 = linalg.low_rank(A, k=20)

A list of names and nothing else.
"""

from .approximation import low_rank, storage_and_error
from .eigenvectors import power_iteration, top_eigenvectors
from .link_analysis import pagerank
from .rank import matrix_rank

__all__ = ["low_rank", "matrix_rank", "pagerank", "power_iteration", "storage_and_error", "top_eigenvectors"]
