"""split: what is asked and what is right; the mistakes stand in the `.md` beside it.

Which rows go where is the learner's to draw, so the sets themselves are judged: the first column of X is the number of
the row, and a verdict is made of what came back. The probe splits four times with one seed: as it is, standardized,
and standardized again after the validation rows, or the test rows, were moved far away. No complaint quotes what was
drawn, so that one mistake is told in the same words whatever its generator gave.
"""

import numpy as np

from layerwise.data.splitting import split

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import most


def split_four_times(split, X, y, **options):
    """The probe: the sets as they are and standardized, and the statistics when other rows are moved.

    options: the fractions and rng, unless they are left at their defaults
    """
    names = ("X_train", "y_train", "X_val", "y_val", "X_test", "y_test", "mean", "std")

    def run(X, **more):
        return dict(zip(names, split(X, y, **{**options, **more}), strict=True))

    def moved(name):
        rows = np.asarray(plain[name])[:, 0]
        if not np.isin(rows, X[:, 0]).all():  # standardized all the same
            rows = rows * np.asarray(plain["std"])[0] + np.asarray(plain["mean"])[0]
        rows = np.clip(np.rint(rows), 0, len(X) - 1).astype(int)
        other = X.copy()
        other[rows, 1:] += 100.0
        found = run(other)
        return np.array([found["mean"], found["std"]])

    plain, made = run(X, standardize=False), run(X)
    another = options["rng"] + 1 if "rng" in options else 0
    return {
        **{f"plain {name}": plain[name] for name in names},
        **{name: made[name] for name in names},
        "statistics": np.array([made["mean"], made["std"]]),
        "statistics, other validation": lambda: moved("X_val"),
        "statistics, other test": lambda: moved("X_test"),
        "test rows again": lambda: run(X, standardize=False)["X_test"][:, 0],
        "test rows with another seed": lambda: run(X, standardize=False, rng=another)["X_test"][:, 0],
    }


def options(rng):
    """Two fractions that are not the default's, and a seed."""
    return {"val_fraction": 0.2, "test_fraction": 0.3, "rng": int(rng.integers(1000))}


def table(name, *sizes, constant=False):
    """A case with classes of these sizes, one after the other, in an order of its own; column 0 counts the rows.

    The others are so narrow that a small number beside std shows.
    """

    def draw(rng):
        y = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
        features = rng.normal((0.5, -0.5, 0.5), 0.3, (len(y), 3)) + 0.1 * y[:, None]
        if constant:
            features[:, 1] = 0.75  # whose mean is exact, so std is exactly 0
        X = np.column_stack([np.arange(float(len(y))), features])
        return {"X": X, "y": y, **options(rng)}

    return Case(name, draw)


def uneven_table(rng):
    """No class divides evenly: of 12 or 22 rows test_fraction is rounded up, of 18 or 28 val_fraction.

    With an even size nothing ends in .5, so all ways of rounding agree. With these last digits the sum of the
    rounded sizes is never the rounded sum: what is rounded is each class.
    """
    sizes = 10 * rng.integers(1, 6, 4) + np.array([2, 2, 2, 8])
    return table("", *sizes).draw(int(rng.integers(1000)))


def sorted_table(rng):
    """Sixty rows or more, sorted by class."""
    y = np.repeat([0, 1, 2], 10 * rng.integers(2, 5))
    X = np.column_stack([np.arange(float(len(y))), rng.normal(0.0, 0.3, (len(y), 2))])
    return {"X": X, "y": y, **options(rng)}


def ten_rows(rng):
    """The docstring's example: two classes of five, and everything else left at its default."""
    X = np.column_stack([np.arange(10.0), rng.normal(0.5, 0.3, (10, 2))])
    return {"X": X, "y": rng.permutation(np.repeat([0, 1], 5))}


