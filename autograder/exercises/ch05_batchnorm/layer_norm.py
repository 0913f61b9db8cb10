"""LayerNorm: what is asked, what is right and what goes wrong."""

import numpy as np

from layerwise.nn.layer_norm import LayerNorm

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone


def at_work(make, x, grad_output, weight, bias, eps=1e-5):
    """The probe: training, the same in evaluation after another batch, one example alone, and backward."""
    layer = make(len(weight), eps=eps)
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

    return {
        "output": output,
        "one example": lambda: layer.forward(x[:1]),
        "evaluation": evaluation,
        "grad_x": back,
        "weight.grad": lambda: (back(), layer.weight.grad)[1],
        "bias.grad": lambda: (back(), layer.bias.grad)[1],
    }


def batch(name, shape, eps=1e-5, plain=False):
    """A case with random numbers everywhere; the examples have means and spreads of their own."""

    def draw(rng):
        D, each = shape[-1], (*shape[:-1], 1)
        x = rng.normal(rng.normal(0.0, 3.0, each), rng.uniform(0.5, 3.0, each), shape)
        weight, bias = rng.uniform(0.5, 2.0, D) * rng.choice([-1.0, 1.0], D), rng.normal(0.0, 1.0, D)
        grad_output = rng.normal(0.3, 1.0, shape)
        if plain:
            weight, bias = np.ones(D), np.zeros(D)
        return {"x": x, "grad_output": grad_output, "weight": weight, "bias": bias, "eps": eps}

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
PLAIN = batch("five examples, four features", (5, 4), plain=True)
SQUARE = batch("four examples, four features", (4, 4))
SCALED = batch("weight and bias", (6, 5))
SEQUENCES = batch("sequences", (3, 4, 5))
LARGE_EPS = batch("a large eps", (4, 5), eps=0.5)


class ByHand:
    def __init__(self, normalized_shape, eps=1e-5):
        from layerwise.nn.parameter import Parameter

        self.weight, self.bias = Parameter(np.ones(normalized_shape)), Parameter(np.zeros(normalized_shape))
        self.eps, self.training = eps, True

    def forward(self, x):
        mean = x.mean(axis=-1, keepdims=True)
        var = x.var(axis=-1, keepdims=True)
        self.std = np.sqrt(var + self.eps)
        self.x_hat = (x - mean) / self.std
        return self.weight.data * self.x_hat + self.bias.data

    def backward(self, grad_output):
        g = grad_output * self.weight.data
        examples = tuple(range(grad_output.ndim - 1))
        self.weight.accumulate_grad((grad_output * self.x_hat).sum(axis=examples))
        self.bias.accumulate_grad(grad_output.sum(axis=examples))
        along = (g * self.x_hat).mean(axis=-1, keepdims=True)
        return (g - g.mean(axis=-1, keepdims=True) - self.x_hat * along) / self.std


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


class WithRunningStatistics:
    def __init__(self, normalized_shape, eps=1e-5):
        from layerwise.nn.parameter import Parameter

        self.weight, self.bias = Parameter(np.ones(normalized_shape)), Parameter(np.zeros(normalized_shape))
        self.eps, self.training, self.running_mean, self.running_var = eps, True, 0.0, 1.0

    def forward(self, x):
        mean, var = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
        if self.training:
            self.running_mean = 0.9 * self.running_mean + 0.1 * mean.mean()
            self.running_var = 0.9 * self.running_var + 0.1 * var.mean()
        else:
            mean, var = self.running_mean, self.running_var
        self.std = np.sqrt(var + self.eps)
        self.x_hat = (x - mean) / self.std
        return self.weight.data * self.x_hat + self.bias.data

    def backward(self, grad_output):
        g = grad_output * self.weight.data
        examples = tuple(range(grad_output.ndim - 1))
        self.weight.accumulate_grad((grad_output * self.x_hat).sum(axis=examples))
        self.bias.accumulate_grad(grad_output.sum(axis=examples))
        along = (g * self.x_hat).mean(axis=-1, keepdims=True)
        return (g - g.mean(axis=-1, keepdims=True) - self.x_hat * along) / self.std


