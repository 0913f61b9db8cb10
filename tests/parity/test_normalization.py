"""Batch and layer normalization are PyTorch's over several steps, in training and in evaluation."""

import pytest
from parity.expectations import BACKWARD, FORWARD, case, relative_error, stored
from parity.inputs.normalization_cases import EVALUATION, NORMALIZATIONS, STEPS

from layerwise.functional.batch_norm_backward import batch_norm_backward_steps
from layerwise.nn.batch_norm import BatchNorm1d, BatchNorm2d
from layerwise.nn.layer_norm import LayerNorm

EXPECTED = stored("normalization")
LAYERS = {layer.__name__: layer for layer in (BatchNorm1d, BatchNorm2d, LayerNorm)}


@pytest.mark.parametrize("name", NORMALIZATIONS)
def test_the_layer_is_pytorchs(name):
    """Output, gradients and running statistics, three steps of training and two of evaluation."""
    kind, arguments, _ = NORMALIZATIONS[name]
    layer = LAYERS[kind](**arguments)
    for key, parameter in layer.named_parameters():
        parameter.data = EXPECTED[f"{name}/{key}"]
    for step in range(STEPS):
        expected = case(EXPECTED, f"{name}/{step}")
        layer.train(step < EVALUATION)
        layer.zero_grad()
        assert relative_error(layer(expected["x"]), expected["y"]) <= FORWARD
        assert relative_error(layer.backward(expected["grad_output"]), expected["grad_x"]) <= BACKWARD
        for key, parameter in layer.named_parameters():
            assert relative_error(parameter.grad, expected[f"grad_{key}"]) <= BACKWARD, key
        for key, buffer in layer.named_buffers():
            assert relative_error(buffer, expected[key]) <= FORWARD, key


@pytest.mark.parametrize(
    "name", [name for name, (kind, _, shape) in NORMALIZATIONS.items() if "Batch" in kind and shape[0]]
)
def test_the_steps_of_batch_normalization_are_pytorchs(name):
    """The teaching form of the backward pass is right too."""
    expected, arguments = case(EXPECTED, f"{name}/0"), NORMALIZATIONS[name][1]
    weight = EXPECTED.get(f"{name}/weight", [1.0] * arguments["num_features"])
    grads = batch_norm_backward_steps(expected["grad_output"], expected["x"], weight, arguments.get("eps", 1e-5))
    for grad, key in zip(grads, ("grad_x", "grad_weight", "grad_bias"), strict=True):
        if key in expected:
            assert relative_error(grad, expected[key]) <= BACKWARD, key
