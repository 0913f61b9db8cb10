"""An exam and numbers of one's own: what one line in layerwise.toml makes of a notebook."""

from pathlib import Path

import pytest

from autograder.exercises import find
from autograder.notebook.driven import drive
from autograder.notebook.progress import data_dir, events
from autograder.notebook.settings import FILE

BAD = "def softmax(x, dim=-1):\n    e = np.exp(x)\n    return e / e.sum(axis=dim, keepdims=True)\n"


@pytest.fixture
def settings(place):
    """Write the file beside the notebook."""
    return lambda text: Path(FILE).write_text(text)


def test_an_exam_says_what_failed_and_gives_no_hint(kernel, settings):
    """The same answer has a name and a hint on any other day."""
    before = kernel(f"{BAD}\ncard = check(softmax)")["card"]
    assert "looks like" in repr(before)
    settings("exam = true")
    card = kernel("card = check(softmax)")["card"]
    assert card.report.aspects == before.report.aspects
    assert card.report.diagnosis is None
    assert "looks like" not in repr(card) + card._repr_html_()
    assert "hint(" not in repr(card) + card._repr_html_()


@pytest.mark.parametrize("ask", ["hint(softmax)", "solution(softmax)", "other_ways(softmax)"])
def test_an_exam_has_no_help(kernel, settings, ask):
    """Asked for in whatever way."""
    settings("exam = true")
    page = repr(kernel(f"{BAD}\ncheck(softmax)\npage = {ask}")["page"])
    assert "switched off" in page


def test_an_exam_begins_with_nobodys_progress(kernel, settings, place):
    """What was done before, by whoever used the machine, is not there; what is done now stays beside the file."""
    kernel(f"{BAD}\ncheck(softmax)")
    assert events()
    settings("exam = true")
    assert (events(), data_dir()) == ([], place / "work" / ".layerwise")
    kernel("check(softmax)")
    assert [event["exercise"] for event in events()] == ["softmax"]
    Path(FILE).unlink()
    assert len(events()) == 1


def test_each_learner_has_numbers_of_their_own(settings, place, monkeypatch):
    """The same each time, others for the next learner."""
    softmax = find("softmax")
    drawn = next(case for case in softmax.cases if callable(case.inputs))
    answer = softmax.references

    def numbers():
        return {name: str(value) for name, value in drive(softmax, answer).comparison.inputs(drawn).items()}

    usual = numbers()
    settings("own_inputs = true")
    mine = numbers()
    monkeypatch.setenv("LAYERWISE_HOME", str(place / "other"))
    other = numbers()
    assert len({str(one) for one in (usual, mine, other)}) == 3
    monkeypatch.setenv("LAYERWISE_HOME", str(place / "home"))
    assert numbers() == mine


def test_one_is_not_told_of_the_other(settings):
    """Two lines for two things; what is neither is refused."""
    settings("exam = true\nown_inputs = true\n")
    assert data_dir().name == ".layerwise"
    settings("exams = true")
    with pytest.raises(ValueError, match="it takes `help`, `exam`, `own_inputs`"):
        data_dir()
