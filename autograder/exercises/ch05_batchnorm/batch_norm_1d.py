"""BatchNorm1d: what is asked, what is right and what goes wrong.

Every variant is a small class of its own; `Parameter` comes from layerwise, as in the learner's cell.
"""

import numpy as np

from layerwise.nn.batch_norm import BatchNorm1d

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone
from .probe import batches, train_then_eval

BY_HAND = Case(
    "one feature, three rows",
    {
        "batches": [np.array([[0.0], [3.0], [6.0]])],
        "new": np.array([[1.0], [2.0]]),
        "grad_output": np.array([[1.0], [0.0], [0.0]]),
        "weight": np.array([1.0]),
        "bias": np.array([0.0]),
        "momentum": 0.1,
        "eps": 0.0,
    },
)
ONCE = batches("one batch", 1, (6, 3))
OFTEN = batches("four batches", 4, (5, 3))
OTHER_MOMENTUM = batches("momentum 0.4", 3, (5, 4), momentum=0.4)
EPS = batches("a large eps", 2, (4, 3), eps=0.5)


class ByHand:
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        from layerwise.nn.parameter import Parameter

        self.weight, self.bias = Parameter(np.ones(num_features)), Parameter(np.zeros(num_features))
        self.eps, self.momentum, self.training = eps, momentum, True
        self.running_mean, self.running_var = np.zeros(num_features), np.ones(num_features)

    def forward(self, x):
        N = len(x)
        if self.training:
            mean, var = x.mean(axis=0), x.var(axis=0)
            m = self.momentum
            self.running_mean = (1 - m) * self.running_mean + m * mean
            self.running_var = (1 - m) * self.running_var + m * var * N / (N - 1)
        else:
            mean, var = self.running_mean, self.running_var
        self.std = np.sqrt(var + self.eps)
        self.x_hat = (x - mean) / self.std
        return self.weight.data * self.x_hat + self.bias.data

    def backward(self, grad_output):
        N = len(grad_output)
        grad_bias, grad_weight = grad_output.sum(axis=0), (grad_output * self.x_hat).sum(axis=0)
        self.weight.accumulate_grad(grad_weight)
        self.bias.accumulate_grad(grad_bias)
        scale = self.weight.data / self.std
        if not self.training:
            return scale * grad_output
        return scale * (grad_output - grad_bias / N - self.x_hat * grad_weight / N)


class InPlace:
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        from layerwise.nn.parameter import Parameter

        self.weight, self.bias = Parameter(np.ones(num_features)), Parameter(np.zeros(num_features))
        self.eps, self.momentum, self.training = eps, momentum, True
        self.running_mean, self.running_var = np.zeros(num_features), np.ones(num_features)

    def forward(self, x):
        self.went_in_training = self.training
        if not self.training:
            self.inv = 1 / np.sqrt(self.running_var + self.eps)
            self.x_hat = (x - self.running_mean) * self.inv
        else:
            centered = x - x.sum(axis=0) / len(x)
            squares = (centered**2).sum(axis=0)
            self.running_mean += self.momentum * (x.mean(axis=0) - self.running_mean)
            self.running_var += self.momentum * (squares / (len(x) - 1) - self.running_var)
            self.inv = (squares / len(x) + self.eps) ** -0.5
            self.x_hat = centered * self.inv
        return self.x_hat * self.weight.data + self.bias.data

    def backward(self, grad_output):
        self.weight.accumulate_grad((grad_output * self.x_hat).sum(axis=0))
        self.bias.accumulate_grad(grad_output.sum(axis=0))
        g = grad_output * self.weight.data * self.inv
        if self.went_in_training:
            g = g - g.mean(axis=0) - self.x_hat * (g * self.x_hat).mean(axis=0)
        return g


