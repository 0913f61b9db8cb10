"""Settings to begin with, good ones and ones that go wrong on purpose, each with what there is to watch.

A new one is a line here: its name, a title, whether it is good, one sentence, and the settings.
"""

from __future__ import annotations

from dataclasses import dataclass

from .settings import Settings


@dataclass(frozen=True)
class Preset:
    """title: for a list. good: whether it trains well. says: what to watch, in one sentence."""

    name: str
    title: str
    good: bool
    says: str
    settings: Settings
    enough: float = 0.95  # of the test points, for its goal


_ALL = [
    Preset(
        "circles", "Circles, four units", True,
        "Four tanh units close a curve around the inner circle: watch each of them become one side of it.",
        Settings("circles", layers=(4,), lr=0.1),
    ),
    Preset(
        "spiral", "The spiral, by Adam", True,
        "Sixteen ReLUs, and x1 and x2 alone: straight pieces join into a band that follows the arm.",
        Settings(
            "spiral", share=0.7, layers=(8, 8), activation="relu", init="kaiming_normal_", optimizer="Adam", lr=0.02
        ),
    ),
    Preset(
        "feature", "The right feature", True,
        "One product, x1·x2, and no hidden layer: what XOR needs eight units for is a straight cut in this feature.",
        Settings("xor", layers=(), features=("x1", "x2", "x1·x2"), lr=0.03),
    ),
    Preset(
        "hills", "Hills and hollows", True,
        "Regression: each unit is a slope, and the sum of many slopes makes three hills and three hollows.",
        Settings("hills", share=0.8, layers=(8, 8, 8), optimizer="Adam", lr=0.02),
    ),
    Preset(
        "no hidden layer", "XOR without a hidden layer", False,
        "The cut stays straight however long it trains, and half of the points stay on the wrong side.",
        Settings("xor", layers=(), lr=0.1),
    ),
    Preset(
        "rate too large", "A rate far too large", False,
        "The loss jumps up and down and settles nowhere; read the update-to-weight ratio of each layer.",
        Settings("circles", layers=(4, 4), lr=8.0),
    ),
    Preset(
        "rate too small", "A rate far too small", False,
        "The loss falls, in its fourth digit: the update-to-weight ratio says by how little each step moves.",
        Settings("circles", layers=(4, 4), lr=0.0001),
    ),
    Preset(
        "zeros", "All weights start at zero", False,
        "Every unit computes the same and gets the same gradient, so no unit ever differs from its neighbour.",
        Settings("circles", layers=(4, 4), init="zeros", lr=0.1),
    ),
    Preset(
        "six sigmoids", "Six layers of sigmoids", False,
        "Each sigmoid passes at most a quarter of a gradient: compare its size in the first layer and in the last.",
        Settings("circles", layers=(6, 6, 6, 6, 6, 6), activation="sigmoid", lr=0.1),
    ),
    Preset(
        "dead units", "Dead ReLUs", False,
        "A large rate throws units to where they are 0 for every point; no gradient passes, so none comes back.",
        Settings("circles", layers=(8, 8), activation="relu", init="kaiming_normal_", lr=1.5, seed=0),
    ),
    Preset(
        "too little data", "Twenty points to learn from", False,
        "The training loss goes to zero while the test loss climbs: the curve bends around single points.",
        Settings("circles", noise=0.3, share=0.05, layers=(8, 8), optimizer="Adam", lr=0.01),
        0.9,
    ),
    Preset(
        "noise", "Noise, and nothing against it", False,
        "Training and test loss part ways: the network learns the noise; an L2 penalty holds it back.",
        Settings("circles", noise=0.3, share=0.1, layers=(8, 8), optimizer="Adam", lr=0.03),
        0.92,
    ),
    Preset(
        "wide start", "First weights that are too wide", False,
        "Every tanh sits at -1 or 1 where its slope is zero; almost no gradient reaches the first layers.",
        Settings("xor", layers=(8, 8, 8, 8), init="normal", init_std=5.0, lr=0.03),
        0.92,
    ),
    Preset(
        "batch norm", "The same, with batch normalization", True,
        "The same wide start: batch normalization brings every z back to where tanh has a slope, and it learns.",
        Settings("xor", layers=(8, 8, 8, 8), init="normal", init_std=5.0, lr=0.03, batch_norm=True),
    ),
]  # fmt: skip

PRESETS = {one.name: one for one in _ALL}


def preset(name: str) -> Preset:
    """Return the preset of that name."""
    if name not in PRESETS:
        raise ValueError(f"no preset is called {name!r}; there are {', '.join(map(repr, PRESETS))}")
    return PRESETS[name]
