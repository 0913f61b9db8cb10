"""Pictures of two coloured shapes, and what can rightly be said of each: something to look at and to describe.

A stand-in, and named as such: 32 kinds of things, four relations, one grammar. In photographs there is more to say than
anybody could write down; here every right sentence is known, so that what a network says can be judged word by word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..arguments import FloatArray, IntArray, one_of, random_generator, real_number, whole_number

SIDE = 24  # pixels
SIZES = ("small", "large")
COLOURS = ("red", "green", "blue", "yellow")
FORMS = ("circle", "square", "triangle", "cross")
OPPOSITE = {"left": "right", "right": "left", "above": "below", "below": "above"}
SPECIAL = ("<pad>", "<start>", "<end>")  # numbers 0, 1 and 2
VOCABULARY = (*SPECIAL, "a", *SIZES, *COLOURS, *FORMS, *OPPOSITE, "of")
_NUMBER = {word: i for i, word in enumerate(VOCABULARY)}
_RADIUS = {"small": 2.6, "large": 4.6}
_RGB = {"red": (1.0, 0.15, 0.1), "green": (0.1, 0.8, 0.2), "blue": (0.2, 0.35, 1.0), "yellow": (1.0, 0.9, 0.1)}
_NOISE = 0.08
_GAP = 1.0  # pixels at least between two things, along the axis that names their relation


class Thing(NamedTuple):
    """A shape in a picture. row, column: of its centre, in pixels from the upper left, 0 to 23."""

    size: str
    colour: str
    form: str
    row: float
    column: float

    @property
    def kind(self) -> int:
        """Which of the 32 kinds it is: size, colour and form, and not its place."""
        return (SIZES.index(self.size) * len(COLOURS) + COLOURS.index(self.colour)) * len(FORMS) + FORMS.index(
            self.form
        )


def shapes(n: int = 5000, seed: int = 0) -> tuple[FloatArray, list[list[list[int]]], tuple[str, ...]]:
    """Return n pictures, (n, 3, 24, 24), float32 from 0 to 1, the two right captions of each, and the words.

    captions[i] holds two lists of word numbers: word number j is vocabulary[j]. Numbers 0, 1 and 2 are kept free for
    padding, start and end, and do not occur in captions. The two say the same from either side:

        a small red circle left of a large blue square
        a large blue square right of a small red circle

    Each picture has two things of different kinds; 2 sizes, 4 colours and 4 forms make 32 kinds. What is between them
    is named by the axis on which their centres are further apart, at least twice as far as on the other. A little
    brightness and noise varies. The same seed gives the same pictures.

    >>> images, captions, vocabulary = shapes(2, seed=1)
    >>> images.shape, " ".join(vocabulary[j] for j in captions[0][0])
    ((2, 3, 24, 24), 'a small yellow triangle right of a large red circle')
    """
    n = whole_number(n, "n", at_least=1)
    rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))
    images, captions = np.empty((n, 3, SIDE, SIDE), np.float32), []
    for i in range(n):
        pair = _two_things(rng)
        images[i] = draw_scene(pair, rng)
        captions.append(scene_captions(*pair))
    return images, captions, VOCABULARY


def kinds_in(captions: Sequence[Sequence[Sequence[int]]]) -> IntArray:
    """Return which of the 32 kinds each picture has, ones and zeros, (N, 32), read off its first caption.

    >>> kinds_in(shapes(3)[1]).sum(axis=1)
    array([2, 2, 2])
    """
    found = np.zeros((len(captions), len(SIZES) * len(COLOURS) * len(FORMS)), np.int64)
    for row, (caption, *_) in zip(found, captions, strict=True):
        words = [VOCABULARY[j] for j in caption]
        for named in (words[1:4], words[-3:]):
            size, colour, form = named
            row[Thing(size, colour, form, 0, 0).kind] = 1
    return found


def scene_captions(first: Thing, second: Thing) -> list[list[int]]:
    """Return what can rightly be said of two things: two lists of word numbers, from the first, and from the second.

    >>> one = Thing("small", "red", "circle", row=12, column=5)
    >>> two = Thing("large", "blue", "square", row=10, column=17)
    >>> " ".join(VOCABULARY[j] for j in scene_captions(one, two)[1])
    'a large blue square right of a small red circle'
    """
    down, across = second.row - first.row, second.column - first.column
    if abs(across) >= abs(down):
        relation = "left" if across > 0 else "right"
    else:
        relation = "above" if down > 0 else "below"
    return [_sentence(first, relation, second), _sentence(second, OPPOSITE[relation], first)]


def draw_scene(things: Sequence[Thing], rng: np.random.Generator | int | None = None) -> FloatArray:
    """Return a picture of the things, (3, 24, 24), float32 from 0 to 1; later ones lie on earlier ones.

    rng: for brightness and noise; None draws it without.
    """
    image = np.zeros((3, SIDE, SIDE))
    generator = None if rng is None else random_generator(rng)
    for thing in things:
        cover = _cover(thing)
        light = 1.0 if generator is None else generator.uniform(0.8, 1.0)
        colour = light * np.array(_RGB[one_of(thing.colour, "colour", COLOURS)])
        image = (1 - cover) * image + cover * colour[:, None, None]
    if generator is not None:
        image = np.clip(image + generator.normal(0.0, _NOISE, image.shape), 0, 1)
    return image.astype(np.float32)


def _sentence(first: Thing, relation: str, second: Thing) -> list[int]:
    joining = [relation, "of"] if relation in ("left", "right") else [relation]
    words = ["a", first.size, first.colour, first.form, *joining, "a", second.size, second.colour, second.form]
    return [_NUMBER[word] for word in words]


def _cover(thing: Thing) -> FloatArray:
    """Return how much of each pixel the thing covers, 0 to 1: from the distance to its edge."""
    size, form = one_of(thing.size, "size", SIZES), one_of(thing.form, "form", FORMS)
    row = real_number(thing.row, "row", at_least=0, at_most=SIDE - 1)
    column = real_number(thing.column, "column", at_least=0, at_most=SIDE - 1)
    r, (y, x) = _RADIUS[size], np.indices((SIDE, SIDE), dtype=float)
    x, y = np.abs(x - column), y - row  # all four are the same on both sides
    if form == "circle":
        outside = np.hypot(x, y) - r
    elif form == "square":
        outside = np.maximum(x, np.abs(y)) - 0.87 * r
    elif form == "triangle":
        outside = np.maximum(y - 0.75 * r, 0.87 * x - 0.5 * (y + 1.05 * r))
    else:
        bar = 0.36 * r
        upright = np.maximum(x - bar, np.abs(y) - r)
        outside = np.minimum(upright, np.maximum(x - r, np.abs(y) - bar))
    return np.clip(0.5 - outside, 0, 1)


def _two_things(rng: np.random.Generator) -> tuple[Thing, Thing]:
    """Return two things of different kinds, as far apart as the relation between them asks."""
    kinds = rng.choice(len(SIZES) * len(COLOURS) * len(FORMS), 2, replace=False)
    named = [(SIZES[kind // 16], COLOURS[kind // 4 % 4], FORMS[kind % 4]) for kind in kinds]
    along = int(rng.integers(2))  # 0: one above the other, 1: side by side
    r = [_RADIUS[size] for size, _, _ in named]
    while True:
        places = [rng.uniform(radius, SIDE - 1 - radius, 2) for radius in r]
        apart = np.abs(places[1] - places[0])
        if apart[along] >= max(sum(r) + _GAP, 2 * apart[1 - along]):
            first, second = (Thing(*name, *map(float, place)) for name, place in zip(named, places, strict=True))
            return first, second
