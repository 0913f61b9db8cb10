"""Scenes with several handwritten digits, and where each of them is: the smallest task of detection.

A stand-in for photographs: scikit-learn's digits, enlarged, on a dark ground with scribbles that are none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..arguments import FloatArray, IntArray, one_of, whole_number
from .tabular import digits

SIZE = 48
_PARTS = {"train": slice(0, 1200), "test": slice(1200, None)}  # of the 1797 digits


class Scenes(NamedTuple):
    """images (n, 1, 48, 48), float32 from 0 to 1; for each picture its boxes (M, 4) and labels (M,)."""

    images: FloatArray
    boxes: list[FloatArray]
    labels: list[IntArray]


def digit_scenes(n: int = 200, seed: int = 0, part: str = "train") -> Scenes:
    """Return n pictures of two to four digits each, with a box and a label for each digit.

    A box is x1, y1, x2, y2 around the digit's ink, in pixels. Digits are 11 to 20 pixels high; two boxes overlap by a
    fiftieth of the smaller at most. part: "train" draws from the first 1200 of datasets.digits, "test" from the other
    597. Needs scikit-learn. (Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI, 1998.)

    >>> images, boxes, labels = digit_scenes(n=3)
    >>> images.shape, [len(of_one) for of_one in boxes] == [len(of_one) for of_one in labels]
    ((3, 1, 48, 48), True)
    """
    n = whole_number(n, "n", at_least=1)
    rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))
    small, kinds = digits(images=True)
    chosen = _PARTS[one_of(part, "part", _PARTS)]
    small, kinds = small[chosen, 0], kinds[chosen]
    images, boxes, labels = np.zeros((n, SIZE, SIZE)), [], []
    for image in images:
        found, which = _place_digits(image, small, kinds, rng)
        for _ in range(rng.integers(1, 4)):
            _scribble(image, found, rng)
        image += 0.04 * rng.normal(size=image.shape)
        boxes.append(found)
        labels.append(which)
    return Scenes(np.clip(images, 0, 1)[:, None].astype(np.float32), boxes, labels)


def _place_digits(
    image: FloatArray, small: FloatArray, kinds: IntArray, rng: np.random.Generator
) -> tuple[FloatArray, IntArray]:
    """Draw two to four digits into the picture; return their boxes and labels."""
    wanted, found = int(rng.integers(2, 5)), np.zeros((0, 4))
    which: list[int] = []
    for _ in range(40):
        if len(found) == wanted:
            break
        k = int(rng.integers(len(small)))
        patch = _enlarged(small[k], int(rng.integers(12, 21)), int(rng.integers(12, 21)))
        y, x = (int(rng.integers(0, SIZE - side + 1)) for side in patch.shape)
        rows, columns = (np.flatnonzero((patch > 0.3).any(axis=axis)) for axis in (1, 0))
        box = np.array([x + columns[0], y + rows[0], x + columns[-1] + 1, y + rows[-1] + 1], dtype=float)
        if len(found) and _covered(box, found) > 0.02:
            continue
        part = image[y : y + patch.shape[0], x : x + patch.shape[1]]
        np.maximum(part, patch * rng.uniform(0.8, 1.0), out=part)
        found, which = np.vstack([found, box]), [*which, kinds[k]]
    return found, np.array(which, dtype=np.int64)


def _scribble(image: FloatArray, boxes: FloatArray, rng: np.random.Generator) -> None:
    """Draw a short stroke, or the corner of a frame, where no digit is."""
    length = int(rng.integers(6, 14))
    y, x = rng.uniform(4, SIZE - 4, 2)
    angle, turn = rng.uniform(0, 2 * np.pi), rng.choice([0.0, 0.0, 0.15, np.pi / 2 / length * 4])
    places = []
    for _ in range(length):
        places.append((y, x))
        y, x, angle = y + np.sin(angle), x + np.cos(angle), angle + turn
    path = np.array(places)
    if path.min() < 1 or path.max() > SIZE - 2:
        return
    low, high = path.min(axis=0) - 1, path.max(axis=0) + 2
    if _covered(np.array([low[1], low[0], high[1], high[0]]), boxes) > 0.0:
        return
    top, left = (int(side) for side in low)
    part = image[top : int(high[0]) + 1, left : int(high[1]) + 1]
    rows, columns = np.mgrid[: part.shape[0], : part.shape[1]]
    apart = np.hypot(rows[..., None] + top - path[:, 0], columns[..., None] + left - path[:, 1]).min(axis=2)
    np.maximum(part, rng.uniform(0.6, 1.0) * np.clip(1.6 - apart, 0, 1), out=part)


def _enlarged(picture: FloatArray, height: int, width: int) -> FloatArray:
    """The 8 × 8 picture through bilinear weights, height × width."""
    return _weights(height) @ picture @ _weights(width).T


def _weights(size: int) -> FloatArray:
    """(size, 8): what each small row gives to each of the large ones."""
    source = np.clip((np.arange(size) + 0.5) * 8 / size - 0.5, 0, 7)
    return np.maximum(0, 1 - np.abs(source[:, None] - np.arange(8)))


def _covered(box: FloatArray, boxes: FloatArray) -> float:
    """The largest share of the smaller of the two that a box has in common with one of the boxes."""
    shared = np.maximum(np.minimum(box[2:], boxes[:, 2:]) - np.maximum(box[:2], boxes[:, :2]), 0).prod(axis=1)
    area = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    return float((shared / np.minimum(area, (box[2:] - box[:2]).prod())).max(initial=0.0))
