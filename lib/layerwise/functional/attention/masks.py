"""Who may look where: True lets a query look at a key, in every function of this package.

PyTorch has two meanings. In F.scaled_dot_product_attention True means "may look", as here; in nn.MultiheadAttention's
attn_mask and key_padding_mask True means "hidden".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...arguments import whole_number


def causal_mask(T: int) -> NDArray[np.bool_]:
    """Return (T, T): row t may look at itself and at what came before it, and at nothing that is still to come.

    >>> causal_mask(3)
    array([[ True, False, False],
           [ True,  True, False],
           [ True,  True,  True]])
    """
    return np.tril(np.ones((whole_number(T, "T", at_least=1),) * 2, dtype=bool))


def padding_mask(lengths: ArrayLike, T: int) -> NDArray[np.bool_]:
    """Return (N, 1, 1, T): which of the T columns are tokens of sequence n, and may be looked at by all its rows.

    Padding is hidden as a *key*. Its own rows still look somewhere, so that no softmax is over nothing; nobody reads
    what comes out of them.

    lengths: (N,), how many tokens each sequence has, 1 to T; padding stands on the right.
    The two 1s broadcast over heads and queries. With `&` it combines with a causal mask: (N, 1, T, T).

    >>> padding_mask([3, 1], 3)[:, 0, 0]
    array([[ True,  True,  True],
           [ True, False, False]])
    """
    T, counts = whole_number(T, "T", at_least=1), np.asarray(lengths)
    if counts.ndim != 1 or counts.dtype.kind not in "iu":
        raise ValueError(f"lengths must be whole numbers, one a sequence, got {lengths!r}")
    if counts.size and (counts.min() < 1 or counts.max() > T):
        raise ValueError(f"lengths must be between 1 and T, {T}, got {counts.min()} to {counts.max()}")
    hidden_or_not: NDArray[np.bool_] = np.arange(T) < counts[:, None, None, None]
    return hidden_or_not
