import pytest

from layerwise import nn

from .expectations import BACKWARD, FORWARD, case, cases, relative_error, stored

ARRAYS = stored("networks")
NETWORKS = {
    "linear": lambda: nn.Linear(4, 3),
    "linear_without_bias": lambda: nn.Linear(4, 3, bias=False),
    "linear_one_feature": lambda: nn.Linear(1, 1),
    "flatten": lambda: nn.Flatten(),
    "flatten_inside": lambda: nn.Flatten(1, 2),
    "mlp": lambda: nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 6), nn.Tanh(), nn.Linear(6, 3)),
    "residual": lambda: nn.Residual(nn.Sequential(nn.Linear(4, 4), nn.ReLU())),
    "residual_shortcut": lambda: nn.Residual(nn.Sequential(nn.Linear(4, 2), nn.GELU()), nn.Linear(4, 2)),
    "parallel": lambda: nn.Parallel(nn.Linear(4, 2), nn.Tanh(), nn.Sequential(nn.Linear(4, 1), nn.ELU())),
    "dropout_in_evaluation": lambda: nn.Sequential(nn.Linear(4, 3), nn.Dropout(0.5)).eval(),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", cases(ARRAYS))
def test_networks_agree_with_pytorch(name):
    """Under PyTorch's own names for parameters: output, gradient of the input and of every parameter."""
    network, expected = NETWORKS[name.partition("/")[0]](), case(ARRAYS, name)
    state = {key.removeprefix("state."): array for key, array in expected.items() if key.startswith("state.")}
    assert list(network.state_dict()) == list(state)
    network.load_state_dict(state)
    assert relative_error(network(expected["x"]), expected["y"]) <= FORWARD
    assert relative_error(network.backward(expected["grad_output"]), expected["grad_x"]) <= BACKWARD
    for key, parameter in network.named_parameters():
        assert relative_error(parameter.grad, expected[f"grad.{key}"]) <= BACKWARD