class WithAList:
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        from layerwise.nn.parameter import Parameter

        self.weight, self.bias = Parameter(np.ones(num_features)), Parameter(np.zeros(num_features))
        self.eps, self.momentum, self.training = eps, momentum, True
        self.running_mean, self.running_var = [0.0] * num_features, [1.0] * num_features

    def forward(self, x):
        columns, self.stds = [], []
        for c in range(x.shape[1]):
            mean, var = self.running_mean[c], self.running_var[c]
            if self.training:
                mean, var = x[:, c].mean(), x[:, c].var()
                old = self.running_mean[c], self.running_var[c]
                self.running_mean[c] = old[0] + self.momentum * (mean - old[0])
                self.running_var[c] = old[1] + self.momentum * (x[:, c].var(ddof=1) - old[1])
            self.stds.append(np.sqrt(var + self.eps))
            columns.append((x[:, c] - mean) / self.stds[c])
        self.x_hat = np.column_stack(columns)
        return self.x_hat * self.weight.data + self.bias.data

    def backward(self, grad_output):
        self.weight.accumulate_grad(np.einsum("nc,nc->c", grad_output, self.x_hat))
        self.bias.accumulate_grad(grad_output.sum(axis=0))
        rest = grad_output
        if self.training:
            rest = rest - rest.mean(axis=0) - self.x_hat * (grad_output * self.x_hat).mean(axis=0)
        return rest * self.weight.data / np.array(self.stds)


