"""lstm_cell_backward: what is asked and what is right; the mistakes stand in the `.md` beside it.

The gates that it is given are those of a real step, so that every way to write it agrees.
"""

import numpy as np

from layerwise.functional.lstm_cell import lstm_cell_backward

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import step


def six_gradients(backward, grad_h, grad_c, x, h, c, gates, weight_ih, weight_hh):
    """The probe: the six gradients, each by itself."""
    grads: list[np.ndarray] = []

    def part(i):
        if not grads:
            came = backward(grad_h, grad_c, x, h, c, gates, weight_ih, weight_hh)
            if isinstance(came, np.ndarray):  # its rows would pass for gradients
                raise RuntimeError(f"six results are asked for, and one came: an array of shape {came.shape}")
            grads.extend(came)
        return grads[i]

    names = "grad_x", "grad_h", "grad_c", "grad_weight_ih", "grad_weight_hh", "grad_bias"
    return {name: lambda i=i: part(i) for i, name in enumerate(names)}


def drawn(name, sizes, of_h=True, of_c=True):
    """A case with the gates of a step and random gradients. of_h, of_c: whether h, and c, have any."""

    def draw(rng):
        inputs = step(rng, sizes)
        bias = inputs.pop("bias")
        z = inputs["x"] @ inputs["weight_ih"].T + inputs["h"] @ inputs["weight_hh"].T + bias
        H = inputs["h"].shape[1]
        gates = 1 / (1 + np.exp(-z))
        gates[:, 2 * H : 3 * H] = np.tanh(z[:, 2 * H : 3 * H])
        signs = rng.choice([-1.0, 1.0], (2, *inputs["h"].shape))
        grad_h, grad_c = signs * rng.uniform(0.5, 1.5, signs.shape)
        weights = inputs.pop("weight_ih"), inputs.pop("weight_hh")
        return {
            "grad_h": grad_h * of_h,
            "grad_c": grad_c * of_c,
            **inputs,
            "gates": gates,
            "weight_ih": weights[0],
            "weight_hh": weights[1],
        }

    return Case(name, draw)


BY_HAND = Case(
    "half open gates, and a gradient for c",
    {
        "grad_h": np.array([[0.0]]),
        "grad_c": np.array([[1.0]]),
        "x": np.array([[1.0]]),
        "h": np.array([[0.0]]),
        "c": np.array([[2.0]]),
        "gates": np.full((1, 4), 0.5),
        "weight_ih": np.ones((4, 1)),
        "weight_hh": np.ones((4, 1)),
    },
)
OF_C = drawn("a gradient for c alone", ((3, 5), (2, 3), (4, 6)), of_h=False)
OF_H = drawn("a gradient for h alone", ((3, 5), (2, 3), (4, 6)), of_c=False)
BOTH = drawn("gradients for both", ((3, 5), (2, 3), (4, 6)))
SQUARE = drawn("as many sequences as features and units", (4, 4, 4))
ALL = (OF_C, OF_H, BOTH, SQUARE)


def on_all_four(grad_h, grad_c, x, h, c, gates, weight_ih, weight_hh):
    H = h.shape[1]
    i, f, g, o = (gates[:, k * H : (k + 1) * H] for k in range(4))
    c_next = i * g + f * c
    grad = grad_c + grad_h * o / np.cosh(c_next) ** 2
    slopes = gates - gates**2
    slopes[:, 2 * H : 3 * H] = (1 - g) * (1 + g)
    grad_z = np.hstack([grad * g, grad * c, grad * i, grad_h * np.tanh(c_next)]) * slopes
    return (
        grad_z.dot(weight_ih),
        grad_z.dot(weight_hh),
        f * grad,
        np.einsum("nz,nd->zd", grad_z, x),
        np.einsum("nz,nh->zh", grad_z, h),
        np.ones(len(x)) @ grad_z,
    )


def gate_by_gate(grad_h, grad_c, x, h, c, gates, weight_ih, weight_hh):
    H = h.shape[1]
    i, f, g, o = [gates[:, k * H : (k + 1) * H] for k in range(4)]
    t = np.tanh(f * c + i * g)
    grad = grad_c + grad_h * o - grad_h * o * t * t
    parts = [grad * g * i * (1 - i), grad * c * f * (1 - f), grad * i * (1 - g * g), grad_h * t * o * (1 - o)]
    grad_x, grad_h_prev = 0.0, 0.0
    for k, part in enumerate(parts):
        rows = slice(k * H, k * H + H)
        grad_x = grad_x + part @ weight_ih[rows]
        grad_h_prev = grad_h_prev + part @ weight_hh[rows]
    grad_ih = np.concatenate([part.T @ x for part in parts])
    grad_hh = np.concatenate([part.T @ h for part in parts])
    return [grad_x, grad_h_prev, grad * f, grad_ih, grad_hh, np.concatenate([part.sum(0) for part in parts])]


EXERCISE = Exercise(
    reference=lstm_cell_backward,
    probe=six_gradients,
    aspects=(
        Aspect("c gets grad_c through the forget gate", 1, (BY_HAND, OF_C), observations=("grad_c",)),
        Aspect("and what h showed of it", 1, (OF_H, BOTH, SQUARE), observations=("grad_c",)),
        Aspect("gradient of the bias", 1, (BY_HAND, *ALL), observations=("grad_bias",)),
        Aspect("gradients of x and h", 0.5, ALL, observations=("grad_x", "grad_h")),
        Aspect("gradients of the weights", 0.5, ALL, observations=("grad_weight_ih", "grad_weight_hh")),
        leaves_inputs_alone(0.5, (BOTH, SQUARE), requires="gradient of the bias"),
    ),
    accepted=(
        Accepted("the slopes of all four at once", on_all_four),
        Accepted("gate by gate", gate_by_gate),
    ),
)
