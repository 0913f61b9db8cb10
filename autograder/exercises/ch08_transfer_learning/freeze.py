"""freeze and unfreeze: what is asked and what is right; the mistakes stand in the `.md` beside it.

The probe trains a network with momentum and weight decay, has its body frozen, goes on training, and has it unfrozen.
"""

import numpy as np

from layerwise.transfer.freezing import freeze, unfreeze

from ...core.record import Accepted, Aspect, Case, Exercise


def freeze_and_train(hold, release, X, target, seed, depths):
    """The probe: what moves while the body is frozen, and after.

    depths: how many layers more there are before the body, in it and after it
    """
    from copy import deepcopy
    from functools import cache

    import layerwise as lw
    from layerwise import nn
    from layerwise.optim import SGD

    @cache
    def trained():
        rng = np.random.default_rng(seed)
        before, inside, after = ([nn.Linear(5, 5, rng=rng) for _ in range(depth)] for depth in depths)
        body = nn.Sequential(nn.Linear(5, 5, rng=rng), nn.BatchNorm1d(5), nn.ReLU(), *inside)
        first = nn.Sequential(nn.Linear(X.shape[1], 5, rng=rng), *before)
        model = nn.Sequential(first, body, nn.Sequential(*after, nn.Linear(5, 3, rng=rng)))
        optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=0.1)
        train(model, optimizer)
        return model, optimizer

    def start():
        return deepcopy(trained())

    def train(model, optimizer, steps=2):
        model.train()
        for _ in range(steps):
            lw.train_step(model, nn.CrossEntropyLoss(), optimizer, X, target)

    def parameters(module):
        return np.concatenate([p.data.ravel() for p in module.parameters()])

    def statistics(module):
        return np.concatenate([np.ravel(buffer).astype(float) for _, buffer in module.named_buffers()])

    @cache
    def frozen_then_trained():
        model, optimizer = start()
        hold(model[1])
        train(model, optimizer)
        return model

    @cache
    def layer_frozen_then_trained():
        model, optimizer = start()
        hold(model[1][1])
        train(model, optimizer)
        return model[1][1]

    @cache
    def unfrozen_then_trained():
        model, optimizer = start()
        hold(model[1])
        train(model, optimizer)
        release(model[1])
        train(model, optimizer)
        return model

    @cache
    def right_after():
        model, _ = start()
        hold(model[1])
        return model

    def returned(function, module):
        result = function(module)
        if result is module:
            return "the module itself"
        return "nothing" if result is None else f"another {type(result).__name__}"

    return {
        "the body's parameters": lambda: parameters(frozen_then_trained()[1]),
        "the body's statistics": lambda: statistics(frozen_then_trained()[1]),
        "the head's parameters": lambda: parameters(frozen_then_trained()[2]),
        "the parameters before the body": lambda: parameters(frozen_then_trained()[0]),
        "the modes after train()": lambda: [float(part.training) for part in frozen_then_trained().modules()],
        "the modes right after": lambda: [float(part.training) for part in right_after().modules()],
        "what learns": lambda: [float(p.requires_grad) for p in frozen_then_trained().parameters()],
        "parameters that have a gradient": lambda: [float(p.grad is not None) for p in right_after().parameters()],
        "one BatchNorm frozen: parameters": lambda: parameters(layer_frozen_then_trained()),
        "one BatchNorm frozen: statistics": lambda: statistics(layer_frozen_then_trained()),
        "one BatchNorm frozen: what comes back": lambda: returned(hold, start()[0][1][1]),
        "what comes back": lambda: returned(hold, start()[0][1]),
        "unfrozen: the body's parameters": lambda: parameters(unfrozen_then_trained()[1]),
        "unfrozen: the body's statistics": lambda: statistics(unfrozen_then_trained()[1]),
        "unfrozen: the modes": lambda: [float(part.training) for part in unfrozen_then_trained().modules()],
        "unfrozen: what learns": lambda: [float(p.requires_grad) for p in unfrozen_then_trained().parameters()],
        "unfrozen: what comes back": lambda: returned(release, deepcopy(right_after())[1]),
    }


def batch(name, rows):
    """A case with a batch and starting weights drawn anew in every run."""

    def draw(rng):
        return {
            "X": rng.normal(2.0, 3.0, (rows, 4)),
            "target": np.arange(rows) % 3,
            "seed": int(rng.integers(1000)),
            "depths": [int(depth) for depth in rng.integers(5, size=3)],
        }

    return Case(name, draw)


SIX, NINE = batch("six rows", 6), batch("nine rows", 9)


def with_methods(module):
    module.requires_grad_(False)
    module.eval()
    for _, part in module.named_modules():
        part.frozen = True
    return module


def undone_with_methods(module):
    module.requires_grad_()
    for _, part in module.named_modules():
        part.frozen = False
    return module.train()


HELD = ("the body's parameters", "what learns")
EXERCISE = Exercise(
    reference=(freeze, unfreeze),
    probe=freeze_and_train,
    aspects=(
        Aspect("no parameter of it moves", 1, (SIX, NINE), observations=HELD),
        Aspect("no statistic of it moves", 1, (SIX, NINE), observations=("the body's statistics",)),
        Aspect(
            "evaluation, also after train()", 0.5, (SIX, NINE), ("the modes after train()", "the modes right after")
        ),
        Aspect(
            "the rest learns as before",
            0.5,
            (SIX, NINE),
            observations=("the head's parameters", "the parameters before the body"),
            requires="no parameter of it moves",
        ),
        Aspect("no old gradient is left", 0.5, (SIX, NINE), observations=("parameters that have a gradient",)),
        Aspect(
            "a single layer",
            0.5,
            (SIX,),
            observations=(
                "one BatchNorm frozen: parameters",
                "one BatchNorm frozen: statistics",
                "one BatchNorm frozen: what comes back",
                "what comes back",
            ),
        ),
        Aspect(
            "unfreeze",
            1,
            (SIX, NINE),
            observations=(
                "unfrozen: the body's parameters",
                "unfrozen: the body's statistics",
                "unfrozen: the modes",
                "unfrozen: what learns",
                "unfrozen: what comes back",
            ),
            requires="no parameter of it moves",
        ),
    ),
    accepted=(Accepted("with the module's methods", {"freeze": with_methods, "unfreeze": undone_with_methods}),),
)
