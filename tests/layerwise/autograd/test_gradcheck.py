import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import layerwise as lw
from layerwise import nn
from layerwise.autograd.finite_differences import measured_slopes
from layerwise.autograd.gradcheck import gradcheck
from layerwise.autograd.gradcheck_subject import GradientError

from .planted_bugs import PLANTED, BatchNorm

rng = np.random.default_rng(3)
X, CLASSES = rng.standard_normal((4, 3)), np.array([2, 0, 1, 1])
SOFT = rng.dirichlet(np.ones(3), 4)


def network():
    body = nn.Sequential(nn.Linear(3, 3, rng=3), nn.GELU())
    branches = nn.Parallel(nn.Tanh(), nn.Sequential(nn.Linear(3, 2, rng=4), nn.LeakyReLU()))
    return nn.Sequential(nn.Linear(3, 3, rng=1), nn.ReLU(), nn.Residual(body), branches, nn.Linear(5, 2, rng=2))


CORRECT = {
    "linear": (nn.Linear(3, 2, rng=0), X),
    "linear without bias": (nn.Linear(3, 2, bias=False, rng=0), X),
    "linear with more dimensions": (nn.Linear(3, 2, rng=0), rng.standard_normal((3, 2, 3))),
    "flatten": (nn.Flatten(), rng.standard_normal((3, 2, 2))),
    **{kind.__name__: (kind(), X) for kind in (nn.ReLU, nn.LeakyReLU, nn.ELU, nn.Sigmoid, nn.Tanh, nn.Softplus)},
    "gelu": (nn.GELU(), X),
    "gelu tanh": (nn.GELU("tanh"), X),
    "softmax": (nn.Softmax(), X),
    "log_softmax of columns": (nn.LogSoftmax(dim=0), X),
    "dropout in evaluation": (nn.Dropout(rng=0).eval(), X),
    "residual": (nn.Residual(nn.Linear(3, 2, rng=0), nn.Linear(3, 2, rng=1)), X),
    "batchnorm": (BatchNorm(), X),
    "network": (network(), X),
    "mse": (nn.MSELoss(), (X, SOFT)),
    "cross entropy": (nn.CrossEntropyLoss(label_smoothing=0.1), (X, CLASSES)),
    "cross entropy, one loss an example": (nn.CrossEntropyLoss(reduction="none"), (X, CLASSES)),
    "soft targets": (nn.CrossEntropyLoss(), (X, SOFT)),
    "nll": (nn.NLLLoss(), (X, CLASSES)),
    "bce": (nn.BCEWithLogitsLoss(), (X, SOFT)),
    "hinge": (nn.MultiMarginLoss(), (X, CLASSES)),
    "a pair": ((np.matmul, lambda g, x, y: (g @ y.T, x.T @ g)), (X, X.T)),
    "broadcasting": ((np.multiply, lambda g, x, y: (g * y, lw.unbroadcast(g * x, y.shape))), (X, X[:1])),
    "saturated": (nn.Sigmoid(), 12 + np.abs(X)),
    "tiny": ((lambda x: 1e-9 * np.tanh(x), lambda g, x: 1e-9 * lw.tanh_backward(g, x)), X),
    "huge": ((lambda x: 1e9 * np.tanh(x), lambda g, x: 1e9 * lw.tanh_backward(g, x)), X),
    "far from zero": ((lambda x: x**2, lambda g, x: 2 * g * x), 1000 + X),
}


def test_there_are_at_least_twenty_planted_bugs():
    assert len(PLANTED) >= 20


@pytest.mark.parametrize("name", PLANTED)
def test_every_planted_bug_is_caught(name):
    """Whatever upstream gradient is drawn."""
    fn, inputs = PLANTED[name]
    for seed in range(5):
        assert not gradcheck(fn, inputs, rng=seed, raise_exception=False)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", CORRECT)
def test_no_correct_layer_is_rejected(name):
    """Whatever upstream gradient is drawn."""
    fn, inputs = CORRECT[name]
    for seed in range(5):
        assert gradcheck(fn, inputs, rng=seed)


@given(st.integers(3, 5), st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.integers(0, 1000))
def test_networks_of_all_shapes_pass(batch, features, hidden, classes, seed):
    """Kinks that a perturbation steps over are found and left out."""
    numbers = np.random.default_rng(seed)
    model = nn.Sequential(
        nn.Linear(features, hidden, rng=numbers), nn.Tanh(), nn.Linear(hidden, classes, rng=numbers), nn.LeakyReLU()
    )
    assert gradcheck(model, numbers.standard_normal((batch, features)), rng=seed)


def test_the_worst_entry_is_named():
    """Where, what was computed, what was measured, and the factor if it is the same everywhere."""
    wrong = (lambda x: x**3, lambda g, x: g * x**2)
    with pytest.raises(
        GradientError, match=r"gradient of inputs\[0\] is wrong in 3 of 3 .*Worst at \[2\].*0\.3333 times"
    ):
        gradcheck(wrong, np.array([1.0, 2.0, 3.0]))
    fn, inputs = PLANTED["linear: one entry wrong by 1e-4"]
    with pytest.raises(GradientError, match=r"inputs\[0\] is wrong in 1 of 12 entries\. Worst at \[2, 1\]"):
        gradcheck(fn, inputs)
    fn, inputs = PLANTED["linear: bias takes the mean"]
    with pytest.raises(GradientError, match=r"gradient of bias is wrong in 3 of 3.* 0\.25 times"):
        gradcheck(fn, inputs)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("linear: bias forgotten", "gradient of bias is missing"),
        ("linear: assigns, not accumulates", "gradients of weight do not add up"),
        ("linear: writes into grad_output", "wrote into grad_output"),
        ("broadcast sum: not summed back", r"gradient of inputs\[1\] must have the shape.*\(3,\), got \(4, 3\)"),
    ],
)
def test_what_is_not_a_slope_is_named_too(name, message):
    """Missing gradients, wrong shapes, assignment, and writing into what was passed."""
    fn, inputs = PLANTED[name]
    with pytest.raises(GradientError, match=message):
        gradcheck(fn, inputs)


