"""discriminator_loss: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.generation.adversarial import discriminator_loss

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import size


def parts(discriminator_loss, real_logits, fake_logits):
    """The probe: the loss and both gradients, each by its name."""
    loss, grad_real, grad_fake = discriminator_loss(real_logits, fake_logits)
    return {"loss": float(loss), "grad_real": grad_real, "grad_fake": grad_fake}


def drawn(name, real, fake, level=(0.8, -0.3)):
    """A case with random logits; real, fake: how many, or ranges for it. level: of the logits of both kinds."""

    def draw(rng):
        N, M = size(rng, real), size(rng, fake)
        M = N if fake == 0 else M
        return {
            "real_logits": rng.normal(level[0], 1.2, (N, 1)),
            "fake_logits": rng.normal(level[1], 1.2, (M, 1)),
        }

    return Case(name, draw)


def sure(rng):
    """Logits in the thousands, of either sign."""
    return {
        "real_logits": rng.permutation(np.resize([-1.0, 1.0], 6))[:, None] * rng.uniform(800, 3000, (6, 1)),
        "fake_logits": rng.permutation(np.resize([-1.0, 1.0], 5))[:, None] * rng.uniform(800, 3000, (5, 1)),
    }


BY_HAND = Case("by hand", {"real_logits": np.array([[0.0]]), "fake_logits": np.array([[0.0], [0.0]])})
EQUAL = drawn("as many of each", (4, 6), 0)
MORE_FAKE = drawn("more that is fake", (3, 4), (8, 10))
MORE_REAL = drawn("more that is real", (8, 10), (3, 4))
SURE = Case("logits in the thousands", sure)


def with_labels(real_logits, fake_logits):
    from layerwise import binary_cross_entropy_with_logits as bce
    from layerwise import binary_cross_entropy_with_logits_backward as slope

    ones, zeros = np.ones_like(real_logits), np.zeros_like(fake_logits)
    loss = bce(real_logits, ones) + bce(fake_logits, zeros)
    return loss, slope(real_logits, ones), slope(fake_logits, zeros)


def by_logaddexp(real_logits, fake_logits):
    def half(z):  # what a logit costs, and its slope
        return np.mean(np.logaddexp(0, z)), (1 + np.tanh(z / 2)) / 2 / len(z)

    (cost_real, slope_real), (cost_fake, slope_fake) = half(-real_logits), half(fake_logits)
    return cost_real + cost_fake, -slope_real, slope_fake


EXERCISE = Exercise(
    reference=discriminator_loss,
    probe=parts,
    aspects=(
        Aspect("the loss", 0.5, (EQUAL,), observations=("loss",)),
        Aspect("the gradient for what is real", 0.5, (EQUAL, MORE_REAL), observations=("grad_real",)),
        Aspect("the gradient for what is fake", 0.5, (EQUAL, MORE_FAKE), observations=("grad_fake",)),
        Aspect("batches of different sizes", 0.5, (BY_HAND, MORE_FAKE, MORE_REAL), observations=("loss",)),
        Aspect("sure logits", 0.5, (SURE,), observations=("loss", "grad_real", "grad_fake")),
        leaves_inputs_alone(0.5, (EQUAL, MORE_FAKE), requires="the gradient for what is fake"),
    ),
    accepted=(
        Accepted("cross-entropy with labels", with_labels),
        Accepted("by logaddexp", by_logaddexp),
    ),
)
