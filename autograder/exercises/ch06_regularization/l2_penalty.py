"""l2_penalty: what is asked, what is right and what goes wrong."""

import numpy as np

from layerwise.training.penalties import l2_penalty

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone


def loss_and_gradients(penalty, params, weight_decay):
    """The probe: the loss, and the gradients of the weights and of the biases, each as one row of numbers."""
    loss, grads = penalty(params, weight_decay)
    pairs = list(zip(params, grads, strict=True))
    return {
        "loss": loss,
        "gradients of weights": lambda: np.concatenate([np.ravel(g) for p, g in pairs if p.ndim >= 2]),
        "gradients of biases": lambda: np.concatenate([np.ravel(g) for p, g in pairs if p.ndim < 2]),
        "shapes": lambda: str([np.shape(g) for g in grads]),
    }


def network(name, *shapes, weight_decay):
    """A case with arrays of these shapes, drawn anew in every run."""

    def draw(rng):
        return {"params": [rng.normal(0.3, 1.5, shape) for shape in shapes], "weight_decay": weight_decay}

    return Case(name, draw)


BY_HAND = Case("two weights and a bias", {"params": [np.array([[3.0, -4.0]]), np.array([100.0])], "weight_decay": 0.1})
ONE_LAYER = network("one layer", (4, 3), (4,), weight_decay=0.5)
THREE_LAYERS = network("three layers", (5, 4), (5,), (6, 5), (6,), (2, 6), (2,), weight_decay=0.01)
KERNELS = network("a convolution's kernels", (3, 2, 2, 2), (3,), (4, 12), (4,), weight_decay=0.2)
NO_DECAY = network("weight decay 0", (3, 2), (3,), weight_decay=0.0)
MANY = (BY_HAND, ONE_LAYER, THREE_LAYERS)


def by_hand(params, weight_decay):
    loss, grads = 0.0, []
    for W in params:
        if W.ndim >= 2:
            loss += 0.5 * weight_decay * (W**2).sum()
            grads.append(weight_decay * W)
        else:
            grads.append(np.zeros_like(W))
    return loss, grads


def with_a_mask(params, weight_decay):
    factors = [weight_decay if W.ndim > 1 else 0.0 for W in params]
    grads = tuple(factor * W for factor, W in zip(factors, params, strict=True))
    return sum(np.vdot(g, W) for g, W in zip(grads, params, strict=True)) / 2, grads


def from_the_norm(params, weight_decay):
    weights = np.concatenate([W.ravel() for W in params if len(W.shape) != 1])
    loss = weight_decay / 2 * np.linalg.norm(weights) ** 2
    return loss, [W * weight_decay if len(W.shape) != 1 else W * 0 for W in params]


