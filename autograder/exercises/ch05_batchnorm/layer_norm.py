"""LayerNorm: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.nn.layer_norm import LayerNorm

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import scales, size, upstream


def at_work(make, x, grad_output, weight, bias, **options):
    """The probe: training, the same in evaluation after another batch, one example alone, and backward.

    options: eps, unless it is left at its default
    """
    layer = make(len(weight), **options)
    start = [np.array(layer.weight.data), np.array(layer.bias.data)]
    layer.weight.data, layer.bias.data = weight.copy(), bias.copy()
    layer.training = True
    output = np.array(layer.forward(x))

    def evaluation():
        layer.training = True
        layer.forward(3 * x + 5)  # a layer with running statistics would remember this
        layer.training = False
        return layer.forward(x)

    def back():
        layer.training = True
        layer.weight.grad = layer.bias.grad = None
        layer.forward(x)
        return layer.backward(grad_output)

    def back_twice():
        back()
        layer.forward(3 * x + 5)
        layer.backward(2 * grad_output + 1)

    return {
        "weight and bias at first": start,
        "output": output,
        "one example": lambda: layer.forward(x[:1]),
        "evaluation": evaluation,
        "grad_x": back,
        "weight.grad": lambda: (back(), layer.weight.grad)[1],
        "bias.grad": lambda: (back(), layer.bias.grad)[1],
        "weight.grad of two passes": lambda: (back_twice(), layer.weight.grad)[1],
        "bias.grad of two passes": lambda: (back_twice(), layer.bias.grad)[1],
    }


def batch(name, sizes, plain=False, spread=1.0, **options):
    """A case with random numbers everywhere; the examples have means and spreads of their own.

    sizes: of x, or ranges that they are drawn from. options: eps, or nothing
    """

    def draw(rng):
        shape = tuple(size(rng, between) for between in sizes)
        D, each = shape[-1], (*shape[:-1], 1)
        x = rng.normal(rng.normal(0.0, 3.0, each), spread * rng.uniform(0.5, 3.0, each), shape)
        weight, bias = (np.ones(D), np.zeros(D)) if plain else (scales(rng, D), rng.normal(0.0, 1.0, D))
        return {"x": x, "grad_output": upstream(rng, *shape, axis=-1), "weight": weight, "bias": bias, **options}

    return Case(name, draw)


BY_HAND = Case(
    "one example, three features",
    {
        "x": np.array([[0.0, 3.0, 6.0]]),
        "grad_output": np.array([[1.0, 0.0, 0.0]]),
        "weight": np.ones(3),
        "bias": np.zeros(3),
        "eps": 0.0,
    },
)
GRADS = "weight.grad", "bias.grad", "weight.grad of two passes", "bias.grad of two passes"
PLAIN = batch("weight 1 and bias 0", ((5, 7), (3, 4)), plain=True, eps=1e-5)
SQUARE = batch("as many examples as features", (4, 4), eps=1e-3)
SCALED = batch("weight and bias", ((6, 8), (3, 5)), eps=1e-5)
SEQUENCES = batch("sequences", ((2, 3), 4, (5, 6)), eps=1e-5)
LARGE_EPS = batch("a large eps", ((3, 4), (5, 7)), eps=0.5)
FAINT = batch("features that hardly vary, and eps left as it is", ((3, 4), (5, 7)), spread=0.01)


class RowByRow:
    def __init__(self, normalized_shape, eps=1e-5):
        from layerwise.nn.parameter import Parameter

        self.weight, self.bias = Parameter(np.ones(normalized_shape)), Parameter(np.zeros(normalized_shape))
        self.eps, self.training = eps, True

    def forward(self, x):
        self.x = x.copy()
        rows = x.reshape(-1, x.shape[-1])
        y = [self.weight.data * (r - r.mean()) / np.sqrt(r.var() + self.eps) + self.bias.data for r in rows]
        return np.array(y).reshape(x.shape)

    def backward(self, grad_output):
        D = self.x.shape[-1]
        grad_x = []
        for r, g in zip(self.x.reshape(-1, D), grad_output.reshape(-1, D), strict=True):
            std = np.sqrt(r.var() + self.eps)
            h = (r - r.mean()) / std
            self.weight.accumulate_grad(g * h)
            self.bias.accumulate_grad(g)
            w = g * self.weight.data
            grad_x.append((D * w - w.sum() - h * (w @ h)) / (D * std))
        return np.array(grad_x).reshape(self.x.shape)


EXERCISE = Exercise(
    reference=LayerNorm,
    probe=at_work,
    aspects=(
        Aspect("each example by itself", 1, (BY_HAND, PLAIN, SQUARE), observations=("output", "one example")),
        Aspect(
            "weight, bias and eps", 0.5, (SCALED, LARGE_EPS, FAINT), observations=("output", "weight and bias at first")
        ),
        Aspect("sequences", 0.5, (SEQUENCES,), observations=("output",)),
        Aspect("evaluation is the same", 0.5, (PLAIN, SCALED), observations=("evaluation",)),
        Aspect("gradient of x", 1, (BY_HAND, PLAIN, SQUARE, SCALED, SEQUENCES, LARGE_EPS), observations=("grad_x",)),
        Aspect("gradients of weight and bias", 0.5, (SCALED, SEQUENCES), observations=GRADS),
        leaves_inputs_alone(0.5, (SCALED,), requires="each example by itself"),
    ),
    accepted=(Accepted("row by row", RowByRow),),
)
