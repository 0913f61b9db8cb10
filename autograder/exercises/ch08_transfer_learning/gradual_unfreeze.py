"""gradual_unfreeze: what is asked, what is right and what goes wrong.

The probe calls it for one stage after the other, and looks at what learns and what is in training after each.
"""

import numpy as np

from layerwise.transfer.unfreezing import gradual_unfreeze

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited


def stage_by_stage(thaw, stages, before, X):
    """The probe: for each stage what learns, what is in training, what comes back, and the statistics after a batch."""
    from layerwise import nn

    rng = np.random.default_rng(0)

    def block(i, o):
        return nn.Sequential(nn.Linear(i, o, rng=rng), nn.BatchNorm1d(o), nn.ReLU())

    blocks = [block(X.shape[1], 4), block(4, 4), block(4, 3)]
    model = nn.Sequential(blocks[0], blocks[1], nn.Flatten(), blocks[2], nn.ReLU(), nn.Linear(3, 2, rng=rng))
    if before == "all frozen":
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


FIRST_LEARNS = "with_parameters[max(len(with_parameters) - 1 - stage, 0)]"
GRADUAL_UNFREEZE = Exercise(
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
    misconceptions=(
        Misconception(
            "all at once",
            edited(by_hand, (FIRST_LEARNS, "with_parameters[-1] if stage == 0 else 0")),
            hint="After the head, everything learns at stage 1. Gradual means one module a stage: those near the input "
            "wait until what is above them has settled.",
            second_hint="At stage 1, how many modules learn?",
        ),
        Misconception(
            "from the input up",
            edited(
                by_hand, ("learns = i >= first", "learns = i <= with_parameters[min(stage, len(with_parameters) - 1)]")
            ),
            hint="At stage 0 your first module learns and the head is frozen. The head is the one that knows nothing "
            "yet; what is near the input is the most general.",
            second_hint="Count the modules that learn from the end of the network.",
        ),
        Misconception(
            "one stage late",
            edited(by_hand, (FIRST_LEARNS, "[*with_parameters, len(model)][max(len(with_parameters) - stage, 0)]")),
            hint="At stage 0 nothing learns at all. It is the stage of the head: the last stage + 1 modules learn.",
            second_hint="Stages count from 0, as indices do.",
        ),
        Misconception(
            "the last 0 are all",
            edited(by_hand, (FIRST_LEARNS, "with_parameters[-stage:][0]")),
            hint="At stage 0 everything learns: a slice [-0:] is [0:], the whole list. And at stage 1 you have one "
            "module, not two.",
            second_hint="The last stage + 1 entries: [-(stage + 1):].",
        ),
        Misconception(
            "Flatten and ReLU count",
            edited(by_hand, (FIRST_LEARNS, "max(len(model) - 1 - stage, 0)")),
            hint="At stage 1 no more learns than at stage 0: you counted a module that has nothing to learn. A "
            "stage should bring new parameters.",
            second_hint="Count those modules only whose parameters() is not empty.",
        ),
        Misconception(
            "one module at a time",
            edited(
                by_hand,
                ("learns = i >= first", "learns = i == first"),
            ),
            hint="At stage 1 the head is frozen again: one module learns, and the rest is held. Unfreezing adds; what "
            "learns goes on learning. (Training one layer at a time is another recipe.)",
            second_hint="From which module on does everything learn?",
        ),
        Misconception(
            "BatchNorm of frozen modules still updates",
            edited(
                by_hand,
                ("            part.frozen = not learns\n            part.training = learns\n", "            pass\n"),
            ),
            hint="The parameters are right. But a frozen block is still in training, so its running statistics move "
            "with every batch.",
            second_hint="Your `freeze` does both. Use it.",
        ),
        Misconception(
            "nothing is ever frozen",
            edited(
                by_hand,
                (
                    "    for i, module in enumerate(model):\n",
                    "    for i, module in enumerate(model):\n        if i < first:\n            continue\n",
                ),
            ),
            hint="You unfreeze what should learn and leave the rest as it was. A new network has nothing frozen, so "
            "everything learns from the first stage on.",
            second_hint="The stage alone decides: freeze what should not learn.",
        ),
        Misconception(
            "never thawed",
            edited(
                by_hand,
                (
                    "        for part in module.modules():\n",
                    "        if learns and not all(p.requires_grad for p in module.parameters()):\n"
                    "            continue\n"
                    "        for part in module.modules():\n",
                ),
            ),
            hint="You freeze, and what has once been frozen stays so: at later stages nothing new learns.",
            second_hint="unfreeze what should learn at this stage.",
        ),
        Misconception(
            "thawed blocks stay in evaluation",
            edited(
                by_hand,
                (
                    "            part.frozen = not learns\n            part.training = learns\n",
                    "            if not learns:\n                part.frozen, part.training = True, False\n",
                ),
            ),
            hint="The parameters of a thawed block learn, and its BatchNorm still uses the old statistics, whatever "
            "train() says: it is marked as frozen.",
            second_hint="Undo every mark: frozen, training and requires_grad.",
        ),
        Misconception(
            "starts over at the end",
            edited(
                by_hand, (FIRST_LEARNS, "with_parameters[(len(with_parameters) - 1 - stage) % len(with_parameters)]")
            ),
            hint="Beyond the last stage the head is alone again: your index ran below 0 and came back from the end.",
            second_hint="max(..., 0) holds an index at the first.",
        ),
        Misconception(
            "returns every parameter",
            edited(
                by_hand,
                (
                    "            else:\n                learning.append(parameter)",
                    "            learning.append(parameter)",
                ),
            ),
            hint="The modules are right; what you return are all parameters, the frozen ones too.",
            second_hint="Return those whose requires_grad is True.",
        ),
    ),
)
