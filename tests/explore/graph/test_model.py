import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explore.graph.expression import ExpressionError, compute, read_expression
from explore.graph.model import GraphModel, shown


def at_end(expression, values):
    model = GraphModel(expression, values)
    return GraphModel(expression, values, model.last_step)


@pytest.mark.parametrize(
    ("expression", "values", "result", "gradients"),
    [
        ("(x + y) * z", "x = -2, y = 5, z = -4", -12, {"x": -4, "y": -4, "z": 3}),
        ("apple * n * tax", "apple = 100, n = 2, tax = 1.1", 220, {"apple": 2.2, "n": 110, "tax": 200}),
        (
            "(apple * n + orange * m) * tax",
            "apple = 100, n = 2, orange = 150, m = 3, tax = 1.1",
            715,
            {"apple": 2.2, "n": 110, "orange": 3.3, "m": 165, "tax": 650},
        ),
        ("x * x + x", "x = 3", 12, {"x": 7}),
    ],
)
def test_published_graphs_come_out(expression, values, result, gradients):
    """CS231n's (x + y) z, and the apples and oranges of Deep Learning from Scratch."""
    model = GraphModel(expression, values)
    assert model.value == pytest.approx(result)
    assert model.gradients == pytest.approx(gradients)


EXPRESSIONS = st.recursive(
    st.sampled_from(["x", "y", "z", "2", "0.5"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(st.sampled_from(["sin", "tanh", "sigmoid", "cos"]), inner).map(lambda t: f"{t[0]}({t[1]})"),
    ),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(EXPRESSIONS)
def test_gradients_are_the_measured_ones(expression):
    """Whatever the expression, and however often it uses a variable."""
    values, eps = {"x": 0.3, "y": -0.8, "z": 1.2}, 1e-6
    try:
        nodes = read_expression(expression)
    except ExpressionError:
        return
    model = GraphModel(expression, "x = 0.3, y = -0.8, z = 1.2")
    for name, gradient in model.gradients.items():
        above, below = (compute(nodes, {**values, name: values[name] + sign * eps})[0][-1] for sign in (1, -1))
        assert gradient == pytest.approx((above - below) / (2 * eps), abs=1e-7)


def test_each_step_is_one_node():
    """Forward through both operations, the 1 at the result, backward through both."""
    steps = [GraphModel(step=step) for step in range(8)]
    assert steps[0].last_step == 5
    assert [model.current for model in steps] == [None, 2, 4, 4, 4, 2, 2, 2]
    assert [model.finished for model in steps] == [False] * 5 + [True] * 3
    known = [[model.value_of(place) for place in range(5)] for model in steps]
    assert known[0] == [-2, 5, None, -4, None]
    assert known[1] == [-2, 5, 3, -4, None]
    assert known[2] == [-2, 5, 3, -4, -12]
    grads = [[model.grad_of(place) for place in range(5)] for model in steps]
    assert grads[2] == [None] * 5
    assert grads[3] == [None, None, None, None, 1]
    assert grads[4] == [None, None, -4, 3, 1]
    assert grads[5] == [-4, -4, -4, 3, 1]


def test_a_gradient_arrives_in_parts():
    """A variable that is used twice has half of its gradient when the first of them has gone back."""
    model = GraphModel("x * x + 3 * x", "x = 5")
    arrived = [GraphModel("x * x + 3 * x", "x = 5", step).grad_of(0) for step in range(model.last_step + 1)]
    assert arrived == [None, None, None, None, None, None, 3, 13]


def test_nothing_goes_back_to_a_number():
    """It cannot change, so nobody asks for its gradient."""
    model = at_end("3 * x", "x = 5")
    assert [model.grad_of(place) for place in range(3)] == [None, 3, 1]
    assert "To 3" not in model.sentence


@pytest.mark.parametrize(
    ("expression", "values", "reached"),
    [
        ("x * x - 6 * x", "x = 3", True),
        ("x * y - 3 * x + x * x", "x = 1, y = 1", True),
        ("x * x - 6 * x", "x = 2", False),  # does not add up to 0
        ("x - x", "x = 2", False),  # f never changes
        ("x * y - 3 * x", "x = 2, y = 3", False),  # nor does this one, when x changes
        ("x * y", "x = 2, y = 0", False),  # one wire only
        ("x * x", "x = 0", False),  # nothing comes back
        ("sqrt(x) - 0.5 * x", "x = 1", True),
    ],
)
def test_the_goal_is_parts_that_cancel(expression, values, reached):
    """Several parts, none 0, their sum 0, at the last step, of a variable that matters."""
    assert at_end(expression, values).reached is reached
    assert not GraphModel(expression, values, step=2).reached


def test_the_sentence_tells_each_step():
    """Whoever cannot see the picture reads the same."""
    told = [GraphModel(step=step).sentence for step in range(6)]
    assert told == [
        "f = (x + y) * z. The variables have their values; nothing is computed yet.",
        "Forward 1 of 2: x + y gets -2, 5 and gives 3.",
        "Forward 2 of 2: (x + y) * z gets 3, -4 and gives -12.",
        "f = -12. Backward begins: f moves exactly as f does, so its own gradient is 1.",
        "Backward 1 of 2: (x + y) * z has the upstream gradient 1. To x + y: local -4 times 1 = -4. "
        "To z: local 3 times 1 = 3.",
        "Backward 2 of 2: x + y has the upstream gradient -4. To x: local 1 times -4 = -4. "
        "To y: local 1 times -4 = -4. Done: x -4, y -4, z 3.",
    ]


def test_wrong_settings_are_named():
    """Programming errors name the setting, slips of the learner say what to write."""
    with pytest.raises(TypeError, match=r"step must be an int, got 1\.5"):
        GraphModel(step=1.5)
    with pytest.raises(ValueError, match="step must be at least 0, got -1"):
        GraphModel(step=-1)
    with pytest.raises(ExpressionError, match="w has no value yet"):
        GraphModel("x + w")


def test_numbers_are_shown_short():
    """Four digits, and no minus before a zero."""
    assert [shown(x) for x in (2 / 3, -0.0, 1234567.0, 110.00000000000001)] == ["0.6667", "0", "1.235e+06", "110"]
    assert np.isfinite(float(shown(1e-9)))
