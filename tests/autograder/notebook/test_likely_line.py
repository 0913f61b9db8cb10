"""A recorded mistake that no single edit undoes is looked for by its likeness."""

from autograder.core.forms import Form, Hunk
from autograder.core.record import Misconception
from autograder.exercises import answer, find
from autograder.notebook.likely_line import likely_line

SOFTMAX = find("softmax")
MISTAKE = next(mistake for mistake in SOFTMAX.misconceptions if mistake.name == "no max shift")


def found(kernel, source: str):
    return likely_line(SOFTMAX, (kernel(source)["softmax"],), MISTAKE)


def test_the_line_most_like_the_record_s_is_found_whatever_its_blanks(kernel):
    place = found(
        kernel,
        'def softmax(x, dim=-1):\n    """e = np.exp(x)"""\n    n = len(x)\n    e  =  np.exp( x )\n'
        "    return e / e.sum(axis=dim, keepdims=True)\n",
    )
    assert (place.function, place.line, place.text) == ("softmax", 4, "e  =  np.exp( x )")


def test_where_nothing_is_like_it_nothing_is_said(kernel):
    assert found(kernel, "def softmax(x, dim=-1):\n    return 0 * x\n") is None


def test_a_line_that_the_solution_has_too_is_no_likeness(kernel):
    """A mistake may move a line of the solution; that it stands somewhere says nothing."""
    moved = Hunk(0, 0, ("    return e / e.sum(axis=dim, keepdims=True)",))
    form = Form("moved", SOFTMAX.functions, answer("softmax"), (moved,))
    source = "def softmax(x, dim=-1):\n    return e / e.sum(axis=dim, keepdims=True)\n"
    functions = (kernel(source)["softmax"],)
    assert likely_line(SOFTMAX, functions, Misconception("moved", (form,), "", "")) is None


def test_code_without_a_source_has_no_line(run):
    assert likely_line(SOFTMAX, (run("softmax = len")["softmax"],), MISTAKE) is None
