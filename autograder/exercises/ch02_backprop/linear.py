"""Linear: what is asked, what is right and what goes wrong.

Every variant is a small class of its own; `Parameter` comes from layerwise, as in the learner's cell.
"""

import numpy as np

import layerwise.nn

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone


def at_work(Linear, x, grad_output, weight, bias, passes=1):
    """The probe: a layer with given numbers, forward and backward; what comes out, and what it holds afterwards."""
    out_features, in_features = weight.shape
    layer = Linear(in_features, out_features)
    layer.weight.data, layer.bias.data = weight.copy(), bias.copy()
    layer.weight.grad = layer.bias.grad = None
    output = layer.forward(x)
    results: list[np.ndarray] = []

    def back():
        for _ in range(passes - len(results)):
            results.append(layer.backward(grad_output))
        return results[-1]

    return {
        "output": output,
        "grad_input": back,
        "weight.grad": lambda: (back(), layer.weight.grad)[1],
        "bias.grad": lambda: (back(), layer.bias.grad)[1],
        "weight": lambda: (back(), layer.weight.data)[1],
        "bias": lambda: (back(), layer.bias.data)[1],
    }


def layer(name, N, in_features, out_features, **options):
    """A case with random numbers everywhere."""

    def draw(rng):
        return {
            "x": rng.normal(0.0, 1.0, (N, in_features)),
            "grad_output": rng.normal(0.0, 1.0, (N, out_features)),
            "weight": rng.normal(0.0, 1.0, (out_features, in_features)),
            "bias": rng.normal(0.0, 1.0, out_features),
            **options,
        }

    return Case(name, draw)


BY_HAND = Case(
    "two rows by hand",
    {
        "x": np.array([[1.0, 2.0], [3.0, 4.0]]),
        "grad_output": np.array([[1.0], [2.0]]),
        "weight": np.array([[10.0, 1.0]]),
        "bias": np.array([0.5]),
    },
)
WIDE = layer("four rows, 3 to 2", 4, 3, 2)
SQUARE = layer("five rows, 3 to 3", 5, 3, 3)
ONE_ROW = layer("one row, 2 to 4", 1, 2, 4)
TWICE = layer("backward twice", 4, 3, 2, passes=2)


class ByHand:
    def __init__(self, in_features, out_features, bias=True, rng=None):
        from layerwise.nn.parameter import Parameter

        self.weight, self.bias = Parameter(np.ones((out_features, in_features))), Parameter(np.zeros(out_features))

    def forward(self, x):
        self.x = x
        return x @ self.weight.data.T + self.bias.data

    def backward(self, grad_output):
        self.weight.accumulate_grad(grad_output.T @ self.x)
        self.bias.accumulate_grad(grad_output.sum(axis=0))
        return grad_output @ self.weight.data


class RowByRow:
    def __init__(self, in_features, out_features, bias=True, rng=None):
        from layerwise.nn.parameter import Parameter

        self.weight, self.bias = Parameter(np.ones((out_features, in_features))), Parameter(np.zeros(out_features))

    def forward(self, x):
        self.x = x.copy()
        return np.array([self.weight.data @ row + self.bias.data for row in x])

    def backward(self, grad_output):
        for g, row in zip(grad_output, self.x, strict=True):
            self.weight.accumulate_grad(np.outer(g, row))
            self.bias.accumulate_grad(g)
        return np.array([self.weight.data.T @ g for g in grad_output])


