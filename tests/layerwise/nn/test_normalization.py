import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerwise.autograd.gradcheck import gradcheck
from layerwise.functional.batch_norm_backward import batch_norm_backward, batch_norm_backward_steps
from layerwise.functional.images import channels_first, channels_last
from layerwise.nn.batch_norm import BatchNorm1d, BatchNorm2d
from layerwise.nn.layer_norm import LayerNorm

SHAPES = {"features": (5, 3), "sequences": (3, 3, 4), "images": (3, 3, 2, 4)}


def layer_for(shape, **options):
    return (BatchNorm2d if len(shape) == 4 else BatchNorm1d)(shape[1], **options)


def drawn(shape, seed=0):
    return 3 * np.random.default_rng(seed).standard_normal(shape) + 2


@given(
    st.tuples(st.integers(3, 8), st.integers(1, 4), st.integers(1, 3), st.integers(1, 3)),
    st.integers(2, 4),
    st.integers(0, 99),
)
@settings(max_examples=40, deadline=None)
def test_the_formula_is_the_steps(shape, ndim, seed):
    """The fused backward equals the one that goes through every line, on (N, C), (N, C, L) and (N, C, H, W)."""
    rng, shape = np.random.default_rng(seed), shape[:ndim]
    x, grad_output, weight = rng.standard_normal(shape), rng.standard_normal(shape), rng.standard_normal(shape[1])
    axes = (0, *range(2, ndim))
    std = np.sqrt(x.var(axis=axes) + 1e-3)
    column = (-1, *[1] * (ndim - 2))
    x_hat = (x - x.mean(axis=axes, keepdims=True)) / std.reshape(column)
    fused = batch_norm_backward(grad_output, x_hat, std, weight)
    for one, other in zip(fused, batch_norm_backward_steps(grad_output, x, weight, eps=1e-3), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("affine", [True, False])
def test_the_gradients_of_batch_norm_are_the_measured_slopes(shape, training, affine):
    """gradcheck agrees in training, where every example meets every other, and in evaluation, where none does."""
    layer = layer_for(shape, affine=affine)
    layer(drawn(shape, seed=1))
    assert gradcheck(layer.train(training), drawn(shape))


@pytest.mark.parametrize("options", [{}, {"bias": False}, {"elementwise_affine": False}])
@pytest.mark.parametrize(("shape", "normalized"), [((3, 5), 5), ((3, 2, 4), (2, 4)), ((3, 2, 4), 4)])
def test_the_gradients_of_layer_norm_are_the_measured_slopes(shape, normalized, options):
    """gradcheck agrees, over one and over several dimensions."""
    assert gradcheck(LayerNorm(normalized, **options), drawn(shape))


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_every_channel_has_mean_0_and_variance_1(shape):
    """In training, whatever went in; weight and bias start as 1 and 0."""
    y, axes = layer_for(shape, eps=0.0)(drawn(shape)), (0, *range(2, len(shape)))
    np.testing.assert_allclose(y.mean(axis=axes), 0, atol=1e-12)
    np.testing.assert_allclose(y.var(axis=axes), 1)


def test_every_example_has_mean_0_and_variance_1():
    """Layer normalization looks at one example at a time: a batch of one gives the same."""
    layer, x = LayerNorm((3, 4), eps=0.0), drawn((5, 3, 4))
    y = layer(x)
    np.testing.assert_allclose(y.mean(axis=(1, 2)), 0, atol=1e-12)
    np.testing.assert_allclose(y.var(axis=(1, 2)), 1)
    np.testing.assert_allclose(layer(x[2:3])[0], y[2])


def test_evaluation_uses_the_running_statistics():
    """An example's output does not depend on its batch, and nothing moves."""
    layer, x = BatchNorm1d(3), drawn((6, 3))
    for _ in range(200):
        layer(x)
    state = layer.eval().state_dict()
    y = layer(x)
    np.testing.assert_allclose(layer(x[:1]), y[:1])
    np.testing.assert_allclose(layer.running_mean, x.mean(axis=0))
    np.testing.assert_allclose(layer.running_var, x.var(axis=0, ddof=1))  # the unbiased one
    for name, value in layer.state_dict().items():
        np.testing.assert_array_equal(value, state[name])


def test_the_state_is_pytorchs():
    """Names, order and shapes of a state dict, so that weights can move between the two."""
    state = BatchNorm2d(3).state_dict()
    assert list(state) == ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]
    assert [value.shape for value in state.values()] == [(3,)] * 4 + [()]
    assert list(BatchNorm1d(3, affine=False, track_running_stats=False).state_dict()) == []


