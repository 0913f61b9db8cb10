"""denoising_loss: what is asked and what is right; the mistakes stand in the `.md` beside it.

The probe's model mixes the columns, so that what it saw shows in the loss; what it was shown is noted besides.
"""

import numpy as np

from layerwise.pretraining.denoising import denoising_loss

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import sizes


def corrupt_and_pay(denoising_loss, A, x, u, p, training=None):
    """The probe: what came back, and what the model was shown last. training: None leaves it at its default."""
    shown = []

    def model(z):
        shown.append(np.array(z))
        return np.tanh(z @ A + 0.3)

    how = {} if training is None else {"training": training}
    corrupted, loss = denoising_loss(model, x, u, p, **how)
    return {"corrupted": corrupted, "loss": loss, "shown": lambda: shown[-1]}


def drawn(name, p, **training):
    """A case with everything drawn anew. p: between which numbers it lies; training: as the probe takes it."""

    def draw(rng):
        N, D = sizes(rng, 2, 4, 9)
        return {
            "A": rng.normal(0.0, 0.5, (D, D)),
            "x": rng.uniform(0.2, 2.0, (N, D)),
            "u": rng.random((N, D)),
            "p": float(rng.uniform(*p)),
            **training,
        }

    return Case(name, draw)


FEW = drawn("a few are covered", (0.15, 0.3))
MANY = drawn("most are covered", (0.65, 0.8))
SAID = drawn("training, said aloud", (0.3, 0.45), training=True)
TEST = drawn("not in training", (0.4, 0.6), training=False)
NOTHING = drawn("p is 0", (0.0, 0.0))
TRAINING = (FEW, MANY, SAID)


def with_a_mask(model, x, u, p, training=True):
    mask = (u >= p) if training else np.ones(x.shape)
    corrupted = x * mask
    error = np.ravel(model(corrupted) - x)
    return corrupted, error @ error / error.size


def into_a_copy(model, x, u, p, training=True):
    corrupted = x.copy()
    if training:
        corrupted[u < p] = 0
    output = model(corrupted)
    return corrupted, np.mean(np.square(x - output))


EXERCISE = Exercise(
    reference=denoising_loss,
    probe=corrupt_and_pay,
    aspects=(
        Aspect("what is covered", 1, TRAINING, observations=("corrupted",)),
        Aspect("the model sees what is covered", 0.5, (FEW, MANY), observations=("shown",)),
        Aspect("the loss against the clean x", 1, (FEW, MANY, NOTHING), observations=("loss",)),
        Aspect("nothing is covered outside training", 0.5, (TEST,), observations=("corrupted", "shown", "loss")),
        leaves_inputs_alone(0.5, (FEW, MANY), requires="what is covered"),
    ),
    accepted=(
        Accepted("times a mask", with_a_mask),
        Accepted("into a copy", into_a_copy),
    ),
)
