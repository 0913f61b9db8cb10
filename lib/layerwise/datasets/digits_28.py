"""Handwritten digits as large as the glyphs: a small task that looks like another one, for transfer learning.

scikit-learn's digits have 8 × 8 grey pixels. Each is seen through bilinear weights on a canvas of 28 × 28, its ink in
the middle, so that a network which was trained on datasets.glyphs can read it.
"""

from __future__ import annotations

import numpy as np

from ..arguments import FloatArray, IntArray, real_number
from .tabular import digits

_SIZE = 28


def digits28(filled: float = 20.0) -> tuple[FloatArray, IntArray]:
    """Return 1797 digits, float32 of shape (1797, 1, 28, 28) between 0 and 1 (white on black), and which digit it is.

    filled: how many of the 28 pixels the 8 × 8 picture is enlarged to, in both directions; 20 is what a glyph takes
    up. The rectangle around the ink is centred, as that of a glyph is. y is int64 of shape (1797,), the order is that
    of datasets.digits. Needs scikit-learn.

        X[n] = rows[n] @ small[n] @ columns[n].T        (28, 28) = (28, 8) @ (8, 8) @ (8, 28)

    Row r of `rows` holds what each small row gives to row r: 1 at its own centre, 0 one small pixel away.
    (Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI, 1998.)

    >>> X, y = digits28()
    >>> X.shape, X.dtype, y[:5]
    ((1797, 1, 28, 28), dtype('float32'), array([0, 1, 2, 3, 4]))
    """
    filled = real_number(filled, "filled", at_least=8, at_most=_SIZE)
    small, y = digits(images=True)
    small = small[:, 0]
    rows, columns = (_weights(small.max(axis=across) > 0, filled / 8) for across in (2, 1))
    X = rows @ small @ columns.transpose(0, 2, 1)
    return X[:, None].astype(np.float32), y


def _weights(inked: np.ndarray, zoom: float) -> FloatArray:
    """Return bilinear weights (N, 28, 8) that put the middle of the inked lines into the middle of the canvas.

    inked: which of the 8 lines have ink, (N, 8). zoom: canvas pixels for each small one.
    """
    first, last = inked.argmax(axis=1), 7 - inked[:, ::-1].argmax(axis=1)
    middle = (first + last) / 2  # of the ink, in small pixels, whose centres are 0, 1, ... 7
    from_middle = (np.arange(_SIZE) + 0.5 - _SIZE / 2) / zoom
    source = middle[:, None] + from_middle  # (N, 28): where each canvas line looks
    return np.maximum(0, 1 - np.abs(source[:, :, None] - np.arange(8)))
