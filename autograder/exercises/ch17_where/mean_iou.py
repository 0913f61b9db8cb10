"""mean_iou, and the counts that it is made of: what is asked and what is right; the mistakes stand in the `.md`."""

import numpy as np

from layerwise.functional.segmentation.pixel_counts import mean_iou, pixel_confusion

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def counts_and_ratios(mean_iou, pixel_confusion, predicted, target, num_classes, ignore_index, confusions):
    """The probe: the counts of pictures, and the scores of counts that are given."""
    both: list = []

    def part(i):
        if not both:
            came = mean_iou(confusions)
            if isinstance(came, np.ndarray):  # its rows would pass for results
                raise RuntimeError(f"two results are asked for, and one came: an array of shape {came.shape}")
            both.extend(came)
        return both[i]

    return {
        "counts": lambda: pixel_confusion(predicted, target, num_classes, ignore_index),
        "IoU": lambda: part(0),
        "mean": lambda: part(1),
    }


def case(name, void=0.25, ignore_index=255, absent=0, predicted_only=0, images=(3, 5), one=False, unused=0):
    """A case of pictures with their predictions, and of counts of several images, of very different size.

    void: which part of the pixels does not count. absent: so many classes occur nowhere; predicted_only: so many occur
    in predictions alone. unused: so many of the last classes are in no picture. one: a single picture, (H, W), and a
    single image's counts.
    """

    def draw(rng):
        C = int(rng.integers(5, 7)) + absent + predicted_only
        N, H, W = int(rng.integers(2, 4)), int(rng.integers(6, 9)), int(rng.integers(9, 12))
        target = rng.integers(C - unused, size=(N, H, W))
        others = rng.integers(C - unused, size=target.shape)
        predicted = np.where(rng.random(target.shape) < 0.5, target, others)
        target[rng.random(target.shape) < void] = ignore_index
        K = 1 if one else int(rng.integers(*images))
        sizes = rng.permutation(np.geomspace(4, 60, K).astype(int)) if K > 1 else np.array([30])
        confusions = rng.integers(1, 9, (K, C, C)) * sizes[:, None, None]
        classes = np.arange(C)
        confusions[:, classes, classes] *= rng.integers(1, 6, (K, C))
        order = rng.permutation(C)
        gone, only = order[:absent], order[absent : absent + predicted_only]
        confusions[:, gone], confusions[:, :, gone] = 0, 0
        confusions[:, only] = 0
        return {
            "predicted": predicted[0] if one else predicted,
            "target": target[0] if one else target,
            "num_classes": C,
            "ignore_index": ignore_index,
            "confusions": confusions,
        }

    return Case(name, draw)


def all_right(rng):
    """Two pictures without a mistake; counts on the diagonal but for two, of which one is a single pixel."""
    C = 4
    target = rng.integers(C - 1, size=(2, 5, 6))
    confusions = rng.integers(5, 30, (2, C))[:, :, None] * np.diag([1, 1, 1, 0])
    confusions[0, 0, 1], confusions[1, 2, 3] = int(rng.integers(3, 9)), 1
    return {
        "predicted": target.copy(),
        "target": target,
        "num_classes": C,
        "ignore_index": 255,
        "confusions": confusions,
    }


BY_HAND = Case(
    "two images by hand",
    {
        "predicted": np.array([[0, 1], [1, 1]]),
        "target": np.array([[0, 0], [1, 255]]),
        "num_classes": 2,
        "ignore_index": 255,
        "confusions": np.array([[[1, 1], [0, 1]], [[5, 0], [0, 0]]]),
    },
)
PLAIN = case("every pixel counts", void=0, unused=1)
VOID = case("pixels that do not count")
ZERO = case("class 0 does not count", ignore_index=0)
MINUS = case("-1 does not count", ignore_index=-1)
ONE = case("a single picture", one=True)
RIGHT = Case("nearly all right", all_right)
ABSENT = case("classes that are nowhere", absent=2)
ONLY = case("a class that was predicted and is not there", predicted_only=1)
MIXED = case("both kinds", absent=1, predicted_only=2)


def one_by_one(confusions):
    C = confusions.shape[1]
    total = confusions.sum(axis=0)
    iou = np.zeros(C)
    for k in range(C):
        both = total[k, k]
        either = sum(total[k, j] for j in range(C)) + sum(total[j, k] for j in range(C) if j != k)
        iou[k] = both / either if either else float("nan")
    there = iou[~np.isnan(iou)]
    return iou, there.sum() / len(there)


def counted_one_by_one(predicted, target, num_classes, ignore_index):
    confusion = np.zeros((num_classes, num_classes), dtype=int)
    for right, said in zip(target.ravel(), predicted.ravel()):  # noqa: B905
        if right != ignore_index:
            confusion[right, said] += 1
    return confusion


def with_hits_and_misses(confusions):
    total = np.asarray(confusions, float).sum(0)
    hits = np.diag(total)
    missed, false = total.sum(1) - hits, total.sum(0) - hits
    there = hits + missed + false > 0
    iou = np.full(len(hits), np.nan)
    iou[there] = hits[there] / (hits + missed + false)[there]
    return iou, iou[there].mean()


def by_masks(predicted, target, num_classes, ignore_index):
    rows = [[np.sum((target == r) & (predicted == c)) for c in range(num_classes)] for r in range(num_classes)]
    confusion = np.array(rows)
    if 0 <= ignore_index < num_classes:
        confusion[ignore_index] = 0
    return confusion


EXERCISE = Exercise(
    reference=(mean_iou, pixel_confusion),
    probe=counts_and_ratios,
    aspects=(
        Aspect("counts of right and predicted classes", 1, (PLAIN, ONE, RIGHT), observations=("counts",)),
        Aspect("pixels that do not count", 1, (BY_HAND, VOID, ZERO, MINUS), observations=("counts",)),
        Aspect("IoU of one image", 0.5, (ONE,), observations=("IoU",)),
        Aspect("all images together", 1, (BY_HAND, PLAIN, RIGHT), observations=("IoU",)),
        Aspect("classes that are nowhere, or predicted only", 1, (ABSENT, ONLY, MIXED), observations=("IoU",)),
        Aspect("the mean", 1, (PLAIN, ONE, ABSENT, ONLY, MIXED), observations=("mean",)),
        leaves_inputs_alone(0.5, (VOID, PLAIN), requires="counts of right and predicted classes"),
    ),
    accepted=(
        Accepted("one by one", {"mean_iou": one_by_one, "pixel_confusion": counted_one_by_one}),
        Accepted("hits and misses, and masks", {"mean_iou": with_hits_and_misses, "pixel_confusion": by_masks}),
    ),
)
