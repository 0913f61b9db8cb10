"""PageRank: power iteration on a web of links, where the eigenvector says how important each page is."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, real_number, whole_number
from .eigenvectors import square_matrix


def pagerank(links: ArrayLike, damping: float = 0.85, steps: int = 100) -> FloatArray:
    """Return how much of the time a random surfer spends on each page, (n,), summing to 1.

        P = links / (links a page has)               a row of 1/n for a page without any: a dangling page
        r = damping * r @ P + (1 - damping) / n      steps times, from 1/n each

    The surfer follows one of the page's links with probability `damping` and otherwise goes to any page, so r is the
    eigenvector, with eigenvalue 1, of a matrix without zeros. The second eigenvalue is at most `damping` in size:
    85 % of the error is left after a step, at most. (Page, Brin, Motwani and Winograd, 1999.)

    links: (n, n), links[i, j] > 0 where page i links to page j; other numbers than 1 are weights.

    >>> pagerank([[0, 1], [0, 0]], damping=0.5, steps=100).round(4)
    array([0.4, 0.6])
    """
    links = square_matrix(links, "links")
    damping = real_number(damping, "damping", at_least=0, at_most=1)
    steps = whole_number(steps, "steps", at_least=0)
    if (links < 0).any():
        raise ValueError(f"links must be at least 0, got {links.min():g}")
    n = len(links)
    leaving = links.sum(axis=1, keepdims=True)
    P = np.full((n, n), 1 / n)
    np.divide(links, leaving, out=P, where=leaving > 0)
    r = np.full(n, 1 / n)
    for _ in range(steps):
        r = damping * r @ P + (1 - damping) / n
    return r
