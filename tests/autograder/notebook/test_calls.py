import numpy as np
from samples.relu_record import MIXED, RELU

from autograder.core.record import Aspect, Case, Exercise
from autograder.exercises import find
from autograder.notebook.calls import calls_in

X = Case("one", {"x": np.array([1.0, 2.0]), "scale": 3})


def scaled(x, scale=1):
    print("noise")
    return x * scale


class Scaled:
    def forward(self, x):
        return x


def calls(probe, reference=scaled) -> list[str]:
    return calls_in(Exercise(reference, (Aspect("it", 1, (X,)),), (), probe=probe), X, X.draw(0), "c")


def test_calls_are_said_with_the_inputs_of_the_case(capsys):
    assert calls_in(RELU, MIXED, MIXED.draw(0), "c") == ["relu(c.x)", "relu_backward(c.grad_output, c.x)"]
    assert calls(lambda f, x, scale: {"y": f(x, scale=scale)}) == ["scaled(c.x, scale=c.scale)"]
    assert calls_in(find("softmax"), X, {"x": np.ones(2), "dim": 0}, "c") == ["softmax(c.x, c.dim)"]
    assert capsys.readouterr().out == ""


def test_a_call_that_is_made_again_is_said_once():
    assert calls(lambda f, x, scale: {"y": f(x), "z": f(x)}) == ["scaled(c.x)"]


def test_an_input_is_known_by_the_parameter_that_it_goes_to():
    """Two settings of one value are the same object to Python."""
    case = {"x": np.ones(2), "stride": 1, "scale": 1}
    exercise = Exercise(
        scaled, (Aspect("it", 1, (X,)),), (), probe=lambda f, x, stride, scale: {"y": f(x, scale=scale)}
    )
    assert calls_in(exercise, X, case, "c") == ["scaled(c.x, scale=c.scale)"]


def test_what_is_made_first_and_what_is_called_often_cannot_be_said():
    assert calls(lambda f, x, scale: {"y": f(x + 1)}) == []
    assert calls(lambda f, x, scale: {"y": f(x), "z": f(2 * x)}) == []
    assert calls(lambda f, x, scale: {str(n): f(x, *[scale] * (n > 0)) for n in range(2)}) == [
        "scaled(c.x)",
        "scaled(c.x, c.scale)",
    ]
    assert calls(lambda f, x, scale: {"y": f().forward(x)}, Scaled) == []


def test_a_probe_that_fails_costs_the_line_only():
    def stops(f, x, scale):
        f(x)
        raise ValueError("no")

    assert calls(stops) == ["scaled(c.x)"]
