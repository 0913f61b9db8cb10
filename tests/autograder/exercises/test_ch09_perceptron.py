"""Chapter 9's records: answers that nobody recorded, right ones and wrong ones, and what the verdicts read."""

from math import comb

import numpy as np

from autograder.core.diagnose import check_functions
from autograder.exercises import find
from autograder.worker.observe import observe
from layerwise.analysis.regions import count_regions, max_regions
from layerwise.functional.activations import sigmoid
from layerwise.linear_model import perceptron_step


def report(name, *functions):
    return check_functions(find(name), functions)


def failed(seen):
    return {aspect.name for aspect in seen.aspects if not aspect.passed}


def test_a_perceptron_with_other_orders_and_types_is_right():
    """Lists in, tuples out, the condition taken apart: what counts are the numbers."""

    def perceptron_step(w, b, x, y):
        score = sum(a * c for a, c in zip(w, x, strict=True)) + b
        if (score > 0 and y == 1) or (score < 0 and y == -1):
            return w, b
        return [a + y * c for a, c in zip(w, x, strict=True)], float(b + y)

    assert report("perceptron_step", perceptron_step).state == "right"


def test_a_step_of_a_learning_rate_is_not_the_step():
    """A rate changes no sign from zero, and the numbers all the same: what needs a step waits for it."""

    def half(w, b, x, y):
        return (w + 0.5 * y * x, b + 0.5 * y) if y * (w @ x + b) <= 0 else (w, b)

    seen = report("perceptron_step", half)
    assert seen.state == "wrong"
    assert failed(seen) == {aspect.name for aspect in find("perceptron_step").aspects}


def test_the_perceptron_of_old_forum_answers_is_told_to_always_correct_the_first_row():
    """An index that is never moved: the weights run off."""

    def fit_perceptron(X, y, epochs):
        w, b, mistakes, i = np.zeros(X.shape[1]), 0.0, [], 0
        for _ in range(epochs):
            wrong = 0
            for x, side in zip(X, y, strict=True):
                if side * (x @ w + b) <= 0:
                    w, b, wrong = w + y[i] * X[i], b + y[i], wrong + 1
            mistakes.append(wrong)
            if not wrong:
                break
        return w, b, mistakes

    seen = report("fit_perceptron", fit_perceptron)
    assert seen.state == "wrong"
    assert seen.diagnosis.name == "always corrects the first row"


def test_a_list_of_zeros_at_the_end_costs_the_counts_and_not_the_line():
    """Whoever goes on after a clean epoch has found the same line."""

    def fit_perceptron(X, y, epochs):
        w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
        for _ in range(epochs):
            mistakes.append(0)
            for x, side in zip(X, y, strict=True):
                mistakes[-1] += int(side * (w @ x + b) <= 0)
                w, b = perceptron_step(w, b, x, float(side))
        return w, b, mistakes

    seen = report("fit_perceptron", fit_perceptron)
    assert failed(seen) == {"mistakes of each epoch until a clean one", "points on the line"}
    assert seen.diagnosis.name == "goes on after a clean epoch"


def test_any_wiring_that_is_right_at_the_corners_counts():
    """Weights of another size, another pair of lines, a list in place of an array."""

    def steep(low, high):
        middle = (low + high) / 2
        return [[8, -8], [-3, 3]], [-4 * (high - low), -1.5 * (high - low)], [0.1, 0.2], -0.05 + 0 * middle

    assert report("xor_weights", steep).state == "right"


def test_the_opposite_of_xor_keeps_the_points_of_its_two_lines():
    """The hidden half is right, the third line wrong at all corners."""

    def opposite(low, high):
        return np.ones((2, 2)), [-(1.5 * low + 0.5 * high), -(0.5 * low + 1.5 * high)], [-1.0, 1.0], 0.5

    seen = report("xor_weights", opposite)
    assert {aspect.name for aspect in seen.aspects if aspect.passed} == {"the two lines keep the corners apart"}


