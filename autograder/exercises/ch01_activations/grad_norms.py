"""grad_norms: what is asked, what is right and what goes wrong.

Every variant draws the same network, in the order that the statement gives, so their numbers can be compared.
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited


def network(name, act, depth, std):
    """A case with a network of its own weights, wider or narrower than its batch."""

    def draw(rng):
        sizes = {"width": int(rng.integers(6, 12)), "batch": int(rng.integers(12, 20))}
        return {"depth": depth, "act": act, "std": std, **sizes, "seed": int(rng.integers(1000))}

    return Case(name, draw)


LINEAR = network("five layers, identity", "identity", 5, 0.5)
ONE_LINEAR = network("one layer, identity", "identity", 1, 1.0)
RELU = network("five layers, relu", "relu", 5, 0.6)
SIGMOID = network("five layers, sigmoid", "sigmoid", 5, 0.7)
DEEP = Case("twenty layers, sigmoid", {"depth": 20, "act": "sigmoid", "std": 0.1, "width": 40, "batch": 30})


def by_hand(depth, act, std, width=100, batch=100, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((batch, width))
    Ws = [std * rng.standard_normal((width, width)) for _ in range(depth)]
    grad_h = rng.standard_normal((batch, width)) / batch
    hs = [x]
    for W in Ws:
        z = hs[-1] @ W
        hs.append({"identity": z, "relu": np.maximum(z, 0), "sigmoid": 0.5 * (1 + np.tanh(z / 2))}[act])
    norms = np.zeros(depth)
    for i in reversed(range(depth)):
        x, W, h = hs[i], Ws[i], hs[i + 1]
        slope = {"identity": np.ones(h.shape), "relu": h > 0, "sigmoid": h * (1 - h)}[act]
        grad_z = grad_h * slope
        norms[i] = np.linalg.norm(x.T @ grad_z)
        grad_h = grad_z @ W.T
    return norms


def by_recursion(depth, act, std, width=100, batch=100, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((batch, width))
    Ws = [std * rng.standard_normal((width, width)) for _ in range(depth)]
    grad_output = rng.standard_normal((batch, width)) / batch
    norms = np.zeros(depth)

    def back(x, i):
        """Go forward from layer i, and return the gradient with respect to its input."""
        if i == depth:
            return grad_output
        z = x @ Ws[i]
        s = 0.5 * (1 + np.tanh(z / 2))
        h, slope = {"identity": (z, 1), "relu": (z * (z > 0), z > 0), "sigmoid": (s, s * (1 - s))}[act]
        grad_z = back(h, i + 1) * slope
        norms[i] = np.linalg.norm(np.einsum("ni,nj->ij", x, grad_z))
        return grad_z @ Ws[i].T

    back(x, 0)
    return norms


GRAD_NORMS = Exercise(
    reference=layerwise.grad_norms,
    aspects=(
        Aspect("a chain of linear layers", 1, (ONE_LINEAR, LINEAR)),
        Aspect("through ReLU", 1, (RELU,)),
        Aspect("through the sigmoid", 1, (SIGMOID, DEEP)),
    ),
    accepted=(
        Accepted("in one function, by hand", by_hand),
        Accepted("norms in a list", edited(by_hand, ("norms = np.zeros(depth)", "norms = [0.0] * depth"))),
        Accepted("by recursion", by_recursion),
    ),
    misconceptions=(
        Misconception(
            "activations instead of gradients",
            edited(by_hand, ("x.T @ grad_z", "h")),
            hint="You measured how large each layer's output is. A sigmoid's outputs stay near 0.5 in every "
            "layer, and yet no gradient arrives. What you want flows the other way, from the last layer to "
            "the first.",
            second_hint="Two loops: forward, keeping every layer's input; then backward, with `grad_h` going "
            "through the slope and through W.T. The norm to record is that of the gradient of W, `x.T @ "
            "grad_z`.",
        ),
        Misconception(
            "ignores W on the way back",
            edited(by_hand, ("grad_h = grad_z @ W.T", "grad_h = grad_z")),
            hint="Your gradient passes each activation and skips each weight matrix: only the last layer's "
            "norm is right. Forward, x went through W; backward, the gradient does too. Does your result "
            "change with `std`?",
            second_hint="h = x @ W. If one input moves a little, all outputs that W connects it to move. `grad_x` "
            "collects from all of them: shape (batch, width) times which shape?",
        ),
        Misconception(
            "W is not transposed",
            edited(by_hand, ("grad_z @ W.T", "grad_z @ W")),
            hint="The last layer's norm is right, all others are off. You sent the gradient back through W; "
            "the matrices are square, so the shapes do not complain. With W of shape (in, out), what is the "
            "shape of grad_z @ W?",
            second_hint="Forward, W turns in-features into out-features. Backward, out-features have to become "
            "in-features again. Write the shapes for in = 2 and out = 3.",
        ),
        Misconception(
            "the slope of the activation is left out",
            edited(by_hand, ("grad_h * slope", "grad_h")),
            hint="Without an activation you are right, with one you are not: the gradient passes it "
            "untouched. Each sigmoid should multiply it by at most 1/4.",
            second_hint="h = act(z), so `grad_z` is `grad_h` times the slope at z. You have written that function "
            "for each activation already.",
        ),
        Misconception(
            "the slope at the output",
            edited(by_hand, ("h * (1 - h)", "1 / (2 + 2 * np.cosh(h))")),
            hint="Identity and ReLU come out right, the sigmoid does not: you took its slope at h = "
            "sigmoid(z). `sigmoid_backward` wants the forward input, which is z.",
            second_hint="For a ReLU, h > 0 and z > 0 are the same question; that is why it did not show. Keep z of "
            "every layer.",
        ),
        Misconception(
            "the output in place of the input",
            edited(by_hand, ("x.T @ grad_z", "h.T @ grad_z")),
            hint="You multiplied grad_z by the layer's own output. W multiplied what came in: the gradient "
            "of W pairs each input with each output's gradient. One linear layer shows it.",
            second_hint="z = x @ W. For one number, z = x * w, and dz/dw is x.",
        ),
        Misconception(
            "the gradient of the inputs, not of the weights",
            edited(by_hand, ("x.T @ grad_z", "grad_z @ W.T")),
            hint="You measured the gradient that is handed on, `grad_x`. Asked for is the gradient with "
            "respect to W: it is what moves the weights. Its shape is W's shape, (width, width).",
            second_hint="Each layer makes two things out of `grad_z`: one to keep, x.T @ grad_z, and one to hand on.",
        ),
        Misconception(
            "last layer first",
            edited(by_hand, ("norms[i]", "norms[depth - 1 - i]")),
            hint="The right numbers in the wrong order: you went from the last layer to the first and "
            "appended. norms[0] belongs to the layer next to the input.",
            second_hint="Write to norms[i], or turn the list around at the end.",
        ),
        Misconception(
            "the root is missing",
            edited(by_hand, ("np.linalg.norm(x.T @ grad_z)", "np.sum((x.T @ grad_z) ** 2)")),
            hint="Your numbers are the squares of the right ones. The L2 norm is the root of the sum of squares.",
            second_hint="np.linalg.norm does it, for a matrix too.",
        ),
    ),
)
