"""replace_head: what is asked, what is right and what goes wrong.

The probe trains a network with an optimizer that knows it, has the head replaced, and goes on training.
"""

import numpy as np

from layerwise.transfer.heads import replace_head

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited


def exchange(replace, X, old_target, target, seed, old_classes, num_classes, lr):
    """The probe: the new head, the body, and what the optimizer does in the next step."""
    import layerwise as lw
    from layerwise import nn
    from layerwise.optim import SGD

    def start(dtype=np.float64, steps=2, frozen=False):
        rng = np.random.default_rng(seed)
        body = nn.Sequential(nn.Linear(X.shape[1], 5, rng=rng), nn.BatchNorm1d(5), nn.ReLU())
        model = nn.Sequential(body, nn.Linear(5, old_classes, rng=rng)).to(dtype)
        groups = [{"params": model[0].parameters(), "lr": 0.01}, {"params": model[1].parameters(), "lr": lr}]
        optimizer = SGD(groups, lr=0.5, momentum=0.9)
        for _ in range(steps):
            lw.train_step(model, nn.CrossEntropyLoss(), optimizer, X.astype(dtype), old_target)
        if frozen:
            model.requires_grad_(False)
        return model, optimizer

    def replaced(**how):
        model, optimizer = start(**how)
        old = model[1]
        new = replace(model, num_classes, optimizer, seed + 1)
        return model, optimizer, old, new

    def body_of(model):
        return np.concatenate([p.data.ravel() for p in model[0].parameters()])

    def after_a_step():
        model, optimizer, _, _ = replaced()
        before = model.children()[-1].weight.data.copy()
        lw.train_step(model, nn.CrossEntropyLoss(), optimizer, X, target)
        return model, model.children()[-1].weight.data - before

    def where_the_old_is():
        _, optimizer, old, _ = replaced()
        held = [parameter for group in optimizer.param_groups for parameter in group["params"]]
        return [float(sum(p is q for q in held)) for p in (old.weight, old.bias)]

    def alone():
        model, _ = start()
        replace(model, num_classes, None, seed + 1)
        return model.children()[-1].weight.data

    return {
        "modules": lambda: len(replaced()[0].children()),
        "weight": lambda: replaced()[0].children()[-1].weight.data,
        "bias": lambda: replaced()[0].children()[-1].bias.data,
        "without an optimizer": alone,
        "returned": lambda: replaced()[3].weight.data,
        "body": lambda: body_of(replaced()[0]),
        "dtype": lambda: str(replaced(dtype=np.float32)[0].children()[-1].weight.data.dtype),
        "the head's step": lambda: after_a_step()[1],
        "the body after a step": lambda: body_of(after_a_step()[0]),
        "the old head in the optimizer": where_the_old_is,
        "remembered": lambda: len(replaced()[1].state),
        "learns, after a frozen body": lambda: [float(p.requires_grad) for p in replaced(frozen=True)[0].parameters()],
    }


def settings(name, old_classes, num_classes):
    """A case with images, labels and a learning rate drawn anew in every run."""

    def draw(rng):
        return {
            "X": rng.normal(1.0, 2.0, (8, 3)),
            "old_target": np.arange(8) % old_classes,
            "target": np.arange(8) % num_classes,
            "seed": int(rng.integers(1000)),
            "old_classes": old_classes,
            "num_classes": num_classes,
            "lr": float(rng.uniform(0.1, 0.3)),
        }

    return Case(name, draw)


FEWER, MORE = settings("six classes to three", 6, 3), settings("two classes to four", 2, 4)


def by_hand(model, num_classes, optimizer=None, rng=0):
    from layerwise.nn.linear import Linear

    old = model[-1]
    new = Linear(old.in_features, num_classes, rng=rng, dtype=old.weight.dtype)
    model[-1] = new
    if optimizer is not None:
        for group in optimizer.param_groups:
            params = []
            for parameter in group["params"]:
                if parameter is old.weight:
                    parameter = new.weight
                if parameter is old.bias:
                    parameter = new.bias
                params.append(parameter)
            group["params"] = params
        optimizer.state.pop(old.weight, None)
        optimizer.state.pop(old.bias, None)
    return new


def in_place(model, num_classes, optimizer=None, rng=0):
    from layerwise.nn.linear import Linear

    old = model.children()[-1]
    new = type(old)(old.weight.data.shape[1], num_classes, rng=rng).to(old.weight.data.dtype)
    model[len(model) - 1] = new
    swap = [(old.weight, new.weight), (old.bias, new.bias)]
    for group in optimizer.param_groups if optimizer is not None else []:
        for i, parameter in enumerate(group["params"]):
            for before, after in swap:
                if parameter is before:
                    group["params"][i] = after
                    if before in optimizer.state:
                        del optimizer.state[before]
    assert isinstance(new, Linear)
    return model[-1]


