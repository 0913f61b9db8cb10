"""l1_step: what is asked, what is right and what goes wrong.

The probe takes one step, or several in which each starts where the one before ended.
"""

import numpy as np

from layerwise.training.penalties import l1_step

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone


def take_steps(step, w, grads, lr, l1):
    """The probe: the weights after the steps, and how many of them are exactly 0."""
    at = w
    for grad in grads:
        at = np.asarray(step(at, grad, lr, l1))
    return {"w": at, "exactly 0": lambda: int((np.asarray(at) == 0).sum())}


def steps(name, shape, count, lr, l1, spread=1.0, slope=1.0):
    """A case with weights and gradients drawn anew in every run, away from where a step would end at 0."""

    def draw(rng):
        N = int(np.prod(shape))
        sizes = np.linspace(0.3 * spread, 2 * spread, N) * rng.uniform(0.9, 1.1, N)
        w = rng.permutation(sizes * (-1.0) ** np.arange(N)).reshape(shape)
        return {"w": w, "grads": [rng.uniform(-slope, slope, shape) for _ in range(count)], "lr": lr, "l1": l1}

    return Case(name, draw)


def far_and_near(rng):
    """Weights without a slope, the first half far from 0 and the second nearer than a step."""
    w = np.concatenate([rng.uniform(0.5, 1.0, 5), rng.uniform(0.01, 0.08, 5)]) * (-1.0) ** np.arange(10)
    return {"w": w, "grads": [np.zeros(10)], "lr": 0.1, "l1": 1.0}


def pushed_across(rng):
    """Weights that the loss's own step carries to the other side of 0, and well beyond."""
    w = rng.uniform(0.2, 0.4, 6) * (-1.0) ** np.arange(6)
    return {"w": w, "grads": [np.sign(w) * rng.uniform(8.0, 12.0, 6)], "lr": 0.1, "l1": 1.0}


BY_HAND = Case(
    "three weights by hand",
    {"w": np.array([1.0, -1.0, 0.05]), "grads": [np.zeros(3)], "lr": 0.1, "l1": 1.0},
)
AT_ZERO = Case(
    "weights at 0, small slopes",
    {"w": np.zeros(4), "grads": [np.array([0.3, -0.3, 0.9, -0.9])], "lr": 0.1, "l1": 1.0},
)
MATRIX = steps("a matrix", (4, 3), 1, lr=0.05, l1=0.4, slope=2.0)
FAR_AND_NEAR = Case("far from 0 and near it", far_and_near)
ACROSS = Case("pushed across 0", pushed_across)
MANY = steps("thirty steps", (12,), 30, lr=0.05, l1=0.5, spread=0.8, slope=0.4)
NO_L1 = steps("l1 = 0", (5,), 3, lr=0.1, l1=0.0, slope=0.6)


def by_hand(w, grad, lr, l1):
    z = w - lr * grad
    return np.sign(z) * np.maximum(np.abs(z) - lr * l1, 0)


def clipped(w, grad, lr, l1):
    z, t = w - lr * grad, lr * l1
    return z - np.clip(z, -t, t)


def three_regions(w, grad, lr, l1):
    z, t = w - lr * grad, lr * l1
    return np.where(z > t, z - t, np.where(z < -t, z + t, 0.0))


def number_by_number(w, grad, lr, l1):
    out = np.empty(w.shape)
    for place in np.ndindex(w.shape):
        z = w[place] - lr * grad[place]
        left = abs(z) - lr * l1
        out[place] = 0.0 if left <= 0 else (left if z > 0 else -left)
    return out


def writes_into_w(w, grad, lr, l1):
    w -= lr * grad
    w[:] = np.sign(w) * np.maximum(np.abs(w) - lr * l1, 0)
    return w


