"""EarlyStopping and the loop that asks it: what is asked, what is right and what goes wrong.

The model of the probe has one weight, the number of the epoch, and its state_dict hands out the array itself, as
PyTorch's does. The loop is driven with a stopper of the probe's own, so that one half does not hide the other.
"""

import numpy as np

from layerwise.training.early_stopping import EarlyStopping, train_until_stopped

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited


def watch(EarlyStopping, train_until_stopped, losses, patience, min_delta, stop_after, max_epochs):
    """The probe: what the stopper says to these validation losses, and what the loop asks of a stopper of ours."""

    class Model:
        def __init__(self):
            self.weight = np.zeros(2)

        def state_dict(self):
            return {"weight": self.weight}

        def load_state_dict(self, state):
            self.weight[:] = state["weight"]

    class Listener:
        def __init__(self):
            self.heard, self.restored = [], 0

        def step(self, val_loss, model):
            self.heard.append(float(val_loss))
            return len(self.heard) >= stop_after

        def restore(self, model):
            self.restored += 1

    stopper, model, said = EarlyStopping(patience=patience, min_delta=min_delta), Model(), []
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
            "heard": listener.heard,
            "restored": listener.restored,
            "trained": len(trained),
            "told": -1 if told is None else told,
        }

    return {
        "said": said,
        **best,
        "weights after restore": restored,
        "the loop's stopper heard": lambda: loop()["heard"],
        "the loop restored": lambda: loop()["restored"],
        "epochs trained": lambda: loop()["trained"],
        "epochs told": lambda: loop()["told"],
    }


def history(name, val, patience, min_delta=0.0, stop_after=3, max_epochs=5):
    """A case with these validation losses, moved a little in every run; test and training losses beside them."""

    def draw(rng):
        factor, shift = rng.uniform(0.9, 1.1), 0.0 if min_delta else rng.uniform(0.0, 0.3)
        factor = 1.0 if min_delta else factor
        losses = np.column_stack([factor * np.array(val) + shift, rng.uniform(0.5, 2.0, (len(val), 2))])
        return {
            "losses": losses,
            "patience": patience,
            "min_delta": min_delta,
            "stop_after": stop_after,
            "max_epochs": max_epochs,
        }

    return Case(name, draw)


FALLS_AND_RISES = history("falls, then rises", [3.0, 2.0, 2.5, 2.2, 2.7, 2.9], 2)
PATIENCE_ONE = history("patience 1", [3.0, 2.0, 1.5, 1.6, 1.0, 1.0], 1)
BUMPS = history("bumps on the way down", [3.0, 3.2, 2.5, 2.7, 2.2, 2.4, 2.3, 2.6, 2.5, 2.7], 3)
ZIGZAG = history("every second epoch a little lower", [2.0, 3.0, 2.8, 2.9, 2.6, 2.8, 2.5], 3)
FLAT = history("stays where it is", [2.0, 1.0, 1.0, 1.0, 1.0, 1.0], 3)
DELTA = history("gains smaller than min_delta", [2.0, 1.9, 1.8, 1.72, 1.7, 1.69, 1.68, 1.67], 3, min_delta=0.15)
SMALL_RISES = history("rises smaller than min_delta", [2.0, 1.0, 1.05, 1.1, 1.12, 1.1], 3, min_delta=0.15)
NEVER = history("falls to the end", [3.0, 2.5, 2.0, 1.5, 1.2, 1.1], 2, stop_after=9, max_epochs=6)


