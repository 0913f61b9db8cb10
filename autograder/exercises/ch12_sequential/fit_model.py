"""fit_model: what is asked and what is right; the mistakes stand in the `.md` beside it.

The model is the probe's own, one weight for each feature, and writes down which rows it sees and in which mode. Where
rows are shuffled, any order is right, and what the orders have in common is worked out on the judge's side.
"""

import numpy as np

from layerwise.keras.fitting import fit_model

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def trained(fit_model, x, y, batch_size, epochs, validation_split, shuffle, seed, weight, lr, training):
    """The probe: the history of a small model, and what it was asked. The first column of x is the row's number."""

    class Loss:
        def __call__(self, pred, target):
            self.error, self.target = pred - target, np.array(target)
            return float((self.error**2).mean())

        def backward(self):
            return 2 * self.error / self.error.size

    class Model:
        def __init__(self):
            self.weight, self.grad, self.training = weight.copy(), np.zeros_like(weight), training
            self.learned, self.targets, self.held, self.modes = [], [], [], []
            self.pending, self.steps = None, 0
            self.loss, self.optimizer = Loss(), self
            self.metrics = {"high": lambda pred, target: float((pred > target).mean())}

        def __call__(self, x):
            self.look()
            self.pending, self.x = np.array(x[:, 0]), x[:, 1:]
            self.mode = float(self.training)
            return self.x @ self.weight + (1.0 if self.training else 0.0)

        forward = __call__

        def look(self):
            if self.pending is not None:
                self.held.append(self.pending)
            self.pending = None

        def backward(self, grad_output):
            self.learned.append(self.pending)
            self.targets.append(self.loss.target[:, 0])
            self.modes.append(self.mode)
            self.pending = None
            self.grad = self.grad + self.x.T @ grad_output
            return grad_output @ self.weight.T

        def train(self, mode=True):
            self.training = bool(mode)
            return self

        def eval(self):
            return self.train(False)

        def zero_grad(self):
            self.grad = np.zeros_like(weight)

        def step(self):
            self.weight, self.steps = self.weight - lr * self.grad, self.steps + 1

    def run(rng):
        model = Model()
        history = fit_model(model, x, y, batch_size, epochs, validation_split, shuffle, rng)
        model.look()
        return model, history

    def orders():
        return [np.concatenate(run(rng)[0].learned) for rng in (seed, seed, seed + 1)]

    def by_default():
        other, many = Model(), np.resize(np.arange(len(x)), 32 + len(x) // 2)
        fit_model(other, x[many], y[many])
        return [len(rows) for rows in (*other.learned, *other.held)]

    model, history = run(seed)

    def kept(name):
        return [float(value) for value in history.get(name, [])]

    return {
        "rows learned from": np.concatenate(model.learned) if model.learned else [],
        "their targets": np.concatenate(model.targets) if model.targets else [],
        "steps": model.steps,
        "sizes of the batches": [len(rows) for rows in model.learned],
        "sizes of the batches set aside": [len(rows) for rows in model.held],
        "sizes where nothing is given": by_default,
        "rows set aside": np.concatenate(model.held) if model.held else [],
        "modes in training": model.modes,
        "history loss": lambda: kept("loss"),
        "history metric": lambda: kept("high"),
        "history val_loss": lambda: kept("val_loss"),
        "history val metric": lambda: kept("val_high"),
        "weight": model.weight,
        "orders by seed": orders,
    }


def run_of(name, shuffle=False, split=True, whole=False):
    """A case of a few epochs. split: two or three eighths of the rows are set aside; whole: batches of one size."""

    def draw(rng):
        N = 8 * int(rng.integers(3, 5))
        part = float(rng.choice([0.25, 0.375])) if split else 0.0
        kept = int(N * (1 - part))
        held = N - kept
        uneven = [size for size in range(3, 8) if kept % size and ((held % size and size < held) or not held)]
        batch_size = int(rng.choice([size for size in (3, 4, 5) if kept % size == 0] if whole else uneven))
        x = np.column_stack([np.sort(rng.permutation(1000)[:N]), rng.normal(size=(N, 3))])
        return {
            "x": x,
            "y": rng.normal(size=(N, 1)) + 1.0,
            "batch_size": batch_size,
            "epochs": int(rng.integers(3, 6)),
            "validation_split": part,
            "shuffle": shuffle,
            "seed": int(rng.integers(1000)),
            "weight": rng.normal(size=(3, 1)),
            "lr": float(rng.uniform(0.05, 0.15)),
            "training": True,
        }

    return Case(name, draw)


def in_evaluation(case):
    """The same, with the model in evaluation mode before."""
    return Case(f"{case.name}, in evaluation before", lambda rng: case.inputs(rng) | {"training": False})


IN_ORDER = run_of("in order, some set aside")
NO_SPLIT = run_of("in order, nothing set aside", split=False)
WHOLE = run_of("in order, batches of one size", whole=True)
SHUFFLED = run_of("shuffled, some set aside", shuffle=True)
ALL_SHUFFLED = run_of("shuffled, nothing set aside", shuffle=True, split=False)
IN_EVALUATION = in_evaluation(run_of("in order"))


def each_epoch(inputs, seen):
    """The rows of each epoch, sorted; and how many different orders there were, with that of the rows among them."""
    rows, targets = (np.asarray(seen[name], float) for name in ("rows learned from", "their targets"))
    epochs = inputs["epochs"]
    if len(rows) % epochs:
        return {"rows of each epoch": f"{len(rows)} rows in {epochs} epochs", "different orders": 0, "targets": targets}
    by_epoch = rows.reshape(epochs, -1)
    in_step = np.take_along_axis(targets.reshape(epochs, -1), by_epoch.argsort(axis=1), axis=1)
    orders = {tuple(order) for order in [*by_epoch, np.sort(by_epoch[0])]}
    return {"rows of each epoch": np.sort(by_epoch, axis=1), "different orders": len(orders), "targets": in_step}


def by_seed(inputs, seen):
    """Whether the seed decides the orders: what the second run and the third have in common with the first."""
    first, again, other = (np.asarray(order) for order in seen["orders by seed"])
    same = len(first) == len(again) and np.array_equal(first, again)
    another = len(first) != len(other) or not np.array_equal(first, other)
    return {"rows": np.sort(first), "the same seed, the same orders": same, "another seed, others": another}


def last_rows(inputs, seen):
    """The rows set aside of each epoch, sorted."""
    return {"rows set aside": np.sort(np.asarray(seen["rows set aside"], float))}


def with_a_loader(model, x, y, batch_size=32, epochs=1, validation_split=0.0, shuffle=True, rng=None):
    rng, n = np.random.default_rng(rng), len(x)
    first_held = int(n * (1 - validation_split))
    history: dict[str, list] = {}
    names = ["loss", *model.metrics]

    def values(pred, target):
        return np.array([model.loss(pred, target), *(metric(pred, target) for metric in model.metrics.values())])

    def note(prefix, found):
        for name, value in zip(names, found, strict=True):
            history.setdefault(prefix + name, []).append(float(value))

    numbers = np.arange(first_held)
    for _ in range(epochs):
        if shuffle:
            rng.shuffle(numbers)
        weighted = np.zeros(len(names))
        for rows in np.split(numbers, np.arange(batch_size, first_held, batch_size)):
            model.train(True)
            pred = model(x[rows])
            weighted += len(rows) / first_held * values(pred, y[rows])
            model.loss(pred, y[rows])
            model.optimizer.zero_grad()
            model.backward(model.loss.backward())
            model.optimizer.step()
        note("", weighted)
        if first_held < n:
            model.eval()
            held = [slice(i, min(i + batch_size, n)) for i in range(first_held, n, batch_size)]
            note("val_", sum((rows.stop - rows.start) * values(model(x[rows]), y[rows]) for rows in held)
                 / (n - first_held))  # fmt: skip
            model.train()
    return history


EXERCISE = Exercise(
    reference=fit_model,
    probe=trained,
    aspects=(
        Aspect("which rows are learned from", 0.5, (IN_ORDER, NO_SPLIT), observations=("rows learned from",)),
        Aspect(
            "which rows are set aside", 0.5, (IN_ORDER, SHUFFLED), observations=("rows set aside",), derive=last_rows
        ),
        Aspect(
            "a new order in each epoch",
            1,
            (SHUFFLED, ALL_SHUFFLED),
            observations=("rows learned from", "their targets"),
            derive=each_epoch,
        ),
        Aspect("the seed decides the orders", 0.5, (ALL_SHUFFLED,), observations=("orders by seed",), derive=by_seed),
        Aspect(
            "batches, the last of them too",
            0.5,
            (IN_ORDER, NO_SPLIT, WHOLE),
            observations=("sizes of the batches", "sizes of the batches set aside", "sizes where nothing is given"),
        ),
        Aspect("the steps", 1, (IN_ORDER, NO_SPLIT, WHOLE), observations=("steps", "weight")),
        Aspect("training mode", 0.5, (IN_EVALUATION,), observations=("modes in training", "weight")),
        Aspect(
            "the history of loss and metrics",
            1,
            (IN_ORDER, NO_SPLIT, IN_EVALUATION),
            observations=("history loss", "history metric"),
        ),
        Aspect(
            "the history of validation",
            1,
            (IN_ORDER, WHOLE, IN_EVALUATION),
            observations=("history val_loss", "history val metric"),
        ),
        leaves_inputs_alone(0.5, (IN_ORDER, SHUFFLED), requires="the steps"),
    ),
    accepted=(Accepted("one array of numbers, shuffled in place", with_a_loader),),
)
