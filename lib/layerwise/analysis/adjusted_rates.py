"""Direct standardization: rates of groups that differ in what they apply for, compared as if they did not."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, finite_array, float_matrix


def adjusted_rates(admitted: ArrayLike, applied: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return each group's rate of admission as it is, (G,), and what it would be in the departments of all, (G,).

        crude    = admitted.sum(axis=1) / applied.sum(axis=1)
        share    = applied.sum(axis=0) / applied.sum()          where everybody applied, (K,)
        adjusted = sum over departments of share * admitted / applied

    The crude rate mixes two things: how a department treats a group, and which departments the group applies to. The
    adjusted one gives every group the same mix. It is no verdict: it holds still what is in the table, and no more.

    admitted, applied: (G, K), counts of group g in department k; 0 <= admitted <= applied, applied at least 1.

    >>> crude, adjusted = adjusted_rates([[80, 2], [9, 30]], [[100, 10], [10, 100]])
    >>> crude.round(3), adjusted.round(3)
    (array([0.745, 0.355]), array([0.5, 0.6]))
    """
    admitted = float_matrix(finite_array(admitted, "admitted"), "admitted", "(G, K)")
    applied = float_matrix(finite_array(applied, "applied"), "applied", "(G, K)")
    if admitted.shape != applied.shape:
        raise ValueError(f"admitted and applied must have one shape, got {admitted.shape} and {applied.shape}")
    if (applied < 1).any():
        g, k = (int(i) for i in np.argwhere(applied < 1)[0])
        raise ValueError(f"applied must be at least 1, got {applied[g, k]:g} in row {g}, column {k}: no rate is known")
    if (admitted < 0).any() or (admitted > applied).any():
        raise ValueError("admitted must lie between 0 and applied")
    crude = admitted.sum(axis=1) / applied.sum(axis=1)
    share = applied.sum(axis=0) / applied.sum()
    return crude, admitted / applied @ share
