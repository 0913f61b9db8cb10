# ruff: noqa: NPY002 - learners use numpy's global generator, and so do these tests
import contextlib
import linecache
import random
import warnings

import numpy as np
import pytest
from samples.relu_record import MIXED, RELU, pair

from autograder.worker.observe import CaseError, ErrorKind, NotANumber, Observation, as_value, observe

LONGEST = 2_000  # characters of a text that are kept


class Blank:
    pass


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
    error = observe((space["f"],), call, {"x": np.zeros(3)}).errors["output"]
    assert (error.function, error.line_number) == ("f", 3)
    assert error.message.startswith("ValueError")


def test_an_error_in_a_class_names_the_learners_line_too():
    space = {"np": np}
    source = "class F:\n    def __init__(self, k):\n        self.k = k\n\n"
    source += "    def step(self, x):\n        return x / self.k\n"
    exec(compile(source, "cell", "exec"), space)
    error = observe((space["F"],), lambda F, x: {"output": lambda: F([]).step(x)}, {"x": 1.0}).errors["output"]
    assert (error.function, error.line_number) == ("step", 6)


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


def numpys(x):
    return np.random.rand()


def pythons(x):
    return random.random()


@pytest.mark.parametrize("draw", [numpys, pythons])
def test_random_numbers_are_the_same_whatever_was_drawn_before(draw):
    """Otherwise right and wrong would depend on the cells that had been run."""
    drawn = []
    for seed in (1, 2):
        np.random.seed(seed), random.seed(seed)
        drawn.append(float(observe((draw,), call, {"x": 0}).values["output"]))
    assert drawn[0] == drawn[1]


def interrupts(x):
    np.random.rand(), random.random()
    raise KeyboardInterrupt


@pytest.mark.parametrize("function", [numpys, pythons, interrupts])
def test_the_callers_random_numbers_go_on_as_if_nothing_had_been_drawn(function):
    np.random.seed(5), random.seed(5)
    expected = np.random.rand(), random.random()
    np.random.seed(5), random.seed(5)
    with contextlib.suppress(KeyboardInterrupt):
        observe((function,), lambda f, x: {"output": f(x)}, {"x": 0})
    assert (np.random.rand(), random.random()) == expected


def test_an_interrupt_is_the_learners_and_an_exit_is_caught():
    def interrupt(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        observe((interrupt,), call, {"x": 0})
    assert observe((lambda x: exit(0),), lambda f, x: {"output": f(x)}, {"x": 0}).error.message.startswith("SystemExit")


def test_texts_are_cut_where_they_are_made_too():
    def talks(x):
        warnings.warn("x" * 100_000, stacklevel=1)
        return "y" * 100_000

    def shouts(x):
        raise ValueError("z" * 100_000)

    seen = observe((talks, shouts), lambda f, g, x: {"a": lambda: f(x), "b": lambda: g(x)}, {"x": 0})
    assert len(seen.values["a"]) == len(seen.warnings[0]) == len(seen.errors["b"].message) == LONGEST


def learner(source):
    """What a cell with this source defines, with its lines known to Python's linecache."""
    name = f"<cell {len(linecache.cache)}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    space = {"np": np}
    exec(compile(source, name, "exec"), space)
    return space


CHAIN = """
def inner(x):
    return [][x]

def outer(x):
    return inner(x) + 1
"""


def test_of_the_learners_lines_the_last_one_is_named():
    """Where it broke, not where it was called from."""
    error = observe((learner(CHAIN)["outer"],), call, {"x": 4}).errors["output"]
    assert (error.function, error.line_number, error.line) == ("inner", 3, "return [][x]")
    assert (error.kind, error.exception) == (ErrorKind.EXCEPTION, "IndexError")
    assert error.message.startswith("IndexError: ")


def test_a_line_is_found_by_any_of_the_exercises_functions():
    space = learner(CHAIN)
    both = observe((np.tanh, space["outer"]), lambda f, g, x: {"output": lambda: g(x)}, {"x": 4})
    assert both.errors["output"].line_number == 3


def test_an_error_that_touched_no_line_of_the_learners_names_none():
    error = observe((np.tanh,), lambda f, x: {"output": lambda: f("text")}, {"x": 4}).errors["output"]
    assert (error.function, error.line_number, error.line) == ("", 0, "")


def test_an_exception_that_cannot_be_shown_is_named_by_its_type():
    class Shy(Exception):
        def __str__(self):
            raise RuntimeError

    def shy(x):
        raise Shy

    assert observe((shy,), call, {"x": 0}).errors["output"].message == "Shy"


def test_an_exception_without_words_is_its_name():
    def bare(x):
        raise ValueError

    assert observe((bare,), call, {"x": 0}).errors["output"].message == "ValueError"


def test_a_probe_that_fails_leaves_no_values_and_says_what_became_of_the_inputs():
    def writes_and_fails(x):
        x[0] = 9
        raise RuntimeError("no")

    seen = observe((writes_and_fails,), lambda f, x: {"output": f(x)}, {"x": np.zeros(2)})
    assert seen.values == seen.errors == {}
    assert seen.error_of("output") is seen.error is not None
    assert seen.inputs_after["x"].tolist() == [9, 0]


def test_a_value_has_an_error_of_its_own_or_none():
    seen = Observation(errors={"a": CaseError(ErrorKind.VALUE, "m")})
    assert seen.error_of("a").message == "m"
    assert seen.error_of("b") is None


@pytest.mark.parametrize(
    ("function", "word"),
    [
        (lambda x: np.exp(x), "overflow"),
        (lambda x: x / 0, "divide"),
        (lambda x: np.inf - x * np.inf, "invalid"),
    ],
)
def test_numpys_warnings_are_noted(function, word):
    assert word in observe((function,), call, {"x": np.array([1000.0])}).warnings[0]


def test_numbers_that_become_zero_are_no_warning():
    """Underflow is what a stable softmax does on purpose."""
    assert observe((lambda x: np.exp(-x),), call, {"x": np.array([1000.0])}).warnings == []


def test_a_warning_is_noted_each_time():
    def twice(x):
        return [np.log(x) for _ in range(2)]

    assert len(observe((twice,), call, {"x": np.zeros(1)}).warnings) == 2


def test_a_value_that_is_ready_counts_like_one_that_is_worked_out():
    seen = observe((), lambda x: {"ready": x, "later": lambda: x, "text": "word"}, {"x": 1.5})
    assert seen.values == {"ready": 1.5, "later": 1.5, "text": "word"}


@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        (None, "None"),
        (np.array([None]), "ndarray"),
        ({"a"}, "set"),
        (np.array(["x"]), "ndarray"),
        (Blank(), "Blank"),
    ],
)
def test_what_is_no_number_is_named(bad, kind):
    with pytest.raises(NotANumber) as caught:
        as_value("loss", bad)
    assert "`loss`" in str(caught.value)
    assert kind in str(caught.value)


