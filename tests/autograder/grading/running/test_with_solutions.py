"""Follow-through in grading: a right answer that calls an earlier, wrong one has its points."""

import json

import pytest
from samples.grading_chapter import CHAPTER, FULL, RELU_RIGHT, RIGHT, STEM, name_of, notebook_with, submit

from autograder.core.cell_roles import Role
from autograder.core.report import State
from autograder.grading import grade
from autograder.grading.grade import grade_submission
from autograder.grading.grade_class import job_for, places
from autograder.grading.job import Isolation
from autograder.grading.release import read_release
from autograder.grading.restore import Cell
from autograder.grading.running import with_solutions as module
from autograder.grading.running.run import Run
from autograder.grading.running.with_solutions import called_by
from autograder.sandbox.limits import Limits

pytestmark = pytest.mark.usefixtures("in_place")

RELU_WRONG = (
    "def relu(x):\n    return np.abs(x)\n\n\ndef relu_backward(grad_output, x):\n    return grad_output * (x > 0)\n"
)
SIGMOID = """\
def sigmoid(x):
    e = np.exp(-relu(x) - relu(-x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))
"""
MEANS = "def mean_of_rows(x):\n    return (relu(x) - relu(-x)).mean(axis=1)\n"
BY_GRADIENTS = """\
def mean_of_rows(x):
    one = np.ones_like(x)
    return (x * relu_backward(one, x) + x * relu_backward(one, -x)).mean(axis=1)
"""
SENTENCE = "With a right `relu` this is right."


@pytest.fixture
def driven_again(monkeypatch):
    """What was driven once more, and with which right answers."""
    asked, drive_again = [], Run.drive_again

    def noted(self, exercise, right):
        asked.append((exercise.name, tuple(right)))
        return drive_again(self, exercise, right)

    monkeypatch.setattr(Run, "drive_again", noted)
    return asked


@pytest.fixture
def graded(course):
    """Grade these answers, with these cells added."""

    def graded(answers, added=()):
        submit(course, "ann", notebook_with(course, {**RIGHT, **answers}, added))
        release = read_release(course.release(STEM), CHAPTER)
        return grade_submission(
            job_for(course, release, STEM, places(course, STEM, "ann"), 7, Isolation.BUBBLEWRAP, Limits())
        )

    return graded


def test_what_calls_a_wrong_answer_and_is_right_itself_has_its_points(graded):
    one = graded({"relu": RELU_WRONG, "mean_of_rows": MEANS})
    assert one.scores == {**FULL, "relu": 1.0}
    assert (one.reports["mean_of_rows"].state, one.reports["mean_of_rows"].with_right) == (State.RIGHT, ("relu",))
    assert one.notices == ()


def test_the_earlier_answer_keeps_its_points_and_its_diagnosis(graded):
    one = graded({"relu": RELU_RIGHT.replace("(x > 0)", "(grad_output > 0)"), "mean_of_rows": BY_GRADIENTS})
    assert one.scores == {**FULL, "relu": 1.0}
    assert one.reports["relu"].diagnosis.name == "takes the mask from the gradient"
    assert one.reports["mean_of_rows"].with_right == ("relu",)


def test_both_cards_say_so(graded):
    cells = json.loads(graded({"relu": RELU_WRONG, "mean_of_rows": MEANS}).notebook)["cells"]
    checks = {name_of(cell): cell["outputs"][0]["data"] for cell in cells if name_of(cell).startswith("check_")}
    for kind in ("text/plain", "text/html"):
        said = "".join(checks["check_mean_of_rows"][kind]).replace("<code>", "`").replace("</code>", "`")
        assert SENTENCE in said
        assert "With a right" not in "".join(checks["check_relu"][kind])


def test_an_answer_that_was_not_written_is_an_earlier_wrong_one(graded):
    assert graded({"relu": "", "mean_of_rows": MEANS}).scores == {**FULL, "relu": 0.0}


def test_only_what_is_wrong_by_itself_is_replaced(graded, driven_again):
    """A `sigmoid` that is right but for `relu` needs no other in its place."""
    calls_both = MEANS.replace("return", "assert sigmoid(np.zeros(1)) == 0.5\n    return")
    one = graded({"relu": RELU_WRONG, "sigmoid": SIGMOID, "mean_of_rows": calls_both})
    assert one.scores == {**FULL, "relu": 1.0}
    assert driven_again == [("sigmoid", ("relu",)), ("mean_of_rows", ("relu",))]
    driven_again.clear()
    graded({"relu": RELU_WRONG, "sigmoid": SIGMOID.replace("e /", "1 /"), "mean_of_rows": calls_both})
    assert driven_again == [("sigmoid", ("relu",)), ("mean_of_rows", ("relu", "sigmoid"))]


