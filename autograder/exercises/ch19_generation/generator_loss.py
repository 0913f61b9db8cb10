"""generator_loss: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.generation.adversarial import generator_loss

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import size


def parts(generator_loss, fake_logits):
    """The probe: the loss and the gradient, each by its name."""
    loss, grad = generator_loss(fake_logits)
    return {"loss": float(loss), "grad": grad}


def drawn(name, count, level):
    """A case with random logits. count: how many, or a range for it. level: what they lie around."""
    return Case(name, lambda rng: {"fake_logits": rng.normal(level, 1.2, (size(rng, count), 1))})


def sure(rng):
    """Logits in the thousands, of either sign."""
    signs = rng.permutation(np.resize([-1.0, 1.0], 7))[:, None]
    return {"fake_logits": signs * rng.uniform(800, 3000, (7, 1))}


FEW = drawn("a few", (3, 5), -0.5)
MANY = drawn("many", (12, 20), 0.5)
SEEN_THROUGH = drawn("seen through", (4, 6), -6.0)
SURE = Case("logits in the thousands", sure)


def with_labels(fake_logits):
    from layerwise import binary_cross_entropy_with_logits, binary_cross_entropy_with_logits_backward

    real = np.ones(np.shape(fake_logits))
    return (
        binary_cross_entropy_with_logits(fake_logits, real),
        binary_cross_entropy_with_logits_backward(fake_logits, real),
    )


def by_logaddexp(fake_logits):
    loss = np.logaddexp(0, -fake_logits).sum() / len(fake_logits)
    return loss, (np.tanh(fake_logits / 2) - 1) / (2 * len(fake_logits))


EXERCISE = Exercise(
    reference=generator_loss,
    probe=parts,
    aspects=(
        Aspect("the loss", 0.5, (FEW, MANY, SEEN_THROUGH), observations=("loss",)),
        Aspect("the gradient", 1, (FEW, MANY, SEEN_THROUGH), observations=("grad",)),
        Aspect("sure logits", 0.5, (SURE,), observations=("loss", "grad")),
        leaves_inputs_alone(0.5, (FEW, MANY), requires="the gradient"),
    ),
    accepted=(
        Accepted("cross-entropy with labels", with_labels),
        Accepted("by logaddexp", by_logaddexp),
    ),
)
