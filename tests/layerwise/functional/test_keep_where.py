import numpy as np
import pytest

from layerwise.functional.activations import relu, relu_backward
from layerwise.functional.keep_where import keep_where
from layerwise.nn.activation import ReLU


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("shape", [(), (0, 3), (7,), (3, 4, 5, 2)])
def test_keep_where_is_where(dtype, shape):
    """The fast form and np.where agree bit for bit, dtype and infinities included."""
    rng = np.random.default_rng(0)
    values, mask = np.asarray(rng.standard_normal(shape).astype(dtype)), np.asarray(rng.random(shape) > 0.5)
    if values.size:
        values.flat[0] = -np.inf
    result = keep_where(mask, values)
    np.testing.assert_array_equal(result, np.where(mask, values, 0))
    assert result.dtype == dtype


def test_keep_where_keeps_the_order_in_memory():
    """Channels-last arrays stay channels-last."""
    values = np.ones((2, 4, 4, 3)).transpose(0, 3, 1, 2)
    assert keep_where(values > 0, values).strides == values.strides


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_relu_layer_is_the_relu_functions(dtype):
    """The module's own fast forms return what relu and relu_backward return, infinities and zeros included."""
    x = np.array([-np.inf, -1.0, -0.0, 0.0, 1e-30, 2.0, np.inf, np.nan], dtype)
    grad_output = np.array([np.inf, 1.0, 2.0, 3.0, -4.0, np.nan, -np.inf, 5.0], dtype)
    layer = ReLU()
    np.testing.assert_array_equal(layer(x), relu(x))
    np.testing.assert_array_equal(layer.backward(grad_output), relu_backward(grad_output, x))
