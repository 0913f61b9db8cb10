"""replace_head: what is asked and what is right; the mistakes stand in the `.md` beside it.

The probe trains a network with an optimizer that knows it, has the head replaced, and goes on training.
"""

import numpy as np

from layerwise.transfer.heads import replace_head

from ...core.record import Accepted, Aspect, Case, Exercise


def exchange(replace, X, old_target, target, seed, old_classes, num_classes, lr):
    """The probe: the new head, the body, and what the optimizer does in the next step."""
    from copy import deepcopy
    from functools import cache

    import layerwise as lw
    from layerwise import nn
    from layerwise.optim import SGD

    @cache
    def trained(dtype=np.float64, steps=2, frozen=False):
        rng = np.random.default_rng(seed)
        body = nn.Sequential(nn.Linear(X.shape[1], 5, rng=rng), nn.BatchNorm1d(5), nn.ReLU())
        model = nn.Sequential(body, nn.Flatten(), nn.Linear(5, old_classes, rng=rng)).to(dtype)
        groups = [{"params": model[0].parameters(), "lr": 0.01}, {"params": model[2].parameters(), "lr": lr}]
        optimizer = SGD(groups, lr=0.5, momentum=0.9)
        for _ in range(steps):
            lw.train_step(model, nn.CrossEntropyLoss(), optimizer, X.astype(dtype), old_target)
        if frozen:
            model.requires_grad_(False)
        return model, optimizer

    def start(**how):
        return deepcopy(trained(**how))

    @cache
    def replaced(**how):
        model, optimizer = start(**how)
        old = model[2]
        new = replace(model, num_classes, optimizer, seed + 1)
        return model, optimizer, old, new

    def body_of(model):
        return np.concatenate([p.data.ravel() for p in model[0].parameters()])

    @cache
    def after_a_step():
        model, optimizer, _, _ = deepcopy(replaced())
        before = model.children()[-1].weight.data.copy()
        lw.train_step(model, nn.CrossEntropyLoss(), optimizer, X, target)
        return model, model.children()[-1].weight.data - before

    def where_the_old_is():
        _, optimizer, old, _ = replaced()
        held = [parameter for group in optimizer.param_groups for parameter in group["params"]]
        return [float(sum(p is q for q in held)) for p in (old.weight, old.bias)]

    def alone():
        model, _ = start()
        replace(model, num_classes)
        return model.children()[-1].weight.data

    def what_came_back():
        model, _, old, new = replaced()
        other, _ = start()
        alone = replace(other, num_classes)
        if new is model.children()[-1] and alone is other.children()[-1]:
            return "the new head"
        return "the old head" if new is old else "something else"

    return {
        "modules": lambda: len(replaced()[0].children()),
        "weight": lambda: replaced()[0].children()[-1].weight.data,
        "bias": lambda: replaced()[0].children()[-1].bias.data,
        "without an optimizer": alone,
        "returned": what_came_back,
        "body": lambda: np.append(body_of(replaced()[0]), [part.training for part in replaced()[0][0].modules()]),
        "dtype": lambda: " ".join(str(replaced(dtype=dtype)[3].weight.data.dtype) for dtype in ("float32", "float64")),
        "the head's step": lambda: after_a_step()[1],
        "the body after a step": lambda: body_of(after_a_step()[0]),
        "the old head in the optimizer": where_the_old_is,
        "remembered": lambda: [len(replaced()[1].state), len(replaced(steps=0)[1].state)],
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


EXERCISE = Exercise(
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
)
