"""pixel_cross_entropy: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.functional.segmentation.pixel_loss import pixel_cross_entropy

from ...core.record import WARNINGS, Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def value_and_gradient(pixel_cross_entropy, logits, target, weight, ignore_index):
    """The probe: the loss and its gradient, by name."""
    both: list = []

    def part(i):
        if not both:
            came = pixel_cross_entropy(logits, target, weight, ignore_index)
            if isinstance(came, np.ndarray):  # its rows would pass for results
                raise RuntimeError(f"two results are asked for, and one came: an array of shape {came.shape}")
            both.extend(came)
        return both[i]

    return {"loss": lambda: part(0), "grad": lambda: part(1)}


def classes(rng, C, shape):
    """Return a class for each pixel; no two pictures have as many of each, so that weights add up to other sums."""
    while True:
        target = rng.integers(C, size=shape)
        rows = target.reshape(shape[0], -1)
        rows[:, :2] = [0, C - 1]  # both ends of the classes, and two pixels that count
        if len({tuple(np.bincount(row, minlength=C)) for row in rows}) == shape[0]:
            return target


def pictures(name, sizes, weighted=True, void=0.3, ignore_index=255, far=0.0):
    """A case of scores and classes. sizes: ranges of N, C, H and W, or one of them for all.

    weighted: whether classes count differently. void: which part of the pixels does not count; one at least does, and
    in each picture another number. far: how far one score stands above the others, here and there.
    """

    def draw(rng):
        N, C, H, W = (int(rng.integers(*between, endpoint=True)) for between in sizes)
        target = classes(rng, C, (N, H, W))
        logits = rng.uniform(-2.0, 2.0, (N, C, H, W))
        logits += far * rng.choice([-1.0, 0.0, 1.0], (N, C, H, W))
        if void:
            n = np.arange(N)[:, None]
            hidden = rng.permuted(np.tile(np.arange(2, H * W), (N, 1)), axis=1)
            for row, places in zip(n[:, 0], hidden, strict=True):
                target[row].reshape(-1)[places[: max(1, int(void * H * W)) + row]] = ignore_index
        weight = rng.permutation(np.linspace(0.3, 3.0, C)) * rng.uniform(0.8, 1.2, C) if weighted else np.ones(C)
        return {"logits": logits, "target": target, "weight": weight, "ignore_index": ignore_index}

    return Case(name, draw)


BY_HAND = Case(
    "three pixels, one of them void",
    {
        "logits": np.zeros((1, 2, 1, 3)),
        "target": np.array([[[0, 1, 255]]]),
        "weight": np.array([1.0, 3.0]),
        "ignore_index": 255,
    },
)
PLAIN = pictures("all pixels count the same", ((2, 3), (4, 5), (3, 3), (4, 4)), weighted=False, void=0)
CUBE = pictures("as many classes as rows and columns", ((4, 4), (4, 4), (4, 4), (4, 4)), weighted=False, void=0)
WEIGHTS = pictures("classes of different weight", ((2, 3), (4, 5), (3, 3), (4, 5)), void=0)
VOID = pictures("pixels that do not count", ((2, 3), (3, 4), (3, 4), (5, 6)), weighted=False)
BOTH = pictures("weights, and pixels that do not count", ((2, 3), (3, 5), (3, 4), (5, 6)))
OTHER = pictures("class 0 does not count", ((2, 3), (3, 4), (3, 4), (5, 6)), void=0.4, ignore_index=0)
MINUS = pictures("-1 does not count", ((2, 3), (3, 4), (3, 4), (5, 6)), ignore_index=-1)
FAR_APART = pictures("scores far apart", ((2, 2), (3, 3), (3, 3), (3, 4)), weighted=False, void=0, far=900.0)


def pixels_in_a_row(logits, target, weight, ignore_index):
    N, C, H, W = logits.shape
    rows, t = np.moveaxis(logits, 1, 3).reshape(-1, C), target.reshape(-1)
    kept = np.flatnonzero(t != ignore_index)
    z = rows[kept] - rows[kept].max(axis=1, keepdims=True)
    p = np.exp(z)
    sums = p.sum(axis=1, keepdims=True)
    w = weight[t[kept]]
    total = w.sum()
    each = np.log(sums[:, 0]) - z[np.arange(len(kept)), t[kept]]
    grad_rows = np.zeros((len(t), C))
    grad_kept = p / sums
    grad_kept[np.arange(len(kept)), t[kept]] -= 1
    grad_rows[kept] = grad_kept * w[:, None] / total
    return float(w @ each / total), np.moveaxis(grad_rows.reshape(N, H, W, C), 3, 1)


def in_loops(logits, target, weight, ignore_index):
    grad, loss, total = np.zeros(logits.shape), 0.0, 0.0
    for n, h, w in np.ndindex(target.shape):
        k = target[n, h, w]
        if k == ignore_index:
            continue
        scores = logits[n, :, h, w] - logits[n, :, h, w].max()
        log_p = scores - np.log(np.exp(scores).sum())
        loss -= weight[k] * log_p[k]
        total += weight[k]
        grad[n, :, h, w] = weight[k] * np.exp(log_p)
        grad[n, k, h, w] -= weight[k]
    return loss / total, grad / total


def class_by_class(logits, target, weight, ignore_index):
    top = logits.max(axis=1, keepdims=True)
    log_p = logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
    masks = [(target == k) & (target != ignore_index) for k in range(logits.shape[1])]
    w = sum(weight[k] * mask for k, mask in enumerate(masks))
    loss = -sum(weight[k] * log_p[:, k][mask].sum() for k, mask in enumerate(masks)) / w.sum()
    grad = np.exp(log_p) * w[:, None]
    for k, mask in enumerate(masks):
        grad[:, k] -= weight[k] * mask
    return loss, grad / w.sum()


EXERCISE = Exercise(
    reference=pixel_cross_entropy,
    probe=value_and_gradient,
    aspects=(
        Aspect("the mean over pixels", 0.5, (PLAIN, CUBE), observations=("loss",)),
        Aspect("weights of classes", 1, (WEIGHTS,), observations=("loss",)),
        Aspect("pixels that do not count", 1, (BY_HAND, VOID, BOTH, OTHER, MINUS), observations=("loss",)),
        Aspect("the gradient", 1, (PLAIN, CUBE), observations=("grad",)),
        Aspect("its weights", 1, (WEIGHTS,), observations=("grad",)),
        Aspect("no gradient where nothing counts", 1, (BY_HAND, VOID, BOTH, OTHER, MINUS), observations=("grad",)),
        Aspect("scores far apart", 0.5, (FAR_APART,), requires="the gradient"),
        Aspect("without a warning", 0.5, (FAR_APART,), observations=(WARNINGS,), requires="scores far apart"),
        leaves_inputs_alone(0.5, (BOTH, FAR_APART), requires="the gradient"),
    ),
    accepted=(
        Accepted("pixels in a row", pixels_in_a_row),
        Accepted("in loops", in_loops),
        Accepted("class by class", class_by_class),
    ),
)
