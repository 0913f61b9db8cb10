"""masked_cross_entropy: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.captioning import masked_cross_entropy

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def loss_and_gradient(masked_cross_entropy, logits, targets, ignore_index):
    """The probe: the loss, and its gradient."""
    loss, grad = masked_cross_entropy(logits, targets, ignore_index)
    return {"loss": loss, "gradient": grad}


def at_words(inputs, observed):
    """The gradient, with zeros at padding."""
    grad, counts = np.array(observed["gradient"]), inputs["targets"] != inputs["ignore_index"]
    return {"gradient": grad * counts[..., None] if grad.shape == inputs["logits"].shape else grad}


def at_padding(inputs, observed):
    """What is wrong with the gradient at padding, "" where all of it is 0."""
    grad, pads = np.array(observed["gradient"]), inputs["targets"] == inputs["ignore_index"]
    if grad.shape != inputs["logits"].shape:
        return f"the gradient has shape {grad.shape}, and logits {inputs['logits'].shape}"
    off = int(np.any(grad[pads] != 0, axis=-1).sum())
    return f"{off} of {int(pads.sum())} places with padding have a gradient" if off else ""


def captions(name, full=False, ignore_index=0, scale=1.5, square=False):
    """A case of N captions, scores of V words. full: no padding. scale: of the scores."""

    def draw(rng):
        N, T, V = (6, 6, 6) if square else (int(rng.integers(low, low + 4)) for low in (4, 6, 7))
        ids = rng.integers(0 if ignore_index else 1, V, (N, T))
        ids[:, 0] = 0 if ignore_index else ids[:, 0]  # a word like others, where it is not the padding
        lengths = rng.integers(1, T, N, endpoint=True)
        lengths[:3] = 1, T, max(T // 2, 2)
        logits = scale * rng.normal(0.0, 1.0, (N, T, V))
        if not full:
            pads = np.arange(T) >= lengths[:, None]
            ids[pads] = ignore_index
            logits[pads, 0] += 2 * scale  # padding is easily foretold
        return {"logits": logits, "targets": ids, "ignore_index": ignore_index}

    return Case(name, draw)


BY_HAND = Case("by hand", {"logits": np.zeros((1, 2, 4)), "targets": np.array([[3, 0]]), "ignore_index": 0})
FULL = captions("no padding", full=True)
PADDED = captions("captions of different lengths")
SQUARE = captions("as many captions as places and words", square=True)
OTHER = captions("padding is not 0", ignore_index=-100)
HUGE = captions("scores in the thousands", scale=3000.0)
WORDS = (PADDED, SQUARE, OTHER)


def by_a_mask(logits, targets, ignore_index=0):
    counts = (targets != ignore_index).astype(float)
    one_hot = np.eye(logits.shape[2])[np.where(targets == ignore_index, 0, targets)]
    shifted = logits - logits.max(axis=2, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=2, keepdims=True))
    loss = -(counts * (one_hot * log_p).sum(axis=2)).sum() / counts.sum()
    return loss, (np.exp(log_p) - one_hot) * counts[:, :, None] / counts.sum()


def place_by_place(logits, targets, ignore_index=0):
    total, grad, M = 0.0, np.zeros(logits.shape), np.count_nonzero(targets != ignore_index)
    for n in range(logits.shape[0]):
        for t in range(logits.shape[1]):
            word = targets[n, t]
            if word == ignore_index:
                continue
            e = np.exp(logits[n, t] - logits[n, t].max())
            total += np.log(e.sum()) - (logits[n, t, word] - logits[n, t].max())
            grad[n, t] = e / e.sum() / M
            grad[n, t, word] -= 1 / M
    return total / M, grad


EXERCISE = Exercise(
    reference=masked_cross_entropy,
    probe=loss_and_gradient,
    aspects=(
        Aspect("the loss of the words", 0.5, (FULL,), observations=("loss",)),
        Aspect("padding counts for nothing", 1, (BY_HAND, *WORDS), observations=("loss",)),
        Aspect("the gradient", 1, (FULL, *WORDS), observations=("gradient",), derive=at_words),
        Aspect(
            "padding has no gradient",
            0.5,
            WORDS,
            observations=("gradient",),
            verify=at_padding,
            requires="the gradient",
        ),
        Aspect("scores in the thousands", 0.5, (HUGE,), requires="padding counts for nothing"),
        leaves_inputs_alone(0.25, (PADDED, SQUARE), requires="padding counts for nothing"),
    ),
    accepted=(
        Accepted("by a mask", by_a_mask),
        Accepted("place by place", place_by_place),
    ),
)
