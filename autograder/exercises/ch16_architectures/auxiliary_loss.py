"""auxiliary_loss: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.training.auxiliary import auxiliary_loss

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def loss_and_gradients(auxiliary_loss, main, aux, target, training, weight):
    """The probe: the loss and the gradients. weight: one below 0 stands for the default."""
    settings = () if weight < 0 else (weight,)
    loss, grad_main, grads_aux = auxiliary_loss(main, list(aux), target, bool(training), *settings)
    return {
        "loss": lambda: float(loss),
        "grad_main": grad_main,
        "grads_aux": lambda: np.array([np.asarray(grad) for grad in grads_aux]),
        "heads": lambda: len(grads_aux),
    }


def heads(name, count, training=True, weight=None):
    """A case with random scores. count: of heads, a range. weight: drawn where it is not given."""

    def draw(rng):
        n, N, C = int(rng.integers(*count, endpoint=True)), int(rng.integers(4, 7)), int(rng.integers(3, 6))
        return {
            "main": rng.normal(0.0, 2.0, (N, C)),
            "aux": rng.normal(0.0, 2.0, (n, N, C)),
            "target": rng.integers(0, C, N),
            "training": int(training),
            "weight": float(rng.uniform(0.2, 0.8)) if weight is None else weight,
        }

    return Case(name, draw)


ONE = heads("one head", (1, 1))
TWO = heads("two or three heads", (2, 3))
DEFAULT = heads("the weight by default", (2, 2), weight=-1.0)
EVALUATION = heads("evaluation", (1, 2), training=False)


def all_at_once(main, aux, target, training, weight=0.3):
    from layerwise.functional.cross_entropy import cross_entropy, cross_entropy_backward

    weights = [1.0] + [weight if training else 0.0] * len(aux)
    logits = [main, *aux]
    loss = sum(w * cross_entropy(z, target) for w, z in zip(weights, logits, strict=True))
    grads = [w * cross_entropy_backward(z, target) for w, z in zip(weights, logits, strict=True)]
    return loss, grads[0], grads[1:]


def by_hand(main, aux, target, training, weight=0.3):
    def one(scores):
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        p, rows = e / e.sum(axis=1, keepdims=True), np.arange(len(target))
        loss = -np.log(p[rows, target]).mean()
        p[rows, target] -= 1
        return loss, p / len(target)

    loss, grad_main = one(main)
    if not training:
        return loss, grad_main, [np.zeros_like(head) for head in aux]
    found = [one(head) for head in aux]
    return loss + weight * sum(part for part, _ in found), grad_main, [weight * grad for _, grad in found]


EXERCISE = Exercise(
    reference=auxiliary_loss,
    probe=loss_and_gradients,
    aspects=(
        Aspect("the loss in training", 1, (ONE, TWO, DEFAULT), observations=("loss",)),
        Aspect("gradient of main", 0.5, (ONE, TWO, EVALUATION), observations=("grad_main",)),
        Aspect("gradients of the heads", 1, (ONE, TWO, DEFAULT), observations=("grads_aux",)),
        Aspect("the loss in evaluation", 0.5, (EVALUATION,), observations=("loss",)),
        Aspect(
            "no gradients for heads in evaluation",
            0.5,
            (EVALUATION,),
            observations=("grads_aux", "heads"),
            requires="gradients of the heads",
        ),
        leaves_inputs_alone(0.5, (TWO, EVALUATION), requires="the loss in training"),
    ),
    accepted=(
        Accepted("main as a head of weight 1", all_at_once),
        Accepted("softmax by hand", by_hand),
    ),
)
