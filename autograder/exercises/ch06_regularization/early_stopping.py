"""EarlyStopping and the loop that asks it: what is asked and what is right; the mistakes stand in the `.md` beside it.

The model of the probe has one weight, the number of the epoch, and its state_dict hands out the array itself, as
PyTorch's does. The loop is driven with a stopper of the probe's own, so that one half does not hide the other.
"""

import numpy as np

from layerwise.training.early_stopping import EarlyStopping, train_until_stopped

from ...core.record import Accepted, Aspect, Case, Exercise


def watch(EarlyStopping, train_until_stopped, losses, stop_after, max_epochs, **options):
    """The probe: what the stopper says to these validation losses, and what the loop asks of a stopper of ours.

    options: patience and min_delta, unless they are left at their defaults
    """

    class Model:
        def __init__(self):
            self.weight = np.zeros(2)

        def state_dict(self):
            return {"weight": self.weight}

        def load_state_dict(self, state):
            if np.shape(state["weight"]) != self.weight.shape:
                raise ValueError(f"weight has shape {np.shape(state['weight'])} in the state, {self.weight.shape} here")
            self.weight[:] = state["weight"]

    class Listener:
        def __init__(self):
            self.heard, self.restored = [], []

        def step(self, val_loss, model):
            self.heard.append([float(val_loss), float(model.weight[0])])
            return len(self.heard) >= stop_after

        def restore(self, model):
            self.restored.append(float(model.weight[0]))

    stopper, model, said = EarlyStopping(**options), Model(), []
    for val_loss in losses[:, 0]:
        model.weight += 1.0
        said.append(bool(stopper.step(val_loss, model)))
        if said[-1]:
            break
    best = {"best": lambda: stopper.best, "best epoch": lambda: stopper.best_epoch}

    def restored():
        model.weight += 10.0  # somebody goes on training
        stopper.restore(model)
        return model.weight

    def loop():
        listener = Listener()
        trained: list[int] = []

        def train_epoch(model):
            val, test, train = losses[len(trained)]
            trained.append(1)
            model.weight += 1.0
            return {"train": train, "val": val, "test": test}

        told = train_until_stopped(Model(), train_epoch, listener, max_epochs)
        return {
            "heard": [loss for loss, _ in listener.heard],
            "weights at that time": [weight for _, weight in listener.heard],
            "restored": listener.restored,
            "trained": len(trained),
            "told": -1 if told is None else told,
        }

    return {
        "said": said,
        **best,
        "weights after restore": restored,
        "the loop's stopper heard": lambda: loop()["heard"],
        "the model's weight at that time": lambda: loop()["weights at that time"],
        "the loop restored": lambda: loop()["restored"],
        "epochs trained": lambda: loop()["trained"],
        "epochs told": lambda: loop()["told"],
    }


def history(name, val, stops=True, **options):
    """A case with these validation losses, moved a little in every run; test and training losses beside them.

    Before them the loss falls for up to fifteen epochs, so that nothing happens at the same epoch in two runs.
    stops: whether the loop's stopper says stop before the last epoch
    options: patience and min_delta, or nothing; the losses keep their distances where a min_delta is given
    """

    def draw(rng):
        factor = 1.0 if "min_delta" in options else rng.uniform(0.9, 1.1)
        falling = val[0] + 0.5 * np.arange(int(rng.integers(16)), 0, -1)
        moved = factor * np.concatenate([falling, val]) + rng.uniform(0.0, 0.3)
        epochs = len(moved)
        stop_after = int(rng.integers(2, epochs - 1)) if stops else epochs + 3
        max_epochs = int(rng.integers(stop_after + 1, epochs, endpoint=True)) if stops else epochs
        losses = np.column_stack([moved, rng.uniform(0.5, 2.0, (epochs, 2))])
        return {"losses": losses, "stop_after": stop_after, "max_epochs": max_epochs, **options}

    return Case(name, draw)


