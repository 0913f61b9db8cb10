"""freeze and unfreeze: what is asked, what is right and what goes wrong.

The probe trains a network with momentum and weight decay, has its body frozen, goes on training, and has it unfrozen.
"""

import numpy as np

from layerwise.transfer.freezing import freeze, unfreeze

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited


def freeze_and_train(hold, release, X, target, seed):
    """The probe: what moves while the body is frozen, and after."""
    import layerwise as lw
    from layerwise import nn
    from layerwise.optim import SGD

    def start():
        rng = np.random.default_rng(seed)
        body = nn.Sequential(nn.Linear(X.shape[1], 5, rng=rng), nn.BatchNorm1d(5), nn.ReLU())
        model = nn.Sequential(nn.Linear(X.shape[1], X.shape[1], rng=rng), body, nn.Linear(5, 3, rng=rng))
        optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=0.1)
        train(model, optimizer)
        return model, optimizer

    def train(model, optimizer, steps=2):
        model.train()
        for _ in range(steps):
            lw.train_step(model, nn.CrossEntropyLoss(), optimizer, X, target)

    def parameters(module):
        return np.concatenate([p.data.ravel() for p in module.parameters()])

    def statistics(module):
        return np.concatenate([np.ravel(buffer).astype(float) for _, buffer in module.named_buffers()])

    def frozen_then_trained(which=lambda model: model[1]):
        model, optimizer = start()
        hold(which(model))
        train(model, optimizer)
        return model

    def unfrozen_then_trained():
        model, optimizer = start()
        hold(model[1])
        train(model, optimizer)
        release(model[1])
        train(model, optimizer)
        return model

    def right_after():
        model, _ = start()
        hold(model[1])
        return model

    return {
        "the body's parameters": lambda: parameters(frozen_then_trained()[1]),
        "the body's statistics": lambda: statistics(frozen_then_trained()[1]),
        "the head's parameters": lambda: parameters(frozen_then_trained()[2]),
        "the parameters before the body": lambda: parameters(frozen_then_trained()[0]),
        "the modes after train()": lambda: [float(part.training) for part in frozen_then_trained().modules()],
        "the modes right after": lambda: [float(part.training) for part in right_after()[1].modules()],
        "what learns": lambda: [float(p.requires_grad) for p in frozen_then_trained().parameters()],
        "gradients left in the body": lambda: [float(p.grad is not None) for p in right_after()[1].parameters()],
        "one BatchNorm frozen: parameters": lambda: parameters(frozen_then_trained(lambda model: model[1][1])),
        "one BatchNorm frozen: statistics": lambda: statistics(frozen_then_trained(lambda model: model[1][1])),
        "unfrozen: the body's parameters": lambda: parameters(unfrozen_then_trained()[1]),
        "unfrozen: the body's statistics": lambda: statistics(unfrozen_then_trained()[1]),
        "unfrozen: the modes": lambda: [float(part.training) for part in unfrozen_then_trained().modules()],
        "unfrozen: what learns": lambda: [float(p.requires_grad) for p in unfrozen_then_trained().parameters()],
    }


def batch(name, rows):
    """A case with a batch and starting weights drawn anew in every run."""

    def draw(rng):
        return {
            "X": rng.normal(2.0, 3.0, (rows, 4)),
            "target": np.arange(rows) % 3,
            "seed": int(rng.integers(1000)),
        }

    return Case(name, draw)


SIX, NINE = batch("six rows", 6), batch("nine rows", 9)


def by_hand(module):
    for parameter in module.parameters():
        parameter.requires_grad = False
        parameter.grad = None
    for part in module.modules():
        part.frozen = True
        part.training = False
    return module


def undone(module):
    for parameter in module.parameters():
        parameter.requires_grad = True
    for part in module.modules():
        part.frozen = False
    return module


def with_methods(module):
    module.requires_grad_(False)
    module.eval()
    for _, part in module.named_modules():
        part.frozen = True


def undone_with_methods(module):
    module.requires_grad_()
    for _, part in module.named_modules():
        part.frozen = False
    module.train()


def by_walking(module):
    stack = [module]
    while stack:
        part = stack.pop()
        part.frozen, part.training = True, False
        for thing in vars(part).values():
            if hasattr(thing, "accumulate_grad"):
                thing.requires_grad = False
                thing.zero_grad()
        stack.extend(part.children())


