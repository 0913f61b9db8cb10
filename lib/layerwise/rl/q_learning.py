"""Q-learning with a table: how good each move is in each state, corrected a little after every move."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_matrix, real_number, whole_number


def q_update(
    Q: ArrayLike, s: int, a: int, r: float, s2: int, terminated: bool, alpha: float, gamma: float
) -> FloatArray:
    """Return a new table, in which the entry of the move that was made has gone a part of the way to its target.

        target   = r + gamma * max(Q[s2])        r alone where the move ended the episode
        Q[s, a] += alpha * (target - Q[s, a])

    The best move from s2 is counted, whichever is made there: one may learn about good play while one plays badly
    (Watkins, 1989).

    Q: (states, actions). s, a: the state and the move. r: its reward. s2: where it led. alpha: above 0, at most 1.

    >>> Q = [[0.0, 2.0], [6.0, 10.0]]
    >>> q_update(Q, s=0, a=1, r=1.0, s2=1, terminated=False, alpha=0.5, gamma=0.9)
    array([[ 0.,  6.],
           [ 6., 10.]])
    >>> q_update(Q, s=0, a=1, r=1.0, s2=1, terminated=True, alpha=0.5, gamma=0.9)[0]
    array([0. , 1.5])
    """
    Q = float_matrix(Q, "Q", "(states, actions)")
    for value, name, size in ((s, "s", len(Q)), (a, "a", Q.shape[1]), (s2, "s2", len(Q))):
        if whole_number(value, name, at_least=0) >= size:
            raise ValueError(f"{name} must be below {size}, for a table of shape {Q.shape}; got {value}")
    r = real_number(r, "r")
    alpha = real_number(alpha, "alpha", above=0, at_most=1)
    gamma = real_number(gamma, "gamma", at_least=0, at_most=1)
    target = r if terminated else r + gamma * float(Q[s2].max())
    updated = Q.copy()
    updated[s, a] += alpha * (target - Q[s, a])
    return updated