EVEN = table("four classes of 100", 100, 100, 100, 100)
RARE = table("common and rare classes", 200, 120, 60, 20)
UNEVEN = Case("sizes that have to be rounded", uneven_table)
SORTED = Case("sorted by class", sorted_table)
CONSTANT = table("a feature that never varies", 40, 40, constant=True)
DEFAULTS = Case("five rows of each class, all options left as they are", ten_rows)
ALL = (EVEN, RARE, SORTED)


SETS = "train", "val", "test"
PLAIN_STATISTICS = "plain mean", "plain std"
DRAWN_SETS = (*(f"plain {what}_{name}" for what in "Xy" for name in ("val", "test")), *PLAIN_STATISTICS)
OTHER_ROWS = "with standardize=False the sets hold other rows than X"


def rows_of(inputs, values, name):
    """The numbers of the rows of one unstandardized set, or None when it holds something other than rows of X."""
    X = np.asarray(values[f"plain X_{name}"], dtype=float)
    if X.ndim != 2 or not np.isfinite(X[:, 0]).all():
        return None
    rows = np.clip(np.rint(X[:, 0]), 0, len(inputs["X"]) - 1).astype(int)
    return rows if X.shape[1] == inputs["X"].shape[1] and np.allclose(X, inputs["X"][rows], atol=1e-6) else None


def every_row_once(inputs, values):
    rows = [rows_of(inputs, values, name) for name in SETS]
    if any(r is None for r in rows):
        return "with standardize=False the sets hold other numbers than X"
    together = np.concatenate([r for r in rows if r is not None])
    counts = np.bincount(np.clip(together, 0, len(inputs["X"]) - 1), minlength=len(inputs["X"]))
    twice, never = int((counts > 1).sum()), int((counts == 0).sum())
    if twice or never:
        return f"{twice} rows stand in the sets more than once, {never} in none"
    made = [recovered(inputs, values, name) for name in SETS]
    other = any(m is not None and sorted(m) != sorted(r) for m, r in zip(made, rows, strict=True) if r is not None)
    return "standardized, the sets hold other rows than with standardize=False and the same seed" if other else ""


def in_step(inputs, values):
    for name in SETS:
        rows, y = rows_of(inputs, values, name), np.asarray(values[f"plain y_{name}"])
        if rows is None or rows.shape != y.shape or rows.min(initial=0) < 0 or rows.max(initial=0) >= len(inputs["y"]):
            return f"X_{name} and y_{name} do not fit together"
        wrong = (inputs["y"][rows] != y).mean()
        if wrong:
            return f"{most(wrong)} labels of y_{name} belong to other rows"
        made, y = recovered(inputs, values, name), np.asarray(values[f"y_{name}"])
        if made is not None and (made.shape != y.shape or (inputs["y"][made] != y).any()):
            return f"standardized, labels of y_{name} belong to other rows"
    return ""


def sizes(inputs, values):
    if any(recovered(inputs, values, name, "plain ") is None for name in ("val", "test")):
        return OTHER_ROWS
    whole = np.bincount(inputs["y"]).tolist()
    for name in ("val", "test"):
        share = inputs.get(f"{name}_fraction", 0.2)
        got, want = len(np.asarray(values[f"plain y_{name}"])), sum(round(share * n) for n in whole)
        if got != want:
            return f"y_{name} has {got} rows; {share:g} of each of the classes {whole}, rounded, are {want}"
    return ""


def shares(inputs, values):
    if any(recovered(inputs, values, name, "plain ") is None for name in ("val", "test")):
        return OTHER_ROWS
    classes = np.unique(inputs["y"])
    whole = np.array([(inputs["y"] == k).sum() for k in classes])
    for name in ("val", "test"):
        y = np.asarray(values[f"plain y_{name}"])
        got = np.array([(y == k).sum() for k in classes])
        want = whole * len(y) / whole.sum()  # the share of each class, whatever the size of the set
        if (np.abs(got - want) > 1.5).any():
            return f"the classes have other shares in y_{name} than in all rows"
    return ""


