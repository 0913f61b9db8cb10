"""Mutual information: how many bits one column of a table tells about another, whatever the form of their relation."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import finite_array


def mutual_information(joint: ArrayLike) -> float:
    """The sum of p * log2(p / (a * b)) over the cells, p = joint / joint.sum(), a and b its row and column sums.

    It is the divergence between the table and what the table would be if rows and columns knew nothing of each other:
    0 where they do not, entropy(a) where the column gives the row away. From few counts it comes out too large.

    joint: how often row i and column j came together, (A, B): counts or probabilities.
    Returns bits; scikit-learn's mutual_info_score gives nats. (Shannon, 1948.)

    >>> mutual_information([[5, 0], [0, 5]]), mutual_information([[1, 2], [2, 4]])
    (1.0, 0.0)
    """
    table = finite_array(joint, "joint")
    if table.ndim != 2:
        raise ValueError(f"joint must have shape (A, B), got shape {table.shape}")
    if table.size and table.min() < 0:
        raise ValueError(f"joint must hold counts or probabilities, at least 0, got {table.min():g}")
    if table.sum() == 0:
        raise ValueError("joint must hold something: the sum of its counts is 0")
    p = table / table.sum()
    alone = p.sum(axis=1, keepdims=True) * p.sum(axis=0, keepdims=True)
    seen = p > 0
    return float((p[seen] * np.log2(p[seen] / alone[seen])).sum())