WEIGHT, BIAS, BACK = "grad_output.T @ self.x", "grad_output.sum(axis=0)", "return grad_output @ self.weight.data"
LINEAR = Exercise(
    reference=layerwise.nn.Linear,
    probe=at_work,
    aspects=(
        Aspect("forward", 0.5, (BY_HAND, WIDE, ONE_ROW), observations=("output",)),
        Aspect("gradient of the input", 1, (BY_HAND, WIDE, SQUARE), observations=("grad_input",)),
        Aspect("gradient of the weight", 1, (BY_HAND, WIDE, SQUARE, ONE_ROW), observations=("weight.grad",)),
        Aspect("gradient of the bias", 0.5, (BY_HAND, WIDE, SQUARE, ONE_ROW), observations=("bias.grad",)),
        Aspect("gradients add up", 0.5, (TWICE,), observations=("weight.grad", "bias.grad")),
        Aspect(
            "the parameters stay",
            0.5,
            (WIDE, SQUARE),
            observations=("weight", "bias"),
            requires="gradient of the weight",
        ),
        leaves_inputs_alone(0.5, (WIDE, SQUARE), requires="forward"),
    ),
    accepted=(
        Accepted("three products", ByHand),
        Accepted("row by row", RowByRow),
        Accepted("einsum", edited(ByHand, (WEIGHT, 'np.einsum("no,ni->oi", grad_output, self.x)'))),
        Accepted(
            "adding to grad by hand",
            edited(
                ByHand,
                (
                    f"self.weight.accumulate_grad({WEIGHT})",
                    f"old = self.weight.grad\n        self.weight.grad = (0 if old is None else old) + {WEIGHT}",
                ),
            ),
        ),
    ),
    misconceptions=(
        Misconception(
            "missing transpose on the way back",
            edited(ByHand, (BACK, BACK + ".T")),
            hint="You sent grad_output through `weight.T`. Forward, x went through `weight.T`; backward it has to "
            "come from (N, out) to (N, in), and for a square layer nothing complains. Write the shapes next "
            "to the product.",
            second_hint="(N, out) times what shape is (N, in)? `weight` has shape (out, in).",
        ),
        Misconception(
            "the weight's gradient is transposed",
            edited(ByHand, (WEIGHT, "self.x.T @ grad_output")),
            hint="x.T @ grad_output has shape (in, out), and `weight` is (out, in): each gradient lands at another "
            "weight. In a square layer the shapes fit and nothing complains.",
            second_hint="Row o of weight belongs to output o. So row o of its gradient is made of column o of "
            "grad_output.",
        ),
        Misconception(
            "bias not summed",
            edited(
                ByHand,
                (BIAS, "grad_output"),
                ("self.bias.accumulate_grad(grad_output)", "self.bias.grad = grad_output"),
            ),
            hint="Your bias gradient has one row for each example. All examples used the same bias, so their "
            "gradients add up to shape (out,).",
            second_hint="Which axis of grad_output runs over the examples? Sum over it.",
        ),
        Misconception(
            "divides by N twice",
            edited(ByHand, (WEIGHT, f"{WEIGHT} / len(self.x)"), (BIAS, f"{BIAS} / len(self.x)")),
            hint="Every gradient of the parameters is N times too small, and the batch has N rows. `cross_entropy` "
            "takes the mean, so grad_output has been divided by N already; you do it again.",
            second_hint="The layer knows nothing of the loss. It adds up what arrives.",
        ),
        Misconception(
            "the mean of the bias gradient",
            edited(ByHand, (BIAS, "grad_output.mean(axis=0)")),
            hint="You took the mean over the rows for the bias. If the bias moves by 0.01 every row moves by 0.01, "
            "and the effects add up. The division by N has happened in the loss.",
            second_hint="The same bias was used N times: N gradients, one sum.",
        ),
        Misconception(
            "assigns, not accumulates",
            edited(
                ByHand,
                (f"self.weight.accumulate_grad({WEIGHT})", f"self.weight.grad = {WEIGHT}"),
                (f"self.bias.accumulate_grad({BIAS})", f"self.bias.grad = {BIAS}"),
            ),
            hint="After two backward passes your gradients are those of the second. A layer that is used twice, or "
            "a batch in two halves, needs their sum: backward adds, and `zero_grad` clears.",
            second_hint="`Parameter` has a method that adds.",
        ),
        Misconception(
            "the gradient passes unchanged",
            edited(ByHand, (BACK, "return grad_output")),
            hint="You handed grad_output on as it came, shape (N, out). The layer before gave you x of shape (N, "
            "in) and wants a gradient for each of its numbers. Forward, x went through the weights; so does "
            "the gradient.",
            second_hint="x[n, i] reached every output o through weight[o, i]. Add up what comes back from all of them.",
        ),
        Misconception(
            "the output in place of the input",
            edited(
                ByHand,
                (
                    "self.x = x\n        return x @ self.weight.data.T + self.bias.data",
                    "self.x = x @ self.weight.data.T + self.bias.data\n        return self.x",
                ),
            ),
            hint="You kept the output and multiplied grad_output with it. A weight multiplied what came *in*: the "
            "slope of y = w * x in w is x.",
            second_hint="`weight.grad` pairs each output's gradient with each input. Keep x in forward.",
        ),
        Misconception(
            "the weight's gradient without the input",
            edited(ByHand, (WEIGHT, "grad_output.sum(axis=0)[:, None] * np.ones(self.x.shape[1])")),
            hint="All weights of an output get the same gradient in yours, as the bias does. A weight is "
            "multiplied by its input: where the input was 0, the weight cannot have mattered.",
            second_hint="For one example, weight.grad[o, i] is grad_output[o] * x[i].",
        ),
        Misconception(
            "moves the weights at once",
            edited(
                ByHand,
                (
                    BACK,
                    BACK.replace("return", "grad_input =")
                    + "\n        self.weight.data = self.weight.data - 0.1 * self.weight.grad"
                    + "\n        return grad_input",
                ),
            ),
            hint="After backward the weight itself has changed. Backward finds out the gradients; moving is the "
            "optimizer's step, and how far is its decision.",
            second_hint="Leave `data` alone, and put what you found into `grad`.",
        ),
        Misconception(
            "no bias",
            edited(ByHand, (" + self.bias.data", "")),
            hint="Your output lacks the bias: for x = 0 it is 0. Feed zeros and look.",
            second_hint="y = x @ weight.T + bias, and the bias is added to every row.",
        ),
        Misconception(
            "forward without the transpose",
            edited(ByHand, ("x @ self.weight.data.T", "x @ self.weight.data")),
            hint="You computed x @ weight. `weight` has shape (out, in), one row for each output, as in PyTorch: "
            "(N, in) times (out, in) does not fit, and for a square layer it is silently wrong.",
            second_hint="Output o is the sum over i of x[i] * weight[o, i]. The index i has to meet i.",
        ),
    ),
)