def drawn_by_seed(inputs, values):
    if recovered(inputs, values, "test", "plain ") is None:
        return OTHER_ROWS
    first = set(np.asarray(values["plain X_test"])[:, 0])
    again, other = set(values["test rows again"]), set(values["test rows with another seed"])
    if first != again:
        return "the same seed gave two different test sets"
    if "rng" not in inputs:
        return "" if first == other else "without rng the sets are other ones than with rng=0"
    return "another seed gave the same test set" if first == other else ""


def of_training_rows(inputs, values):
    rows = recovered(inputs, values, "train")
    if rows is None:
        return "X_train is not (X - mean) / std with the mean and std that came with it"
    X, (mean, std) = inputs["X"][rows], values["statistics"]
    spread = np.where(X.std(axis=0) > 0, X.std(axis=0), 1.0)
    others = {name: recovered(inputs, values, name) for name in ("val", "test")}
    wrong = [
        f"{name} that is {what_it_is(got, want, name, X, inputs['X'], others)}"
        for name, got, want in (("mean", mean, X.mean(axis=0)), ("std", std, spread))
        if np.shape(got) != want.shape or not np.allclose(got, want)
    ]
    return f"the rows of X_train do not have a {' and a '.join(wrong)}" if wrong else ""


def what_it_is(got, want, name, X_train, X, others):
    """A wrong mean or std in words that are the same for every draw."""
    of = np.mean if name == "mean" else np.std
    known = {
        "that of all rows": of(X, axis=0),
        "the same for all features": np.full(X.shape[1], of(X_train)),
        "a variance": X_train.var(axis=0),
        "made with N - 1": X_train.std(axis=0, ddof=1),
        "too large by one number": want + got[-1] - want[-1],
    }
    for label, rows in others.items():
        if rows is not None:
            known[f"that of X_train and X_{label}"] = of(np.concatenate([X_train, X[rows]]), axis=0)
            known[f"that of X_{label}"] = of(X[rows], axis=0)
    return next((what for what, value in known.items() if np.allclose(got, value)), "something else")


def the_same_for_all(inputs, values):
    if not (np.allclose(values["plain mean"], 0.0) and np.allclose(values["plain std"], 1.0)):
        return "with standardize=False mean is not 0, or std is not 1"
    for name in ("val", "test"):
        if recovered(inputs, values, name) is None:
            return f"X_{name} is not (X - mean) / std with the mean and std that came with it"
    return ""


def recovered(inputs, values, name, which=""):
    """Which rows a set holds, if the mean and std that came with it lead back to rows of X; otherwise None.

    which: "" for the standardized sets, "plain " for those that should not be
    """
    X = np.asarray(values[f"{which}X_{name}"], dtype=float) * values[f"{which}std"] + values[f"{which}mean"]
    if X.ndim != 2 or not np.isfinite(X).all():
        return None
    rows = np.clip(np.rint(X[:, 0]), 0, len(inputs["X"]) - 1).astype(int)
    return rows if np.allclose(X, inputs["X"][rows], atol=1e-4) else None


def unmoved_by(which):
    """A verdict: the statistics stay as they were when the rows of this set are others."""

    def verify(inputs, values):
        before, after = values["statistics"], values[f"statistics, other {which}"]
        moved = np.abs(np.asarray(after) - np.asarray(before)).max()
        return "" if moved < 1e-6 else f"with other {which} rows, mean or std are others"

    return verify


def finite(inputs, values):
    if recovered(inputs, values, "train") is None:
        return "X_train is not (X - mean) / std with the mean and std that came with it"
    flat = np.concatenate([np.asarray(values[f"X_{name}"])[:, 2] for name in SETS])
    if not (np.abs(flat) < 1e-9).all():
        return f"its values became {np.array2string(flat[:3], precision=3, separator=', ')}, and should be 0"
    return "" if np.allclose(values["std"][2], 1.0) else "its std is not returned as 1"