class ByHand:
    def __init__(self, patience=5, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.best_epoch, self.best_state = float("inf"), None, None
        self.epoch, self.waited = -1, 0

    def step(self, val_loss, model):
        self.epoch += 1
        if val_loss < self.best - self.min_delta:
            self.best, self.best_epoch, self.waited = val_loss, self.epoch, 0
            self.best_state = {name: array.copy() for name, array in model.state_dict().items()}
        else:
            self.waited += 1
        return self.waited >= self.patience

    def restore(self, model):
        model.load_state_dict(self.best_state)


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


def loop_by_hand(model, train_epoch, stopper, max_epochs):
    trained = 0
    for _ in range(max_epochs):
        losses = train_epoch(model)
        trained += 1
        if stopper.step(losses["val"], model):
            break
    stopper.restore(model)
    return trained


def while_loop(model, train_epoch, stopper, max_epochs):
    trained, stop = 0, False
    while trained < max_epochs and not stop:
        stop = stopper.step(train_epoch(model)["val"], model)
        trained = trained + 1
    stopper.restore(model)
    return trained


def restores_only_when_stopped(model, train_epoch, stopper, max_epochs):
    for epoch in range(max_epochs):
        if stopper.step(train_epoch(model)["val"], model):
            stopper.restore(model)
            return epoch + 1
    return max_epochs


COPY = "{name: array.copy() for name, array in model.state_dict().items()}"
SAVE = f"            self.best_state = {COPY}\n"
BETTER = "if val_loss < self.best - self.min_delta:"
EARLY_STOPPING = Exercise(
    reference=(EarlyStopping, train_until_stopped),
    probe=watch,
    aspects=(
        Aspect(
            "stops at the right epoch", 1, (FALLS_AND_RISES, PATIENCE_ONE, BUMPS, ZIGZAG, FLAT), observations=("said",)
        ),
        Aspect("the best and when", 0.5, (FALLS_AND_RISES, BUMPS, NEVER), observations=("best", "best epoch")),
        Aspect("min_delta", 0.5, (DELTA, SMALL_RISES), observations=("said", "best", "best epoch")),
        Aspect(
            "the best weights come back", 1, (FALLS_AND_RISES, BUMPS, ZIGZAG), observations=("weights after restore",)
        ),
        Aspect(
            "the loop asks about validation",
            0.5,
            (FALLS_AND_RISES, BUMPS, NEVER),
            observations=("the loop's stopper heard",),
        ),
        Aspect("the loop ends in time", 0.5, (FALLS_AND_RISES, NEVER), observations=("epochs trained", "epochs told")),
        Aspect(
            "the loop brings the best weights back", 0.5, (FALLS_AND_RISES, NEVER), observations=("the loop restored",)
        ),
    ),
    accepted=(
        Accepted("counts the epochs without a gain", ByHand),
        Accepted("epochs since the best one", Counting),
        Accepted("counts down", {"EarlyStopping": Countdown, "train_until_stopped": while_loop}),
    ),
    misconceptions=(
        Misconception(
            "looks at test",
            {
                "EarlyStopping": ByHand,
                "train_until_stopped": edited(loop_by_hand, ('losses["val"]', 'losses["test"]')),
            },
            hint="Your loop hands the test loss to the stopper, so the test set chooses the epoch, and the number that "
            "you report afterwards is the best of many tries on it. The exam has been seen.",
            second_hint="Three losses come back from an epoch. Which of them may decide, and which one only judges?",
        ),
        Misconception(
            "looks at the training loss",
            {
                "EarlyStopping": ByHand,
                "train_until_stopped": edited(loop_by_hand, ('losses["val"]', 'losses["train"]')),
            },
            hint="Your loop watches the training loss, which falls as long as the network can learn by heart. It would "
            "stop you when overfitting is complete.",
            second_hint="Which of the three losses is of examples that the network has not trained on, and is not "
            "the judge?",
        ),
        Misconception(
            "off by one",
            edited(ByHand, ("self.waited >= self.patience", "self.waited > self.patience")),
            hint="You stop one epoch late: patience 1 means that one epoch without a gain is enough, and yours waits "
            "for two.",
            second_hint="Count on paper: losses 3, 2, 2.5, 2.2 and patience 2. After which of them is it time?",
        ),
        Misconception(
            "best not restored",
            {
                "EarlyStopping": ByHand,
                "train_until_stopped": edited(loop_by_hand, ("    stopper.restore(model)\n", "")),
            },
            hint="Your loop stops and leaves the model with the last weights. By then the validation loss has been "
            "worse for `patience` epochs: that is why you stopped.",
            second_hint="The stopper kept the best weights. Who asks it for them?",
        ),
        Misconception(
            "restores only when stopped",
            {"EarlyStopping": ByHand, "train_until_stopped": restores_only_when_stopped},
            hint="When max_epochs are over before patience is, your model keeps the last weights, which need not be "
            "the best.",
            second_hint="There are two ways out of the loop. Which line should both of them pass?",
        ),
        Misconception(
            "the weights of the last epoch",
            edited(ByHand, (SAVE, ""), ("        self.epoch += 1\n", "        self.epoch += 1\n" + SAVE[4:])),
            hint="`restore` brings back the weights of the latest epoch: you save in every epoch, and each overwrites "
            "the one before.",
            second_hint="When should the weights be saved? There is a line that knows.",
        ),
        Misconception(
            "a second name, not a copy",
            edited(ByHand, (COPY, "model.state_dict()")),
            hint="What you keep are the model's own arrays. Training goes on writing into them, so your best weights "
            "change under your hands: `restore` changes nothing.",
            second_hint="After the next epoch, print what you kept. Which call makes an array of its own?",
        ),
        Misconception(
            "bad epochs are never forgiven",
            edited(
                ByHand,
                ("self.best_epoch, self.waited = val_loss, self.epoch, 0", "self.best_epoch = val_loss, self.epoch"),
            ),
            hint="You stop too early on a curve with bumps: all epochs without a gain are counted, however long ago. "
            "Patience is meant *in a row*.",
            second_hint="A new best has come. How long have you waited since?",
        ),
        Misconception(
            "compares with the epoch before",
            edited(
                ByHand,
                (
                    BETTER,
                    "last, self.last = getattr(self, 'last', self.best), val_loss\n"
                    "        if val_loss < last - self.min_delta:",
                ),
            ),
            hint="You compare with the epoch before, not with the best. A curve that jumps up and comes half of the "
            "way down again then counts as a gain.",
            second_hint="2.0, 3.0, 2.8: is 2.8 the best so far?",
        ),
        Misconception(
            "equal counts as better",
            edited(ByHand, (BETTER, "if val_loss <= self.best - self.min_delta:")),
            hint="On a curve that stays where it is you never stop: an equal loss counts as a gain in yours.",
            second_hint="`<` or `<=`? What has been gained by an equal loss?",
        ),
        Misconception(
            "min_delta is left out",
            edited(ByHand, ("self.best - self.min_delta", "self.best")),
            hint="With min_delta = 0 you are right. With 0.15, a gain of 0.01 should not count, and does in yours: you "
            "wait for ever on a curve that creeps.",
            second_hint="By how much must a loss be lower than the best?",
        ),
        Misconception(
            "min_delta the wrong way round",
            edited(ByHand, ("self.best - self.min_delta", "self.best + self.min_delta")),
            hint="A loss that is *higher* than the best, by less than min_delta, counts as a gain in yours, and the "
            "best creeps up.",
            second_hint="Better by more than min_delta: on which side of the best does that limit lie?",
        ),
        Misconception(
            "higher is better",
            edited(ByHand, (BETTER, "if val_loss > (self.best if self.epoch else -self.best) + self.min_delta:")),
            hint="You keep the epoch with the *highest* loss. That rule would suit an accuracy.",
            second_hint="What comes in is a loss.",
        ),
    ),
)
