"""style_loss: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.generation.gram import style_loss

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import pictures


def parts(style_loss, x, target):
    """The probe: the loss and the gradient, each by its name."""
    loss, grad = style_loss(x, target)
    return {"loss": float(loss), "grad": grad}


def drawn(name, *sizes):
    """A case with random pictures and the Gram matrices of others; sizes: ranges for N, C, H and W."""

    def draw(rng):
        x = pictures(rng, sizes)
        other = rng.normal(0.3, 1.2, (*x.shape[:2], 40))
        return {"x": x, "target": other @ other.transpose(0, 2, 1) / 40}

    return Case(name, draw)


BY_HAND = Case("by hand", {"x": np.array([[[[1.0, 3.0]]]]), "target": np.array([[[4.0]]])})
ONE = drawn("one picture", 1, (3, 4), 2, (4, 6))
SEVERAL = drawn("several pictures", (3, 4), (2, 3), (4, 5), (2, 3))
SQUARE = drawn("as many pictures as channels, rows and columns", 3, 3, 3, 3)


def by_einsum(x, target):
    H, W = x.shape[2:]
    off = np.einsum("nchw,ndhw->ncd", x, x) / (H * W) - target
    slope = 2 * off / off.size  # of the loss with respect to the Gram matrix
    grad = np.einsum("ncd,ndhw->nchw", slope, x) + np.einsum("ndc,ndhw->nchw", slope, x)
    return np.mean(np.square(off)), grad / (H * W)


def picture_by_picture(x, target):
    N, C, H, W = x.shape
    loss, grad = 0.0, np.zeros(x.shape)
    for n in range(N):
        F = x[n].reshape(C, -1)
        off = F @ F.T / F.shape[1] - target[n]
        loss += (off**2).sum() / (N * C * C)
        grad[n] = ((off + off.T) @ F * 2 / (N * C * C * F.shape[1])).reshape(C, H, W)
    return loss, grad


EXERCISE = Exercise(
    reference=style_loss,
    probe=parts,
    aspects=(
        Aspect("the loss", 0.5, (BY_HAND, ONE), observations=("loss",)),
        Aspect("the gradient", 1.5, (BY_HAND, ONE), observations=("grad",)),
        Aspect("several pictures", 1, (SEVERAL, SQUARE), observations=("loss", "grad")),
        leaves_inputs_alone(0.5, (ONE, SQUARE), requires="the gradient"),
    ),
    accepted=(
        Accepted("both factors by einsum", by_einsum),
        Accepted("picture by picture", picture_by_picture),
    ),
)