def by_places_in_a_line(X, y, val_fraction=0.2, test_fraction=0.2, standardize=True, rng=0):
    order = np.random.default_rng(rng).permutation(len(y))
    place = np.empty(len(y))
    for k in set(y.tolist()):
        members = order[y[order] == k]
        place[members] = (np.arange(len(members)) + 0.5) / len(members)
    is_val, is_test = place < val_fraction, place > 1 - test_fraction
    is_train = ~is_val & ~is_test
    center, scale = np.zeros(X.shape[1:]), np.ones(X.shape[1:])
    if standardize:
        center = X[is_train].mean(0)
        scale = np.sqrt(((X[is_train] - center) ** 2).mean(0))
        scale = np.where(scale < 1e-12, 1.0, scale)
    found = []
    for chosen in (is_train, is_val, is_test):
        found += [(X[chosen] - center) / scale, y[chosen]]
    return [*found, center, scale]


def one_class_after_the_other(X, y, val_fraction=0.2, test_fraction=0.2, standardize=True, rng=0):
    rng = np.random.default_rng(rng)
    where = np.zeros(len(y), int)
    for k in range(y.max() + 1):
        rows = np.where(y == k)[0]
        rng.shuffle(rows)
        cut = int(len(rows) * test_fraction + 0.5), int(len(rows) * (test_fraction + val_fraction) + 0.5)
        where[rows[: cut[0]]], where[rows[cut[0] : cut[1]]] = 2, 1
    X_train = X[where == 0]
    mean = X_train.mean(axis=0) if standardize else 0 * X[0]
    std = X_train.std(axis=0) if standardize else 1 + 0 * X[0]
    std = np.array([s if s > 0 else 1.0 for s in std])
    parts = [((X[where == part] - mean) / std, y[where == part]) for part in range(3)]
    return [a for part in parts for a in part] + [mean, std]


EXERCISE = Exercise(
    reference=split,
    probe=split_four_times,
    aspects=(
        Aspect(
            "every row in one set",
            0.5,
            (*ALL, DEFAULTS),
            observations=(*(f"plain X_{name}" for name in SETS), *(f"X_{name}" for name in SETS), "mean", "std"),
            verify=every_row_once,
        ),
        Aspect(
            "X and y in step",
            0.5,
            ALL,
            observations=tuple(f"{how}{what}_{name}" for how in ("plain ", "") for what in "Xy" for name in SETS),
            verify=in_step,
        ),
        Aspect("the sizes", 0.5, (*ALL, UNEVEN, DEFAULTS), observations=DRAWN_SETS, verify=sizes),
        Aspect("each class in its share", 0.5, (EVEN, RARE), observations=DRAWN_SETS, verify=shares),
        Aspect(
            "drawn by the seed",
            0.5,
            (*ALL, DEFAULTS),
            observations=("plain X_test", *PLAIN_STATISTICS, "test rows again", "test rows with another seed"),
            verify=drawn_by_seed,
        ),
        Aspect(
            "mean and std of the training rows",
            0.5,
            (*ALL, DEFAULTS),
            observations=("X_train", "statistics"),
            verify=of_training_rows,
        ),
        Aspect(
            "validation does not count",
            0.5,
            (EVEN, RARE),
            observations=("statistics", "statistics, other validation"),
            verify=unmoved_by("validation"),
            requires="mean and std of the training rows",
        ),
        Aspect(
            "test does not count",
            0.5,
            (EVEN, RARE),
            observations=("statistics", "statistics, other test"),
            verify=unmoved_by("test"),
            requires="mean and std of the training rows",
        ),
        Aspect(
            "the same mean and std for all three",
            0.5,
            (EVEN, RARE),
            observations=("X_val", "X_test", "mean", "std", "plain mean", "plain std"),
            verify=the_same_for_all,
            requires="mean and std of the training rows",
        ),
        Aspect(
            "a feature that never varies",
            0.25,
            (CONSTANT,),
            observations=("X_train", "X_val", "X_test", "mean", "std"),
            verify=finite,
        ),
        leaves_inputs_alone(0.25, (EVEN,), requires="every row in one set"),
    ),
    accepted=(
        Accepted("places in a line", by_places_in_a_line),
        Accepted("a number for each row", one_class_after_the_other),
    ),
)