def test_what_a_solution_calls_is_put_right_with_it(graded, driven_again, monkeypatch):
    """A `sigmoid` that was left alone calls nothing; its solution does."""
    monkeypatch.setattr(module, "_called_by_solutions", lambda *_: {"relu": (), "sigmoid": ("relu",)})
    calls = "def mean_of_rows(x):\n    assert sigmoid(np.zeros(1)) == 0.5\n    return x.mean(axis=1)\n"
    one = graded({"relu": RELU_WRONG, "sigmoid": "", "mean_of_rows": calls})
    assert driven_again == [("mean_of_rows", ("relu", "sigmoid"))]
    assert one.scores == {**FULL, "relu": 1.0, "sigmoid": 0.0}


def test_what_was_judged_in_an_earlier_run_is_not_driven_again(graded, driven_again, monkeypatch):
    follow_through = module.follow_through
    monkeypatch.setattr(
        "autograder.grading.grade.follow_through",
        lambda run, judged, *rest: follow_through(run, [one for one in judged if one.name != "mean_of_rows"], *rest),
    )
    graded({"relu": RELU_WRONG, "mean_of_rows": MEANS})
    assert driven_again == []


def test_the_time_that_judging_takes_is_not_the_submissions(graded, monkeypatch):
    """Looking for what a mistake looks like may take longer than running the answer."""
    clock, report = [0.0], grade.report
    monkeypatch.setattr("autograder.grading.running.budget.monotonic", lambda: clock[0])

    def slow(*given):
        clock[0] += 1000
        return report(*given)

    monkeypatch.setattr(grade, "report", slow)
    assert graded({"relu": RELU_WRONG, "mean_of_rows": MEANS}).scores == {**FULL, "relu": 1.0}


@pytest.mark.parametrize(
    ("answer", "added"),
    [
        (MEANS.replace("relu", "mine"), [("relu", "def mine(x):\n    return relu(x)")]),  # a helper in an added cell
        ("# above", [("sigmoid", MEANS)]),  # the answer in an added cell
    ],
)
def test_what_it_calls_is_found_wherever_it_stands(graded, answer, added):
    assert graded({"relu": RELU_WRONG, "mean_of_rows": answer}, added).scores == {**FULL, "relu": 1.0}


def test_what_is_wrong_by_itself_is_wrong_as_before(graded, driven_again):
    wrong = "def mean_of_rows(x):\n    return relu(x).mean(axis=0)\n"
    with_wrong, with_right = (graded({**answer, "mean_of_rows": wrong}) for answer in ({"relu": RELU_WRONG}, {}))
    assert with_wrong.scores == {**FULL, "relu": 1.0, "mean_of_rows": 0.0}
    assert driven_again == [("mean_of_rows", ("relu",))]
    assert with_wrong.reports["mean_of_rows"].with_right == ()
    assert with_right.reports["mean_of_rows"].state is State.WRONG


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"relu": RELU_WRONG},  # nobody calls it
        {"mean_of_rows": "def mean_of_rows(x):\n    return relu(x).mean(axis=0)\n"},  # what it calls is right
        {"relu": "def relu(x):\n    return mean_of_rows(x)\n", "mean_of_rows": "def mean_of_rows(x):\n    return 1\n"},
        {"relu": RELU_WRONG, "mean_of_rows": "def mean_of_rows(x:\n    relu"},  # no Python
    ],
)
def test_without_an_earlier_wrong_one_nothing_is_driven_twice(graded, driven_again, answers):
    """A later exercise is not given, whoever calls it: it has not been observed."""
    graded(answers)
    assert driven_again == []


def test_what_cannot_be_compared_leaves_the_report_as_it_was(graded, monkeypatch):
    def fails(*_):
        raise RecursionError

    monkeypatch.setattr(module, "better_of", fails)
    assert graded({"relu": RELU_WRONG, "mean_of_rows": MEANS}).scores == {**FULL, "relu": 1.0, "mean_of_rows": 0.0}


def test_whatever_stands_in_a_cell_what_it_calls_is_found_or_nothing():
    def cells(source):
        answers = {**dict.fromkeys(("relu", "sigmoid"), ""), "mean_of_rows": source}
        return [Cell(Role.EXERCISE, text, "code", name, run=True) for name, text in answers.items()]

    nested = "(" * 5000 + ")" * 5000
    for source in (
        "mean_of_rows = relu",
        "%time relu(1)\nmean_of_rows = relu",
        "class A:\n    b = relu",
    ):
        assert called_by(cells(source), CHAPTER)["mean_of_rows"] == ("relu",)
    for source in ("relu(", "\0relu", nested, "x = relu\n" * 20_000, "# relu", "'relu'", "-" * 100_000 + "relu"):
        assert called_by(cells(source), CHAPTER)["mean_of_rows"] == ()
