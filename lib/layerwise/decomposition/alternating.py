"""Alternating least squares: a table with blanks as a product of two thin ones, fitted to what is there."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, finite_array, float_matrix, random_generator, real_number, whole_number


def als_step(R: ArrayLike, mask: ArrayLike, Q: ArrayLike, lam: float) -> FloatArray:
    """Return the best P, (n, k), for given Q: a ridge regression for each user, over the items that user has rated.

        Q_u = Q[mask[u]]                                      what the user's items are like, (rated, k)
        P[u] = solve(Q_u.T @ Q_u + lam * I, Q_u.T @ R[u, mask[u]])

    It makes smallest  sum over rated (R - P @ Q.T)**2 + lam * sum of P**2. A blank is left out; it is not a 0. A user
    who has rated nothing gets zeros. The step for the items is the same one on the table turned over:
    Q = als_step(R.T, mask.T, P, lam).

    R: ratings (n, m); what stands where mask is False does not matter, and may be nan. mask: (n, m), True where rated.
    Q: (m, k). lam: above 0; without it a user with fewer than k ratings has no single best answer.

    >>> als_step([[4.0, np.nan], [2.0, 3.0]], [[True, False], [True, True]], [[1.0], [1.0]], lam=1.0).round(4)
    array([[2.    ],
           [1.6667]])
    """
    R, mask = _ratings(R, mask)
    Q = finite_array(float_matrix(Q, "Q", "(m, k)"), "Q")
    lam = real_number(lam, "lam", above=0)
    if len(Q) != R.shape[1]:
        raise ValueError(f"Q must have a row for each of the {R.shape[1]} columns of R, got shape {Q.shape}")
    P: FloatArray = np.zeros((len(R), Q.shape[1]))
    for u, rated in enumerate(mask):
        Q_u = Q[rated]
        P[u] = np.linalg.solve(Q_u.T @ Q_u + lam * np.eye(Q.shape[1]), Q_u.T @ R[u, rated])
    return P


def als(
    R: ArrayLike,
    mask: ArrayLike,
    k: int,
    lam: float,
    steps: int = 20,
    rng: np.random.Generator | int | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Return P, (n, k), and Q, (m, k), whose product P @ Q.T fits the ratings that are there.

    The best P for a given Q is a matter of algebra, and so is the best Q for a given P; both at once are not. So one
    after the other, `steps` times, from small random Q. No step makes the fit worse. (Zhou, Wilkinson, Schreiber and
    Pan, 2008, who weigh lam by how much each user and item is rated; here it is the same for all.)

    >>> R = np.outer([1.0, 2.0, 3.0], [1.0, 0.5, 2.0])
    >>> mask = ~np.eye(3, dtype=bool)
    >>> P, Q = als(R, mask, k=1, lam=1e-6, steps=200, rng=0)
    >>> bool(np.abs(P @ Q.T - R).max() < 0.01)  # the blanks, too
    True
    """
    R, mask = _ratings(R, mask)
    k, steps = whole_number(k, "k", at_least=1), whole_number(steps, "steps", at_least=1)
    Q: FloatArray = random_generator(rng).normal(0.0, 0.1, (R.shape[1], k))
    for _ in range(steps):
        P = als_step(R, mask, Q, lam)
        Q = als_step(R.T, mask.T, P, lam)
    return P, Q


def _ratings(R: ArrayLike, mask: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the ratings, with 0 where there is none, and the mask of those that are there, as bools."""
    R, rated = float_matrix(R, "R", "(n, m)"), np.asarray(mask)
    if rated.dtype != bool or rated.shape != R.shape:
        raise ValueError(f"mask must hold bools in the shape of R, {R.shape}, got {rated.dtype} of {rated.shape}")
    return finite_array(np.where(rated, R, 0.0), "R"), rated