BACK = "return (g - g.mean(axis=-1, keepdims=True) - self.x_hat * along) / self.std"
LAYER_NORM = Exercise(
    reference=LayerNorm,
    probe=at_work,
    aspects=(
        Aspect("each example by itself", 1, (BY_HAND, PLAIN, SQUARE), observations=("output", "one example")),
        Aspect("weight, bias and eps", 0.5, (SCALED, LARGE_EPS), observations=("output",)),
        Aspect("sequences", 0.5, (SEQUENCES,), observations=("output",)),
        Aspect("evaluation is the same", 0.5, (PLAIN, SCALED), observations=("evaluation",)),
        Aspect("gradient of x", 1, (BY_HAND, PLAIN, SQUARE, SCALED), observations=("grad_x",)),
        Aspect("gradients of weight and bias", 0.5, (SCALED, SEQUENCES), observations=("weight.grad", "bias.grad")),
        leaves_inputs_alone(0.5, (SCALED,), requires="each example by itself"),
    ),
    accepted=(
        Accepted("over the last axis", ByHand),
        Accepted("row by row", RowByRow),
    ),
    misconceptions=(
        Misconception(
            "the batch's axis",
            edited(
                ByHand,
                ("x.mean(axis=-1, keepdims=True)", "x.mean(axis=0, keepdims=True)"),
                ("x.var(axis=-1, keepdims=True)", "x.var(axis=0, keepdims=True)"),
            ),
            hint="Your columns have mean 0: that is batch normalization. Here each *row* is normalized over its own "
            "features. Feed one example: yours makes it 0 everywhere.",
            second_hint="The features are the last axis, and every example has a mean of its own: shape (N, 1).",
        ),
        Misconception(
            "running statistics",
            WithRunningStatistics,
            hint="In evaluation you use running statistics. No example depends on another here, so one alone can be "
            "normalized by itself, at test time as in training. There is nothing to remember.",
            second_hint="What would go wrong if `forward` never looked at `self.training`?",
        ),
        Misconception(
            "one mean for the whole batch",
            edited(
                ByHand, ("x.mean(axis=-1, keepdims=True)", "x.mean()"), ("x.var(axis=-1, keepdims=True)", "x.var()")
            ),
            hint="With one example you are right, with more you are not: one mean serves them all. An example's result "
            "should be the same, whoever its neighbours are.",
            second_hint="One number for each example: which axis is taken, and why keepdims?",
        ),
        Misconception(
            "the time steps are taken too",
            edited(
                ByHand,
                (
                    "mean = x.mean(axis=-1, keepdims=True)",
                    "axes = tuple(range(1, x.ndim))\n        mean = x.mean(axis=axes, keepdims=True)",
                ),
                ("x.var(axis=-1, keepdims=True)", "x.var(axis=axes, keepdims=True)"),
            ),
            hint="Matrices come out right, sequences of shape (N, T, D) do not: you took the mean over all steps of a "
            "sequence. Each step is normalized over its own D features.",
            second_hint="Which axis is the last one, in both shapes?",
        ),
        Misconception(
            "unbiased variance",
            edited(ByHand, ("x.var(axis=-1, keepdims=True)", "x.var(axis=-1, keepdims=True, ddof=1)")),
            hint="The spread of your rows is below 1: you divided by D - 1. As in batch normalization, the numbers at "
            "hand are all there is.",
            second_hint="`ddof` of numpy's var is 0 by default.",
        ),
        Misconception(
            "eps outside the root",
            edited(ByHand, ("np.sqrt(var + self.eps)", "np.sqrt(var) + self.eps")),
            hint="With a large eps you are off: it is added to the variance, under the root.",
            second_hint="sqrt(var + eps), not sqrt(var) + eps.",
        ),
        Misconception(
            "batch normalization's formula, with the weight in front",
            edited(
                ByHand,
                ("g = grad_output * self.weight.data", "g = grad_output"),
                (BACK, BACK.replace("return ", "return self.weight.data * ")),
            ),
            hint="With weight 1 your gradient is right. You multiplied by the weight at the end, as batch norm "
            "may: there a mean runs over numbers of one weight. Here it runs over features, each with its own.",
            second_hint="Multiply by the weight first, then take the means of the product.",
        ),
        Misconception(
            "mean and variance are held constant",
            edited(ByHand, (BACK, "return g / self.std")),
            hint="Your gradient forgets that mean and std of a row are made of that row. Its entries should add up to "
            "0 in each row.",
            second_hint="The same two parts are taken away as in batch normalization, along the other axis.",
        ),
        Misconception(
            "backward's means over the batch",
            edited(
                ByHand,
                (
                    "along = (g * self.x_hat).mean(axis=-1, keepdims=True)",
                    "along = (g * self.x_hat).mean(axis=0, keepdims=True)",
                ),
                ("g.mean(axis=-1, keepdims=True)", "g.mean(axis=0, keepdims=True)"),
            ),
            hint="Forward is right. In backward you took the means over the examples, and no example depends on "
            "another here.",
            second_hint="The axis of backward's means is that of forward's.",
        ),
        Misconception(
            "the weight's gradient over the features",
            edited(
                ByHand,
                ("(grad_output * self.x_hat).sum(axis=examples)", "(grad_output * self.x_hat).sum(axis=-1)"),
                ("grad_output.sum(axis=examples)", "grad_output.sum(axis=-1)"),
            ),
            hint="You summed the gradients of weight and bias over the features. weight has one entry for each "
            "feature, and all examples used it: their gradients add up, over all axes but the last.",
            second_hint="The gradient of weight has the shape of weight, (D,).",
        ),
        Misconception(
            "no weight and no bias",
            edited(ByHand, ("self.weight.data * self.x_hat + self.bias.data", "self.x_hat.copy()")),
            hint="With weight 1 and bias 0 you are right, otherwise not: forward never uses them.",
            second_hint="The last line is that of batch normalization.",
        ),
    ),
)
