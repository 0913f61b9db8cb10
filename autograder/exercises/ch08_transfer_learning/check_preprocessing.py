"""check_preprocessing: what is asked and what is right; the mistakes stand in the `.md` beside it.

The learner writes a test. The probe plants pipelines, right ones and wrong ones, in an order that is drawn, and notes
what the test says of each.
"""

import numpy as np

from layerwise.transfer.preprocessing import check_preprocessing

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def planted(check, mean, std, X_train, X_test, order):
    """The probe: the verdict on each pipeline, by its place in the order."""

    def writes(A, B):
        for X in (A, B):
            X -= mean
            X /= std
        return A, B

    def target(A, B):
        return (A - A.mean()) / A.std(), (B - A.mean()) / A.std()

    def target_pixels(A, B):
        return (A - A.mean(axis=0)) / std, (B - A.mean(axis=0)) / std

    def target_spread(A, B):
        return (A - mean) / A.std(), (B - mean) / A.std()

    def spread_together(A, B):
        both = np.concatenate([A, B])
        return (A - mean) / both.std(), (B - mean) / both.std()

    def together(A, B):
        both = np.concatenate([A, B])
        return (A - both.mean()) / both.std(), (B - both.mean()) / both.std()

    def apart(A, B):
        return (A - A.mean()) / A.std(), (B - B.mean()) / B.std()

    def only_test(A, B):
        return (A - mean) / std, (B - B.mean()) / std

    def test_into_training(A, B):
        return (A - B.mean()) / std, (B - mean) / std

    def each_image(A, B):
        return tuple((X - X.mean(axis=(1, 2), keepdims=True)) / X.std(axis=(1, 2), keepdims=True) for X in (A, B))

    pipelines = {
        "the source's statistics": lambda A, B: ((A - mean) / std, (B - mean) / std),
        "in single precision": lambda A, B: tuple(((X - mean) / std).astype(np.float32) for X in (A, B)),
        "written into its input": writes,
        "the training images' mean and std": target,
        "the training images' mean of each pixel": target_pixels,
        "the training images' spread": target_spread,
        "the spread of all images": spread_together,
        "all images together": together,
        "each set by its own": apart,
        "the test images by their own mean": only_test,
        "the training images by the test images' mean": test_into_training,
        "each image by itself": each_image,
        "black and white changed": lambda A, B: ((1 - A - mean) / std, (1 - B - mean) / std),
        "rows and columns swapped": lambda A, B: tuple((X.swapaxes(1, 2) - mean) / std for X in (A, B)),
        "the training images as they are": lambda A, B: (A, (B - mean) / std),
        "the test images as they are": lambda A, B: ((A - mean) / std, B),
        "the mean a tenth too large": lambda A, B: ((A - 1.1 * mean) / std, (B - 1.1 * mean) / std),
        "the mean only": lambda A, B: (A - mean, B - mean),
    }

    def said_of(pipeline):
        try:
            return check(pipeline, mean, std, X_train.copy(), X_test.copy())
        except Exception as error:  # costs what is asked of this pipeline, not of all
            return f"raised {type(error).__name__}: {error}"

    return {f"pipeline {place}": lambda name=name: said_of(pipelines[name]) for place, name in enumerate(order)} | {
        "after a pipeline that writes": lambda: (
            check(writes, mean, std, X_train, X_test),
            [X_train.sum(), X_test.sum()],
        )[1]
    }


GOOD = ("the source's statistics", "in single precision", "written into its input")
TARGET = (
    "the training images' mean and std",
    "the training images' mean of each pixel",
    "the training images' spread",
)
LEAKS = (
    "all images together",
    "the spread of all images",
    "each set by its own",
    "the test images by their own mean",
    "the training images by the test images' mean",
)
OTHERS = (
    "each image by itself",
    "black and white changed",
    "rows and columns swapped",
    "the training images as they are",
    "the test images as they are",
    "the mean a tenth too large",
    "the mean only",
)
PIPELINES = (*GOOD, *TARGET, *LEAKS, *OTHERS)
ALL = tuple(f"pipeline {place}" for place in range(len(PIPELINES)))


def shades(rng, count, size):
    """Images of which each has more contrast than the one before: without one of them, mean and spread are others."""
    return rng.uniform(0.0, 1.0, (count, size, size)) * np.linspace(0.2, 0.8, count)[:, None, None]


def images(name, train, test, size):
    """A case with images drawn anew in every run, whose statistics are not those of the source.

    train, test: how many; in each run there may be one or two more of each.
    """

    def draw(rng):
        more = rng.integers(3, size=2)
        centre = rng.uniform(0.2, 0.4)
        drawn = {
            "mean": float(rng.uniform(0.1, 0.2)),
            "std": float(rng.uniform(0.25, 0.35)),
            "X_train": centre + shades(rng, train + more[0], size),
            "X_test": centre + 0.1 + shades(rng, test + more[1], size),
            "order": [str(name) for name in rng.permutation(PIPELINES)],
        }
        drawn["X_train"][0, 0, 0] = drawn["X_test"][0, 0, 0] = 0.0  # the source's mean is above it
        return drawn

    return Case(name, draw)