LOSS, GRAD = "0.5 * weight_decay * (W**2).sum()", "grads.append(weight_decay * W)"
L2_PENALTY = Exercise(
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
        Accepted("array by array", by_hand),
        Accepted("a factor for each array", with_a_mask),
        Accepted("from the norm of all weights", from_the_norm),
    ),
    misconceptions=(
        Misconception(
            "the loss only",
            edited(by_hand, (GRAD, "grads.append(np.zeros_like(W))")),
            hint="The loss is right and every gradient is 0. A penalty that is added to the loss and not to the "
            "gradient is printed and changes nothing: the weights are moved by the gradient.",
            second_hint="What is the slope of `c / 2 * w**2` in w? With w = 3 and c = 0.1, push w up by 0.01 and "
            "measure.",
        ),
        Misconception(
            "the half is missing in the loss",
            edited(by_hand, (LOSS, "weight_decay * (W**2).sum()")),
            hint="Your loss is twice too large and your gradient is right, so the two do not belong together: the "
            "slope of your loss is 2 * weight_decay * W. Nudge a weight and compare.",
            second_hint="The half stands there to cancel the 2 that the square leaves behind. For [[3, -4]] and "
            "0.1: 1.25.",
        ),
        Misconception(
            "the half is missing in both",
            edited(by_hand, (LOSS, "weight_decay * (W**2).sum()"), (GRAD, "grads.append(2 * weight_decay * W)")),
            hint="Loss and gradient fit each other and are both twice too large: you penalize `weight_decay * W**2`. "
            "With that convention weight_decay means half of what it does in PyTorch's optimizers.",
            second_hint="Which factor in front of the sum of squares makes the gradient weight_decay * W?",
        ),
        Misconception(
            "the half in the gradient too",
            edited(by_hand, (GRAD, "grads.append(0.5 * weight_decay * W)")),
            hint="Your gradients are half as large as they should be: the ½ of the loss was copied. Deriving `W**2` "
            "gives a 2, and the two cancel.",
            second_hint="The slope of `w**2 / 2` at w = 3: is it 1.5 or 3? Draw it.",
        ),
        Misconception(
            "decays biases",
            edited(by_hand, ("if W.ndim >= 2:", "if True:")),
            hint="Your biases have a gradient, and the loss counts them: a bias of 100 makes it hundreds of times too "
            "large. A bias shifts the output and bends nothing; to pull it to 0 hinders the network for no gain.",
            second_hint="How many dimensions has a bias, how many a weight matrix? Ask `ndim`.",
        ),
        Misconception(
            "L1 instead",
            edited(
                by_hand, (LOSS, "weight_decay * np.abs(W).sum()"), (GRAD, "grads.append(weight_decay * np.sign(W))")
            ),
            hint="All your gradients have one size: that is the penalty of absolute values, L1. L2 takes squares, so "
            "a weight twice as large is pulled twice as hard.",
            second_hint="Sum of absolute values, or sum of squares? For [3, -4] one gives 7, the other 25.",
        ),
        Misconception(
            "the norm, not its square",
            edited(by_hand, (LOSS, "0.5 * weight_decay * np.sqrt((W**2).sum())")),
            hint="You took the root of the sum of squares. It is called the L2 norm, and the L2 penalty is its "
            "*square*, whose slope is plain. For [[3, -4]] and 0.1 you get 0.25 where 1.25 is right.",
            second_hint="0.05 times 5, or 0.05 times 25?",
        ),
        Misconception(
            "the mean of the squares",
            edited(by_hand, ("(W**2).sum()", "(W**2).mean()"), (GRAD, "grads.append(weight_decay * W / W.size)")),
            hint="You divide by the number of weights. Then a large layer is hardly penalized and a small one hard. "
            "The penalty is a sum, over all weights of all layers.",
            second_hint="`sum` or `mean`? Double the number of weights of one size: what should the penalty do?",
        ),
        Misconception(
            "the sign of the gradient",
            edited(by_hand, (GRAD, "grads.append(-weight_decay * W)")),
            hint="Your gradient has the wrong sign: an optimizer subtracts it, so your weights would grow with every "
            "step. You returned the change of the weights, not the slope of the penalty.",
            second_hint="The penalty of w = 3 grows when w grows. Is the slope there above or below 0?",
        ),
        Misconception(
            "kernels are left out",
            edited(by_hand, ("if W.ndim >= 2:", "if W.ndim == 2:")),
            hint="Matrices are penalized, the kernels of a convolution are not: they have four dimensions. What is to "
            "be left out are arrays of one dimension.",
            second_hint="Which comparison with `ndim` takes 2 and 4, and not 1?",
        ),
        Misconception(
            "the last layer's loss",
            edited(by_hand, ("loss += 0.5", "loss = 0.5")),
            hint="With one layer your loss is right, with three it is that of the last: each round of the loop "
            "overwrites the one before.",
            second_hint="`=` or `+=`?",
        ),
        Misconception(
            "weight decay is left out of the gradient",
            edited(by_hand, (GRAD, "grads.append(W.copy())")),
            hint="Your gradients are the weights themselves: weight_decay is in the loss and not in them. With "
            "weight_decay = 0 nothing should pull.",
            second_hint="A constant factor stays when a function is derived.",
        ),
    ),
)
