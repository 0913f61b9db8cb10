"""StepLR and ExponentialLR: what is asked, what is right and what goes wrong."""

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited


def follow(step_lr, exponential_lr, scheduler, lrs, epochs, **options):
    """The probe: the learning rate of every group at the start and after each call of step()."""
    from layerwise.nn import Parameter
    from layerwise.optim.optimizer import Optimizer

    optimizer = Optimizer([{"params": [Parameter([0.0])], "lr": lr} for lr in lrs], lr=1.0)
    make = {"StepLR": step_lr, "ExponentialLR": exponential_lr}[scheduler]
    schedule = make(optimizer, **options)
    seen = [[group["lr"] for group in optimizer.param_groups]]
    for _ in range(epochs):
        schedule.step()
        seen.append([group["lr"] for group in optimizer.param_groups])
    return {"lr": [row[0] for row in seen] if len(lrs) == 1 else seen}


def schedule(name, scheduler, lrs, epochs, **options):
    """A case with given learning rates."""
    return Case(name, {"scheduler": scheduler, "lrs": list(lrs), "epochs": epochs, **options})


def any_schedule(name, scheduler, groups, epochs, **options):
    """A case with learning rates and a gamma drawn anew in every run."""

    def draw(rng):
        lrs, gamma = rng.uniform(0.01, 1.0, groups).tolist(), float(rng.uniform(0.3, 0.9))
        return {"scheduler": scheduler, "lrs": lrs, "epochs": epochs, "gamma": gamma, **options}

    return Case(name, draw)


STEP_BY_HAND = schedule("halve after every two epochs", "StepLR", [1.0], 5, step_size=2, gamma=0.5)
STEP = any_schedule("three drops", "StepLR", 1, 10, step_size=3)
EVERY_EPOCH = any_schedule("a drop in every epoch", "StepLR", 1, 4, step_size=1)
TENTH = schedule("gamma as it is by default", "StepLR", [0.5], 5, step_size=2)
STEP_GROUPS = any_schedule("two groups in steps", "StepLR", 2, 5, step_size=2)
EXPONENTIAL_BY_HAND = schedule("halve after every epoch", "ExponentialLR", [1.0], 4, gamma=0.5)
EXPONENTIAL = any_schedule("eight epochs", "ExponentialLR", 1, 8)
EXPONENTIAL_GROUPS = any_schedule("two groups", "ExponentialLR", 2, 4)