@pytest.mark.parametrize("layer", [BatchNorm1d(3, dtype=np.float32), LayerNorm(3, dtype=np.float32)], ids=repr)
def test_float32_stays_float32(layer):
    """Output, gradients and running statistics, over several steps."""
    x = drawn((4, 3)).astype(np.float32)
    for _ in range(3):
        assert layer(x).dtype == layer.backward(x).dtype == np.float32
    assert {parameter.grad.dtype for parameter in layer.parameters()} == {np.dtype(np.float32)}
    assert {buffer.dtype for _, buffer in layer.named_buffers() if buffer.ndim} <= {np.dtype(np.float32)}


def test_float32_means_are_accurate_far_from_zero():
    """Two passes, mean first: the variance of numbers around 1000 is not lost to rounding."""
    x = (np.random.default_rng(0).standard_normal((64, 4, 16, 16)) + 1000).astype(np.float32)
    y = BatchNorm2d(4, dtype=np.float32)(x)
    np.testing.assert_allclose(y.std(axis=(0, 2, 3)), 1, rtol=1e-3)


@pytest.mark.parametrize("affine", [True, False])
def test_the_order_in_memory_changes_nothing(affine):
    """Channels first or last in memory: the same numbers, forward and backward."""
    x, grad_output = drawn((3, 4, 5, 5)), drawn((3, 4, 5, 5), seed=1)
    results = []
    for move in (lambda a: a, lambda a: channels_first(channels_last(a))):
        layer = BatchNorm2d(4, affine=affine)
        results.append((layer(move(x)), layer.backward(grad_output)))
    for one, other in zip(*results, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(
    "layer",
    [BatchNorm1d(3), BatchNorm1d(3, affine=False), LayerNorm(3), LayerNorm(3, elementwise_affine=False)],
    ids=repr,
)
def test_arguments_are_left_as_they_were(layer):
    """Nothing is written into x or grad_output, and writing into the results does not disturb backward."""
    x, grad_output = drawn((4, 3)), drawn((4, 3), seed=1)
    copies = x.copy(), grad_output.copy()
    y = layer(x)
    first = layer.backward(grad_output)
    expected = first.copy()
    y[...] = first[...] = 7.0
    np.testing.assert_array_equal(layer.backward(grad_output), expected)
    np.testing.assert_array_equal(x, copies[0])
    np.testing.assert_array_equal(grad_output, copies[1])


def test_what_does_not_fit_is_refused():
    """The errors name the argument, what was received and what was expected."""
    with pytest.raises(ValueError, match=r"x must have shape \(N, 3\) or \(N, 3, L\), got shape \(4, 2\)"):
        BatchNorm1d(3)(np.zeros((4, 2)))
    with pytest.raises(ValueError, match=r"x must have shape \(N, 3, H, W\), got shape \(4, 3\)"):
        BatchNorm2d(3)(np.zeros((4, 3)))
    with pytest.raises(ValueError, match="x must hold at least two numbers for each channel in training"):
        BatchNorm1d(3)(np.zeros((1, 3)))
    BatchNorm1d(3).eval()(np.zeros((1, 3)))
    with pytest.raises(
        ValueError, match=r"x must have shape \(\.\.\., 2, 3\): normalized_shape last, got shape \(4, 3, 2\)"
    ):
        LayerNorm((2, 3))(np.zeros((4, 3, 2)))
    with pytest.raises(ValueError, match="momentum must be at most 1, got 9"):
        BatchNorm1d(3, momentum=9)
    with pytest.raises(ValueError, match=r"eps must be at least 0, got -1"):
        LayerNorm(3, eps=-1)
    with pytest.raises(ValueError, match="normalized_shape must have at least one dimension"):
        LayerNorm([])
    layer = BatchNorm1d(3)
    layer(drawn((4, 3)))
    with pytest.raises(ValueError, match=r"grad_output must have the shape"):
        layer.backward(np.zeros((3, 4)))
