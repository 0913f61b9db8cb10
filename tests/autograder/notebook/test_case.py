"""`case` hands over what failed, as variables, and says how to use them."""

import numpy as np
import pytest

from autograder.exercises import find
from autograder.notebook.page import Page

BAD = "def softmax(x, dim=-1):\n    return np.exp(x) / np.exp(x).sum(axis=dim, keepdims=True)\n"
GOOD = BAD.replace("np.exp(x)", "np.exp(x - x.max(axis=dim, keepdims=True))")
PAIR = "def relu(x):\n    return np.maximum(x, 0)\ndef relu_backward(grad_output, x):\n    return grad_output\n"
LINEAR = """
from layerwise.nn import Module, Parameter
class Linear(Module):
    def __init__(self, in_features, out_features):
        self.weight, self.bias = Parameter(np.ones((out_features, in_features))), Parameter(np.zeros(out_features))
    def forward(self, x):
        self.x = x
        return x @ self.weight.data.T + self.bias.data
    def backward(self, grad_output):
        self.weight.accumulate_grad(grad_output.T @ self.x)
        return grad_output @ self.weight.data
"""


def test_the_first_failing_case_comes_as_variables(run):
    c = run(BAD + "with np.errstate(all='ignore'):\n    c = case(softmax)")["c"]
    assert (c.exercise, c.name) == ("softmax", "scores around 1000")
    assert c.x.shape == c.expected.shape == (2, 3)
    np.testing.assert_allclose(c.expected.sum(axis=1), 1)
    assert np.isnan(c.got).all()
    assert list(c.inputs) == ["x"]


def test_what_the_page_says_can_be_run(run):
    """The lines below the values are Python, and give what they say."""
    names = run(PAIR + "c = case(relu)")
    uses = [line.split("   ")[0].strip() for line in repr(names["c"]).splitlines() if line.startswith("  ")]
    calls = [use for use in uses if use.startswith("relu_backward(")]
    assert calls == ["relu_backward(c.grad_output, c.x)"]
    assert "x, grad_output = c.inputs.values()" in uses and "c = case(relu)" in uses
    run("x, grad_output = c.inputs.values()")
    np.testing.assert_array_equal(run(f"came = {calls[0]}")["came"], names["c"].got)


def test_nothing_that_is_done_to_a_case_spoils_it(run):
    names = run(PAIR + "c = case(relu)")
    run("c.x[...] = 7\nc.expected[...] = 7\nc.got[...] = 7\nc.inputs['x'][...] = 7\nagain = case(relu)")
    for c in (names["c"], names["again"]):
        assert c.x.tolist() == [-2.0, -0.5, 0.5, 3.0]
        assert c.expected.tolist() == [0.0, 0.0, -30.0, 40.0]
        assert c.got.tolist() == c.inputs["grad_output"].tolist() == [10.0, -20.0, -30.0, 40.0]


def test_a_case_can_be_asked_for_by_name_and_by_number(run):
    number = [case.name for case in find("softmax").cases].index("columns, dim=0")
    names = run(
        GOOD + f"one, other, last = case(softmax, 'columns, dim=0'), case(softmax, {number}), case(softmax, -1)"
    )
    assert names["one"].name == names["other"].name == "columns, dim=0"
    assert names["last"].name == find("softmax").cases[-1].name
    assert (names["one"].dim, names["one"].message) == (0, "")
    assert "nothing is wrong" in repr(names["one"])
    assert f"c = case(softmax, {number})" in repr(names["one"])
    np.testing.assert_allclose(names["one"].got, names["one"].expected)


@pytest.mark.parametrize(
    ("which", "said"), [("'nope'", "“two rows”"), ("100", "- 9: "), ("2.5", "float"), ("True", "bool")]
)
def test_a_case_that_there_is_not_gets_a_page_with_those_there_are(run, which, said):
    page = run(GOOD + f"page = case(softmax, {which})")["page"]
    assert isinstance(page, Page)
    assert said in repr(page)


def test_where_nothing_fails_a_page_says_so_and_names_a_case(run):
    assert 'passes: no case fails. `case(softmax, "two rows")`' in repr(run(GOOD + "page = case(softmax)")["page"])
    blank = "def softmax(x, dim=-1):\n    '''Text.'''\npage, c = case(softmax), case(softmax, 0)"
    names = run(blank)
    assert "`softmax` is not written yet" in repr(names["page"])
    assert names["c"].got is None and names["c"].expected.shape == (2, 2)
    half = run("def relu(x): return np.maximum(x, 0)\npage = case(relu)")["page"]
    assert "`relu_backward` is not defined yet" in repr(half)


def test_a_class_gives_what_the_check_puts_in_and_looks_at(run):
    """There is no one call to show, and of what is looked at only the failing thing is handed over."""
    c = run(LINEAR + "c = case(Linear)")["c"]
    assert set(c.inputs) == {"x", "grad_output", "weight", "bias"}
    assert c.aspect == "gradient of the bias" and c.got is None
    assert c.expected["bias.grad"].tolist() == [3.0] if isinstance(c.expected, dict) else c.expected.tolist() == [3.0]
    assert "Linear(" not in repr(c).replace("case(Linear)", "")
    whole = run("whole = case(Linear, 'backward twice')")["whole"]
    assert set(whole.expected) == {"weight.grad", "bias.grad"}
    assert 'c.expected["weight.grad"]' in repr(whole)


def test_a_changed_input_is_expected_as_it_was(run):
    backward = "def relu_backward(grad_output, x):\n    return grad_output * (x > 0)\n"
    c = run("def relu(x):\n    x[x < 0] = 0\n    return x\n" + backward + "c = case(relu)")["c"]
    assert (c.expected.tolist(), c.got.tolist()) == ([-2.0, 0.0, 3.0], [0.0, 0.0, 3.0])


def test_an_attribute_that_there_is_not_names_those_there_are(run):
    c = run(PAIR + "c = case(relu)")["c"]
    with pytest.raises(AttributeError, match="x, grad_output, expected, got"):
        _ = c.weight
    assert {"x", "grad_output", "expected", "got", "inputs"} <= set(dir(c))


def test_a_docstring_s_example_is_a_case_with_its_own_line_as_the_call(run):
    name = next(case.name for case in find("softmax").cases if case.name.startswith("the docstring's"))
    c = run(GOOD + f"c = case(softmax, {name!r})")["c"]
    assert c.inputs == {}
    assert "\n  softmax(np.array([[0.0, 0.0], [10_000.0, 0.0]]))" in repr(c)
    np.testing.assert_allclose(c.got, [[0.5, 0.5], [1.0, 0.0]])
