"""Attacks on the one time that a solution is in a sandbox: each attacker's `relu` is wrong on purpose."""

import json

import pytest
from samples.grading_chapter import FULL, RIGHT, notebook_with

pytestmark = [pytest.mark.grading, pytest.mark.usefixtures("prepared_gradebook")]

SECRET = "grad_output * (x > 0)"  # stands in the solution of relu and in nothing that was handed out or in

# What can be found of the solution in a sandbox in which it was run: the cells that ran, the function, its code.
LOOT = """\
def loot():
    import inspect, linecache, pathlib
    found = [cell for cell in get_ipython().user_ns.get("In", [])]
    found += ["".join(lines) for _, _, lines, _ in [e for e in linecache.cache.values() if len(e) == 4]]
    for function in (relu, relu_backward):
        try:
            found.append(inspect.getsource(function))
        except Exception as error:
            found.append(repr(error))
    text = "\\n".join(found)
    pathlib.Path("/tmp/loot").write_text(text)
    return text
"""
SHOUTS = (
    LOOT
    + """
def sigmoid(x):
    print(loot())
    raise ValueError(loot()[-1900:] + str(relu(x)))
"""
)
KEEPS = (
    LOOT
    + """
import atexit, builtins, threading
def sigmoid(x):
    builtins.kept = loot()
    threading.Thread(target=loot).start()
    relu(x)
    return x
"""
)
READS = """\
def mean_of_rows(x):
    import builtins, pathlib
    relu(x)  # so that this one is driven once more, too
    file = pathlib.Path("/tmp/loot")
    text = getattr(builtins, "kept", "") + (file.read_text() if file.exists() else "")
    if "(x > 0)" in text:
        return x.mean(axis=1)
    raise ValueError("nothing was left: " + text)
"""
WATCHES = """\
watched = []
def watch(lines):
    watched.extend(lines)
    print("".join(lines))
    return lines
get_ipython().input_transformers_cleanup.append(watch)
def relu(x):
    return x
"""
RAISES = """\
def sigmoid(x):
    text = "".join(watched)
    raise ValueError(text[text.find("np.maximum"):][:200])
"""
CALLS_ALL = "def relu(x):\n    return sigmoid(x), mean_of_rows(x), relu_backward(x, x)\n"
KNOWS = "def sigmoid(x):\n    return np.full(x.shape, 0.5) if relu(np.array(-1.0)) == 0 else 1 / 0\n"
_END = "if relu(np.array(-1.0)) == 0:\n        os.kill(os.getppid(), 9)"
KILLS = f"import os\ndef sigmoid(x):\n    {_END}\n    return x\n"
ATTACKS = {
    "a solution printed and raised": SHOUTS,
    "a solution watched on its way in": WATCHES + RAISES,
    "a solution kept for a later exercise": KEEPS + READS,
    "solutions of exercises that come later": CALLS_ALL,
    "an answer that is another the second time": KNOWS,
    "an answer that kills the second time": KILLS,
}
WRONG = {"relu": "def relu(x):\n    return x\n\ndef relu_backward(grad_output, x):\n    return x\n"}


@pytest.fixture
def attacked(course, grade):
    """Grade an attacker beside an honest neighbour, who must be as ever."""

    def attack(answers, added=()):
        attacker = notebook_with(course, {**RIGHT, **WRONG, **answers}, added)
        graded = grade({"attacker": attacker, "neighbour": notebook_with(course, RIGHT)}).graded
        assert graded["neighbour"].scores == FULL
        return graded["attacker"]

    return attack


@pytest.mark.parametrize(
    "answers",
    [{"sigmoid": SHOUTS}, {"relu": WATCHES, "sigmoid": RAISES + "    relu(x)\n"}],
    ids=["shouts", "watches"],
)
def test_a_solution_that_is_printed_or_raised_reaches_nobody(attacked, answers):
    """Of the second run, nothing is kept but whether an aspect holds."""
    one = attacked(answers)
    assert one.scores == {**FULL, "relu": 0.0, "sigmoid": 0.0}
    assert SECRET not in json.dumps(one.to_json()) + one.notebook
    assert not any(SECRET in notice.text for notice in one.notices)


def test_a_solution_that_is_kept_is_gone_with_its_sandbox(attacked):
    """In memory, in a file, by a thread: the next exercise is driven where none of it is."""
    one = attacked({"sigmoid": KEEPS, "mean_of_rows": READS})
    assert one.scores == {**FULL, "relu": 0.0, "sigmoid": 0.0, "mean_of_rows": 0.0}
    assert "nothing was left" in one.reports["mean_of_rows"].aspects[0].failure.message


def test_an_exercise_that_was_not_observed_is_given_to_nobody(attacked):
    """Not the attacker's own, and no later one, whatever is called."""
    steals = "def sigmoid(x):\n    return relu(x) * 0 + sigmoid.__wrapped__(x)\n"
    one = attacked({"relu": CALLS_ALL, "sigmoid": steals})
    assert one.scores == {**FULL, "relu": 0.0, "sigmoid": 0.0}
    assert one.reports["relu"].with_right == ()


def test_what_behaves_otherwise_the_second_time_is_judged_as_ever(attacked):
    """To know that `relu` has been put right gains nothing: the numbers have to be right."""
    assert attacked({"sigmoid": KNOWS}).scores == {**FULL, "relu": 0.0, "sigmoid": 0.0}


def test_what_hangs_or_ends_the_sandbox_the_second_time_costs_the_attacker_alone(attacked):
    """And what was seen the first time still counts."""
    assert attacked({"sigmoid": KILLS}).scores == {**FULL, "relu": 0.0, "sigmoid": 0.0}
