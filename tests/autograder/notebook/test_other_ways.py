"""Who has passed sees other right ways, with what differs, and PyTorch's name for it."""

import ast
import re

import pytest

from autograder.core.comparison import comparison
from autograder.core.judge import judge
from autograder.exercises import find, load, stems
from autograder.exercises.pytorch import CALLS
from autograder.notebook.other_ways import _told

GOOD = "def relu(x): return np.maximum(x, 0)\ndef relu_backward(grad_output, x): return grad_output * (x > 0)\n"
CODE = re.compile(r"```python\n(.*?)\n```", re.DOTALL)


def test_a_pass_opens_every_way_of_the_record_with_its_code(run):
    page = run(GOOD + "page = other_ways(relu)")["page"].text
    ways = find("relu").accepted
    assert all(f"**{way.name}.**" in page for way in ways)
    assert len(CODE.findall(page)) == len(ways)
    assert page.startswith(f"{len(ways)} other ways to write `relu`.")
    assert "`torch.nn.functional.relu(x)`" in page


@pytest.mark.parametrize("source", ["def relu(x): return x\n", "def relu(x):\n    '''Text.'''\n"])
def test_before_a_pass_it_says_to_pass_first(run, source):
    page = run(source + "page = other_ways(relu)")["page"].text
    assert "Pass first: `check(relu)`" in page and "```" not in page


def way(exercise: str, name: str) -> str:
    found = find(exercise)
    return _told(found, next(way for way in found.accepted if way.name == name))


def test_what_differs_is_said_in_a_sentence():
    assert "Another `relu`. It uses `np.where`, where the chapter's solution has `np.maximum`." in way(
        "relu", "np.where"
    )
    assert "Another `relu_backward`." in way("relu", "a loop over every number")
    assert "It goes through the numbers in a loop." in way("relu", "a loop over every number")
    assert "It needs no loop." in way("collapse_linear", "by recursion")
    assert "another arrangement" in way("collapse_linear", "from the last layer to the first")


def test_a_way_carries_the_name_that_the_exercise_gives():
    """In a record it is called by what it does; where it calls itself, that name changes too."""
    assert "return collapse_linear(" in way("collapse_linear", "by recursion")


def test_of_a_class_the_methods_that_differ_stand_below_one_line():
    code = CODE.findall(way("Add", "two lines each"))[0]
    assert code.count("class Mul:") == 1 and code.count("    def ") == 4


@pytest.mark.parametrize("stem", stems())
def test_every_way_that_is_shown_is_python_without_docstrings_and_has_a_sentence(stem):
    for exercise in load(stem).exercises:
        for way in exercise.accepted:
            told = _told(exercise, way)
            code = CODE.findall(told)[0]
            assert not any(ast.get_docstring(part) for part in ast.parse(code).body)
            assert re.match(r"\*\*.+\.\*\* [A-Z].*\.\n", told), f"{exercise.name}: {told[:120]}"


def test_a_way_as_it_is_shown_still_passes():
    """What was renamed and cut for the page is judged once more."""
    exercise = find("relu")
    for way in exercise.accepted:
        names = {"np": __import__("numpy")}
        exec(CODE.findall(_told(exercise, way))[0], names)
        functions = tuple(names.get(r.__name__, r) for r in exercise.references)
        compared = comparison(exercise)
        assert all(result.passed for result in judge(compared, compared.implementation(functions)))


def test_pytorch_is_named_for_exercises_that_there_are():
    names = {exercise.name for stem in stems() for exercise in load(stem).exercises}
    assert set(CALLS) <= names
