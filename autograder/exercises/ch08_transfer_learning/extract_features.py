"""extract_features: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.transfer.features import extract_features

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def look_inside(extract, X, seed):
    """The probe: features at several depths and batch sizes, and what has become of the network."""
    from layerwise import nn

    rng = np.random.default_rng(seed)

    def network():
        numbers = np.random.default_rng(seed)
        first = nn.Sequential(nn.Conv2d(1, 2, 3, padding=1, rng=numbers), nn.BatchNorm2d(2), nn.ReLU(), nn.MaxPool2d(2))
        second = nn.Sequential(nn.Flatten(), nn.Linear(8, 5, rng=numbers), nn.BatchNorm1d(5), nn.ReLU())
        for norm, size in ((first[1], 2), (second[2], 5)):
            norm.running_mean, norm.running_var = numbers.normal(0.0, 0.3, size), numbers.uniform(0.5, 2.0, size)
        model = nn.Sequential(first, second, nn.Linear(5, 3, rng=numbers)).train()
        first[1].training = False
        return model

    def afterwards(what):
        model = network()
        extract(model, X)
        return what(model)

    return {
        "all but the head": lambda: extract(network(), X),
        "after 1 module": lambda: extract(network(), X, 1),
        "after 0 modules": lambda: extract(network(), X, 0),
        "after all modules": lambda: extract(network(), X, 3),
        "in batches of 3": lambda: extract(network(), X, batch_size=3),
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
        return {"X": rng.normal(0.5, 1.0, (count, 1, 4, 4)), "seed": int(rng.integers(1000))}

    return Case(name, draw)


SEVEN, FOUR = images("seven images", 7), images("four images", 4)


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


def in_one_go(model, X, depth=None, batch_size=256):
    was = {id(module): module.training for module in model.modules()}
    for module in model.modules():
        module.training = False
    try:
        h = X
        for i, module in enumerate(model):
            if i == (len(model) - 1 if depth is None else depth):
                break
            h = module(h)
        return h.reshape(X.shape[0], -1)
    finally:
        for module in model.modules():
            module.training = was[id(module)]


EXERCISE = Exercise(
    reference=extract_features,
    probe=look_inside,
    aspects=(
        Aspect("features", 1, (SEVEN, FOUR), observations=("all but the head", "one image alone")),
        Aspect("depth", 0.5, (SEVEN, FOUR), observations=("after 1 module", "after 0 modules", "after all modules")),
        Aspect("in batches", 0.5, (SEVEN,), observations=("in batches of 3",)),
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
        Accepted("all at once", in_one_go),
    ),
)