FALLS_AND_RISES = history("falls, then rises", [3.0, 2.0, 2.5, 2.2, 2.7, 2.9], patience=2)
PATIENCE_ONE = history("patience 1", [3.0, 2.0, 1.5, 1.6, 1.0, 1.0], patience=1)
BUMPS = history("bumps on the way down", [3.0, 3.2, 2.5, 2.7, 2.2, 2.4, 2.3, 2.6, 2.5, 2.7], patience=3)
ZIGZAG = history("every second epoch a little lower", [2.0, 3.0, 2.8, 2.9, 2.6, 2.8, 2.5], patience=3)
FLAT = history("stays where it is", [2.0, 1.0, 1.0, 1.0, 1.0, 1.0], patience=3)
DELTA = history(
    "gains smaller than min_delta", [2.0, 1.9, 1.8, 1.72, 1.7, 1.69, 1.68, 1.67], patience=3, min_delta=0.15
)
SMALL_RISES = history("rises smaller than min_delta", [2.0, 1.0, 1.05, 1.1, 1.12, 1.1], patience=3, min_delta=0.15)
DEFAULTS = history("patience and min_delta left as they are", [2.0, 1.5, 1.498, 1.6, 1.7, 1.8, 1.6, 1.9, 2.0, 1.7])
NEVER = history("falls to the end", [3.0, 2.5, 2.0, 1.5, 1.2, 1.1], stops=False, patience=2)


class Counting:
    def __init__(self, patience=5, min_delta=0.0):
        self.patience, self.min_delta, self.losses = patience, min_delta, []
        self.best, self.best_epoch = np.inf, -1

    def step(self, val_loss, model):
        import copy

        if self.best - val_loss > self.min_delta:
            self.best, self.best_epoch = val_loss, len(self.losses)
            self.kept = copy.deepcopy(model.state_dict())
        self.losses.append(val_loss)
        return len(self.losses) - 1 - self.best_epoch >= self.patience

    def restore(self, model):
        model.load_state_dict(self.kept)


class Countdown:
    def __init__(self, patience=5, min_delta=0.0):
        self.patience, self.left, self.min_delta = patience, patience, min_delta
        self.best, self.best_epoch, self.now, self.names = None, None, 0, []

    def step(self, val_loss, model):
        self.left -= 1
        if self.best is None or val_loss + self.min_delta < self.best:
            self.left, self.best, self.best_epoch = self.patience, val_loss, self.now
            self.names = [(name, np.array(array)) for name, array in model.state_dict().items()]
        self.now += 1
        return self.left <= 0

    def restore(self, model):
        model.load_state_dict(dict(self.names))


def while_loop(model, train_epoch, stopper, max_epochs):
    trained, stop = 0, False
    while trained < max_epochs and not stop:
        stop = stopper.step(train_epoch(model)["val"], model)
        trained = trained + 1
    stopper.restore(model)
    return trained


LOOPS = (FALLS_AND_RISES, BUMPS, ZIGZAG, NEVER)
EXERCISE = Exercise(
    reference=(EarlyStopping, train_until_stopped),
    probe=watch,
    aspects=(
        Aspect(
            "stops at the right epoch",
            1,
            (FALLS_AND_RISES, PATIENCE_ONE, BUMPS, ZIGZAG, FLAT, DEFAULTS),
            observations=("said",),
        ),
        Aspect(
            "the best and when", 0.5, (FALLS_AND_RISES, BUMPS, NEVER, DEFAULTS), observations=("best", "best epoch")
        ),
        Aspect("min_delta", 0.5, (DELTA, SMALL_RISES), observations=("said", "best", "best epoch")),
        Aspect(
            "the best weights come back",
            1,
            (FALLS_AND_RISES, BUMPS, ZIGZAG),
            observations=("weights after restore",),
        ),
        Aspect(
            "the loop asks about validation",
            0.5,
            (FALLS_AND_RISES, BUMPS, NEVER),
            observations=("the loop's stopper heard", "the model's weight at that time"),
        ),
        Aspect("the loop ends in time", 0.5, LOOPS, observations=("epochs trained", "epochs told")),
        Aspect("the loop brings the best weights back", 0.5, LOOPS, observations=("the loop restored",)),
    ),
    accepted=(
        Accepted("epochs since the best one", Counting),
        Accepted("counts down", {"EarlyStopping": Countdown, "train_until_stopped": while_loop}),
    ),
)
