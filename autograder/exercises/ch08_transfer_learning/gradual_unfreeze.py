"""gradual_unfreeze: what is asked and what is right; the mistakes stand in the `.md` beside it.

The probe calls it for one stage after the other, and looks at what learns and what is in training after each.
"""

import numpy as np

from layerwise.transfer.unfreezing import gradual_unfreeze

from ...core.record import Accepted, Aspect, Case, Exercise


def stage_by_stage(thaw, stages, before, X):
    """The probe: for each stage what learns, what is in training, what comes back, and the statistics after a batch."""
    from layerwise import nn

    rng = np.random.default_rng(0)

    def block(i, o):
        return nn.Sequential(nn.Linear(i, o, rng=rng), nn.BatchNorm1d(o), nn.ReLU())

    blocks = [block(X.shape[1], 4), block(4, 4), block(4, 3)]
    model = nn.Sequential(blocks[0], blocks[1], nn.Flatten(), blocks[2], nn.ReLU(), nn.Linear(3, 2, rng=rng))
    if before == "all frozen":
        model.append(nn.ReLU())  # what learns last need not stand last
        model.requires_grad_(False)
        for part in model.modules():
            part.frozen, part.training = True, False
    params, norms = model.parameters(), [inside[1] for inside in blocks]
    learns, modes, returned, running = [], [], [], []
    for stage in stages:
        result = thaw(model, stage)
        learns.append([float(p.requires_grad) for p in params])
        modes.append([float(part.training) for i in (0, 1, 3, 5) for part in model[i].modules()])
        returned.append([float(sum(q is p for q in result)) for p in params])
        model.train()
        model.forward(X)
        running.append(np.concatenate([norm.running_mean for norm in norms]))
    return {"learns": learns, "in training": modes, "returned": returned, "running means": running}


def stages(name, which, before=""):
    """A case with a batch drawn anew in every run."""

    def draw(rng):
        return {"stages": which, "before": before, "X": rng.normal(1.0, 2.0, (5, 3))}

    return Case(name, draw)


FIRST = stages("stage 0", [0])
UP = stages("stages 0, 1, 2, 3", [0, 1, 2, 3])
FROZEN = stages("stages 0, 1, 2 of a frozen network", [0, 1, 2], "all frozen")
BEYOND = stages("stages 4 and 9 of four", [4, 9])
DOWN = stages("stages 3, 0, 1", [3, 0, 1])


def by_hand(model, stage):
    with_parameters = [i for i in range(len(model)) if model[i].parameters()]
    first = with_parameters[max(len(with_parameters) - 1 - stage, 0)]
    learning = []
    for i, module in enumerate(model):
        learns = i >= first
        for part in module.modules():
            part.frozen = not learns
            part.training = learns
        for parameter in module.parameters():
            parameter.requires_grad = learns
            if not learns:
                parameter.grad = None
            else:
                learning.append(parameter)
    return learning


def from_the_top(model, stage):
    for part in model.modules():
        part.frozen = False
    model.requires_grad_(True)
    left = stage + 1
    learning: list = []
    for module in reversed(model.children()):
        if not module.parameters():
            continue
        if left > 0:
            learning = module.parameters() + learning
        else:
            module.requires_grad_(False)
            for part in module.modules():
                part.frozen = True
        left -= 1
    model.train()
    return learning


EXERCISE = Exercise(
    reference=gradual_unfreeze,
    probe=stage_by_stage,
    aspects=(
        Aspect("the head first", 0.5, (FIRST,), observations=("learns",)),
        Aspect("one more with each stage", 1, (UP, FROZEN), observations=("learns",)),
        Aspect("modes", 0.5, (UP, FROZEN), observations=("in training",), requires="one more with each stage"),
        Aspect("frozen statistics stay", 0.5, (UP, DOWN), observations=("running means",)),
        Aspect("beyond the last module, and back", 0.5, (BEYOND, DOWN), observations=("learns", "in training")),
        Aspect("returns what learns", 0.5, (UP,), observations=("returned",), requires="the head first"),
    ),
    accepted=(
        Accepted("by position", by_hand),
        Accepted("from the top", from_the_top),
    ),
)
