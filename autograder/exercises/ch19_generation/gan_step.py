"""gan_step: what is asked and what is right; the mistakes stand in the `.md` beside it.

Two small networks and plain gradient descent: one step already shows whose gradient has moved whom.
"""

from typing import Any

import numpy as np

from layerwise.generation.competition import gan_step

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import size


def play(gan_step, weights_g, weights_d, real, z1, z2, lr_g, lr_d):
    """The probe: both networks' weights and the losses after each of some steps. real, z1, z2: one a step."""
    from layerwise.nn import Linear, Sequential, Tanh
    from layerwise.optim import SGD

    def network(W1, b1, W2, b2):
        first, second = Linear(*W1.shape[::-1]), Linear(*W2.shape[::-1])
        for layer, W, b in ((first, W1, b1), (second, W2, b2)):
            assert layer.bias is not None
            layer.weight.data, layer.bias.data = W.copy(), b.copy()
        return Sequential(first, Tanh(), second)

    G, D = network(*weights_g), network(*weights_d)
    opt_g, opt_d = SGD(G.parameters(), lr=lr_g), SGD(D.parameters(), lr=lr_d)
    seen: dict[str, list[Any]] = {"G": [], "D": [], "d_loss": [], "g_loss": []}
    for batch in zip(real, z1, z2, strict=True):
        d_loss, g_loss = gan_step(G, D, opt_g, opt_d, *batch)
        for name, net in (("G", G), ("D", D)):
            seen[name].append(np.concatenate([parameter.data.ravel() for parameter in net.parameters()]))
        seen["d_loss"].append(float(d_loss))
        seen["g_loss"].append(float(g_loss))
    return {name: np.array(values) for name, values in seen.items()}


def drawn(name, steps, N=(5, 7), M=(3, 4), K=(8, 9)):
    """A case of some steps. N, M, K: how many points are real, made for D's move, and for G's; or ranges for it."""

    def draw(rng):
        width_z, H = int(rng.integers(2, 4)), int(rng.integers(3, 5))
        n, m, k = size(rng, N), size(rng, M), size(rng, K)

        def weights(inputs, outputs):
            return (
                rng.normal(0.0, 1.0, (H, inputs)),
                rng.normal(0.0, 0.5, H),
                rng.normal(0.0, 1.0, (outputs, H)),
                rng.normal(0.0, 0.5, outputs),
            )

        return {
            "weights_g": weights(width_z, 2),
            "weights_d": weights(2, 1),
            "real": rng.normal(1.5, 0.5, (steps, n, 2)),
            "z1": rng.normal(0.0, 1.0, (steps, m, width_z)),
            "z2": rng.normal(0.0, 1.0, (steps, k, width_z)),
            "lr_g": float(rng.uniform(0.2, 0.4)),
            "lr_d": float(rng.uniform(0.2, 0.4)),
        }

    return Case(name, draw)


ONE = drawn("one step", 1)
EQUAL = drawn("one step, batches of one size", 1, 6, 6, 6)
THREE = drawn("three steps", 3)
FOUR = drawn("four steps, batches of one size", 4, 5, 5, 5)


def two_batches(G, D, opt_g, opt_d, real, z1, z2):
    from layerwise import binary_cross_entropy_with_logits as bce
    from layerwise import binary_cross_entropy_with_logits_backward as slope

    fake = G(z1)
    opt_d.zero_grad()
    on_fake = D(fake)
    zeros = np.zeros_like(on_fake)
    d_loss = bce(on_fake, zeros)
    D.backward(slope(on_fake, zeros))
    on_real = D(real)
    ones = np.ones_like(on_real)
    d_loss += bce(on_real, ones)
    D.backward(slope(on_real, ones))
    opt_d.step()
    opt_g.zero_grad()
    verdict = D(G(z2))
    wish = np.ones_like(verdict)
    G.backward(D.backward(slope(verdict, wish)))
    opt_g.step()
    return d_loss, bce(verdict, wish)


def cleared_behind(G, D, opt_g, opt_d, real, z1, z2):
    def probability(z):
        return (1 + np.tanh(z / 2)) / 2

    n, m = len(real), len(z1)
    logits = D.forward(np.vstack([real, G.forward(z1)]))
    d_loss = np.logaddexp(0, -logits[:n]).mean() + np.logaddexp(0, logits[n:]).mean()
    grad = probability(logits)
    grad[:n] = (grad[:n] - 1) / n
    grad[n:] /= m
    D.backward(grad)
    opt_d.step()
    D.zero_grad()
    logits = D.forward(G.forward(z2))
    G.backward(D.backward((probability(logits) - 1) / len(z2)))
    D.zero_grad()
    opt_g.step()
    G.zero_grad()
    return d_loss, np.logaddexp(0, -logits).mean()


EXERCISE = Exercise(
    reference=gan_step,
    probe=play,
    aspects=(
        Aspect("D after a step", 1, (ONE, EQUAL), observations=("D",)),
        Aspect("G after a step", 1, (ONE, EQUAL), observations=("G",)),
        Aspect("both losses", 0.5, (ONE, EQUAL), observations=("d_loss", "g_loss")),
        Aspect("several steps, with nothing left for the next", 1, (THREE, FOUR), observations=("D", "G")),
        leaves_inputs_alone(0.5, (ONE, THREE), requires="D after a step"),
    ),
    accepted=(
        Accepted("real and fake in batches of their own", two_batches),
        Accepted("cleared behind each move", cleared_behind),
    ),
)
