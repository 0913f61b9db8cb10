"""Sequential: what is asked and what is right; the mistakes stand in the `.md` beside it.

The layers are the probe's own: one of them has a build that notes what it hears, the others leave the features alone.
"""

import numpy as np

from layerwise.keras.sequential import Sequential

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def stacked(Sequential, in_features, kinds, units, x, grad_output, numbers, seed):
    """The probe: a stack of the probe's layers, its summary, both passes, and what build heard.

    kinds: "Dense", or a layer that learns nothing, "Dropout" or "Scale"; numbers: what each layer works with
    """
    from layerwise.nn import Module, Parameter

    heard: list[int] = []
    drawn: list[np.ndarray] = []

    class Dense(Module):
        def __init__(self, units):
            self.units = units

        def build(self, in_features, rng=None):
            heard.append(int(in_features))
            rng = np.random.default_rng(rng)
            self.kernel = Parameter(rng.normal(size=(in_features, self.units)))
            self.bias = Parameter(np.zeros(self.units))
            drawn.append(np.array(self.kernel.data))

        def forward(self, x):
            self.x = x
            return x @ self.kernel.data + self.bias.data

        def backward(self, grad_output):
            return grad_output @ self.kernel.data.T

    class Dropout(Module):
        def __init__(self, number):
            self.number = number

        def forward(self, x):
            return x + self.number * x**2

        def backward(self, grad_output):
            return grad_output * self.number

    class Scale(Dropout):
        def forward(self, x):
            return self.number * np.abs(x)

    def made(kind, i):
        return Dense(units[i]) if kind == "Dense" else {"Dropout": Dropout, "Scale": Scale}[kind](numbers[i])

    model = Sequential(in_features, seed)
    layers = [made(kind, i) for i, kind in enumerate(kinds)]
    for layer in layers:
        model.add(layer)
    rng = np.random.default_rng(seed)
    for layer in layers:
        if isinstance(layer, Dense):
            layer.kernel.data = rng.normal(size=layer.kernel.shape)
            layer.bias.data = rng.normal(size=layer.units)

    def summary():
        rows, total = model.summary()
        return {
            "names": ", ".join(str(row[0]) for row in rows),
            "shapes": ", ".join(str(tuple(row[1])) for row in rows),
            "counts": [int(row[2]) for row in rows],
            "total": int(total),
        }

    def passed():
        output = np.array(model.forward(x))
        return {"output": output, "grad_input": np.array(model.backward(grad_output))}

    return {
        "what build heard": heard,
        "kernels as drawn": np.concatenate([kernel.ravel() for kernel in drawn]),
        "names": lambda: summary()["names"],
        "shapes": lambda: summary()["shapes"],
        "counts": lambda: summary()["counts"],
        "total": lambda: summary()["total"],
        "output": lambda: passed()["output"],
        "grad_input": lambda: passed()["grad_input"],
        "sizes of the parameters": lambda: np.sort([parameter.size for parameter in model.parameters()]),
    }


def stack(name, *kinds, same_size=False, shuffled=False):
    """A case with these layers, of sizes that are drawn; with same_size all have as many units as come in.

    shuffled: all but the last, in an order that is drawn
    """

    def draw(rng):
        order = [*(str(kind) for kind in rng.permutation(kinds[:-1])), kinds[-1]] if shuffled else list(kinds)
        n = int(rng.integers(2, 6))
        sizes = [n] * len(kinds) if same_size else [int(k) for k in rng.permutation(np.arange(2, 9))[: len(kinds)]]
        units = [size if kind == "Dense" else 0 for size, kind in zip(sizes, order, strict=True)]
        in_features = n if same_size else int(rng.integers(9, 13))
        last = next((size for size in reversed(units) if size), in_features)
        N = int(rng.integers(3, 6))
        return {
            "in_features": in_features,
            "kinds": order,
            "units": units,
            "x": rng.normal(0.0, 1.0, (N, in_features)),
            "grad_output": rng.normal(0.0, 1.0, (N, last)),
            "numbers": rng.uniform(0.5, 2.0, len(kinds)),
            "seed": int(rng.integers(1000)),
        }

    return Case(name, draw)


TWO = stack("two that are built", "Dense", "Dense")
THREE = stack("three that are built", "Dense", "Dense", "Dense")
MIXED = stack("layers of three kinds", "Dense", "Scale", "Dropout", "Dense", "Scale", "Dense", shuffled=True)
TURNED = stack("layers of three kinds, shuffled", "Dropout", "Dense", "Scale", "Dropout", "Dense", shuffled=True)
ALIKE = stack("all of one size", "Dense", "Dense", "Dense", same_size=True)


class Lists:
    def __init__(self, in_features, rng=None):
        from layerwise.nn import ModuleList

        self.sizes, self.generator, self.layers = [in_features], np.random.default_rng(rng), ModuleList()
        self.training = True

    def add(self, layer):
        self.layers.append(layer)
        build = getattr(layer, "build", None)
        if build is None:
            self.sizes.append(self.sizes[-1])
        else:
            build(self.sizes[-1], self.generator)
            self.sizes.append(layer.units)

    def parameters(self):
        return self.layers.parameters()

    def summary(self):
        seen: dict[str, int] = {}
        rows, total = [], 0
        for layer, size in zip(self.layers, self.sizes[1:], strict=True):
            kind = layer.__class__.__name__.lower()
            name = kind if kind not in seen else kind + "_" + str(seen[kind])
            seen[kind] = seen.get(kind, 0) + 1
            learned = 0
            for parameter in layer.parameters():
                learned += int(np.prod(parameter.shape))
            rows.append((name, (None, size), learned))
            total += learned
        return rows, total

    def forward(self, x):
        self.steps = []
        for layer in self.layers:
            x = layer(x)
        return x

    def backward(self, grad_output):
        for i in range(len(self.layers) - 1, -1, -1):
            grad_output = self.layers[i].backward(grad_output)
        return grad_output


ALL = (TWO, THREE, MIXED, TURNED)
EXERCISE = Exercise(
    reference=Sequential,
    probe=stacked,
    aspects=(
        Aspect("the shapes that build hears", 0.5, (TWO, THREE, MIXED, TURNED), observations=("what build heard",)),
        Aspect("names", 0.5, (MIXED, TURNED), observations=("names",)),
        Aspect("shapes of the rows", 0.5, ALL, observations=("shapes",)),
        Aspect("counts", 0.5, ALL, observations=("counts",)),
        Aspect("the total", 0.5, ALL, observations=("total",)),
        Aspect("forward through all layers", 0.5, (*ALL, ALIKE), observations=("output",)),
        Aspect("backward through all layers", 0.5, (*ALL, ALIKE), observations=("grad_input",)),
        Aspect("one generator for all layers", 0.5, (ALIKE, THREE), observations=("kernels as drawn",)),
        Aspect("all parameters are found", 0.5, (TWO, MIXED), observations=("sizes of the parameters",)),
        leaves_inputs_alone(0.5, (TWO, MIXED), requires="backward through all layers"),
    ),
    accepted=(Accepted("sizes in a list", Lists),),
)
