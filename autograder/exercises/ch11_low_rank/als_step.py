"""als_step: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.decomposition.alternating import als_step

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def step(als_step, R, mask, Q, lam):
    """The probe: P, whatever kind of table it came in."""
    return {"P": als_step(R, mask, Q, lam)}


def ratings(name, blank=None, lonely=False, share=0.6, full=False):
    """A case with drawn ratings, of which each user has some.

    blank: what stands where nothing was rated; None: a number that looks like a rating. lonely: two users, one of
    them the last, have rated nothing. full: everybody has rated everything
    """

    def draw(rng):
        n, m = int(rng.integers(5, 8)), int(rng.integers(8, 12))
        k = int(rng.integers(2, 4))
        mask = rng.random((n, m)) < share
        blank_item = rng.permutation(m)[:n]  # each user has one blank at least, and one rating
        mask[np.arange(n), blank_item] = False
        mask[np.arange(n), (blank_item + rng.integers(1, m, n)) % m] = True
        if full:
            mask[:] = True
        if lonely:
            mask[[int(rng.integers(0, n - 1)), n - 1]] = False
        R = rng.uniform(1.0, 5.0, (n, m))
        if blank is not None:
            R[~mask] = blank
        return {"R": R, "mask": mask, "Q": rng.normal(0.4, 1.0, (m, k)), "lam": float(rng.uniform(0.3, 2.0))}

    return Case(name, draw)


def few_ratings(rng):
    """Each user has rated one item, and k is 3: without λ there is no single answer."""
    n, m, k = int(rng.integers(4, 7)), int(rng.integers(5, 8)), 3
    mask = np.zeros((n, m), dtype=bool)
    mask[np.arange(n), rng.integers(0, m, n)] = True
    R = np.where(mask, rng.uniform(1.0, 5.0, (n, m)), 0.0)
    return {"R": R, "mask": mask, "Q": rng.normal(0.0, 1.0, (m, k)), "lam": float(rng.uniform(0.2, 1.0))}


BY_HAND = Case(
    "two users",
    {
        "R": np.array([[4.0, 0.0], [2.0, 3.0]]),
        "mask": np.array([[True, False], [True, True]]),
        "Q": np.array([[1.0], [1.0]]),
        "lam": 1.0,
    },
)
SOME = ratings("some are blank")
OTHER = ratings("most are blank", share=0.35)
ZEROS = ratings("blanks hold 0", blank=0.0)
NAN = ratings("blanks hold nan", blank=np.nan)
LARGE = ratings("blanks hold 99", blank=99.0)
FULL = ratings("no blanks", full=True)
LONELY = ratings("users without ratings", blank=0.0, lonely=True)
FEW = Case("one rating a user", few_ratings)


def all_users_at_once(R, mask, Q, lam):
    W = mask.astype(float)
    grams = np.einsum("um,mi,mj->uij", W, Q, Q) + lam * np.eye(Q.shape[1])
    right = np.where(mask, R, 0) @ Q
    return np.linalg.solve(grams, right[:, :, None])[:, :, 0]


def with_more_rows(R, mask, Q, lam):
    k = Q.shape[1]
    rows = []
    for ratings_of_one, rated in zip(R, mask, strict=True):
        items = np.flatnonzero(rated)
        left = np.concatenate([Q[items], np.sqrt(lam) * np.eye(k)])
        right = np.concatenate([ratings_of_one[items], np.zeros(k)])
        rows.append(np.linalg.lstsq(left, right, rcond=None)[0])
    return np.array(rows)


def by_inverse(R, mask, Q, lam):
    P = []
    for u in range(R.shape[0]):
        gram, right = lam * np.identity(Q.shape[1]), np.zeros(Q.shape[1])
        for i in range(R.shape[1]):
            if mask[u, i]:
                gram = gram + np.outer(Q[i], Q[i])
                right = right + R[u, i] * Q[i]
        P.append(np.linalg.inv(gram) @ right)
    return np.vstack(P)


EXERCISE = Exercise(
    reference=als_step,
    probe=step,
    aspects=(
        Aspect("rated items count, and no others", 1.5, (BY_HAND, SOME, OTHER, ZEROS)),
        Aspect("whatever stands in a blank", 0.5, (NAN, LARGE)),
        Aspect("the penalty λ", 1, (FULL, FEW)),
        Aspect("a user without ratings gets zeros", 0.5, (LONELY,)),
        leaves_inputs_alone(0.5, (SOME, ZEROS), requires="rated items count, and no others"),
    ),
    accepted=(
        Accepted("all users at once", all_users_at_once),
        Accepted("least squares with more rows", with_more_rows),
        Accepted("item by item", by_inverse),
    ),
)
