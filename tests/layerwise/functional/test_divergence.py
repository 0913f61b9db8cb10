import numpy as np
import pytest

import layerwise as lw
from layerwise.functional.smoothed_cross_entropy import smoothed_cross_entropy
from layerwise.information import code_length, entropy

from ..numerical import numerical_gradient

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture
def pair():
    """log q and p, three distributions each."""
    rng = np.random.default_rng(0)
    return np.log(rng.dirichlet(np.ones(4), 3)), rng.dirichlet(np.ones(4), 3)


def test_the_divergence_is_what_the_wrong_list_costs_more(pair):
    """In nats: code_length(p, q) - entropy(p) bits, times log(2)."""
    log_q, p = pair
    more = (code_length(p, np.exp(log_q)) - entropy(p)) * np.log(2)
    assert lw.kl_div(log_q, p) == pytest.approx(more.mean())
    assert lw.kl_div(log_q, p, "sum") == pytest.approx(more.sum())
    assert lw.kl_div(log_q, p, "mean") == pytest.approx(more.mean() / 4)
    np.testing.assert_allclose(lw.kl_div(log_q, p, "none").sum(axis=1), more)
    assert lw.kl_div(np.log(p), p) == pytest.approx(0, abs=1e-15)


def test_where_nothing_comes_nothing_is_added():
    """Whatever q says there, 0 as well; where something comes that q rules out, the divergence is inf."""
    with np.errstate(divide="ignore"):
        log_q = np.log([[0.5, 0.5, 0.0]])
    assert lw.kl_div(log_q, [[1.0, 0.0, 0.0]]) == pytest.approx(np.log(2))
    assert lw.kl_div(log_q, [[0.5, 0.25, 0.25]]) == np.inf


@pytest.mark.parametrize("reduction", ["batchmean", "mean", "sum", "none"])
def test_the_gradient_is_the_measured_one(pair, reduction):
    """With respect to input, for every reduction."""
    log_q, p = pair
    weights = np.random.default_rng(1).normal(size=np.shape(lw.kl_div(log_q, p, reduction)))
    measured = numerical_gradient(lambda x: (weights * lw.kl_div(x, p, reduction)).sum(), log_q - 1.0)
    np.testing.assert_allclose(lw.kl_div_backward(log_q, p, reduction, weights), measured, atol=1e-9)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[0.5, 0.5]], [[0.5, 0.5]]), "input must hold log-probabilities, at most 0, got 0.5: take the log of q"),
        (([[-1.0, -1.0]], [[-1.0, 0.5]]), "target must hold probabilities, at least 0, got -1: no log is taken of p"),
        (([[-1.0, -1.0]], [[1.0]]), r"same shape \(N, C\), got \(1, 2\) and \(1, 1\)"),
        (([-1.0, -1.0], [0.5, 0.5]), r"same shape \(N, C\)"),
        (([[-1.0]], [[1.0]], "total"), "reduction must be one of 'batchmean', 'mean', 'sum', 'none'; got 'total'"),
        ((np.zeros((0, 2)), np.zeros((0, 2))), "the mean over no examples is not defined"),
        (([[np.nan]], [[1.0]]), "at most 0, got nan"),
    ],
)
def test_the_usual_slips_are_named(arguments, message):
    """Probabilities for logs, logs for probabilities, shapes that only broadcast."""
    with pytest.raises(ValueError, match=message):
        lw.kl_div(*arguments)
    with pytest.raises(ValueError, match=message):
        lw.kl_div_backward(*arguments)


def test_smoothing_spreads_its_part_over_all_classes():
    """The loss of the right class and of all classes, mixed; the gradient is the measured one and rows sum to 0."""
    rng = np.random.default_rng(2)
    logits, target = rng.normal(size=(5, 4)), rng.integers(0, 4, 5)
    loss, grad = smoothed_cross_entropy(logits, target, 0.2)
    log_p = lw.log_softmax(logits, 1)
    mixed = 0.8 * log_p[np.arange(5), target] + 0.2 * log_p.mean(axis=1)
    assert loss == pytest.approx(-mixed.mean())
    measured = numerical_gradient(lambda z: smoothed_cross_entropy(z, target, 0.2)[0], logits)
    np.testing.assert_allclose(grad, measured, atol=1e-9)
    np.testing.assert_allclose(grad.sum(axis=1), 0, atol=1e-15)


def test_without_smoothing_it_is_the_cross_entropy_and_a_tenth_is_the_default():
    """Arguments as in PyTorch."""
    logits, target = np.array([[2.0, -1.0, 0.5]]), np.array([2])
    assert smoothed_cross_entropy(logits, target, 0.0)[0] == lw.cross_entropy(logits, target)
    assert smoothed_cross_entropy(logits, target)[0] == lw.cross_entropy(logits, target, label_smoothing=0.1)
    with pytest.raises(ValueError, match=r"label_smoothing must be at most 1, got 1\.5"):
        smoothed_cross_entropy(logits, target, 1.5)