@pytest.mark.parametrize("dtype", ["?", "i1", "i8", "u4", "f2", "f4", "f8", "c8", "c16"])
def test_numbers_keep_their_type(dtype):
    assert as_value("x", np.ones(2, dtype)).dtype == np.dtype(dtype)


def test_longer_floats_become_ordinary_ones():
    """Only those cross the border to the grader."""
    assert as_value("x", np.ones(2, np.longdouble)).dtype == np.float64
    assert as_value("x", np.ones(2, np.clongdouble)).dtype == np.complex128


def test_a_value_is_a_copy():
    """Or a later call could change what an earlier one returned."""
    kept = np.zeros(2)

    def reuses(x):
        kept[:] = x
        return kept

    seen = observe((reuses,), lambda f, x: {"one": f(1), "two": lambda: f(2)}, {"x": 0})
    assert np.array_equal(seen.values["two"], [2, 2])
    assert not np.shares_memory(as_value("x", kept), kept)


def test_every_array_among_the_inputs_is_named_by_its_place():
    x = np.ones(1)
    inputs = {
        "x": x,
        "layers": [{"W": x}, (x, x)],
        "n": 3,
        "text": "abc",
        "names": np.array(["a"]),
        "table": {"a": {"b": x}},
    }
    seen = observe((), lambda **inputs: {}, inputs)
    assert list(seen.inputs_after) == ["x", "layers[0].W", "layers[1][0]", "layers[1][1]", "table.a.b"]


def test_the_kinds_are_what_the_records_and_the_journal_call_them():
    names = ["exception", "value", "unwritten", "missing", "time", "stopped", "protocol", "not run"]
    assert [str(kind) for kind in ErrorKind] == names


def test_a_message_keeps_its_own_letters_and_colons():
    """Only what stands after an exception without words is taken away."""

    def ends_in_a_colon(x):
        raise ValueError("see XX: ")

    assert observe((ends_in_a_colon,), call, {"x": 0}).errors["output"].message == "ValueError: see XX"


def test_what_is_no_number_says_so_in_its_message():
    assert "`output` is None" in observe((lambda x: None or print(end=""),), call, {"x": 0}).errors["output"].message


def test_a_line_that_only_the_modules_loader_knows_is_found():
    """As for a module that was imported out of an archive."""
    source = "def f(x):\n    return [][x]\n"

    class Loader:
        def get_source(self, name):
            return source

    space = {"__name__": "packed", "__loader__": Loader()}
    exec(compile(source, "packed.zip/packed.py", "exec"), space)
    assert observe((space["f"],), call, {"x": 4}).errors["output"].line == "return [][x]"


def test_who_ends_anyway_need_not_put_the_generators_back():
    """The call itself is seeded all the same."""

    def draws(f):
        return {"output": np.array([random.random(), np.random.random()])}

    first = observe([abs], draws, {}, put_back=False).values["output"]
    following = random.random(), np.random.random()
    assert np.array_equal(observe([abs], draws, {}).values["output"], first)
    random.seed(0), np.random.seed(0)
    random.random(), np.random.random()
    assert following == (random.random(), np.random.random())
