"""StepLR and ExponentialLR: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise


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


def any_schedule(name, scheduler, groups, epochs, step_size=None):
    """A case with learning rates, a gamma and, from a range, a step_size drawn anew in every run."""

    def draw(rng):
        lrs, gamma = rng.uniform(0.01, 1.0, groups).tolist(), float(rng.uniform(0.3, 0.9))
        options = {} if step_size is None else {"step_size": int(rng.integers(*step_size))}
        return {"scheduler": scheduler, "lrs": lrs, "epochs": epochs, "gamma": gamma, **options}

    return Case(name, draw)


STEP_BY_HAND = schedule("halve after every two epochs", "StepLR", [1.0], 5, step_size=2, gamma=0.5)
STEP = any_schedule("several drops", "StepLR", 1, 13, step_size=(3, 6))
EVERY_EPOCH = any_schedule("a drop in every epoch", "StepLR", 1, 4, step_size=(1, 2))
TENTH = schedule("gamma as it is by default", "StepLR", [0.5], 5, step_size=2)
STEP_GROUPS = any_schedule("three groups in steps", "StepLR", 3, 7, step_size=(2, 4))
EXPONENTIAL_BY_HAND = schedule("halve after every epoch", "ExponentialLR", [1.0], 4, gamma=0.5)
EXPONENTIAL = any_schedule("eight epochs", "ExponentialLR", 1, 8)
EXPONENTIAL_GROUPS = any_schedule("three groups", "ExponentialLR", 3, 4)


class CountingDown:
    def __init__(self, optimizer, step_size, gamma=0.1):
        self.optimizer, self.step_size, self.gamma, self.left = optimizer, step_size, gamma, step_size

    def step(self):
        self.left -= 1
        if not self.left:
            self.left = self.step_size
            for group in self.optimizer.param_groups:
                group["lr"] = group["lr"] * self.gamma


EXERCISE = Exercise(
    reference=(layerwise.optim.StepLR, layerwise.optim.ExponentialLR),
    probe=follow,
    aspects=(
        Aspect("StepLR", 1, (STEP_BY_HAND, STEP)),
        Aspect("a drop in every epoch, gamma by default", 0.5, (EVERY_EPOCH, TENTH)),
        Aspect("ExponentialLR", 1, (EXPONENTIAL_BY_HAND, EXPONENTIAL)),
        Aspect("every group of parameters", 0.5, (STEP_GROUPS, EXPONENTIAL_GROUPS)),
    ),
    accepted=(Accepted("counting down", {"StepLR": CountingDown}),),
)
