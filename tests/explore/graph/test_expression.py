import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explore.graph.expression import (
    FUNCTIONS,
    MOST_NODES,
    OPERATIONS,
    ExpressionError,
    compute,
    read_expression,
    read_values,
)


def value(text, **values):
    return compute(read_expression(text), values)[0][-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(x + y) * z", -12.0),
        ("x - y - z", -3.0),
        ("-x ** 2", -4.0),
        ("2 ** 3 ** 0.5 + 0 * x", 2**3**0.5),
        ("x / y * y", -2.0),
        ("+x + -y", -7.0),
        ("max(x, y) + relu(x)", 5.0),
        ("sqrt(y * 20) * sigmoid(0 * x)", 5.0),
        ("x − y × z", 18.0),
        ("log(exp(1 + 0 * x))", 1.0),
    ],
)
def test_values_are_those_of_python(text, expected):
    """Precedence, signs and functions mean what they mean in Python; − and × are taken for - and *."""
    assert value(text, x=-2.0, y=5.0, z=-4.0) == pytest.approx(expected)


@pytest.mark.parametrize("kind", sorted(set(OPERATIONS)))
def test_local_gradients_are_the_measured_slopes(kind):
    """Every operation's slopes agree with central differences."""
    operation, eps = OPERATIONS[kind], 1e-6
    inputs = [0.7, 1.3][: operation.inputs]
    for place, slope in enumerate(operation.local_gradients(*inputs)):
        above, below = [[x + sign * eps * (k == place) for k, x in enumerate(inputs)] for sign in (1, -1)]
        assert slope == pytest.approx(
            (operation.value(*above) - operation.value(*below)) / (2 * eps), rel=1e-6, abs=1e-9
        )


def test_a_variable_is_one_node_however_often_it_is_used():
    """Numbers are nodes of their own, one for each place."""
    kinds = [node.kind for node in read_expression("x * x + 2 * x + 2")]
    assert (kinds.count("variable"), kinds.count("number")) == (1, 2)


def test_inputs_come_before_outputs_and_the_result_last():
    """So the list can be run from left to right, and backward from right to left."""
    nodes = read_expression("exp(a * b) - (b + c) / a")
    assert all(source < place for place, node in enumerate(nodes) for source in node.inputs)
    assert nodes[-1].kind == "-"
    assert nodes[-1].name == "exp(a * b) - (b + c) / a"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The expression is empty"),
        ("x", "nothing to compute yet"),
        ("2x + 1", r"A product needs its sign: 2 \* x"),
        ("(x + 1)(x - 1)", "A product needs its sign"),
        ("x ^ 2", r"written with \*\*"),
        ("(x + y", r"has 1 opening and 0 closing brackets"),
        ("f = x + y", "Write the expression alone"),
        ("x +* y", "cannot be read near character"),
        ("x if y else z", "is not part of this language"),
        ("x < y", "is not part of this language"),
        ("x.real + y", "is not part of this language"),
        ("[x][0]", "is not part of this language"),
        ("lambda: x", "is not part of this language"),
        ("(x := 3) + x", "is not part of this language"),
        ("__import__('os').system('true')", "is not part of this language"),
        ("open('f')", "There is no function open here; there are exp"),
        ("exp(x, y)", "exp takes 1 input, and got 2"),
        ("max(x)", "max takes 2 inputs, and got 1"),
        ("exp(x=1)", "is not part of this language"),
        ("exp + 1", r"exp is a function: write exp\(x\)"),
        ("'a' + x", "'a' is no number"),
        ("True + x", "True is no number"),
        ("3j + x", "3j is no number"),
        ("1e300 + x", "too large to show"),
        ("1e999 + x", "too large to show"),
        ("é + x", "unusual letters"),
        ("temperature + x", "too long"),
        ("x + " * 40 + "x", "at most 120 fit"),
        ("+".join("abcdefghi"), f"more than {MOST_NODES} nodes"),
        ("x\x00 + 1", "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(text, said):
    """Each message says what is there and what to write."""
    with pytest.raises(ExpressionError, match=said):
        read_expression(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x / (y - 5)", r"\(-2\) / \(0\) divides by zero"),
        ("log(x)", r"log\(-2\) has no value among the real numbers"),
        ("x ** 0.5", r"\(-2\) \*\* \(0.5\) has no value"),
        ("exp(1000 * y)", r"exp\(5000\) is too large"),
        ("sqrt(y - 5)", r"sqrt\(0\) has no finite slope here"),
        ("x ** y", "no slope in its exponent: the base is not positive"),
        ("x + w", "w has no value yet. Add it to the values: w = 1"),
    ],
)
def test_what_has_no_value_is_said_in_words(text, said):
    """A number that does not exist is no crash."""
    with pytest.raises(ExpressionError, match=said):
        value(text, x=-2.0, y=5.0)


def test_a_negative_base_with_a_fixed_exponent_is_fine():
    """Nobody asks for the gradient of a number."""
    nodes = read_expression("x ** 3")
    results, slopes = compute(nodes, {"x": -2.0})
    assert results[-1] == -8
    assert slopes[-1][0] == 12


def test_values_are_read_with_commas_semicolons_and_spaces():
    """As people type them, the typographer's minus included."""
    assert read_values(" x=-2 ; y = 5,w1 = −0.5,") == {"x": -2.0, "y": 5.0, "w1": -0.5}
    assert read_values("") == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x", "'x' gives no variable a value. Write it as in: x = -2, y = 5"),
        ("5 = x", "gives no variable a value"),
        ("x = 1, x = 2", "x has two values"),
        ("x = abc", "x needs a number, and 'abc' is none"),
        ("x == 3", "x needs a number"),
        ("exp = 3", "exp is a function here"),
        ("x = nan", "stay below 1e12"),
        ("x = -inf", "stay below 1e12"),
    ],
)
def test_wrong_values_are_said_in_words(text, said):
    """Each message names the variable."""
    with pytest.raises(ExpressionError, match=said):
        read_values(text)


def test_what_is_no_text_is_a_programming_error():
    """The message names the argument."""
    with pytest.raises(TypeError, match="expression must be a text such as"):
        read_expression(3)
    with pytest.raises(TypeError, match="values must be a text such as"):
        read_values({"x": 1})


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="xyz0123456789.+-*/()= ,eajl_'\"[]{}:^%&<>!\\\n", max_size=60) | st.text(max_size=40))
def test_any_text_gives_a_graph_or_a_sentence(text):
    """Nothing that is typed raises anything else, and every number in a graph is finite."""
    try:
        results, slopes = compute(read_expression(text), {"x": 1.5, "y": -2.0, "z": 0.0})
    except ExpressionError:
        return
    assert all(map(math.isfinite, results))
    assert all(math.isfinite(slope) for local in slopes for slope in local)


def test_the_functions_are_few_and_spelled_as_in_numpy():
    """What the message offers can be written."""
    for name in FUNCTIONS:
        inputs = ", ".join(["x"] * OPERATIONS[name].inputs)
        assert math.isfinite(value(f"{name}({inputs})", x=0.5))