def test_weights_of_the_wrong_shape_are_told_so():
    """A column in place of a row is a common slip, and no reason for an exception on our side."""

    def column(low, high):
        return np.ones((2, 2)), np.zeros((2, 1)), np.ones((2, 1)), 0.0

    seen = report("xor_weights", column)
    assert failed(seen) == {aspect.name for aspect in find("xor_weights").aspects}
    assert "should have the shapes" in seen.aspects[0].failure.message


def test_xor_s_probe_sends_weights_and_no_verdicts():
    """What comes out of the sandbox are twelve times four arrays."""
    exercise = find("xor_weights")
    for case in exercise.cases:
        seen = observe(exercise.references, exercise.probe, case.draw(3))
        assert {name: value.shape for name, value in seen.values.items()} == {
            "W1": (12, 2, 2),
            "b1": (12, 2),
            "w2": (12, 2),
            "b2": (12,),
        }


def test_the_loss_from_probabilities_keeps_all_but_the_sure_mistakes():
    """The plain formula is worth what it is worth."""

    def logistic_gradient(w, b, X, y):
        p = 1 / (1 + np.exp(-(X @ w + b)))
        loss = -(y * np.log(p) + (1 - y) * np.log(1 - p)).sum() / len(y)
        return loss, (p - y) @ X / len(y), (p - y).mean()

    seen = report("logistic_gradient", logistic_gradient)
    assert failed(seen) == {"sure mistakes"}
    assert seen.diagnosis.name == "the logarithm of 0"


def test_a_loss_alone_earns_its_point():
    """With a gradient that is not written yet."""

    def logistic_gradient(w, b, X, y):
        z = X @ w + b
        return (np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))).mean(), np.zeros(len(w)), 0.0

    assert {a.name for a in report("logistic_gradient", logistic_gradient).aspects if a.passed} == {"the loss"}


def test_a_softmax_down_the_columns_is_named_however_it_is_written():
    """With np.exp by hand and einsum for the products."""

    def softmax_regression_step(W, b, X, y, lr):
        z = X @ W.T + b
        e = np.exp(z - z.max(axis=0))
        p = e / e.sum(axis=0)
        p[range(len(y)), y] -= 1
        return W - lr * np.einsum("nc,nd->cd", p, X) / len(y), b - lr * p.mean(axis=0)

    seen = report("softmax_regression_step", softmax_regression_step)
    assert seen.diagnosis.name == "softmax over the batch"


def test_regions_and_their_maximum_are_judged_apart():
    """Half of the exercise is worth half of its points."""

    def count(W, b, X):
        return 2 ** len(W)

    assert failed(report("count_regions", count, max_regions)) >= {"counts the patterns", "points on an edge are off"}
    seen = report("count_regions", count_regions, lambda n, d: sum(comb(n, k) for k in range(d)))
    assert failed(seen) == {"the most with few dimensions", "the most with many dimensions"}


def test_a_difference_in_place_of_rates_earns_nothing():
    """Who subtracts has no rates at all."""

    def adjusted_rates(admitted, applied):
        return applied.sum(axis=1) - admitted.sum(axis=1), (applied - admitted).sum(axis=1)

    assert report("adjusted_rates", adjusted_rates).state == "wrong"
    assert not any(aspect.passed for aspect in report("adjusted_rates", adjusted_rates).aspects)


def test_weights_of_the_mean_of_two_groups_are_named():
    """Each group counted as half, whatever its size: a standard too, and not the one that is asked for."""

    def adjusted_rates(admitted, applied):
        shares = applied / applied.sum(axis=1)[:, None]
        weights = shares.sum(axis=0) / len(applied)
        return admitted.sum(axis=1) / applied.sum(axis=1), np.array([row @ weights for row in admitted / applied])

    seen = report("adjusted_rates", adjusted_rates)
    assert failed(seen) == {"the adjusted rates", "as many departments as groups"}
    assert seen.diagnosis.name == "the departments of one group as weights"


def test_combining_scores_is_one_line_more_and_named_so():
    """Log odds in place of probabilities, by a route of their own."""

    def combine(P, weights, bias):
        odds = np.log(P) - np.log1p(-P)
        return sigmoid((odds.T * weights).sum(axis=1) + bias)

    seen = report("combine", combine)
    assert seen.diagnosis.name == "the odds are combined, not the probabilities"
