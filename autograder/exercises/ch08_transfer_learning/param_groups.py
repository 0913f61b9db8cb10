"""param_groups: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.transfer.groups import param_groups

from ...core.record import Accepted, Aspect, Case, Exercise


def grouped(make, lrs, kind, seed):
    """The probe: the rate of every parameter, how often it is in a group, and how far an optimizer moves it."""
    from layerwise import nn
    from layerwise.optim import SGD

    rng = np.random.default_rng(seed)
    if kind == "flat":
        modules = [nn.Linear(2, 3, rng=rng), nn.ReLU(), nn.Linear(3, 2, rng=rng)]
    else:
        weight, norm = nn.Linear(3, 3, rng=rng), nn.BatchNorm1d(3)
        inner = nn.Sequential(weight, norm)
        first = nn.Sequential(nn.Linear(2, 3, rng=rng), nn.ReLU())
        modules = [first, nn.Flatten(), nn.Sequential(inner, nn.ReLU()), nn.Linear(3, 3, rng=rng)]
    model = nn.Sequential(*modules)
    if kind == "shared":
        model[3].weight = weight.weight
    if kind == "frozen":
        model[0].requires_grad_(False)
        norm.requires_grad_(False)
    if kind == "all frozen but the head":
        for module in model[:3]:
            module.requires_grad_(False)
    params = model.parameters()

    def given():
        groups = make(model, lrs)
        return [(g["lr"], list(g["params"]) if np.iterable(g["params"]) else [g["params"]]) for g in groups]

    def rates():
        return [sum(lr for lr, held in given() for q in held if q is p) for p in params]

    def often():
        return [float(sum(q is p for _, held in given() for q in held)) for p in params]

    def moves():
        optimizer = SGD(make(model, lrs), lr=7.0)
        before = [p.data.copy() for p in params]
        for p in params:
            p.grad = np.ones(p.shape)
        optimizer.step()
        return [float((b - p.data).mean()) for b, p in zip(before, params, strict=True)]

    return {
        "rate of each parameter": rates,
        "how often each parameter is there": often,
        "how far each parameter moves": moves,
        "groups without parameters": lambda: sum(len(held) == 0 for _, held in given()),
    }


def network(name, kind, modules):
    """A case with learning rates drawn anew in every run."""

    def draw(rng):
        return {"lrs": [float(v) for v in rng.uniform(0.01, 1.0, modules)], "kind": kind, "seed": 0}

    return Case(name, draw)


BY_HAND = Case("two layers and a ReLU", {"lrs": [0.01, 0.05, 0.1], "kind": "flat", "seed": 0})
FLAT, NESTED = network("drawn rates", "flat", 3), network("blocks in blocks", "nested", 4)
SHARED, FROZEN = network("a shared weight", "shared", 4), network("a frozen block", "frozen", 4)
HEAD = network("all frozen but the head", "all frozen but the head", 4)


def by_hand(model, lrs):
    groups: list = []
    seen: list = []
    for module, lr in zip(model.children(), lrs, strict=True):
        params = []
        for parameter in module.parameters():
            if parameter.requires_grad and not any(parameter is other for other in seen):
                params.append(parameter)
                seen.append(parameter)
        if params:
            groups.append({"params": params, "lr": lr})
    return groups


def by_name(model, lrs):
    by_module: dict = {}
    for path, parameter in model.named_parameters():
        if parameter.requires_grad:
            by_module.setdefault(int(path.split(".")[0]), []).append(parameter)
    return [{"lr": lrs[i], "params": params} for i, params in by_module.items()]


def one_each(model, lrs):
    rate = {}
    for module, lr in reversed(list(zip(model.children(), lrs, strict=True))):
        rate.update({parameter: lr for parameter in module.parameters() if parameter.requires_grad})
    return [{"params": [parameter], "lr": lr} for parameter, lr in rate.items()]


EACH = ("rate of each parameter", "how often each parameter is there")
EXERCISE = Exercise(
    reference=param_groups,
    probe=grouped,
    aspects=(
        Aspect("a rate for each module", 1, (BY_HAND, FLAT), observations=EACH),
        Aspect("blocks in blocks", 0.5, (NESTED,), observations=EACH),
        Aspect(
            "an optimizer takes them",
            0.5,
            (BY_HAND, NESTED),
            observations=("how far each parameter moves", "groups without parameters"),
        ),
        Aspect("no parameter twice", 0.5, (SHARED,), observations=EACH),
        Aspect("frozen parameters stay out", 0.5, (FROZEN, HEAD), observations=(*EACH, "groups without parameters")),
    ),
    accepted=(
        Accepted("module by module", by_hand),
        Accepted("by the names of the parameters", by_name),
        Accepted("a group for each parameter", one_each),
    ),
)
