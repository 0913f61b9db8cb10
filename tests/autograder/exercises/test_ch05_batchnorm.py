"""Chapter 5's records: the diagnosis on answers that real people hand in."""

import numpy as np

from autograder.core.comparison import comparison
from autograder.core.diagnose import check_functions
from autograder.core.judge import judge
from autograder.exercises import find, load
from layerwise.nn import Linear, Module, Parameter, batch_norm, layer_norm

CHAPTER = load("ch05_batchnorm")


def report(name, *functions):
    return check_functions(find(name), functions)


class Norm(Module):
    """A layer that subclasses Module, as in the notebook: the forward half of an answer."""

    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        self.weight, self.bias = Parameter(np.ones(num_features)), Parameter(np.zeros(num_features))
        self.register_buffer("running_mean", np.zeros(num_features))
        self.register_buffer("running_var", np.ones(num_features))
        self.eps, self.momentum = eps, momentum

    def forward(self, x):
        m, mean, var = self.momentum, self.running_mean, self.running_var
        if self.training:
            mean, var = x.mean(axis=0), x.var(axis=0)
            self.running_mean = (1 - m) * self.running_mean + m * mean
            self.running_var = (1 - m) * self.running_var + m * x.var(axis=0, ddof=1)
        return self.weight.data * (x - mean) / np.sqrt(var + self.eps) + self.bias.data

    def backward(self, grad_output):
        """Not written yet."""


def test_forward_earns_its_points_while_backward_is_not_written():
    """Half of a layer is worth what it is worth."""
    seen = report("BatchNorm1d", Norm)
    assert seen.state == "partly"
    assert {a.name for a in seen.aspects if not a.passed} == {"backward", "backward after eval"}


def test_a_batch_norm_that_never_leaves_training_is_named():
    """The commonest mistake of all."""

    class BatchNorm1d(batch_norm.BatchNorm1d):
        def forward(self, x):
            was, self.training = self.training, True
            y = super().forward(x)
            self.training = was
            return y

        def backward(self, grad_output):
            x_hat, std, _ = self.saved
            self.save_for_backward(x_hat, std, self.training)
            return super().backward(grad_output)

    assert report("BatchNorm1d", BatchNorm1d).diagnosis.name == "never looks at training"
    assert report("BatchNorm1d", BatchNorm1d).score < report("BatchNorm1d", Norm).score


def test_gradients_in_a_list_and_in_single_precision_are_right():
    """What counts is the numbers."""

    def batch_norm_backward(grad_output, x_hat, std, weight):
        N = np.float32(len(x_hat))
        grad_bias, grad_weight = grad_output.sum(axis=0), (grad_output * x_hat).sum(axis=0)
        grad_x = weight / std * (grad_output - grad_bias / N - x_hat * grad_weight / N)
        return [grad.astype(np.float32).astype(np.float64) for grad in (grad_x, grad_weight, grad_bias)]

    seen = report("batch_norm_backward", batch_norm_backward)
    assert seen.score >= 0.5  # rounding may cost what needs seven digits


def test_no_gradient_is_judged_on_a_batch_of_two():
    """Two rows have no gradient, so whatever is returned would do."""
    for name in ("batch_norm_backward_steps", "batch_norm_backward"):
        for case in find(name).cases:
            assert len(case.draw(0)["grad_output"]) >= 3


def test_a_sweep_that_trains_a_pair_from_one_generator_loses_the_fair_pair_only():
    """The values may even be of the right kind: it is the comparison that is unfair."""

    def bn_scale_sweep(train, stds, seeds):
        rngs = [np.random.default_rng(seed) for seed in seeds]
        return [[[train(std, bn, rng) for rng in rngs] for bn in (False, True)] for std in stds]

    assert report("bn_scale_sweep", bn_scale_sweep).diagnosis.name == "one generator for all runs"


def test_a_fused_layer_of_one_s_own_making_is_welcome():
    """A subclass of Linear is a Linear."""

    class Fused(Linear):
        pass

    def fuse_linear_bn(linear, bn):
        scale = bn.weight.data / np.sqrt(bn.running_var + bn.eps)
        fused = Fused(*linear.weight.data.shape[::-1])
        fused.weight.data = (linear.weight.data.T * scale).T
        fused.bias.data = bn.bias.data + scale * (linear.bias.data - bn.running_mean)
        return fused

    assert report("fuse_linear_bn", fuse_linear_bn).state == "right"


def failing(name, *functions):
    """The names of the aspects that fail under each of three seeds; they have to be the same."""
    compared = [comparison(find(name), seed) for seed in range(3)]
    seen = [{a.name for a in judge(c, c.implementation(functions)) if not a.passed} for c in compared]
    assert seen[0] == seen[1] == seen[2]
    return seen[0]


def test_a_backward_with_the_size_of_the_weight_is_found_under_every_seed():
    """Weights of one sign only would hide it."""

    class BatchNorm1d(batch_norm.BatchNorm1d):
        def backward(self, grad_output):
            weight = self.weight.data
            self.weight.data = np.abs(weight)
            grad_x = super().backward(grad_output)
            self.weight.data = weight
            return grad_x

    assert failing("BatchNorm1d", BatchNorm1d) == {"backward", "backward after eval"}


def test_eps_and_momentum_of_images_are_those_that_the_layer_was_given():
    """Numbers in the code that happen to be the defaults are no parameters."""

    class Fixed(batch_norm.BatchNorm2d):
        def forward(self, x):
            self.eps, self.momentum = 1e-5, 0.1
            return super().forward(x)

    assert {"training", "running statistics", "evaluation"} <= failing("BatchNorm2d", Fixed)


def test_the_gradient_of_a_sequence_is_judged():
    """A LayerNorm whose backward takes the first of the axes in front for all of them is right for matrices only."""

    class LayerNorm(layer_norm.LayerNorm):
        def backward(self, grad_output):
            grad_x = super().backward(grad_output)
            return grad_x if grad_output.ndim == 2 else grad_x - grad_x.mean(axis=1, keepdims=True)

    assert failing("LayerNorm", LayerNorm) == {"gradient of x"}


def test_steps_are_counted_down_and_not_to_the_nearest():
    """Some sizes leave less than half of a batch, some more."""

    def batch_size_sweep(train, batch_sizes, lr, examples, seeds):
        return [
            [[train(n, round(examples / n), lr, bn, np.random.default_rng(s)) for s in seeds] for bn in (False, True)]
            for n in batch_sizes
        ]

    assert failing("batch_size_sweep", batch_size_sweep) == {"the same number of examples"}


def test_no_size_that_could_be_taken_for_another_is_equal_to_it():
    """Where N is C, a mistake with the axes costs less under one seed than under another."""
    for name in ("batch_norm_backward", "batch_norm_backward_steps"):
        for case in find(name).cases:
            assert all(len(set(case.draw(seed)["grad_output"].shape)) == 2 for seed in range(30))
