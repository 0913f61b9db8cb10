"""evaluate_model: what is asked and what is right; the mistakes stand in the `.md` beside it.

The model, its loss and its metric are the probe's own and note what they are asked. In training mode the model says
something else, as dropout would.
"""

import numpy as np

from layerwise.keras.evaluating import evaluate_model

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def asked(evaluate_model, x, y, batch_size, weight, modes):
    """The probe: what it returns, and what the model was asked; then the mode that it leaves, for several models.

    modes: whether a model is in training before; the first is that of the model that is listened to
    """

    class Model:
        def __init__(self, training):
            self.training, self.weight = training, weight.copy()
            self.rows, self.modes, self.steps = [], [], 0
            self.loss, self.metrics = Loss(), {"hits": lambda pred, target: float((pred > target).mean())}
            self.optimizer = self

        def __call__(self, x):
            self.rows.append(np.array(x[:, 0]))
            self.modes.append(float(self.training))
            return x @ self.weight + (3.0 if self.training else 0.0)

        forward = __call__

        def train(self, mode=True):
            self.training = bool(mode)
            return self

        def eval(self):
            return self.train(False)

        def backward(self, grad_output):
            return grad_output

        def zero_grad(self):
            self.steps += 1

        def step(self):
            self.steps += 1
            self.weight += 1.0

    class Loss:
        def __call__(self, pred, target):
            return float(((pred - target) ** 2 * (1 + (pred > target))).mean())

        def backward(self):
            return np.zeros(1)

    model = Model(modes[0])
    found = evaluate_model(model, x, y, batch_size)

    def left():
        models = [Model(mode) for mode in modes]
        for other in models:
            evaluate_model(other, x[:3], y[:3], 2)
        return [float(other.training) for other in models]

    def by_default():
        other, many = Model(False), np.resize(np.arange(len(x)), 32 + len(x))
        evaluate_model(other, x[many], y[many])
        return [len(rows) for rows in other.rows]

    return {
        "loss": float(found["loss"]),
        "metric": lambda: float(found["hits"]),
        "rows": lambda: np.concatenate(model.rows),
        "sizes of the batches": [len(rows) for rows in model.rows],
        "sizes where none is given": by_default,
        "modes when asked": model.modes,
        "modes afterwards": left,
        "weight": model.weight,
    }


def rows(name, whole=False, short=False):
    """A case with rows that are no multiple of the batch size, or are with whole; short: fewer than one batch."""

    def draw(rng):
        batch_size = int(rng.integers(3, 7))
        batches = int(rng.integers(2, 5))
        N = batches * batch_size + (0 if whole else int(rng.integers(1, batch_size - 1)))
        N = int(rng.integers(5, 9)) if short else N
        x = rng.normal(size=(N, 3))
        y = rng.normal(size=(N, 2))
        y[-max(1, N % batch_size) :] += 2.0  # the last rows are unlike the others
        return {
            "x": x,
            "y": y,
            "batch_size": int(rng.integers(20, 30)) if short else batch_size,
            "weight": rng.normal(size=(3, 2)),
            "modes": [bool(mode) for mode in rng.permutation([True] * 7 + [False] * 7)],
        }

    return Case(name, draw)


def in_training(case):
    """The same, with the model in training before it is evaluated."""

    def draw(rng):
        inputs = case.inputs(rng)
        return inputs | {"modes": [True, *inputs["modes"]]}

    return Case(f"{case.name}, in training before", draw)


UNEQUAL = rows("the last batch is smaller")
WHOLE = rows("all batches of one size", whole=True)
SHORT = rows("fewer rows than a batch", short=True)
TRAINING = in_training(UNEQUAL)


def all_at_the_end(model, x, y, batch_size=32):
    was = model.training
    model.eval()
    batches = range(int(np.ceil(len(x) / batch_size)))
    pred = np.concatenate([model(x[i * batch_size : (i + 1) * batch_size]) for i in batches])
    model.train(was)
    return {"loss": model.loss(pred, y), **{name: metric(pred, y) for name, metric in model.metrics.items()}}


def weighted(model, x, y, batch_size=32):
    was, sizes, losses = model.training, [], []
    others: dict[str, list] = {name: [] for name in model.metrics}
    model.train(False)
    for cut in np.split(np.arange(len(x)), np.arange(batch_size, len(x), batch_size)):
        pred = model(x[cut])
        sizes.append(len(cut))
        losses.append(model.loss(pred, y[cut]))
        for name, values in others.items():
            values.append(model.metrics[name](pred, y[cut]))
    if was:
        model.train()
    means = {name: float(np.average(values, weights=sizes)) for name, values in others.items()}
    return {**means, "loss": float(np.average(losses, weights=sizes))}


ALL = (UNEQUAL, WHOLE, SHORT, TRAINING)
EXERCISE = Exercise(
    reference=evaluate_model,
    probe=asked,
    aspects=(
        Aspect("the loss, a mean over all rows", 1, ALL, observations=("loss",)),
        Aspect("the metrics, means over all rows", 0.5, ALL, observations=("metric",)),
        Aspect(
            "the batches",
            0.5,
            (UNEQUAL, SHORT),
            observations=("rows", "sizes of the batches", "sizes where none is given"),
        ),
        Aspect("evaluation mode", 0.5, (TRAINING,), observations=("loss", "modes when asked")),
        Aspect(
            "the mode that it leaves",
            0.5,
            (UNEQUAL, TRAINING),
            observations=("modes afterwards",),
            requires="evaluation mode",
        ),
        Aspect(
            "no weight moves",
            0.5,
            (UNEQUAL, TRAINING),
            observations=("weight",),
            requires="the loss, a mean over all rows",
        ),
        leaves_inputs_alone(0.5, (UNEQUAL, TRAINING), requires="the loss, a mean over all rows"),
    ),
    accepted=(Accepted("losses and metrics of everything at the end", all_at_the_end), Accepted("weighted", weighted)),
)