BESSEL = "var * N / (N - 1)"
USES_RUNNING = "mean, var = self.running_mean, self.running_var\n"
BATCH_NORM_1D = Exercise(
    reference=BatchNorm1d,
    probe=train_then_eval,
    aspects=(
        Aspect("training", 0.5, (BY_HAND, ONCE, EPS), observations=("training",)),
        Aspect("running mean", 0.5, (BY_HAND, ONCE, OFTEN, OTHER_MOMENTUM), observations=("running_mean",)),
        Aspect("running variance", 1, (BY_HAND, ONCE, OFTEN, OTHER_MOMENTUM), observations=("running_var",)),
        Aspect("evaluation", 0.5, (BY_HAND, OFTEN, EPS), observations=("evaluation",)),
        Aspect(
            "evaluation moves nothing",
            0.5,
            (ONCE, OFTEN),
            observations=("running_mean after evaluation", "running_var after evaluation"),
            requires="running mean",
        ),
        Aspect("backward", 0.5, (BY_HAND, OFTEN), observations=("grad_x", "weight.grad", "bias.grad")),
        Aspect("backward after eval", 0.5, (OFTEN, EPS), observations=("grad_x in evaluation",)),
        leaves_inputs_alone(0.5, (OFTEN,), requires="training"),
    ),
    accepted=(
        Accepted("line by line", ByHand),
        Accepted("running statistics moved in place", InPlace),
        Accepted("feature by feature", WithAList),
    ),
    misconceptions=(
        Misconception(
            "batch statistics at test",
            edited(ByHand, (USES_RUNNING, "mean, var = x.mean(axis=0), x.var(axis=0)\n")),
            hint="In evaluation you still take mean and variance of the batch. What the network says about an example "
            "then depends on its neighbours, and for a batch of one every feature is 0. Feed it one row.",
            second_hint="The running statistics are there for this. Which line of forward asks whether "
            "`self.training` is "
            "True?",
        ),
        Misconception(
            "never looks at training",
            edited(ByHand, ("if self.training:", "if True:")),
            hint="Your layer does in evaluation what it does in training: it normalizes by the batch, and the running "
            "statistics follow the test data. Call it twice after eval() and print `running_mean`.",
            second_hint="Two lines should ask whether `self.training` is True: the choice of mean and var, and the "
            "move of "
            "the running statistics.",
        ),
        Misconception(
            "momentum inverted",
            edited(
                ByHand,
                ("(1 - m) * self.running_mean + m * mean", "m * self.running_mean + (1 - m) * mean"),
                ("(1 - m) * self.running_var + m * var", "m * self.running_var + (1 - m) * var"),
            ),
            hint="Your running statistics are nearly those of the last batch: the newest one counts 0.9 in yours. In "
            "PyTorch momentum is the share of the *new* batch; many books and Keras give that of the old.",
            second_hint="After one batch with mean 3 and momentum 0.1, starting at 0: is `running_mean` 0.3 or 2.7?",
        ),
        Misconception(
            "biased running variance",
            edited(ByHand, (BESSEL, "var")),
            hint="Your running variance is a little too small: it follows the variance that divides by N. For data not "
            "yet seen, that of a batch is too small on average; N / (N - 1) makes up for it.",
            second_hint="Normalizing uses var; the running variance uses var * N / (N - 1). For 0, 3, 6: 6 and 9.",
        ),
        Misconception(
            "unbiased variance everywhere",
            edited(ByHand, ("x.var(axis=0)", "x.var(axis=0, ddof=1)"), (BESSEL, "var")),
            hint="The running variance is right, and now the normalization itself divides by N - 1: the spread of "
            "your output in training is below 1.",
            second_hint="Two variances of one batch: which of them makes the batch's own spread exactly 1?",
        ),
        Misconception(
            "the last batch, not a running mean",
            edited(
                ByHand,
                ("(1 - m) * self.running_mean + m * mean", "mean"),
                ("(1 - m) * self.running_var + m * var", "var"),
            ),
            hint="You keep the statistics of the last batch. One batch is a noisy witness; the running mean takes a "
            "tenth of each new one and remembers the others.",
            second_hint="running = (1 - momentum) * running + momentum * new.",
        ),
        Misconception(
            "adds without forgetting",
            edited(
                ByHand,
                ("(1 - m) * self.running_mean", "self.running_mean"),
                ("(1 - m) * self.running_var", "self.running_var"),
            ),
            hint="Your running statistics grow with every batch: you add a share of the new and keep all of the old. "
            "The two shares should add up to 1.",
            second_hint="If every batch has mean 5, where should the running mean settle? Follow yours for a few "
            "rounds.",
        ),
        Misconception(
            "running statistics in training",
            edited(
                ByHand,
                (" * N / (N - 1)\n", " * N / (N - 1)\n            mean, var = self.running_mean, self.running_var\n"),
            ),
            hint="In training you normalize by the running statistics. They start at 0 and 1 and limp behind; the "
            "output has neither mean 0 nor spread 1. Training uses those of the batch.",
            second_hint="Two uses of a batch's statistics in training: to normalize now, and to move the running ones.",
        ),
        Misconception(
            "evaluation moves the running statistics",
            edited(
                ByHand,
                (
                    USES_RUNNING,
                    USES_RUNNING + "            self.running_mean = 0.9 * self.running_mean + 0.1 * x.mean(axis=0)\n",
                ),
            ),
            hint="After evaluation your running mean has changed: the test data have leaked into the model. In "
            "evaluation the layer reads and does not write.",
            second_hint="Which lines belong under `if self.training:`?",
        ),
        Misconception(
            "the running standard deviation",
            edited(ByHand, ("m * var * N / (N - 1)", "m * np.sqrt(var * N / (N - 1))")),
            hint="You average standard deviations, and later take the root once more. `running_var` holds a variance.",
            second_hint="The root comes last, in forward: sqrt(running_var + eps).",
        ),
        Misconception(
            "backward after eval as in training",
            edited(ByHand, ("if not self.training:", "if False:")),
            hint="After eval() your backward still takes the means away. There, mean and std were constants that no "
            "row could move, and the two ways through them do not exist.",
            second_hint="In evaluation the layer is y = a * x + c with constants a and c. What is its slope?",
        ),
        Misconception(
            "eps forgotten in evaluation",
            edited(
                ByHand,
                ("np.sqrt(var + self.eps)", "np.sqrt(var + self.eps) if self.training else np.sqrt(var)"),
            ),
            hint="Training is right, evaluation is off where eps is large: there you divide by the root of the running "
            "variance alone. A channel that never varied would be divided by 0.",
            second_hint="One line for std serves both modes.",
        ),
    ),
)
