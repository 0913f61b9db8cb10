"""param_groups: what is asked, what is right and what goes wrong."""

import numpy as np

from layerwise.transfer.groups import param_groups

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited


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
PARAM_GROUPS = Exercise(
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
    misconceptions=(
        Misconception(
            "one lr",
            edited(by_hand, ('"lr": lr', '"lr": lrs[-1]')),
            hint="All your groups have the same learning rate, that of the head. Then the groups are for nothing: the "
            "first layers, which are right already, move as fast as the new head.",
            second_hint="Which number belongs to model[i]?",
        ),
        Misconception(
            "duplicates",
            edited(by_hand, (" and not any(parameter is other for other in seen)", "")),
            hint="A weight that two modules share stands in two of your groups. It would move twice in each step, with "
            "two rates; an optimizer refuses that.",
            second_hint="Remember what has been given out. `is` compares objects, `==` would compare numbers.",
        ),
        Misconception(
            "from the head down",
            edited(
                by_hand, ("zip(model.children(), lrs, strict=True)", "zip(model.children(), lrs[::-1], strict=True)")
            ),
            hint="The rates are in the opposite order: your first layers move fastest and the head hardly. lrs[0] "
            "belongs to model[0].",
            second_hint="Print the module and the rate side by side.",
        ),
        Misconception(
            "frozen parameters are in",
            edited(by_hand, ("parameter.requires_grad and not any", "not any")),
            hint="Your groups hold parameters that are frozen. An optimizer passes them by, and whoever counts what "
            "learns, or asks which rate a layer has, is misled.",
            second_hint="`requires_grad` tells.",
        ),
        Misconception(
            "groups with nothing in them",
            edited(by_hand, ("if params:", "if True:")),
            hint="A ReLU has no parameters, and you made a group for it. An optimizer refuses empty groups: usually "
            "they are a mistake.",
            second_hint="Make a group when there is something to put in.",
        ),
        Misconception(
            "rates for layers with weights only",
            edited(
                by_hand,
                (
                    "zip(model.children(), lrs, strict=True)",
                    "zip([m for m in model.children() if m.parameters()], lrs, strict=False)",
                ),
            ),
            hint="You hand out the rates to modules that have parameters, one after the other. After a ReLU or a "
            "Flatten everything has its neighbour's rate. lrs has one number for *each* module.",
            second_hint="model[i] and lrs[i] go together, also where lrs[i] is for nothing.",
        ),
        Misconception(
            "what lies deeper is left out",
            edited(
                by_hand,
                (
                    "in module.parameters():",
                    "in [p for p in vars(module).values() if hasattr(p, 'accumulate_grad')]:",
                ),
            ),
            hint="You find the parameters that are a module's own attributes. In a block they belong to the layers "
            "inside it, and your groups have none of them.",
            second_hint="module.parameters() looks at every depth.",
        ),
        Misconception(
            "arrays, not Parameters",
            edited(by_hand, ("params.append(parameter)", "params.append(parameter.data)")),
            hint="Your groups hold the arrays. An optimizer needs the Parameter, because the gradient is in it too.",
            second_hint="What does model.parameters() return, and what is `.data` of it?",
        ),
        Misconception(
            "weights only",
            edited(by_hand, ("parameter.requires_grad and", "parameter.requires_grad and parameter.data.ndim > 1 and")),
            hint="The biases, and BatchNorm's weight and bias, are in none of your groups: they would never move.",
            second_hint="Everything that module.parameters() gives, unless it is frozen.",
        ),
        Misconception(
            "rates multiplied on the way down",
            edited(
                by_hand,
                ('"lr": lr', '"lr": float(np.prod(lrs[model.children().index(module) :]))'),
            ),
            hint="You take lrs for factors and multiply them from the head down. What is given is each module's rate "
            "itself; a factor from layer to layer is the caller's business.",
            second_hint='{"params": ..., "lr": lrs[i]}',
        ),
    ),
)