def said_of(*names):
    """What is compared: the verdicts on these pipelines, and whether there is one verdict for all there are."""

    def derive(inputs, values):
        said = {name: values[f"pipeline {place}"] for place, name in enumerate(inputs["order"])}
        if all(str(verdict).startswith("raised ") for verdict in said.values()):
            raise ValueError(str(next(iter(said.values()))))  # nothing is told apart; a reference like that is broken
        alike = "one" if len(set(map(str, said.values()))) == 1 else "several"
        return {name: said[name] for name in names} | {"verdicts in all": alike}

    return derive


SMALL, LARGER = images("five and four images", 5, 4, 3), images("twelve and eight images", 12, 8, 5)


def by_hand(prepare, mean, std, X_train, X_test):
    Z_train, Z_test = prepare(X_train.copy(), X_test.copy())
    others = X_test.copy()
    others[1:] = others[1:] * 0.5 + 1
    Z_train_then, Z_test_then = prepare(X_train.copy(), others)
    if not np.allclose(Z_train, Z_train_then, rtol=1e-4, atol=1e-4):
        return "leakage"
    if not np.allclose(Z_test[0], Z_test_then[0], rtol=1e-4, atol=1e-4):
        return "leakage"
    _, Z_test_then = prepare(X_train * 0.5 + 1, X_test.copy())
    if not np.allclose(Z_test, Z_test_then, rtol=1e-4, atol=1e-4):
        return "target statistics"
    if not np.allclose(Z_train, (X_train - mean) / std, rtol=1e-4, atol=1e-4):
        return "other numbers"
    if not np.allclose(Z_test, (X_test - mean) / std, rtol=1e-4, atol=1e-4):
        return "other numbers"
    return ""


def image_by_image(prepare, mean, std, X_train, X_test):
    import copy

    def run(A, B):
        return [np.array(Z, dtype=float) for Z in prepare(copy.deepcopy(A), copy.deepcopy(B))]

    def near(a, b):
        return a.shape == b.shape and bool((np.abs(a - b) < 1e-3).all())

    with np.errstate(all="ignore"):
        whole = run(X_train, X_test)
        doubled = run(X_train, np.concatenate([X_test[:1], X_test[::-1] ** 2]))
        noisy = run(X_train[::-1] ** 2 + 1, X_test)
    right = [(X_train - mean) / std, (X_test - mean) / std]
    problems = {
        "leakage": not near(whole[0], doubled[0]) or not near(whole[1][:1], doubled[1][:1]),
        "target statistics": not near(whole[1], noisy[1]),
        "other numbers": not (near(whole[0], right[0]) and near(whole[1], right[1])),
    }
    return next((name for name, found in problems.items() if found), "")


def in_order(prepare, mean, std, X_train, X_test):
    before = prepare(X_train.copy(), X_test.copy())
    found = ""
    right = [(X - mean) / std for X in (X_train, X_test)]
    if not all(np.allclose(a, b, atol=1e-4) for a, b in zip(before, right, strict=True)):
        found = "other numbers"
    if not np.allclose(prepare(X_train[1:].copy(), X_test.copy())[1], before[1], atol=1e-4):
        found = "target statistics"
    short = prepare(X_train.copy(), X_test[:-1].copy())
    if not np.allclose(short[0], before[0], atol=1e-4) or not np.allclose(short[1], before[1][:-1], atol=1e-4):
        found = "leakage"
    return found


EACH = (SMALL, LARGER)
EXERCISE = Exercise(
    reference=check_preprocessing,
    probe=planted,
    aspects=(
        Aspect("passes what is right", 0.5, EACH, observations=ALL, derive=said_of(*GOOD)),
        Aspect("target statistics", 1, EACH, observations=ALL, derive=said_of(*TARGET)),
        Aspect("leakage", 1, EACH, observations=ALL, derive=said_of(*LEAKS)),
        Aspect("other numbers", 0.5, EACH, observations=ALL, derive=said_of(*OTHERS)),
        Aspect(
            "the images stay as they were",
            0.5,
            EACH,
            observations=("after a pipeline that writes",),
            requires="passes what is right",
        ),
        leaves_inputs_alone(0.5, (SMALL,), requires="leakage"),
    ),
    accepted=(
        Accepted("one question after the other", by_hand),
        Accepted("all questions first", image_by_image),
        Accepted("the worst comes last", in_order),
    ),
)