RESULT = "return np.sign(z) * np.maximum(np.abs(z) - lr * l1, 0)"
L1_STEP = Exercise(
    reference=l1_step,
    probe=take_steps,
    aspects=(
        Aspect("far from 0", 1, (BY_HAND, MATRIX), observations=("w",)),
        Aspect("near 0", 1, (FAR_AND_NEAR, AT_ZERO), observations=("w",)),
        Aspect("across 0", 0.5, (ACROSS,), observations=("w",)),
        Aspect("many steps, weights at exactly 0", 1, (MANY,), observations=("w", "exactly 0")),
        Aspect("l1 = 0 is plain descent", 0.5, (NO_L1,), observations=("w",), requires="far from 0"),
        leaves_inputs_alone(0.5, (BY_HAND, MATRIX), requires="far from 0"),
    ),
    accepted=(
        Accepted("sign and size", by_hand),
        Accepted("what is clipped is taken away", clipped),
        Accepted("three regions", three_regions),
        Accepted("number by number", number_by_number),
    ),
    misconceptions=(
        Misconception(
            "the sign's step, across zero",
            edited(by_hand, (RESULT, "return z - lr * l1 * np.sign(w)")),
            hint="Far from 0 you are right. Near it you take the whole lr * l1 off and land on the other side: 0.05 "
            "becomes -0.05, and in the next step 0.05 again. No weight ever comes to rest at 0.",
            second_hint="How far can a weight of size 0.05 be moved towards 0 before it is there? Take no more "
            "than that.",
        ),
        Misconception(
            "L2 instead",
            edited(by_hand, (RESULT, "return z - lr * l1 * w")),
            hint="Your large weights lose more than your small ones: you shrink in proportion to w, which is L2. Then "
            "a small weight is hardly pulled and never gets to 0. L1 takes the same amount off each.",
            second_hint="The slope of |w| is 1 or -1, however large w is.",
        ),
        Misconception(
            "the penalty is left out",
            edited(by_hand, (RESULT, "return z")),
            hint="You took the step of the loss and stopped there: `l1` is not used. With gradients of 0 your weights "
            "stay where they are.",
            second_hint="After the step comes a second move: lr * l1 closer to 0.",
        ),
        Misconception(
            "the threshold without lr",
            edited(by_hand, ("np.abs(z) - lr * l1", "np.abs(z) - l1")),
            hint="You take off l1, not lr * l1. A step's length is lr times a slope, for the penalty as for the loss; "
            "otherwise a smaller learning rate would mean more regularization.",
            second_hint="With lr = 0.1 and l1 = 1, how much does a weight of 1 lose in one step?",
        ),
        Misconception(
            "shrinks first, steps afterwards",
            edited(by_hand, ("z = w - lr * grad", "z = w"), (RESULT, RESULT + " - lr * grad")),
            hint="You shrink the old weight and then take the step of the loss, so it ends away from 0 again: a weight "
            "at 0 with a small slope should stay there. First the step, then the move towards 0.",
            second_hint="Start at w = 0 with gradient 0.3, lr 0.1 and l1 1: the pull of L1 is stronger than the slope.",
        ),
        Misconception(
            "the old weight's sign",
            edited(by_hand, ("np.sign(z)", "np.sign(w)")),
            hint="Where the loss's own step crosses 0, your result jumps back to the old side: you take the size of "
            "the new point and the sign of the old one. A weight that was 0 can never leave it.",
            second_hint="Both the size and the sign belong to z.",
        ),
        Misconception(
            "small ones to zero, the others untouched",
            edited(by_hand, (RESULT, "return np.where(np.abs(z) > lr * l1, z, 0.0)")),
            hint="What is near 0 becomes 0, and the rest stays as it is. That is pruning. The penalty pulls every "
            "weight, the large ones too: 1.0 becomes 0.9.",
            second_hint="What does a weight of 1 lose with lr = 0.1 and l1 = 1?",
        ),
        Misconception(
            "the sign gets lost",
            edited(by_hand, ("np.sign(z) * ", "")),
            hint="All your weights are positive or 0: you shrank the sizes and did not give them their signs back.",
            second_hint="np.abs took the sign off. Which function kept it?",
        ),
        Misconception(
            "sizes below zero",
            edited(by_hand, (RESULT, "return np.sign(z) * (np.abs(z) - lr * l1)")),
            hint="Weights nearer to 0 than lr * l1 come out on the other side: their size would be negative, and times "
            "the sign that flips them. The move should end at 0.",
            second_hint="A size is never below 0. Which numpy function says: this, but at least 0?",
        ),
        Misconception(
            "away from zero",
            edited(by_hand, ("np.abs(z) - lr * l1", "np.abs(z) + lr * l1")),
            hint="Your weights grow by lr * l1: the penalty pushes them away from 0. Large weights should cost, so the "
            "step makes them smaller.",
            second_hint="Which sign stands before lr * l1?",
        ),
        Misconception(
            "writes into w",
            writes_into_w,
            hint="The numbers are right, and the array that you were given has changed. Whoever compares the weights "
            "before and after finds the same ones.",
            second_hint="`-=` and `w[:] =` write into w. Make a new array, and return that.",
        ),
    ),
)
