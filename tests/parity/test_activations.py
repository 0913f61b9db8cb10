import pytest

import layerwise as lw
from layerwise import nn

from .expectations import BACKWARD, FORWARD, case, cases, relative_error, stored

ARRAYS = stored("activations")
OPTIONS = {
    "leaky_relu": {"negative_slope": 0.2},
    "elu": {"alpha": 1.5},
    "softplus_beta": {"beta": 2.0, "threshold": 5.0},
    "gelu_tanh": {"approximate": "tanh"},
}
MODULES = {
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "elu": nn.ELU,
    "softplus": nn.Softplus,
    "softplus_beta": nn.Softplus,
    "gelu": nn.GELU,
    "gelu_tanh": nn.GELU,
    "softmax": nn.Softmax,
    "log_softmax": nn.LogSoftmax,
}


def split(name):
    """relu/batch -> relu and its options; softmax/batch/1 -> softmax and dim=1."""
    key, _, *dim = name.split("/")
    return key, {"dim": int(dim[0])} if dim else OPTIONS.get(key, {})


@pytest.mark.parametrize("name", cases(ARRAYS))
def test_functions_agree_with_pytorch(name):
    """Forward and backward, over odd shapes, at the kinks and far out."""
    key, options = split(name)
    function = key.removesuffix("_beta").removesuffix("_tanh")
    expected = case(ARRAYS, name)
    y = getattr(lw, function)(expected["x"], **options)
    grad_x = getattr(lw, f"{function}_backward")(expected["grad_output"], expected["x"], **options)
    assert relative_error(y, expected["y"]) <= FORWARD
    assert relative_error(grad_x, expected["grad_x"]) <= BACKWARD


@pytest.mark.parametrize("name", cases(ARRAYS))
def test_modules_agree_with_pytorch(name):
    """A module is its function, with the input kept for backward."""
    key, options = split(name)
    module, expected = MODULES[key](**options), case(ARRAYS, name)
    assert relative_error(module(expected["x"]), expected["y"]) <= FORWARD
    assert relative_error(module.backward(expected["grad_output"]), expected["grad_x"]) <= BACKWARD
