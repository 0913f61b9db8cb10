import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from layerwise.functional.conv2d_naive import conv2d_naive
from layerwise.functional.unfold import fold, unfold


@st.composite
def windows(draw):
    """Draw (shape of x, options of unfold) with windows that fit, overlap, or leave gaps."""

    def pair(low, high):
        return draw(st.integers(low, high)), draw(st.integers(low, high))

    kernel_size, dilation, padding, stride = pair(1, 3), pair(1, 3), pair(0, 2), pair(1, 4)
    shape = (draw(st.integers(0, 3)), draw(st.integers(1, 3)), *pair(1, 7))
    assume(all(s + 2 * p > d * (k - 1) for s, p, d, k in zip(shape[2:], padding, dilation, kernel_size, strict=True)))
    return shape, {"kernel_size": kernel_size, "dilation": dilation, "padding": padding, "stride": stride}


@given(windows(), st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_fold_is_the_adjoint_of_unfold(drawn, seed):
    """(unfold(x) * columns).sum() == (x * fold(columns)).sum() for every x and columns: fold is unfold transposed."""
    shape, options = drawn
    rng = np.random.default_rng(seed)
    x = rng.standard_normal(shape)
    unfolded = unfold(x, **options)
    columns = rng.standard_normal(unfolded.shape)
    folded = fold(columns, shape[2:], **options)
    assert folded.shape == shape
    np.testing.assert_allclose((unfolded * columns).sum(), (x * folded).sum(), rtol=1e-10, atol=1e-10)


@given(windows(), st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_a_convolution_is_a_product_of_matrices(drawn, seed):
    """The weights as a matrix, times the columns, is the convolution of the loops."""
    (N, C, H, W), options = drawn
    rng = np.random.default_rng(seed)
    x, weight = rng.standard_normal((N, C, H, W)), rng.standard_normal((2, C, *options["kernel_size"]))
    y = weight.reshape(2, -1) @ unfold(x, **options)
    steps = options["stride"], options["padding"], options["dilation"]
    expected = conv2d_naive(x, weight, None, *steps)
    np.testing.assert_allclose(y.reshape(expected.shape), expected, rtol=1e-10, atol=1e-12)


def test_fold_adds_where_windows_overlap():
    """Each pixel gets as many ones as there are windows over it."""
    counts = fold(np.ones((1, 4, 4)), (3, 3), kernel_size=2)
    assert counts[0, 0].tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]


def test_dtypes_and_arguments_are_kept():
    """float32 stays float32, ints become float64, and nothing is written into the arguments."""
    x = np.arange(16, dtype=np.float32).reshape(1, 1, 4, 4)
    columns = unfold(x, 2)
    assert columns.dtype == fold(columns, (4, 4), 2).dtype == np.float32
    assert unfold(x.astype(int), 2).dtype == np.float64
    columns[...] = 0
    assert x[0, 0, 3, 3] == 15


def test_what_does_not_fit_is_refused():
    """The errors name the argument, what was received and what was expected."""
    with pytest.raises(ValueError, match=r"x must have shape \(N, C, H, W\), got shape \(4, 4\)"):
        unfold(np.zeros((4, 4)), 2)
    with pytest.raises(ValueError, match="the kernel must fit into the padded image"):
        unfold(np.zeros((1, 1, 4, 4)), 5)
    with pytest.raises(ValueError, match=r"columns must have shape \(N, C \* 4, 9\) .* got shape \(1, 4, 8\)"):
        fold(np.zeros((1, 4, 8)), (4, 4), 2)
    with pytest.raises(ValueError, match=r"columns must have shape \(N, C \* 4, 9\) .* got shape \(1, 6, 9\)"):
        fold(np.zeros((1, 6, 9)), (4, 4), 2)
