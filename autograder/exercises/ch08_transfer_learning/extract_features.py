"""extract_features: what is asked, what is right and what goes wrong."""

import numpy as np

from layerwise.transfer.features import extract_features

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone


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


def by_hand(model, X, depth=None, batch_size=256):
    if depth is None:
        depth = len(model) - 1
    modes = [module.training for module in model.modules()]
    model.eval()
    batches = []
    for start in range(0, len(X), batch_size):
        h = X[start : start + batch_size]
        for module in model[:depth]:
            h = module(h)
        batches.append(h.reshape(len(h), -1))
    for module, training in zip(model.modules(), modes, strict=True):
        module.training = training
    return np.concatenate(batches)


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


RESTORE = "    for module, training in zip(model.modules(), modes, strict=True):\n        module.training = training\n"
EXTRACT_FEATURES = Exercise(
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
        Accepted("batch by batch", by_hand),
        Accepted("a copy of the network", on_a_copy),
        Accepted("all at once", in_one_go),
    ),
    misconceptions=(
        Misconception(
            "train mode",
            edited(by_hand, ("    model.eval()\n", "")),
            hint="The network ran in training mode: BatchNorm normalized by your batch, so an image's features depend "
            "on its neighbours, and the running statistics have moved. Extract one image alone and compare.",
            second_hint="Which method switches all modules to their running statistics?",
        ),
        Misconception(
            "wrong layer: the head is in it",
            edited(by_hand, ("len(model) - 1", "len(model)")),
            hint="You return the scores of the old classes. Features are what goes *into* the head, with as many "
            "columns as it has inputs.",
            second_hint="The default is everything but the last module.",
        ),
        Misconception(
            "one module too few",
            edited(by_hand, ("model[:depth]", "model[: max(depth - 1, 0)]")),
            hint="Your features come from one module too early. `depth` counts how many modules X has passed: after 1 "
            "it is the output of model[0].",
            second_hint="A slice's end is not in it: model[:2] is the modules 0 and 1.",
        ),
        Misconception(
            "depth is ignored",
            edited(by_hand, ("    if depth is None:\n        depth", "    depth")),
            hint="Whatever the depth, the result is the same: everything but the head. To compare depths, it has to be "
            "used.",
            second_hint="The default is None; only then is it len(model) - 1.",
        ),
        Misconception(
            "depth 0 taken for none given",
            edited(by_hand, ("    if depth is None:", "    if not depth:")),
            hint="With depth 0 you return the features before the head. `not 0` is True, as `not None` is: 0 was given "
            "and means X itself.",
            second_hint="Ask whether `depth is None`: only None means the default.",
        ),
        Misconception(
            "not flattened",
            edited(by_hand, ("h.reshape(len(h), -1)", "h")),
            hint="After the first module your features are still images, (N, C, H, W). What learns from them wants "
            "one row for each image.",
            second_hint="reshape(len(h), -1) keeps the first axis.",
        ),
        Misconception(
            "stays in evaluation",
            edited(by_hand, (RESTORE, "")),
            hint="The features are right, and the network is left in evaluation. Whoever goes on training it trains "
            "without Dropout and with frozen statistics, and no error tells.",
            second_hint="Note the mode of every module before, and put it back.",
        ),
        Misconception(
            "everything in training afterwards",
            edited(by_hand, (RESTORE, "    model.train()\n")),
            hint="One module was in evaluation before the call and is in training after it. A single train() at the "
            "end does not put back what was.",
            second_hint="The modes may differ from module to module: keep a list.",
        ),
        Misconception(
            "the last batch is lost",
            edited(by_hand, ("range(0, len(X), batch_size)", "range(0, max(len(X) - batch_size + 1, 1), batch_size)")),
            hint="Seven images in batches of three give six rows. The last, smaller batch counts too: features and "
            "labels must stay in step.",
            second_hint="A slice that reaches past the end is cut off by itself.",
        ),
        Misconception(
            "takes the head off",
            edited(
                by_hand,
                ("    return np.concatenate(batches)", "    delattr(model, '2')\n    return np.concatenate(batches)"),
            ),
            hint="The features are right, and the network that you were given has lost its head. It is the caller's.",
            second_hint="model[:depth] is a list of modules; the model keeps all of them.",
        ),
    ),
)
