"""Ratings by users who do not exist: a table with blanks, of which the full one is known.

Real ratings (MovieLens, Netflix) are for a network and under terms of their own. Here the tastes are drawn, so that
what was left out can be looked up, and a claim about blanks can be checked.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..arguments import FloatArray, real_number, whole_number


def ratings(
    users: int = 200, items: int = 80, tastes: int = 3, seen: float = 0.3, noise: float = 0.5, seed: int = 0
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Return R and mask: all ratings, from 1 to 5, and which of them are known, both (users, items).

        R = 3.5 + how kind a user is + how liked an item is + tastes @ features + noise, rounded, cut at 1 and 5

    Kindness and liking have a standard deviation of 0.4, the taste of all `tastes` dimensions together one of 0.8.
    mask is True for a share `seen` of the entries, drawn evenly; of the others we know the truth. (People do not rate
    at random: they rate what they have chosen. That makes real ratings harder than these.)

    noise: standard deviation of what no taste explains.

    >>> R, mask = ratings(users=4, items=3, seed=1)
    >>> R.shape, mask.shape, set(R.ravel()) <= {1.0, 2.0, 3.0, 4.0, 5.0}
    ((4, 3), (4, 3), True)
    """
    users, items = whole_number(users, "users", at_least=1), whole_number(items, "items", at_least=1)
    tastes = whole_number(tastes, "tastes", at_least=1)
    seen, noise = real_number(seen, "seen", at_least=0, at_most=1), real_number(noise, "noise", at_least=0)
    rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))
    kind, liked = rng.normal(0.0, 0.4, (users, 1)), rng.normal(0.0, 0.4, items)
    taste = rng.standard_normal((users, tastes)) @ rng.standard_normal((items, tastes)).T
    R = 3.5 + kind + liked + 0.8 / np.sqrt(tastes) * taste + rng.normal(0.0, noise, (users, items))
    mask = rng.random((users, items)) < seen
    return np.clip(R.round(), 1.0, 5.0), mask
