"""Chapter 4's records: the diagnosis on answers that real people hand in."""

import numpy as np

import layerwise as lw
from autograder.core.comparison import Comparison
from autograder.core.diagnose import check_functions
from autograder.core.judge import judge
from autograder.exercises import find


def report(name, *functions):
    return check_functions(find(name), functions)


def named(name, *functions):
    """The mistake that the card names."""
    diagnosis = report(name, *functions).diagnosis
    return diagnosis.name if diagnosis else None


def xavier_uniform_(tensor, gain=1.0, rng=None):
    """Not written yet."""


def test_any_order_of_random_numbers_is_right():
    """Fills are measured: PyTorch-like loops, column by column, or in single precision all earn full marks."""

    def xavier_normal_(tensor, gain=1.0, rng=None):
        rng = np.random.default_rng(rng)
        fan = (tensor[0].size + tensor[:, 0].size) / 2
        for unit in reversed(range(len(tensor))):
            tensor[unit] = np.float32(gain / np.sqrt(fan) * rng.standard_normal(tensor.shape[1:]))
        return tensor

    def uniform(tensor, gain=1.0, rng=None):
        fan = (tensor[0].size + tensor[:, 0].size) / 2
        tensor[...] = (2 * np.random.default_rng(rng).random(tensor.shape) - 1) * gain * np.sqrt(3 / fan)
        return tensor

    assert report("xavier_normal_", xavier_normal_, uniform).state == "right"


def test_one_of_two_fills_is_worth_its_half():
    """xavier_normal_ earns its aspect while xavier_uniform_ is not written, and its mistake is named."""

    def xavier_normal_(tensor, gain=1.0, rng=None):
        tensor[...] = np.random.default_rng(rng).normal(0, gain * np.sqrt(2 / sum(tensor.shape)), tensor.shape)
        return tensor

    seen = report("xavier_normal_", xavier_normal_, xavier_uniform_)
    assert [aspect.name for aspect in seen.aspects if aspect.passed] == ["normal"]

    def narrow(tensor, gain=1.0, rng=None):
        tensor[...] = np.random.default_rng(rng).normal(0, gain * 2 / sum(tensor.shape), tensor.shape)
        return tensor

    assert report("xavier_normal_", narrow, xavier_uniform_).score == 0


def test_new_numbers_in_a_new_array_keep_most_marks():
    """Returning a new array costs the tensor's aspects, not the distribution's."""

    def kaiming_normal_(tensor, a=0.0, mode="fan_in", nonlinearity="leaky_relu", rng=None):
        return lw.init.kaiming_normal_(np.empty(tensor.shape), a, mode, nonlinearity, rng)

    seen = report("kaiming_normal_", kaiming_normal_)
    assert {a.name for a in seen.aspects if not a.passed} == {"fills its tensor and returns it", "draws from rng"}
    assert named("kaiming_normal_", kaiming_normal_) == "makes a new array"


def test_global_random_numbers_are_not_the_caller_s():
    """np.random.normal ignores rng: right spread, other numbers for the same seed."""

    def kaiming_normal_(tensor, a=0.0, mode="fan_in", nonlinearity="leaky_relu", rng=None):
        fan = tensor[0].size if mode == "fan_in" else tensor[:, 0].size
        gain = lw.init.calculate_gain(nonlinearity, a if nonlinearity == "leaky_relu" else None)
        tensor[...] = np.random.normal(0, gain / np.sqrt(fan), tensor.shape)  # noqa: NPY002
        return tensor

    seen = report("kaiming_normal_", kaiming_normal_)
    assert [a.name for a in seen.aspects if not a.passed] == ["draws from rng"]


def test_a_table_that_raises_key_errors_has_not_refused():
    """The docstring promises a ValueError, and whoever catches that does not catch a KeyError."""

    def calculate_gain(nonlinearity, param=None):
        slope = 0.01 if param is None else param
        table = {"linear": 1, "sigmoid": 1, "tanh": 5 / 3, "relu": 2**0.5, "leaky_relu": (2 / (1 + slope**2)) ** 0.5}
        return table[nonlinearity]

    assert report("calculate_gain", calculate_gain).score == 2
    assert named("calculate_gain", calculate_gain) == "another error than ValueError"


