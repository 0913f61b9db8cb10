"""augment and split_then_augment: what is asked and what is right; the mistakes stand in the `.md` beside it.

How each copy is shifted is the learner's to draw. The probe returns the images as they came, and a verdict looks for
the shift that makes each of them: the images hold no zeros, so a zero is what came in at an edge.
"""

import numpy as np

from layerwise.data.augmentation import augment, split_then_augment

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import most


def shift_and_split(augment, split_then_augment, X, y, val_rows, seed, **options):
    """The probe: augmented images from one seed, from the generator as it goes on, and a split with augmentation.

    options: copies and max_shift, unless they are left at their defaults
    """
    rng = np.random.default_rng(seed)
    images, labels = augment(X, y, rng, **options)
    images, labels = np.array(images), np.array(labels)

    def later():
        return augment(X, y, rng, **options)[0]

    def parts(seed=seed):
        return split_then_augment(X, y, val_rows, np.random.default_rng(seed), **options)

    return {
        "images": images,
        "labels": labels,
        "later": later,
        "same seed": lambda: augment(X, y, np.random.default_rng(seed), **options)[0],
        "X_train": lambda: parts()[0],
        "X_train from another seed": lambda: parts(seed + 1)[0],
        "y_train": lambda: parts()[1],
        "X_val": lambda: parts()[2],
        "y_val": lambda: parts()[3],
    }


