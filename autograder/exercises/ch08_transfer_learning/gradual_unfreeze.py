"""gradual_unfreeze: what is asked and what is right; the mistakes stand in the `.md` beside it.

The probe calls it for one stage after the other, on several networks, and looks at what learns and what is in training
after each.
"""

import numpy as np

from layerwise.transfer.unfreezing import gradual_unfreeze

from ...core.record import Accepted, Aspect, Case, Exercise


def stage_by_stage(thaw, stages, before, X, networks):
    """The probe: for each stage what learns, what is in training, what comes back, and the statistics after a batch.

    networks: of each, its modules before the head: 0 has no parameters, 1 is a linear layer, 2 a block with batch
        normalization and 3 two linear layers
    """
    from layerwise import nn

    rng, width = np.random.default_rng(0), X.shape[1]

    def module(kind):
        linear, another = nn.Linear(width, width, rng=rng), nn.Linear(width, width, rng=rng)
        inside = ([nn.ReLU()], [linear], [linear, nn.BatchNorm1d(width), nn.ReLU()], [linear, nn.ReLU(), another])[kind]
        return linear if kind == 1 else nn.Sequential(*inside)

    learns, modes, returned = [], [], []
    running: list[np.ndarray] = [np.zeros(0)]
    for kinds in networks:
        model = nn.Sequential(*map(module, kinds), nn.Linear(width, 2, rng=rng))
        if before == "all frozen":
            model.append(nn.ReLU())  # what learns last need not stand last
            model.requires_grad_(False)
            for part in model.modules():
                part.frozen, part.training = True, False
        params = model.parameters()
        for stage in stages:
            result = thaw(model, stage)
            learns += [float(p.requires_grad) for p in params]
            modes += [float(part.training) for top in model.children() if top.parameters() for part in top.modules()]
            returned += [float(sum(q is p for q in result)) for p in params]
            model.train()
            model.forward(X)
            running += [part.running_mean for part in model.modules() if isinstance(part, nn.BatchNorm1d)]
    return {"learns": learns, "in training": modes, "returned": returned, "running means": np.concatenate(running)}


def stages(name, which, before="", count=3):
    """A case with a batch and so many networks of three modules with parameters and a head, drawn anew in every run."""

    def draw(rng):
        # What has no parameters stands elsewhere in each network, the first module has statistics, and somewhere the
        # last one has modules inside: else whoever counts the one or forgets the others gets by under some seeds.
        first, kinds = int(rng.integers(4)), rng.integers(1, 4, (count, 2))
        kinds[0, 1] = rng.integers(2, 4)
        networks = [np.insert([2, *kinds[i]], (first + i) % 4, 0).tolist() for i in range(count)]
        return {"stages": which, "before": before, "X": rng.normal(1.0, 2.0, (5, 3)), "networks": networks}

    return Case(name, draw)


FIRST = stages("stage 0", [0], count=6)
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
