import numpy as np
import pytest

import layerwise as lw
from layerwise import nn

from ..numerical import numerical_gradient

rng = np.random.default_rng(0)
LOGITS, CLASSES = rng.standard_normal((4, 3)), np.array([2, 0, 1, 1])
SOFT, VALUES = rng.dirichlet(np.ones(3), 4), rng.standard_normal((4, 3))
LOSSES = {
    "mse": (nn.MSELoss, LOGITS, VALUES),
    "cross_entropy": (nn.CrossEntropyLoss, LOGITS, CLASSES),
    "soft": (nn.CrossEntropyLoss, LOGITS, SOFT),
    "nll": (nn.NLLLoss, lw.log_softmax(LOGITS), CLASSES),
    "bce": (nn.BCEWithLogitsLoss, LOGITS, SOFT),
    "margin": (nn.MultiMarginLoss, LOGITS, CLASSES),
}

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("name", LOSSES)
def test_the_gradient_is_the_measured_one(name, reduction):
    """For each reduction, under a random upstream gradient."""
    kind, input, target = LOSSES[name]
    loss_fn = kind(reduction=reduction)
    grad_output = np.random.default_rng(1).standard_normal(np.shape(loss_fn(input, target)))
    grad = loss_fn.backward(grad_output)
    measured = numerical_gradient(lambda x: (grad_output * loss_fn(x, target)).sum(), input)
    np.testing.assert_allclose(grad, measured, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", LOSSES)
def test_reductions_fit_together(name):
    """The mean and the sum are those of the single losses; a reduced loss is a plain float."""
    kind, input, target = LOSSES[name]
    each = kind(reduction="none")(input, target)
    mean, total = kind()(input, target), kind(reduction="sum")(input, target)
    assert type(mean) is type(total) is float
    np.testing.assert_allclose([mean, total], [each.mean(), each.sum()])


@pytest.mark.parametrize("name", LOSSES)
def test_types_are_kept_and_arguments_left_alone(name):
    """float32 scores have float32 gradients, whatever the targets are; nothing is written to."""
    kind, input, target = LOSSES[name]
    input, before = input.astype(np.float32), (input.astype(np.float32), target.copy())
    loss_fn = kind(reduction="none")
    loss = loss_fn(input, target)
    assert loss.dtype == loss_fn.backward().dtype == np.float32
    assert loss_fn.backward(np.ones(loss.shape)).dtype == np.float32
    np.testing.assert_array_equal(input, before[0])
    np.testing.assert_array_equal(target, before[1])


def test_a_class_is_its_one_hot_row():
    """Class indices and probabilities that are certain of them cost the same, smoothed or not."""
    one_hot = np.eye(3)[CLASSES]
    for smoothing in (0.0, 0.2):
        options = {"label_smoothing": smoothing}
        assert lw.cross_entropy(LOGITS, CLASSES, **options) == lw.cross_entropy(LOGITS, one_hot, **options)


def test_cross_entropy_is_nll_of_log_softmax():
    """Two ways to the same number."""
    np.testing.assert_allclose(lw.cross_entropy(LOGITS, CLASSES), lw.nll_loss(lw.log_softmax(LOGITS), CLASSES))


def test_the_hinge_asks_for_no_more_than_its_margin():
    """Scores that lead by the margin cost nothing and get no gradient."""
    assert lw.multi_margin_loss([[5.0, 4.0, 0.0]], [0]) == 0
    assert not lw.multi_margin_loss_backward([[5.0, 4.0, 0.0]], [0]).any()


@pytest.mark.parametrize("kind", [nn.MSELoss, nn.BCEWithLogitsLoss])
def test_a_column_against_a_row_is_refused(kind):
    """(N, 1) against (N,) would become (N, N) in numpy, and the loss a plausible wrong number."""
    with pytest.raises(
        ValueError, match=r"same shape, got input \(4, 1\) and target \(4,\).*each with all. Use reshape"
    ):
        kind()(np.zeros((4, 1)), np.zeros(4))
    with pytest.raises(ValueError, match=r"same shape, got input \(4, 2\) and target \(4,\)"):
        kind()(np.zeros((4, 2)), np.zeros(4))


@pytest.mark.parametrize(
    ("loss", "input", "target", "error", "message"),
    [
        (lw.mse_loss, [np.nan], [0.0], ValueError, r"input must be finite, got nan at \[0\].*diverged"),
        (lw.mse_loss, [0.0], [np.inf], ValueError, r"target must be finite, got inf at \[0\]"),
        (lw.mse_loss, ["a"], [0.0], TypeError, "input must hold real numbers, got dtype <U1"),
        (lw.mse_loss, [], [], ValueError, "the mean over no examples is not defined"),
        (lw.cross_entropy, [[0.0, np.inf]], [0], ValueError, r"logits must be finite, got inf at \[0, 1\]"),
        (lw.cross_entropy, [[0.0, 0.0]], [2], ValueError, "target must be between 0 and 1, got 2 to 2"),
        (lw.cross_entropy, [[0.0, 0.0]], [True], TypeError, "target must hold integer classes, got dtype bool"),
        (lw.cross_entropy, [[0.0, 0.0]], [[0]], ValueError, r"target \(N,\), got \(1, 2\) and \(1, 1\)"),
        (lw.cross_entropy, [[0.0, 0.0]], [[0.5, 0.6]], ValueError, "must sum to 1, got 1.1 in row 0"),
        (lw.cross_entropy, [[0.0, 0.0]], [[1.5, -0.5]], ValueError, "at least 0, got -0.5"),
        (lw.nll_loss, [[0.0, 0.0]], [-1], ValueError, "target must be between 0 and 1, got -1 to -1"),
        (lw.nll_loss, [0.0, 0.0], [0, 1], ValueError, r"log_probs must have shape \(N, C\)"),
        (lw.binary_cross_entropy_with_logits, [0.0], [2.0], ValueError, "target must be between 0 and 1, got 2 to 2"),
        (lw.multi_margin_loss, [[0.0, np.nan]], [0], ValueError, "input must be finite, got nan"),
        (lw.multi_margin_loss, [[0.0, 0.0]], [0.0], TypeError, "integer classes, got dtype float64"),
    ],
)
def test_bad_input_is_named(loss, input, target, error, message):
    """The argument, what it was, and what was expected."""
    with pytest.raises(error, match=message):
        loss(input, target)


def test_bad_options_are_named():
    """When the loss is made, not when it is first used."""
    with pytest.raises(ValueError, match="reduction must be one of 'mean', 'sum', 'none'; got 'average'"):
        nn.MSELoss(reduction="average")
    with pytest.raises(ValueError, match="label_smoothing must be at most 1, got 2"):
        nn.CrossEntropyLoss(label_smoothing=2)
    with pytest.raises(RuntimeError, match=r"MSELoss\.backward was called before the loss was"):
        nn.MSELoss().backward()


def test_the_upstream_gradient_must_fit_the_reduction():
    """One number for a reduced loss, one a loss for "none"."""
    with pytest.raises(ValueError, match=r"grad_output must be a single number, got shape \(2,\)"):
        lw.mse_loss_backward([1.0, 2.0], [0.0, 0.0], grad_output=[1.0, 1.0])
    with pytest.raises(ValueError, match=r"grad_output must be one number a loss, shape \(2,\), got shape \(\)"):
        lw.mse_loss_backward([1.0, 2.0], [0.0, 0.0], reduction="none", grad_output=1.0)
