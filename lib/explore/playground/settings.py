"""Everything that can be set in the playground, checked: what a link says and what a program is made of.

A wrong value gets a sentence with what was received and what there is, and nothing changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from layerwise.arguments import one_of, real_number, whole_number
from layerwise.functional.activation_table import ACTIVATIONS

from ..own import BROKEN, LIBRARYS, YOURS
from .data import DATASETS, LIMIT, OwnPoint, is_regression
from .features import FEATURES
from .parts import PARTS

MOST_LAYERS, MOST_UNITS, MOST_POINTS = 6, 8, 600
INITS = ("kaiming_normal_", "xavier_normal_", "xavier_uniform_", "normal", "zeros")
OPTIMIZERS = ("SGD", "Momentum", "NesterovSGD", "Adagrad", "RMSprop", "Adam")

# From, to, and the values that a list of stops offers; any value between is right as well.
RANGES: dict[str, tuple[float, float, tuple[float, ...]]] = {
    "noise": (0.0, 0.5, (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)),
    "share": (0.05, 0.9, (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)),
    "init_std": (0.001, 5.0, (0.001, 0.01, 0.1, 0.3, 1.0, 2.0, 5.0)),
    "dropout": (0.0, 0.8, (0.0, 0.1, 0.2, 0.3, 0.5, 0.8)),
    "lr": (1e-5, 100.0, (1e-5, 1e-4, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)),
    "l1": (0.0, 1.0, (0.0, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)),
    "l2": (0.0, 1.0, (0.0, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)),
    "speed": (0.0, 200.0, (1.0, 3.0, 10.0, 30.0, 100.0, 0.0)),
}
WHOLE: dict[str, tuple[int, int, tuple[int, ...]]] = {
    "seed": (0, 999, tuple(range(10))),
    "batch_size": (1, 400, (1, 5, 10, 20, 30, 50, 100, 400)),
}
LISTS: dict[str, tuple[str, ...]] = {
    "dataset": tuple(DATASETS),
    "activation": tuple(ACTIVATIONS),
    "init": INITS,
    "optimizer": OPTIMIZERS,
}

# After a change of these the network that has been trained is no longer the one that was asked for.
STARTS_ANEW = frozenset(
    [
        "dataset",
        "noise",
        "share",
        "seed",
        "features",
        "layers",
        "activation",
        "batch_norm",
        "dropout",
        "init",
        "init_std",
        "sources",
    ]
)


@dataclass(frozen=True)
class Settings:
    """What is trained on what. sources: (part, source) for the parts that are not "yours" as usual.

    points: one's own, each (x1, x2, target, for testing). speed: epochs a second, 0 for as fast as it goes.

    >>> Settings(lr=1000.0)
    Traceback (most recent call last):
    ...
    ValueError: lr must be at most 100, got 1000.0
    """

    dataset: str = "circles"
    noise: float = 0.0
    share: float = 0.5
    seed: int = 0
    features: tuple[str, ...] = ("x1", "x2")
    layers: tuple[int, ...] = (4, 2)
    activation: str = "tanh"
    batch_norm: bool = False
    dropout: float = 0.0
    init: str = "xavier_normal_"
    init_std: float = 1.0
    optimizer: str = "SGD"
    lr: float = 0.03
    batch_size: int = 10
    l1: float = 0.0
    l2: float = 0.0
    discretize: bool = False
    speed: float = 0.0
    sources: tuple[tuple[str, str], ...] = ()
    points: tuple[OwnPoint, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        put = object.__setattr__
        for name, names in LISTS.items():
            one_of(getattr(self, name), name, names)
        for name, (low, high, _) in RANGES.items():
            put(self, name, real_number(getattr(self, name), name, at_least=low, at_most=high))
        for name, (lowest, highest, _) in WHOLE.items():
            value = getattr(self, name)
            value = int(value) if isinstance(value, float) and value.is_integer() else value  # a page has no ints
            if whole_number(value, name, at_least=lowest) > highest:
                raise ValueError(f"{name} must be at most {highest}, got {value}")
            put(self, name, value)
        for name in ("batch_norm", "discretize"):
            if not isinstance(getattr(self, name), bool | np.bool_):
                raise TypeError(f"{name} must be True or False, got {getattr(self, name)!r}")
        put(self, "features", _features(self.features))
        put(self, "layers", _layers(self.layers))
        put(self, "sources", _sources(self.sources))
        put(self, "points", tuple(_point(point, self.dataset) for point in _listed(self.points, "points")))
        if len(self.points) > MOST_POINTS:
            raise ValueError(f"there is room for {MOST_POINTS} points of your own, got {len(self.points)}")
        if self.batch_norm and self.batch_size == 1:
            raise ValueError("batch normalization needs a spread: batch_size must be at least 2 with it, got 1")

    def changed(self, changes: Mapping[str, Any]) -> Settings:
        """Return these settings with some changed, by name; of sources only the parts that are named."""
        known = [one.name for one in fields(self)]
        for name in changes:
            if name not in known:
                raise ValueError(f"unknown setting {name!r}; the settings are {', '.join(known)}")
        new = dict(changes)
        if "sources" in new:
            if not isinstance(new["sources"], Mapping):
                raise ValueError(f'sources must be a dict such as {{"relu": "{LIBRARYS}"}}, got {new["sources"]!r}')
            new["sources"] = tuple({**dict(self.sources), **new["sources"]}.items())
        if is_regression(new.get("dataset", self.dataset)) != is_regression(self.dataset):
            new.setdefault("points", ())  # classes are no values
        try:
            return replace(self, **new)
        except TypeError as error:  # what a page or a link sends is refused in one way only
            raise ValueError(str(error)) from None

    def source(self, part: str) -> str:
        """Which of the sources of a part is asked for."""
        return dict(self.sources).get(part, YOURS)

    @property
    def regression(self) -> bool:
        """Whether the network learns values, not classes."""
        return is_regression(self.dataset)

    def as_dict(self) -> dict[str, Any]:
        """All of it but the points, in the forms that a page reads."""
        plain = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "points"}
        return plain | {"sources": dict(self.sources)}


def choices() -> dict[str, Any]:
    """What can be chosen, by setting: a list, or {"low", "high", "stops"}."""
    ranges = {name: {"low": low, "high": high, "stops": list(stops)} for name, (low, high, stops) in RANGES.items()}
    whole = {name: {"low": low, "high": high, "stops": list(stops)} for name, (low, high, stops) in WHOLE.items()}
    lists = {name: list(values) for name, values in LISTS.items()}
    most = {"most_layers": MOST_LAYERS, "most_units": MOST_UNITS, "most_points": MOST_POINTS}
    return {**lists, **ranges, **whole, "features": list(FEATURES), **most}


def _listed(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise TypeError(f"{name} must be a list, got {value!r}")
    return list(value)


def _features(names: Any) -> tuple[str, ...]:
    names = [one_of(name, "features", FEATURES) for name in _listed(names, "features")]
    if not names:
        raise ValueError("features must hold at least one, or the network sees nothing of a point")
    return tuple(name for name in FEATURES if name in names)


def _layers(units: Any) -> tuple[int, ...]:
    units = _listed(units, "layers")
    if len(units) > MOST_LAYERS:
        raise ValueError(f"there is room for {MOST_LAYERS} hidden layers, got {len(units)}")
    for count in units:
        if isinstance(count, bool) or not isinstance(count, int | float) or count not in range(1, MOST_UNITS + 1):
            raise ValueError(f"a hidden layer has 1 to {MOST_UNITS} units, got {count!r}")
    return tuple(int(count) for count in units)


def _sources(pairs: Any) -> tuple[tuple[str, str], ...]:
    kept = {}
    for part, source in _listed(pairs, "sources"):
        one_of(part, "the part", PARTS)
        one_of(source, f"the source of {part}", (YOURS, LIBRARYS, BROKEN))
        if source != YOURS:
            kept[str(part)] = source
    return tuple(sorted(kept.items()))


def _point(point: Any, dataset: str) -> OwnPoint:
    numbers = _listed(point, "a point")
    if len(numbers) not in (3, 4):
        raise ValueError(f"a point is x1, x2, its target and whether it is for testing, got {point!r}")
    x1, x2, target = (real_number(number, "a point's number") for number in numbers[:3])
    if max(abs(x1), abs(x2)) > LIMIT:
        raise ValueError(f"a point lies between {-LIMIT:g} and {LIMIT:g}, got ({x1:g}, {x2:g})")
    if is_regression(dataset) and abs(target) > 1:
        raise ValueError(f"a value lies between -1 and 1, got {target:g}")
    if not is_regression(dataset) and target not in (0, 1):
        raise ValueError(f"a class is 0 or 1, got {target:g}")
    return round(x1, 2), round(x2, 2), round(target, 2), bool(numbers[3]) if len(numbers) == 4 else False