def test_matrix_rank_with_its_own_tolerance_counts_rounding_noise():
    """numpy's default tolerance is finer than what training leaves."""

    def symmetry_rank(W, tol=1e-6):
        return np.linalg.matrix_rank(W)

    seen = report("symmetry_rank", symmetry_rank)
    assert [a.name for a in seen.aspects if not a.passed] == ["rounding noise does not count, small weights do"]


def test_a_way_back_that_never_looks_forward_has_lost_its_slopes():
    """No z, no slope: the commonest half of the rule."""

    def gradient_stats(x, weights, act, grad_output):
        stats = []
        for W in reversed(weights):
            stats.append((grad_output.mean(), grad_output.std()))
            grad_output = grad_output @ W
        return stats[::-1]

    assert named("gradient_stats", gradient_stats) == "the slope is dropped"


def test_every_case_of_training_from_zeros_has_rank_one():
    """The record's own weights show what they are meant to show, under any seed."""
    exercise = find("symmetry_rank")
    for seed in range(40):
        for case in exercise.cases:
            if case.name.startswith("trained from"):
                W = case.draw(seed)["W"]
                assert np.linalg.matrix_rank(W, rtol=1e-6) == 1
                assert np.abs(W).max() > 1e-3


def test_a_rank_compares_with_the_largest_singular_value():
    """Whatever else is taken for "large" loses marks, wherever the cases are drawn."""
    for large in (np.sum, np.mean, np.median, np.linalg.norm):

        def rank(W, tol=1e-6, large=large):
            s = np.linalg.svd(W, compute_uv=False)
            return int((s > tol * large(s)).sum())

        for seed in range(4):
            assert check_functions(find("symmetry_rank"), (rank,), seed).score < 4.5


def passed(name, functions, seed):
    """The names of the aspects that hold."""
    compared = Comparison(find(name), seed)
    return {aspect.name for aspect in judge(compared, compared.implementation(functions)) if aspect.passed}


def test_a_slip_with_the_fans_costs_nothing_where_the_gain_is_judged():
    """Its tensors are square, so that the score does not depend on how they are drawn."""

    def xavier_normal_(tensor, gain=1.0, rng=None):
        tensor[...] = np.random.default_rng(rng).normal(0, gain / np.sqrt(tensor[0].size), tensor.shape)
        return tensor

    functions = (xavier_normal_, lw.init.xavier_uniform_)
    held = [passed("xavier_normal_", functions, seed) for seed in range(12)]
    assert held == [{"uniform", "the gain", "fills its tensor and returns it", "draws from rng"}] * 12


def test_a_wrong_gain_shows_in_what_calls_it_under_every_seed():
    """A leak whose slope is not squared comes near the right gain only where the slope is near 0 or 1."""

    def kaiming_normal_(tensor, a=0.0, mode="fan_in", nonlinearity="leaky_relu", rng=None):
        gain = np.sqrt(2 / (1 + a)) if nonlinearity == "leaky_relu" else lw.init.calculate_gain(nonlinearity)
        fan = tensor[0].size if mode == "fan_in" else tensor[:, 0].size
        tensor[...] = np.random.default_rng(rng).normal(0, gain / np.sqrt(fan), tensor.shape)
        return tensor

    assert not any("other activations" in passed("kaiming_normal_", (kaiming_normal_,), seed) for seed in range(12))


def test_an_answer_that_takes_generators_only_keeps_its_distribution():
    """A seed or None ends it with an error, which is an aspect of its own."""

    def kaiming_normal_(tensor, a=0.0, mode="fan_in", nonlinearity="leaky_relu", rng=None):
        gain = lw.init.calculate_gain(nonlinearity, a if nonlinearity == "leaky_relu" else None)
        fan = tensor[0].size if mode == "fan_in" else tensor[:, 0].size
        tensor[...] = rng.normal(0, gain / np.sqrt(fan), tensor.shape)
        return tensor

    seen = report("kaiming_normal_", kaiming_normal_)
    assert [aspect.name for aspect in seen.aspects if not aspect.passed] == ["draws from rng"]
    assert named("kaiming_normal_", kaiming_normal_) == "takes a generator and no seed"
