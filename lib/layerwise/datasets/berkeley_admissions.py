"""Graduate admissions at Berkeley in autumn 1973: the 24 counts of the six largest departments.

Bickel, Hammel and O'Connell, Sex Bias in Graduate Admissions: Data from Berkeley, Science 187 (1975), analysed all
departments; these six are the table of Freedman, Pisani and Purves, Statistics, and R's UCBAdmissions.
"""

from __future__ import annotations

import numpy as np

from ..arguments import IntArray

_APPLIED = [[825, 560, 325, 417, 191, 373], [108, 25, 593, 375, 393, 341]]
_ADMITTED = [[512, 353, 120, 138, 53, 22], [89, 17, 202, 131, 94, 24]]


def berkeley() -> tuple[IntArray, IntArray]:
    """Return how many were admitted and how many applied, both (2, 6): men, then women; departments A to F.

    >>> admitted, applied = berkeley()
    >>> applied.sum(axis=1), (admitted.sum(axis=1) / applied.sum(axis=1)).round(3)
    (array([2691, 1835]), array([0.445, 0.304]))
    """
    return np.array(_ADMITTED, dtype=np.int64), np.array(_APPLIED, dtype=np.int64)