PARAMETERS = "        parameter.requires_grad = False\n        parameter.grad = None\n"
MODULES = "    for part in module.modules():\n        part.frozen = True\n        part.training = False\n"
HELD = ("the body's parameters", "what learns")
FREEZE = Exercise(
    reference=(freeze, unfreeze),
    probe=freeze_and_train,
    aspects=(
        Aspect("no parameter of it moves", 1, (SIX, NINE), observations=HELD),
        Aspect("no statistic of it moves", 1, (SIX, NINE), observations=("the body's statistics",)),
        Aspect("evaluation, also after train()", 0.5, (SIX,), ("the modes after train()", "the modes right after")),
        Aspect(
            "the rest learns as before",
            0.5,
            (SIX, NINE),
            observations=("the head's parameters", "the parameters before the body"),
            requires="no parameter of it moves",
        ),
        Aspect("no old gradient is left", 0.5, (SIX,), observations=("gradients left in the body",)),
        Aspect(
            "a single layer",
            0.5,
            (SIX,),
            observations=("one BatchNorm frozen: parameters", "one BatchNorm frozen: statistics"),
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
            ),
            requires="no parameter of it moves",
        ),
    ),
    accepted=(
        Accepted("two loops", {"freeze": by_hand, "unfreeze": undone}),
        Accepted("with the module's methods", {"freeze": with_methods, "unfreeze": undone_with_methods}),
        Accepted("walking down", {"freeze": by_walking, "unfreeze": undone}),
    ),
    misconceptions=(
        Misconception(
            "BatchNorm still updates",
            {"freeze": edited(by_hand, (MODULES, "")), "unfreeze": undone},
            hint="No parameter moves, and the running statistics do: a forward pass in training moves them without any "
            "optimizer. The body is slowly becoming another network. Print `running_mean` before and after.",
            second_hint="In which mode does a BatchNorm leave its statistics alone, and who switches the mode later?",
        ),
        Misconception(
            "gradient zeroed but still stepped",
            {
                "freeze": edited(
                    by_hand,
                    (
                        PARAMETERS,
                        "        def zeros(grad, parameter=parameter):\n"
                        "            parameter.grad = np.zeros_like(parameter.data)\n\n"
                        "        parameter.accumulate_grad = zeros\n",
                    ),
                ),
                "unfreeze": undone,
            },
            hint="The gradient is 0, and the parameters move all the same: weight decay pulls at them, and momentum "
            "goes on rolling. An optimizer leaves out what has no gradient or requires none; zero is a gradient.",
            second_hint="`requires_grad = False` says: do not touch.",
        ),
        Misconception(
            "eval freezes no weights",
            {"freeze": edited(by_hand, (PARAMETERS, "        pass\n")), "unfreeze": undone},
            hint="In evaluation the statistics stand still and the weights learn on: eval() is about how a layer "
            "computes. It says nothing to the optimizer.",
            second_hint="Two things move in training. You have stopped one.",
        ),
        Misconception(
            "thawed by the next train()",
            {"freeze": edited(by_hand, ("        part.frozen = True\n", "")), "unfreeze": undone},
            hint="It is frozen until somebody calls model.train(), as every training loop does; then the running "
            "statistics move again.",
            second_hint="`frozen = True` on a module makes train() leave it in evaluation.",
        ),
        Misconception(
            "the outer module only",
            {
                "freeze": edited(by_hand, ("for part in module.modules():", "for part in [module]:")),
                "unfreeze": undone,
            },
            hint="The block itself is in evaluation, and the BatchNorm inside it is not: each module has a mode of its "
            "own.",
            second_hint="module.modules() gives the module and everything inside it.",
        ),
        Misconception(
            "the inner modules only",
            {
                "freeze": edited(by_hand, ("for part in module.modules():", "for part in module.children():")),
                "unfreeze": undone,
            },
            hint="You switch the modules one level below. Freeze a single BatchNorm, which has none below, and its "
            "statistics move.",
            second_hint="children() leaves out the module itself and what lies deeper; modules() does not.",
        ),
        Misconception(
            "biases learn on",
            {
                "freeze": edited(
                    by_hand,
                    (
                        "    for parameter in module.parameters():\n",
                        "    for name, parameter in module.named_parameters():\n"
                        "        if 'bias' in name:\n            continue\n",
                    ),
                ),
                "unfreeze": undone,
            },
            hint="The weights stand still and the biases move, those of BatchNorm among them. A shifted feature is "
            "another feature.",
            second_hint="All parameters, whatever they are called.",
        ),
        Misconception(
            "BatchNorm's weight and bias learn on",
            {
                "freeze": edited(
                    by_hand,
                    (
                        PARAMETERS,
                        "        if parameter.data.ndim > 1:\n" + PARAMETERS.replace("        ", "            "),
                    ),
                ),
                "unfreeze": undone,
            },
            hint="Matrices stand still and vectors move: every bias, and BatchNorm's weight. Some recipes do that on "
            "purpose; frozen means that nothing moves.",
            second_hint="All parameters, whatever their shape.",
        ),
        Misconception(
            "an old gradient stays",
            {"freeze": edited(by_hand, ("        parameter.grad = None\n", "")), "unfreeze": undone},
            hint="The body still holds the gradients of the last backward pass. Nothing clears them now, and whoever "
            "clips gradients by their norm counts them in.",
            second_hint="A frozen parameter has no gradient: None.",
        ),
        Misconception(
            "statistics stay frozen",
            {"freeze": by_hand, "unfreeze": edited(undone, ("part.frozen = False", "pass"))},
            hint="After unfreeze the weights learn again and BatchNorm does not: it is still marked as frozen, so "
            "train() passes it by. The weights move on under statistics that no longer fit.",
            second_hint="unfreeze undoes each thing that freeze did.",
        ),
        Misconception(
            "weights stay frozen",
            {"freeze": by_hand, "unfreeze": edited(undone, ("parameter.requires_grad = True", "pass"))},
            hint="After unfreeze the modes are right again, and no weight learns: requires_grad is still False.",
            second_hint="unfreeze undoes each thing that freeze did.",
        ),
    ),
)