class FromTheFirstRate:
    def __init__(self, optimizer, step_size, gamma=0.1):
        self.optimizer, self.step_size, self.gamma, self.epoch = optimizer, step_size, gamma, 0
        self.first = [group["lr"] for group in optimizer.param_groups]

    def step(self):
        self.epoch += 1
        for group, lr in zip(self.optimizer.param_groups, self.first, strict=True):
            group["lr"] = lr * self.gamma ** (self.epoch // self.step_size)


class FromTheLastRate:
    def __init__(self, optimizer, step_size, gamma=0.1):
        self.optimizer, self.step_size, self.gamma, self.epoch = optimizer, step_size, gamma, 0

    def step(self):
        self.epoch += 1
        if self.epoch % self.step_size == 0:
            for group in self.optimizer.param_groups:
                group["lr"] *= self.gamma


class CountingDown:
    def __init__(self, optimizer, step_size, gamma=0.1):
        self.optimizer, self.step_size, self.gamma, self.left = optimizer, step_size, gamma, step_size

    def step(self):
        self.left -= 1
        if not self.left:
            self.left = self.step_size
            for group in self.optimizer.param_groups:
                group["lr"] = group["lr"] * self.gamma


class EveryEpoch:
    def __init__(self, optimizer, gamma):
        self.optimizer, self.gamma = optimizer, gamma

    def step(self):
        for group in self.optimizer.param_groups:
            group["lr"] *= self.gamma


class PowerOfTheEpoch:
    def __init__(self, optimizer, gamma):
        self.optimizer, self.gamma, self.epoch = optimizer, gamma, 0
        self.first = [group["lr"] for group in optimizer.param_groups]

    def step(self):
        self.epoch += 1
        for group, lr in zip(self.optimizer.param_groups, self.first, strict=True):
            group["lr"] = lr * self.gamma**self.epoch


class TooEager:
    def __init__(self, optimizer, gamma):
        self.optimizer, self.gamma = optimizer, gamma
        self.step()

    def step(self):
        for group in self.optimizer.param_groups:
            group["lr"] *= self.gamma


STEP_LR = Exercise(
    reference=(layerwise.optim.StepLR, layerwise.optim.ExponentialLR),
    probe=follow,
    aspects=(
        Aspect("StepLR", 1, (STEP_BY_HAND, STEP)),
        Aspect("a drop in every epoch, gamma by default", 0.5, (EVERY_EPOCH, TENTH)),
        Aspect("ExponentialLR", 1, (EXPONENTIAL_BY_HAND, EXPONENTIAL)),
        Aspect("every group of parameters", 0.5, (STEP_GROUPS, EXPONENTIAL_GROUPS)),
    ),
    accepted=(
        Accepted("from the first rate", {"StepLR": FromTheFirstRate, "ExponentialLR": PowerOfTheEpoch}),
        Accepted("from the last rate", {"StepLR": FromTheLastRate, "ExponentialLR": EveryEpoch}),
        Accepted("counting down", {"StepLR": CountingDown}),
    ),
    misconceptions=(
        Misconception(
            "off by one",
            edited(FromTheFirstRate, ("(self.epoch // ", "((self.epoch + 1) // ")),
            hint="Your rate falls one epoch too soon. With step_size=2 the epochs 0 and 1 have the first rate, 2 and "
            "3 the next; the drop comes with the second call of step().",
            second_hint="Before the first call of step() it is epoch 0. Which epoch is it after one call?",
        ),
        Misconception(
            "one epoch late",
            edited(FromTheFirstRate, ("(self.epoch // ", "((self.epoch - 1) // ")),
            hint="Your rate falls one epoch too late. With step_size=2 the epochs 0 and 1 have the first rate, and "
            "the second call of step() begins epoch 2, the first with the next rate.",
            second_hint="Does the epoch go up before the rate is computed, or after?",
        ),
        Misconception(
            "decays twice",
            edited(FromTheFirstRate, ('group["lr"] = lr * self', 'group["lr"] = group["lr"] * self')),
            hint="After the first drop your rate goes on falling in every epoch: `gamma ** (epoch // step_size)` "
            "counts from the first rate, and you multiply it to a rate that has fallen already.",
            second_hint="Either the first rate times a power of gamma, or the last rate times gamma, and only when "
            "a drop "
            "is due.",
        ),
        Misconception(
            "ExponentialLR decays twice",
            {"ExponentialLR": edited(PowerOfTheEpoch, ("= lr * self.gamma", '= group["lr"] * self.gamma'))},
            hint="Your ExponentialLR multiplies the rate that has fallen already by `gamma ** epoch`. With gamma 0.5 "
            "it goes 1, 0.5, 0.125, 0.0156; it should be 1, 0.5, 0.25, 0.125.",
            second_hint="Either the first rate times `gamma ** epoch`, or the last rate times gamma.",
        ),
        Misconception(
            "ExponentialLR falls before the first epoch",
            {"ExponentialLR": TooEager},
            hint="Your ExponentialLR lets the rate fall before step() was ever called. The first epoch, epoch 0, "
            "has the rate that the optimizer was given.",
            second_hint="Which of your two methods may change a rate?",
        ),
        Misconception(
            "a smooth fall instead of steps",
            edited(FromTheFirstRate, ("self.epoch // self", "self.epoch / self")),
            hint="Your rate falls a little in every epoch. StepLR keeps it for step_size epochs and then drops.",
            second_hint="Which division of Python gives whole numbers?",
        ),
        Misconception(
            "one drop and no more",
            edited(
                FromTheFirstRate,
                ("self.gamma ** (self.epoch // self.step_size)", "(self.gamma if self.epoch >= self.step_size else 1)"),
            ),
            hint="Your rate falls once, after step_size epochs, and then stays. It should fall again after every "
            "further step_size epochs.",
            second_hint="How many drops are due after epoch epochs?",
        ),
        Misconception(
            "a drop in every epoch",
            edited(FromTheFirstRate, ("(self.epoch // self.step_size)", "self.epoch")),
            hint="Your StepLR multiplies by gamma in every epoch: that is ExponentialLR. step_size plays no part; "
            "change it and see.",
            second_hint="gamma to which power, after 5 epochs with step_size=2?",
        ),
        Misconception(
            "gamma is subtracted",
            edited(FromTheFirstRate, ("lr * self.gamma ** (", "lr - self.gamma * (")),
            hint="You subtract gamma at every drop. The rate would become negative, and a negative rate walks "
            "uphill. gamma is a factor.",
            second_hint="With gamma = 0.1 the rates should be 1, then a tenth of it, then a tenth of that.",
        ),
        Misconception(
            "only the first group",
            edited(
                FromTheFirstRate,
                (
                    "self.optimizer.param_groups, self.first, strict=True",
                    "self.optimizer.param_groups[:1], self.first, strict=False",
                ),
            ),
            hint="The first group's rate falls, the second's does not. An optimizer may have several groups, each "
            "with its own rate: all of them follow the schedule.",
            second_hint="`param_groups` is a list. What goes through it from beginning to end?",
        ),
        Misconception(
            "one rate for all groups",
            edited(
                FromTheFirstRate,
                (
                    '[group["lr"] for group in optimizer.param_groups]',
                    '[optimizer.param_groups[0]["lr"]] * len(optimizer.param_groups)',
                ),
            ),
            hint="All groups get the first group's rate. Each has a rate of its own, and they fall side by side, by "
            "the same factor.",
            second_hint="Where do you remember the first rates, and how many are there?",
        ),
    ),
)
