"""BatchNorm1d: what is asked and what is right; the mistakes stand in the `.md` beside it.

Every accepted way is a small class of its own; `Parameter` comes from layerwise, as in the learner's cell.
"""

import numpy as np

from layerwise.nn.batch_norm import BatchNorm1d

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import AFTER_EVALUATION, BACKWARD, BACKWARD_IN_EVALUATION, batches, train_then_eval

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
ONCE = batches("one batch that hardly varies, eps and momentum left as they are", 1, ((5, 8), (2, 4)), spread=0.01)
OFTEN = batches("four batches", 4, ((5, 8), (2, 4)))
OTHER_MOMENTUM = batches("momentum 0.4", 3, ((6, 8), (3, 5)), momentum=0.4)
EPS = batches("a large eps", 2, ((5, 7), (2, 4)), eps=0.5)


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


EXERCISE = Exercise(
    reference=BatchNorm1d,
    probe=train_then_eval,
    aspects=(
        Aspect("training", 0.5, (BY_HAND, ONCE, EPS), observations=("training", "weight and bias at first")),
        Aspect("running mean", 0.5, (BY_HAND, ONCE, OFTEN, OTHER_MOMENTUM), observations=("running_mean",)),
        Aspect("running variance", 1, (BY_HAND, ONCE, OFTEN, OTHER_MOMENTUM), observations=("running_var",)),
        Aspect("evaluation", 0.5, (BY_HAND, OFTEN, EPS), observations=("evaluation",)),
        Aspect(
            "evaluation moves nothing",
            0.5,
            (ONCE, OFTEN),
            observations=AFTER_EVALUATION,
            requires="running mean",
        ),
        Aspect("backward", 0.5, (BY_HAND, OFTEN, EPS), observations=BACKWARD),
        Aspect("backward after eval", 0.5, (OFTEN, EPS), observations=BACKWARD_IN_EVALUATION),
        leaves_inputs_alone(0.5, (OFTEN,), requires="training"),
    ),
    accepted=(
        Accepted("line by line", ByHand),
        Accepted("running statistics moved in place", InPlace),
        Accepted("feature by feature", WithAList),
    ),
)