def pictures(name, number, H, W, **options):
    """A case with about so many images without a zero, their labels sorted by nothing; a quarter are for validation.

    options: copies and max_shift, or nothing
    """

    def draw(rng):
        N = number + 4 * int(rng.integers(-1, 2))
        return {
            "X": rng.uniform(0.1, 1.0, (N, H, W)),
            "y": rng.integers(0, 10, N),
            "val_rows": np.sort(rng.permutation(N)[: N // 4]),
            "seed": int(rng.integers(1000)),
            **options,
        }

    return Case(name, draw)


BY_HAND = Case(
    "two images, two copies",
    {
        "X": np.array([[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]),
        "y": np.array([7, 9]),
        "val_rows": np.array([1]),
        "seed": 0,
        "copies": 2,
    },
)
ONE = pictures("one copy and shift 1, as they are by default", 60, 5, 4)
THREE = pictures("three copies, shift 1", 32, 4, 6, copies=3, max_shift=1)
FAR = pictures("two copies, shift 2", 48, 6, 6, copies=2, max_shift=2)
STILL = pictures("no shift", 12, 4, 4, copies=2, max_shift=0)
ALL = (ONE, THREE, FAR)


def all_shifts(images, max_shift):
    """Every (down, right) with the images moved by it, 0 where nothing comes from."""
    m, (_, H, W) = max_shift, images.shape
    padded = np.pad(images, [(0, 0), (m, m), (m, m)])
    for down in range(-m, m + 1):
        for right in range(-m, m + 1):
            yield (down, right), padded[:, m - down : m - down + H, m - right : m - right + W]


def options_of(inputs):
    """copies and max_shift of a case."""
    return inputs.get("copies", 1), inputs.get("max_shift", 1)


def shifts_of(inputs, values):
    """The shifts of `images`, as `shifts_between` gives them."""
    return shifts_between(inputs["X"], values["images"], *options_of(inputs))


def shifts_between(X, images, copies, max_shift):
    """The (down, right) of every copy, nan where it is no such shift of its example; None when the shape is another."""
    images = np.asarray(images, dtype=float)
    if images.shape != (len(X) * (1 + copies), *X.shape[1:]):
        return None
    versions = images[len(X) :].reshape(copies, *X.shape)
    found = np.full((copies, len(X), 2), np.nan)
    for shift, moved in all_shifts(X, max_shift):
        found[(np.abs(versions - moved) < 1e-6).all(axis=(2, 3))] = shift
    return found.reshape(-1, 2)


def wrong_shape(inputs, values):
    copies, _ = options_of(inputs)
    return f"images of shape {np.shape(values['images'])}; {len(inputs['X']) * (1 + copies)} images were asked for"


def the_originals_first(inputs, values):
    X, images = inputs["X"], np.asarray(values["images"])
    if images.shape != (len(X) * (1 + options_of(inputs)[0]), *X.shape[1:]):
        return wrong_shape(inputs, values)
    return "" if np.allclose(images[: len(X)], X) else "the first images are not those that came in"


def each_a_shift(inputs, values):
    found = shifts_of(inputs, values)
    if found is None:
        return wrong_shape(inputs, values)
    wrong, m = np.isnan(found[:, 0]).mean(), options_of(inputs)[1]
    return f"{most(wrong)} copies are no shift of their example by at most {m}" if wrong else ""


def each_its_own(inputs, values):
    found = shifts_of(inputs, values)
    if found is None:
        return ""
    per_copy = found.reshape(options_of(inputs)[0], -1, 2)
    alike = [len(np.unique(copy, axis=0)) == 1 for copy in per_copy]
    if any(alike):
        return "all images of a copy are shifted alike"
    repeated = len(per_copy) > 1 and np.array_equal(per_copy[0], per_copy[1], equal_nan=True)
    return "all copies of an image are shifted alike" if repeated else ""


def every_direction(inputs, values):
    found, (_, m) = shifts_of(inputs, values), options_of(inputs)
    if found is None or np.isnan(found).all() or each_its_own(inputs, values):
        return ""
    seen = [
        f"{axis} {d:+d}" for i, axis in enumerate(("down", "right")) for d in (-m, m) if not (found[:, i] == d).any()
    ]
    return f"no image is shifted {' or '.join(seen)}" if seen else ""


def rows_and_columns_apart(inputs, values):
    found = shifts_of(inputs, values)
    if found is None or np.isnan(found).all() or each_its_own(inputs, values):
        return ""
    known = found[~np.isnan(found[:, 0])]
    return "" if (known[:, 0] != known[:, 1]).any() else "every image is shifted as far down as to the right"


def labels_in_step(inputs, values):
    labels, want = np.asarray(values["labels"]), np.tile(inputs["y"], 1 + options_of(inputs)[0])
    if labels.shape != want.shape:
        return f"labels of shape {labels.shape}, expected {want.shape}"
    wrong = (labels != want).mean()
    return f"{most(wrong)} images have the label of another" if wrong else ""


def by_the_generator(inputs, values):
    if not np.array_equal(values["images"], values["same seed"]):
        return "the same seed gave other images"
    if np.array_equal(values["images"], values["later"]) and not each_its_own(inputs, values):
        return "the generator went on, and the images are the same"
    return ""


def validation_untouched(inputs, values):
    rows = inputs["val_rows"]
    X_val, y_val = np.asarray(values["X_val"]), np.asarray(values["y_val"])
    if X_val.shape != inputs["X"][rows].shape:
        return f"X_val has shape {X_val.shape}, expected {inputs['X'][rows].shape}"
    right = np.allclose(X_val, inputs["X"][rows]) and np.array_equal(y_val, inputs["y"][rows])
    return "" if right else "X_val or y_val are not those rows as they came"


def trained_on(inputs, values):
    """What all right answers have in common: how many, the labels, and whether the images are what they may be.

    What already `augment` gets wrong is not held against the split.
    """
    X = np.delete(inputs["X"], inputs["val_rows"], axis=0)
    X_train = np.asarray(values["X_train"], dtype=float)
    found = shifts_between(X, X_train, *options_of(inputs))
    shifts = np.array([np.nan]) if found is None else found
    farthest = np.max(np.abs(shifts[~np.isnan(shifts)]), initial=0.0)
    same = np.array_equal(X_train, values["X_train from another seed"])
    elsewhere = bool(each_a_shift(inputs, values))
    return {
        "how many to train on": len(X_train),
        "y_train": values["y_train"],
        "the others in their order": X_train.shape[1:] == X.shape[1:] and np.array_equal(X_train[: len(X)], X),
        "their shifted copies": elsewhere or not np.isnan(shifts).any(),
        "shifted the whole way": elsewhere
        or bool(every_direction(inputs, values))
        or farthest == options_of(inputs)[1],
        "by the generator given": not same or bool(by_the_generator(inputs, values)),
    }


def no_leak(inputs, values):
    X_train = np.asarray(values["X_train"], dtype=float)
    if X_train.ndim != 3 or X_train.shape[1:] != inputs["X"].shape[1:]:
        return f"X_train has shape {X_train.shape}"
    seen = {image.tobytes() for image in X_train.round(6) + 0.0}
    versions = [moved for _, moved in all_shifts(inputs["X"][inputs["val_rows"]], options_of(inputs)[1])]
    leaked = any(image.tobytes() in seen for image in np.concatenate(versions).round(6) + 0.0)
    return "training images are copies of validation images" if leaked else ""


def pixel_by_pixel(X, y, rng, copies=1, max_shift=1):
    N, H, W = X.shape
    out = np.zeros((1 + copies, N, H, W))
    out[0] = X
    for k in range(1, 1 + copies):
        for i in range(N):
            down = rng.integers(-max_shift, max_shift, endpoint=True)
            right = rng.integers(-max_shift, max_shift, endpoint=True)
            for r in range(H):
                for c in range(W):
                    if 0 <= r - down < H and 0 <= c - right < W:
                        out[k, i, r, c] = X[i, r - down, c - right]
    return out.reshape(-1, H, W), np.concatenate([y] * (1 + copies))


def rolled_and_blanked(X, y, rng, copies=1, max_shift=1):
    steps = np.arange(-max_shift, max_shift + 1)
    images = list(X)
    for _ in range(copies):
        for image in X:
            down, right = rng.choice(steps), rng.choice(steps)
            new = np.roll(image, (down, right), axis=(0, 1))
            if down:
                new[slice(0, down) if down > 0 else slice(down, None)] = 0
            if right:
                new[:, slice(0, right) if right > 0 else slice(right, None)] = 0
            images.append(new)
    return np.array(images), np.array(list(y) * (1 + copies))


EXERCISE = Exercise(
    reference=(augment, split_then_augment),
    probe=shift_and_split,
    aspects=(
        Aspect(
            "the originals come first",
            0.5,
            (BY_HAND, *ALL, STILL),
            observations=("images",),
            verify=the_originals_first,
        ),
        Aspect("each copy is its example, shifted", 1, (BY_HAND, *ALL), observations=("images",), verify=each_a_shift),
        Aspect(
            "a shift for each image",
            0.25,
            ALL,
            observations=("images",),
            verify=each_its_own,
            requires="each copy is its example, shifted",
        ),
        Aspect(
            "every direction, the whole way",
            0.25,
            ALL,
            observations=("images",),
            verify=every_direction,
            requires="each copy is its example, shifted",
        ),
        Aspect(
            "rows and columns apart",
            0.25,
            ALL,
            observations=("images",),
            verify=rows_and_columns_apart,
            requires="each copy is its example, shifted",
        ),
        Aspect("labels in step", 0.5, (BY_HAND, *ALL, STILL), observations=("labels",), verify=labels_in_step),
        Aspect(
            "the generator decides",
            0.25,
            (ONE, FAR),
            observations=("images", "later", "same seed"),
            verify=by_the_generator,
            requires="each copy is its example, shifted",
        ),
        Aspect("validation as it came", 0.5, ALL, observations=("X_val", "y_val"), verify=validation_untouched),
        Aspect(
            "copies of the training images",
            0.5,
            ALL,
            observations=("images", "later", "same seed", "X_train", "X_train from another seed", "y_train"),
            derive=trained_on,
        ),
        Aspect(
            "no copy of a validation image is trained on",
            0.75,
            ALL,
            observations=("X_train",),
            verify=no_leak,
            requires="copies of the training images",
        ),
        leaves_inputs_alone(0.25, (ONE,), requires="each copy is its example, shifted"),
    ),
    accepted=(
        Accepted("pixel by pixel", pixel_by_pixel),
        Accepted("rolled, and the edge blanked", rolled_and_blanked),
    ),
)
