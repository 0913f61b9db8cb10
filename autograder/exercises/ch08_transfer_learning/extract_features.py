"""extract_features: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.transfer.features import extract_features

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def look_inside(extract, X, seed, batch_size):
    """The probe: features at several depths and batch sizes, how many rows went at a time, the network after."""
    from layerwise import nn

    rng = np.random.default_rng(seed)
    rows = []

    class Listener(nn.Module):
        def forward(self, x):
            rows.append(len(x))
            return x

    def network():
        numbers = np.random.default_rng(seed)
        conv = nn.Conv2d(1, 2, 3, padding=1, rng=numbers)
        first = nn.Sequential(conv, nn.BatchNorm2d(2), nn.ReLU(), nn.MaxPool2d(2), Listener())
        linear = nn.Linear(8, 5, rng=numbers)
        second = nn.Sequential(nn.Flatten(), linear, nn.BatchNorm1d(5), nn.ReLU(), Listener())
        for norm, size in ((first[1], 2), (second[2], 5)):
            norm.running_mean, norm.running_var = numbers.normal(0.0, 0.3, size), numbers.uniform(0.5, 2.0, size)
        model = nn.Sequential(first, second, nn.Linear(5, 3, rng=numbers)).train()
        first[1].training = False
        return model

    def afterwards(what):
        model = network()
        extract(model, X)
        return what(model)

    def rows_at_a_time(batch_size=None):
        rows.clear()
        if batch_size is None:
            extract(network(), np.resize(X, (300, *X[0].shape)))
        else:
            extract(network(), X, batch_size=batch_size)
        return list(rows)

    return {
        "all but the head": lambda: extract(network(), X),
        "after 1 module": lambda: extract(network(), X, 1),
        "after 0 modules": lambda: extract(network(), X, 0),
        "after all modules": lambda: extract(network(), X, 3),
        "in batches of 3": lambda: extract(network(), X, batch_size=3),
        "in larger batches": lambda: extract(network(), X, batch_size=batch_size),
        "rows at a time, batches of 3": lambda: rows_at_a_time(3),
        "rows at a time, one by one": lambda: rows_at_a_time(1),
        "rows at a time, by default": rows_at_a_time,
        "rows at a time, in larger batches": lambda: rows_at_a_time(batch_size),
        "one image alone": lambda: extract(network(), X[1:2]),
        "the modes afterwards": lambda: afterwards(lambda m: [float(part.training) for part in m.modules()]),
        "the statistics afterwards": lambda: afterwards(
            lambda m: np.concatenate([np.ravel(buffer).astype(float) for _, buffer in m.named_buffers()])
        ),
        "modules afterwards": lambda: afterwards(lambda m: len(m.children())),
        "drawn": rng.random(),
    }


def images(name, count):
    """A case with images and a network drawn anew in every run."""

    def draw(rng):
        larger = int(rng.integers(count // 2 + 1, count))
        return {"X": rng.normal(0.5, 1.0, (count, 1, 4, 4)), "seed": int(rng.integers(1000)), "batch_size": larger}

    return Case(name, draw)


SEVEN, FOUR = images("seven images", 7), images("four images", 4)


def never_too_many(inputs, seen):
    """Of the rows that the modules saw at a time, what counts: whether there were ever too many."""
    limits = {"batches of 3": 3, "one by one": 1, "in larger batches": inputs["batch_size"], "by default": 256}
    most = {name: max(seen[f"rows at a time, {name}"], default=0) for name in limits}
    features = {name: seen[name] for name in ("in batches of 3", "in larger batches")}
    return features | {f"{name}: rows beyond batch_size": max(0, most[name] - limit) for name, limit in limits.items()}


def on_a_copy(model, X, depth=None, batch_size=256):
    import copy

    model = copy.deepcopy(model).eval()
    layers = model[: len(model) - 1 if depth is None else depth]
    rows = []
    for image in X:
        h = image[None]
        for layer in layers:
            h = layer.forward(h)
        rows.append(np.ravel(h))
    return np.array(rows)


def module_by_module(model, X, depth=None, batch_size=256):
    was = {id(module): module.training for module in model.modules()}
    for module in model.modules():
        module.training = False
    try:
        h = X
        for i, module in enumerate(model):
            if i == (len(model) - 1 if depth is None else depth):
                break
            h = np.concatenate([module(part) for part in np.split(h, range(batch_size, len(h), batch_size))])
        return h.reshape(X.shape[0], -1)
    finally:
        for module in model.modules():
            module.training = was[id(module)]


BATCHES = (
    "in batches of 3",
    "in larger batches",
    "rows at a time, batches of 3",
    "rows at a time, one by one",
    "rows at a time, in larger batches",
    "rows at a time, by default",
)
EXERCISE = Exercise(
    reference=extract_features,
    probe=look_inside,
    aspects=(
        Aspect("features", 1, (SEVEN, FOUR), observations=("all but the head", "one image alone")),
        Aspect("depth", 0.5, (SEVEN, FOUR), observations=("after 1 module", "after 0 modules", "after all modules")),
        Aspect("in batches", 0.5, (SEVEN,), observations=BATCHES, derive=never_too_many),
        Aspect(
            "the network stays as it was",
            0.5,
            (SEVEN, FOUR),
            observations=("the modes afterwards", "the statistics afterwards", "modules afterwards"),
            requires="features",
        ),
        leaves_inputs_alone(0.5, (FOUR,), requires="features"),
    ),
    accepted=(
        Accepted("a copy of the network", on_a_copy),
        Accepted("all batches through one module, then the next", module_by_module),
    ),
)