WEIGHT, BIAS = "parameter = new.weight", "parameter = new.bias"
NEW = "    new = Linear(old.in_features, num_classes, rng=rng, dtype=old.weight.dtype)\n"
POPS = "        optimizer.state.pop(old.weight, None)\n        optimizer.state.pop(old.bias, None)\n"
REPLACE_HEAD = Exercise(
    reference=replace_head,
    probe=exchange,
    aspects=(
        Aspect(
            "a new head",
            1,
            (FEWER, MORE),
            observations=("modules", "weight", "bias", "without an optimizer", "returned"),
        ),
        Aspect("the body stays", 0.5, (FEWER,), observations=("body",), requires="a new head"),
        Aspect(
            "the optimizer moves the new head",
            1,
            (FEWER, MORE),
            observations=("the head's step", "the old head in the optimizer"),
            requires="a new head",
        ),
        Aspect(
            "and goes on with the body",
            0.5,
            (FEWER,),
            observations=("the body after a step", "remembered"),
            requires="a new head",
        ),
        Aspect("dtype", 0.5, (FEWER,), observations=("dtype",), requires="a new head"),
        Aspect(
            "learns over a frozen body",
            0.5,
            (MORE,),
            observations=("learns, after a frozen body",),
            requires="a new head",
        ),
    ),
    accepted=(
        Accepted("new lists for the groups", by_hand),
        Accepted("place by place", in_place),
    ),
    misconceptions=(
        Misconception(
            "optimizer keeps the old parameters",
            edited(by_hand, (WEIGHT, "pass"), (BIAS, "pass"), (POPS, "")),
            hint="After the next step your new head is where it started. The optimizer holds Parameters, not the "
            "model: it still has the old head's, which nobody calls any more. No error tells.",
            second_hint="Look for the old weight in optimizer.param_groups, and put the new one in its place.",
        ),
        Misconception(
            "old and new in the optimizer",
            edited(
                by_hand,
                (WEIGHT, "params.append(new.weight)"),
                (BIAS, "params.append(new.bias)"),
                (POPS, POPS),
            ),
            hint="The new head learns, and the optimizer still holds the old one beside it: memory for nothing, and a "
            "parameter count that is not the model's.",
            second_hint="Put the new weight in the *place* of the old one.",
        ),
        Misconception(
            "the head's own learning rate is lost",
            edited(
                by_hand,
                (WEIGHT, "continue"),
                (BIAS, "continue"),
                (POPS, POPS + "        optimizer.add_param_group({'params': new.parameters()})\n"),
            ),
            hint="Your new head learns with the optimizer's default rate. The old one's group had a rate of its own, "
            "chosen for heads.",
            second_hint="Same group, same options: only the Parameter in the list changes.",
        ),
        Misconception(
            "on top of the old head",
            edited(
                by_hand,
                (NEW, "    new = Linear(old.out_features, num_classes, rng=rng, dtype=old.weight.dtype)\n"),
                ("model[-1] = new", "model.append(new)"),
            ),
            hint="Your network has one module more: the new head reads the scores of the old one. What the old "
            "classes do not need to tell apart is lost on the way.",
            second_hint="The new head takes the old one's inputs: old.in_features.",
        ),
        Misconception(
            "the old rows are kept",
            edited(
                by_hand,
                (
                    NEW,
                    NEW + "    rows = min(num_classes, old.weight.data.shape[0])\n"
                    "    new.weight.data[:rows] = old.weight.data[:rows]\n",
                ),
            ),
            hint="Your new head begins with rows of the old one. Row 0 stood for the letter A; class 0 is something "
            "else now, and the names of classes mean nothing to a network.",
            second_hint="A new Linear, as it comes from rng.",
        ),
        Misconception(
            "the body starts anew",
            edited(
                by_hand,
                (
                    "    model[-1] = new\n",
                    "    for parameter in model[0].parameters():\n"
                    "        parameter.data = np.random.default_rng(0).normal(0.0, 0.1, parameter.shape)\n"
                    "    model[-1] = new\n",
                ),
            ),
            hint="Everything before the head has new weights as well. Then there is nothing left to transfer.",
            second_hint="Touch model[-1] only.",
        ),
        Misconception(
            "the old momentum is kept",
            edited(by_hand, (POPS, "")),
            hint="The optimizer still remembers velocities of the old head. They are saved with its state under a "
            "parameter that it no longer has, and saving fails.",
            second_hint="`optimizer.state` is a dict by Parameter. Which two entries have to go?",
        ),
        Misconception(
            "the body's momentum is lost",
            edited(by_hand, (POPS, "        optimizer.state.clear()\n")),
            hint="You emptied the optimizer's whole memory. The body has not changed, and its velocities were right: "
            "the next step differs from the one it would have taken.",
            second_hint="Forget the two Parameters that went, and no others.",
        ),
        Misconception(
            "another dtype",
            edited(by_hand, (", dtype=old.weight.dtype", "")),
            hint="The network is in float32 and your head in float64. From there on everything is computed in float64, "
            "at twice the cost.",
            second_hint="Linear takes a dtype. Which one has the old weight?",
        ),
        Misconception(
            "frozen like what it replaces",
            edited(
                by_hand,
                (
                    "    model[-1] = new\n",
                    "    for parameter in new.parameters():\n"
                    "        parameter.requires_grad = old.weight.requires_grad\n"
                    "    model[-1] = new\n",
                ),
            ),
            hint="The model was frozen, and your new head took that over. It is the one part that has to learn.",
            second_hint="A new Parameter learns unless somebody says otherwise.",
        ),
        Misconception(
            "made and not put in",
            edited(by_hand, ("    model[-1] = new\n", "")),
            hint="You made a new head and returned it; the model still ends in the old one.",
            second_hint="A Sequential takes assignments: model[i] = module.",
        ),
    ),
)
