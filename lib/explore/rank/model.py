"""What the rank explorer knows: a photograph, k of its patterns, and what they cost and lose.

No drawing and no widgets, so that it can be tested by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from layerwise import datasets
from layerwise.arguments import FloatArray, one_of, whole_number
from layerwise.linalg import low_rank, storage_and_error

from ..own import LIBRARYS, Part
from ..own_parts import RunsParts

FLOWER, TEMPLE, SHUFFLED = "flower", "temple", "temple, shuffled"
PHOTOS = (FLOWER, TEMPLE, SHUFFLED)
MOST = 427  # patterns of a photograph, its shorter side
FAIR = 30.0  # decibels: where a picture looks fair


@lru_cache(maxsize=len(PHOTOS))
def photo(name: str) -> FloatArray:
    """Return a grey photograph, (427, 640) between 0 and 1; the shuffled one has the temple's pixels in any order."""
    X, _ = datasets.photographs()
    grey: FloatArray = X[0 if name != FLOWER else 1].mean(axis=0, dtype=np.float64)
    return np.random.default_rng(0).permutation(grey.ravel()).reshape(grey.shape) if name == SHUFFLED else grey


_LIBRARYS_ERROR = Part("storage_and_error", storage_and_error, LIBRARYS)


@lru_cache(maxsize=4 * len(PHOTOS))
def curves(name: str, error: Part = _LIBRARYS_ERROR) -> tuple[FloatArray, FloatArray]:
    """Return, for k = 0 ... 427, the share of the squares that is lost, and the decibels, inf where nothing is."""
    pixels, s = photo(name), _singular_values(name)
    found = (error.apart(error(s, pixels.shape, k), "a count", "an error")[1] for k in range(MOST + 1))
    lost = np.array([float(error.finite(one, ())) ** 2 for one in found])
    with np.errstate(divide="ignore"):
        return lost, -10 * np.log10(lost * (pixels**2).mean())


@lru_cache(maxsize=len(PHOTOS))
def _factors(name: str) -> tuple[FloatArray, FloatArray, FloatArray]:
    U, s, Vt = np.linalg.svd(photo(name), full_matrices=False)
    return np.asarray(U), np.asarray(s), np.asarray(Vt)


def _singular_values(name: str) -> FloatArray:
    return _factors(name)[1]


def _nearest(name: str, k: int) -> FloatArray:
    """What low_rank gives for a photograph, without taking it apart anew: that would be most of what an event takes."""
    U, s, Vt = _factors(name)
    return (U[:, :k] * s[:k]) @ Vt[:k]


@lru_cache(maxsize=len(PHOTOS))
def smallest(name: str) -> int:
    """Return the smallest rank at which the photograph reaches FAIR."""
    return int(np.argmax(curves(name)[1] >= FAIR))


@dataclass(frozen=True)
class RankModel(RunsParts):
    """A photograph and how many of its patterns are kept.

    photo: one of PHOTOS. k: 1 to 427. approximate: makes the table of rank k; None for low_rank, the
    learner's where it has passed.

    >>> model = RankModel(photo="flower", k=29)
    >>> model.numbers, round(model.decibels, 1), model.reached
    (30972, 30.1, True)
    """

    photo: str = FLOWER
    k: int = 5
    approximate: Callable[[FloatArray, int], FloatArray] | None = None

    goal = f"Find the smallest rank at which the flower has {FAIR:g} dB."

    def __post_init__(self) -> None:
        one_of(self.photo, "photo", PHOTOS)
        if whole_number(self.k, "k", at_least=1) > MOST:
            raise ValueError(f"k must be at most {MOST}, the rank of the photograph, got {self.k}")
        if self.approximate is not None and not callable(self.approximate):
            raise TypeError(f"approximate must be a function of a table and k, got {self.approximate!r}")

    @property
    def library(self) -> Mapping[str, Any]:
        """What makes the picture, and what counts what is lost."""
        return {"low_rank": low_rank, "storage_and_error": storage_and_error}

    @property
    def given(self) -> Mapping[str, Any]:
        """What it was handed."""
        return {"low_rank": self.approximate}

    @property
    def curves(self) -> dict[str, tuple[FloatArray, FloatArray]]:
        """For each photograph, what `curves` gives."""
        return {name: curves(name, self.runs["storage_and_error"]) for name in PHOTOS}

    @cached_property
    def picture(self) -> FloatArray:
        """The photograph made of k patterns, (427, 640)."""
        pixels, part = photo(self.photo), self.runs["low_rank"]
        return part.numbers(pixels.shape, pixels, self.k) if part.own else _nearest(self.photo, self.k)

    @cached_property
    def left_out(self) -> FloatArray:
        """What is missing from the photograph, (427, 640)."""
        return photo(self.photo) - self.picture

    @property
    def decibels(self) -> float:
        """How near the picture is to the photograph, for pixels between 0 and 1; inf where they are the same."""
        error = float((self.left_out**2).mean())
        return float("inf") if error < 1e-20 else float(-10 * np.log10(error))

    @property
    def numbers(self) -> int:
        """How many numbers k patterns take."""
        height, width = photo(self.photo).shape
        return self.k * (height + width + 1)

    @property
    def reached(self) -> bool:
        """Whether the goal is reached: the flower, at FAIR, and not with one pattern less."""
        return self.photo == FLOWER and self.decibels >= FAIR and self.k == smallest(FLOWER)

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        pixels, lost = photo(self.photo).size, self.curves[self.photo][0][self.k]
        count = "1 pattern" if self.k == 1 else f"{self.k} patterns"
        text = (
            f"{count} of {MOST}: {self.numbers:,} numbers, {self.numbers / pixels:.1%} of the pixels. "
            f"{lost:.2%} of the squares are left out, {self.decibels:.1f} dB.{self.runs.said}"
        )
        if self.numbers > pixels:
            return f"{text} By now the photograph itself would be shorter."
        if self.decibels < FAIR:
            return f"{text} More patterns are needed for {FAIR:g} dB."
        return text if self.k == smallest(self.photo) else f"{text} Fewer would do for {FAIR:g} dB."