def test_a_batch_that_proves_little_is_refused():
    """One example, two, or equal ones."""
    for shape in [(1, 3), (2, 3), ()]:
        with pytest.raises(ValueError, match=r"inputs\[0\] must hold at least 3 examples"):
            gradcheck(nn.Tanh(), np.ones(shape))
    with pytest.raises(ValueError, match="examples that differ"):
        gradcheck(nn.Tanh(), np.ones((3, 3)))
    assert gradcheck(nn.Tanh(), np.ones((1, 3)), least_batch=1)


def test_a_gradient_of_zero_proves_nothing():
    """A dead ReLU passes every backward pass that returns zeros; a bias before BatchNorm is meant to have none."""
    with pytest.raises(GradientError, match=r"inputs\[0\] is zero in all 12 entries.*proves nothing"):
        gradcheck(nn.ReLU(), -np.abs(X))
    model = nn.Sequential(nn.Linear(3, 3, rng=0), BatchNorm())
    with pytest.raises(GradientError, match=r"gradient of 0\.bias is zero in all 3 entries"):
        gradcheck(model, X)
    assert gradcheck(model, X, allow_zero=["0.bias"])
    with pytest.raises(
        ValueError, match=r"allow_zero must be some of \['inputs\[0\]', '0.weight', '0.bias'\], got True"
    ):
        gradcheck(model, X, allow_zero=True)


def test_kinks_are_left_out_but_not_too_many():
    """ReLU at exactly 0, and within a step of it, has no slope to compare with."""
    x = X.copy()
    x[0, 0], x[1, 1], x[2, 2] = 0.0, 4e-6, -9e-6
    assert gradcheck(nn.ReLU(), x)
    x[3] = 0.0
    with pytest.raises(GradientError, match=r"6 of 12 entries of inputs\[0\] lie at kinks"):
        gradcheck(nn.ReLU(), x)


@given(st.floats(-1, 1), st.floats(0.3, 3.0))
def test_a_kink_is_seen_or_does_not_matter(where, jump):
    """Wherever in the step it lies: what is not called a kink is measured right."""
    x = np.array([0.7])
    kink_at = 0.7 + where * 1e-5
    slopes = measured_slopes(lambda: 2 * x + jump * np.maximum(x - kink_at, 0), x, np.ones(1))
    right = 2 + (jump if kink_at < 0.7 else 0)
    assert slopes.kink[0] or abs(slopes.value[0] - right) <= slopes.uncertainty[0] + 1e-3 * jump


def test_dropout_in_training_is_recognised():
    """Forward differs from call to call: the message says how to switch that off."""
    with pytest.raises(GradientError, match=r"another output for the same inputs.*Dropout.*eval"):
        gradcheck(nn.Sequential(nn.Linear(3, 3, rng=0), nn.Dropout(rng=0)), X)


def test_checking_leaves_everything_as_it_was():
    """Inputs, parameters, gradients and buffers."""

    class Counting(nn.Linear):
        def __init__(self):
            super().__init__(3, 2, rng=0)
            self.register_buffer("calls", 0)

        def forward(self, x):
            self.calls = self.calls + 1
            return super().forward(x)

    layer, x = Counting(), X.copy()
    layer.weight.grad = np.full((2, 3), 7.0)
    state = layer.state_dict()
    assert gradcheck(layer, x)
    assert (layer.weight.grad == 7.0).all()
    assert layer.bias.grad is None
    np.testing.assert_array_equal(x, X)
    for name, array in layer.state_dict().items():
        np.testing.assert_array_equal(array, state[name])


def test_frozen_parameters_are_not_asked_for():
    """A frozen layer has only its input's gradient."""
    layer = nn.Linear(3, 2, rng=0)
    layer.weight.requires_grad = False
    assert gradcheck(layer, X)
    assert gradcheck(layer.requires_grad_(False), X)


@pytest.mark.parametrize(
    ("fn", "inputs", "error", "message"),
    [
        (np.tanh, X, TypeError, "fn must be a Module, a loss, or a pair"),
        (nn.Tanh(), (X, X), ValueError, "inputs must be one array for a Module, got 2"),
        (nn.Tanh(), np.arange(3), ValueError, "nothing to perturb"),
        (nn.Tanh(), np.array(["a"] * 3), TypeError, r"inputs\[0\] must hold numbers, got dtype <U1"),
        (nn.Linear(3, 2, dtype=np.float32), X, TypeError, "weight must be float64.*got float32"),
    ],
)
def test_wrong_arguments_are_named(fn, inputs, error, message):
    with pytest.raises(error, match=message):
        gradcheck(fn, inputs)
