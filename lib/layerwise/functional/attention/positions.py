"""Where a token stands, as a row of numbers: sines and cosines of many wavelengths (Vaswani and others, 2017)."""

from __future__ import annotations

import numpy as np

from ...arguments import FloatArray, whole_number


def positional_encoding(T: int, d: int) -> FloatArray:
    """Return a row of d numbers for each of T positions, (T, d).

        encoding[t, 2 * i]     = sin(t / 10000 ** (2 * i / d))
        encoding[t, 2 * i + 1] = cos(t / 10000 ** (2 * i / d))

    A sine and a cosine of the same wavelength stand side by side; wavelengths grow from 2 pi towards 10000 * 2 pi.
    With odd d the last sine has no cosine. Some libraries put all sines first; a network trained with one order does
    not run with the other.

    >>> positional_encoding(2, 4).round(4)
    array([[0.    , 1.    , 0.    , 1.    ],
           [0.8415, 0.5403, 0.01  , 1.    ]])
    """
    T, d = whole_number(T, "T", at_least=1), whole_number(d, "d", at_least=1)
    even = np.arange(0, d, 2)
    angles = np.arange(T)[:, None] / 10000.0 ** (even / d)  # (T, how many wavelengths)
    encoding = np.zeros((T, d))
    encoding[:, 0::2] = np.sin(angles)
    encoding[:, 1::2] = np.cos(angles[:, : d // 2])
    return encoding
