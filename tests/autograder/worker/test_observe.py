# ruff: noqa: NPY002 - learners use numpy's global generator, and so do these tests
import random
import warnings

import numpy as np
import pytest
from samples.relu_record import MIXED, RELU, pair

from autograder.worker.observe import CaseError, ErrorKind, Observation, is_unwritten, observe
from autograder.worker.wire import pack, unpack


def call(function, **inputs):
    return {"output": lambda: function(*inputs.values())}


def test_the_callers_arrays_are_never_handed_out():
    x = np.array([1.0, -1.0])

    def scribble(x):
        x[:] = 7
        return x

    seen = observe((scribble,), call, {"x": x})
    assert x.tolist() == [1.0, -1.0]
    assert seen.inputs_after["x"].tolist() == [7.0, 7.0]


def test_one_broken_function_does_not_hide_the_other():
    def broken(grad_output, x):
        raise RuntimeError("no")

    seen = observe((RELU.references[0], broken), pair, MIXED.draw(0))
    assert "output" in seen.values
    assert seen.errors["grad_input"].message == "RuntimeError: no"
    assert seen.error_of("output") is None


def test_an_error_names_the_learners_line_not_ours():
    space = {"np": np}
    exec(compile("def f(x):\n    y = x + 1\n    return np.reshape(y, (7, 7))\n", "cell", "exec"), space)
    trouble = observe((space["f"],), call, {"x": np.zeros(3)}).errors["output"]
    assert (trouble.function, trouble.line_number) == ("f", 3)
    assert trouble.message.startswith("ValueError")


def test_an_error_in_a_class_names_the_learners_line_too():
    space = {"np": np}
    source = "class F:\n    def __init__(self, k):\n        self.k = k\n\n"
    source += "    def step(self, x):\n        return x / self.k\n"
    exec(compile(source, "cell", "exec"), space)
    trouble = observe((space["F"],), lambda F, x: {"output": lambda: F([]).step(x)}, {"x": 1.0}).errors["output"]
    assert (trouble.function, trouble.line_number) == ("step", 6)


@pytest.mark.parametrize("bad", [None, object(), [[1], [1, 2]], {"a": 1}, np.array(["x"]), print])
def test_what_is_no_number_is_said_to_be_none(bad):
    seen = observe((lambda x: bad,), lambda f, x: {"output": lambda: f(x)}, {"x": 1.0})
    assert seen.errors["output"].kind == "value"
    assert not seen.values


@pytest.mark.parametrize("good", [1, True, [1, 2], (1.0, 2.0), np.float32(2), np.array(3), np.ones((2, 2), order="F")])
def test_lists_numbers_and_other_layouts_are_welcome(good):
    assert isinstance(observe((lambda x: good,), call, {"x": 1.0}).values["output"], np.ndarray)


def test_an_array_subclass_that_lies_is_seen_as_its_numbers():
    class Lies(np.ndarray):
        def __eq__(self, other):
            return True

    seen = observe((lambda x: np.zeros(2).view(Lies),), call, {"x": 1.0})
    assert type(seen.values["output"]) is np.ndarray


def test_warnings_are_noted_even_when_the_caller_silenced_them():
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        seen = observe((lambda x: np.exp(x),), call, {"x": np.array([1000.0])})
    assert "overflow" in seen.warnings[0]


def test_random_numbers_are_the_same_each_time_and_the_callers_state_stays():
    np.random.seed(5), random.seed(5)
    expected = np.random.rand(), random.random()
    np.random.seed(5), random.seed(5)
    one, two = (observe((lambda x: np.random.rand() + random.random(),), call, {"x": 0}) for _ in range(2))
    assert one.values["output"] == two.values["output"]
    assert (np.random.rand(), random.random()) == expected


def test_an_interrupt_is_the_learners_and_an_exit_is_caught():
    def interrupt(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        observe((interrupt,), call, {"x": 0})
    assert observe((lambda x: exit(0),), lambda f, x: {"output": f(x)}, {"x": 0}).error.message.startswith("SystemExit")


def test_unwritten_means_no_statement_besides_the_docstring():
    def only_text(x):
        """Text."""
        # your code here

    def says_pass(x):
        pass

    def returns_zero(x):
        return 0

    def returns_its_input(x):
        return x

    class Blank:
        def __init__(self, p):
            self.p = p

        def forward(self, x):
            """Text."""

    assert is_unwritten(only_text) and is_unwritten(says_pass) and is_unwritten(Blank)
    assert not is_unwritten(returns_zero) and not is_unwritten(returns_its_input) and not is_unwritten(np.tanh)


def test_a_half_written_exercise_says_which_half_is_missing():
    def relu_backward(grad_output, x):
        """Text."""

    seen = observe((RELU.references[0], relu_backward), pair, MIXED.draw(0))
    assert seen.errors["grad_input"] == CaseError(ErrorKind.UNWRITTEN, "`relu_backward` is not written yet")


def test_an_observation_crosses_the_wire_unchanged():
    seen = observe(
        (lambda x: np.log(x), lambda g, x: 1 / 0),
        pair,
        {"x": np.array([0.0, 2.0]), "grad_output": np.ones(2)},
    )
    back = Observation.from_tree(unpack(pack(seen.to_tree())))
    assert back.errors == seen.errors and back.warnings == seen.warnings
    np.testing.assert_array_equal(back.values["output"], seen.values["output"])


@pytest.mark.parametrize(
    "tree",
    [None, {}, {"values": {"a": [1]}, "inputs_after": {}, "warnings": [], "troubles": {}, "trouble": None}],
)
def test_what_is_no_observation_is_refused(tree):
    with pytest.raises((TypeError, ValueError, KeyError)):
        Observation.from_tree(tree)
