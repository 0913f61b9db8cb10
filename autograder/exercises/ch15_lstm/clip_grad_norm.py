"""clip_grad_norm_: what is asked and what is right; the mistakes stand in the `.md` beside it.

PyTorch, and the library, divide by norm + 1e-6: the cases allow for that, and no more.
"""

import numpy as np

from layerwise.optim.clip_grad import clip_grad_norm_

from ...core.record import Accepted, Aspect, Case, Exercise


def clip(clip_grad_norm_, grads, missing, max_norm):
    """The probe: the norm that is returned, and the gradients afterwards. missing: whose grad is None."""

    class Parameter:
        def __init__(self, grad):
            self.data, self.grad = np.ones(np.shape(grad)), grad

    parameters = [Parameter(grad.copy()) for grad in grads]
    learned = list(parameters)
    if missing >= 0:
        parameters.insert(missing, Parameter(None))
    norm = clip_grad_norm_(parameters, max_norm)
    return {
        "norm": norm if norm is None else float(norm),
        "grads": np.concatenate([np.ravel(parameter.grad) for parameter in learned]),
    }


def gradients(name, factor, missing=False):
    """A case with gradients of two to four shapes. factor: max_norm divided by their norm, or a range of it."""

    def draw(rng):
        count = int(rng.integers(3, 5))
        shapes = [(3, 2), (4,), (2, 2), (5,)][:count]
        scale = rng.uniform(0.3, 1.5)
        grads = [scale * rng.uniform(0.5, 1.5) * rng.normal(0.0, 1.0, shape) for shape in shapes]
        norm = np.sqrt(sum((grad**2).sum() for grad in grads))
        return {
            "grads": grads,
            "missing": int(rng.integers(0, count)) if missing else -1,
            "max_norm": float(norm * rng.uniform(*factor)),
        }

    return Case(name, draw, rtol=1e-4, atol=1e-7)


BY_HAND = Case(
    "gradients of 3 and 4",
    {"grads": [np.array([3.0]), np.array([4.0])], "missing": -1, "max_norm": 1.0},
    rtol=1e-4,
    atol=1e-7,
)
LONG = gradients("too long", (0.1, 0.6))
HARDLY = gradients("hardly too long: no single gradient is", (0.93, 0.97))
SHORT = gradients("short enough", (1.3, 5.0))
HARDLY_SHORT = gradients("hardly short enough", (1.02, 1.1))
MISSING = gradients("a parameter without a gradient", (0.1, 0.6), missing=True)


def flat(parameters, max_norm):
    with_grad = [p for p in parameters if p.grad is not None]
    norm = float(np.linalg.norm(np.concatenate([p.grad.ravel() for p in with_grad])))
    factor = min(1.0, max_norm / (norm + 1e-6))
    for p in with_grad:
        p.grad = p.grad * factor
    return norm


def norm_of_norms(parameters, max_norm):
    norms = []
    for p in parameters:
        norms.append(0.0 if p.grad is None else np.sqrt(np.sum(np.square(p.grad))))
    norm = np.sqrt(np.sum(np.square(norms)))
    if norm < max_norm:
        return norm
    for p in parameters:
        if p.grad is not None:
            p.grad /= norm / max_norm
    return norm


EXERCISE = Exercise(
    reference=clip_grad_norm_,
    probe=clip,
    aspects=(
        Aspect("one norm over all of them", 1, (BY_HAND, LONG, HARDLY), observations=("norm",)),
        Aspect(
            "scaled by one factor",
            1,
            (BY_HAND, LONG, HARDLY),
            observations=("grads",),
        ),
        Aspect(
            "short ones stay",
            0.5,
            (SHORT, HARDLY_SHORT),
            observations=("grads",),
            requires="scaled by one factor",
        ),
        Aspect("a parameter without a gradient", 0.5, (MISSING,)),
    ),
    accepted=(
        Accepted("all in one row", flat),
        Accepted("the norm of the norms", norm_of_norms),
    ),
)
