"""l2_penalty: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.training.penalties import l2_penalty

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def loss_and_gradients(penalty, params, weight_decay):
    """The probe: the loss, and the gradients of the weights and of the biases, each as one row of numbers."""
    loss, grads = penalty(params, weight_decay)

    def of(which):
        if len(grads) != len(params):
            raise ValueError(f"{len(grads)} gradients for {len(params)} arrays")
        return np.concatenate([np.ravel(g) for p, g in zip(params, grads, strict=True) if which(p)])

    return {
        "loss": loss,
        "gradients of weights": lambda: of(lambda p: p.ndim >= 2),
        "gradients of biases": lambda: of(lambda p: p.ndim < 2),
        "shapes": lambda: str([np.shape(g) for g in grads]),
    }


def network(name, *shapes, weight_decay):
    """A case with arrays of these shapes, drawn anew in every run; a letter stands for a size that is drawn too."""

    def draw(rng):
        sizes = dict(zip("abcd", (int(n) for n in rng.permutation(np.arange(2, 10))), strict=False))
        drawn = [tuple(sizes.get(n, n) for n in shape) for shape in shapes]
        return {"params": [rng.normal(0.3, 1.5, shape) for shape in drawn], "weight_decay": weight_decay}

    return Case(name, draw)


BY_HAND = Case("two weights and a bias", {"params": [np.array([[3.0, -4.0]]), np.array([100.0])], "weight_decay": 0.1})
ONE_LAYER = network("one layer", "ab", "a", weight_decay=1.5)
THREE_LAYERS = network("three layers", "ab", "a", "ca", "c", "dc", "d", weight_decay=0.01)
KERNELS = network("a convolution's kernels", ("a", 2, 2, 3), "a", "ba", "b", weight_decay=0.2)
NO_DECAY = network("weight decay 0", (3, 2), (3,), weight_decay=0.0)
MANY = (BY_HAND, ONE_LAYER, THREE_LAYERS)


def with_a_mask(params, weight_decay):
    factors = [weight_decay if W.ndim > 1 else 0.0 for W in params]
    grads = tuple(factor * W for factor, W in zip(factors, params, strict=True))
    return sum(np.vdot(g, W) for g, W in zip(grads, params, strict=True)) / 2, grads


def from_the_norm(params, weight_decay):
    weights = np.concatenate([W.ravel() for W in params if len(W.shape) != 1])
    loss = weight_decay / 2 * np.linalg.norm(weights) ** 2
    return loss, [W * weight_decay if len(W.shape) != 1 else W * 0 for W in params]


EXERCISE = Exercise(
    reference=l2_penalty,
    probe=loss_and_gradients,
    aspects=(
        Aspect("the loss", 1, (*MANY, NO_DECAY), observations=("loss",)),
        Aspect("the gradient of the weights", 1, (*MANY, NO_DECAY), observations=("gradients of weights",)),
        Aspect(
            "biases cost nothing",
            0.5,
            MANY,
            observations=("gradients of biases",),
            requires="the gradient of the weights",
        ),
        Aspect("kernels", 0.5, (KERNELS,), observations=("loss", "gradients of weights")),
        Aspect("one gradient for each array", 0.5, (THREE_LAYERS, KERNELS), observations=("shapes",)),
        leaves_inputs_alone(0.5, (ONE_LAYER, THREE_LAYERS), requires="the loss"),
    ),
    accepted=(
        Accepted("a factor for each array", with_a_mask),
        Accepted("from the norm of all weights", from_the_norm),
    ),
)
