"""linear_autoencoder: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.pretraining.autoencoder import linear_autoencoder

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import sizes


def loss_and_gradients(autoencoder, encoder, decoder, X):
    """The probe: the three results, each by its name."""
    loss, grad_encoder, grad_decoder = autoencoder(encoder, decoder, X)
    return {"loss": loss, "grad_encoder": grad_encoder, "grad_decoder": grad_decoder}


def drawn(name, low=2, high=8, code=None):
    """A case with sizes and numbers drawn anew. code: its length, or None for one that is drawn too."""

    def draw(rng):
        N, k, D = sizes(rng, 3, low, high)
        k, D = (code or min(k, D)), max(k, D)
        return {
            "encoder": rng.normal(0.0, 1.0, (k, D)),
            "decoder": rng.normal(0.0, 1.0, (D, k)),
            "X": rng.normal(0.5, 1.0, (N, D)),
        }

    return Case(name, draw)


BY_HAND = Case(
    "one row by hand",
    {"encoder": np.array([[1.0, 0.0]]), "decoder": np.array([[1.0], [0.0]]), "X": np.array([[3.0, 4.0]])},
)
SOME = drawn("some rows")
MORE = drawn("more rows and columns", 9, 14)
ONE_NUMBER = drawn("a code of one number", code=1)
DRAWN = (SOME, MORE, ONE_NUMBER)


def row_by_row(encoder, decoder, X):
    loss, grad_encoder, grad_decoder = 0.0, np.zeros(encoder.shape), np.zeros(decoder.shape)
    for x in X:
        code = encoder @ x
        error = decoder @ code - x
        loss += error @ error
        grad_decoder += np.outer(error, code)
        grad_encoder += np.outer(decoder.T @ error, x)
    return loss / X.size, 2 * grad_encoder / X.size, 2 * grad_decoder / X.size


def with_sums_of_squares(encoder, decoder, X):
    S = X.T @ X * (2 / X.size)
    left = decoder @ encoder - np.eye(X.shape[1])
    return np.trace(left @ S @ left.T) / 2, decoder.T @ left @ S, left @ S @ encoder.T


EXERCISE = Exercise(
    reference=linear_autoencoder,
    probe=loss_and_gradients,
    aspects=(
        Aspect("the loss", 1, (BY_HAND, *DRAWN), observations=("loss",)),
        Aspect("the gradient of the decoder", 1, (BY_HAND, *DRAWN), observations=("grad_decoder",)),
        Aspect("the gradient of the encoder", 1, DRAWN, observations=("grad_encoder",)),
        leaves_inputs_alone(0.5, DRAWN, requires="the loss"),
    ),
    accepted=(
        Accepted("row by row", row_by_row),
        Accepted("from the sums of squares alone", with_sums_of_squares),
    ),
)
