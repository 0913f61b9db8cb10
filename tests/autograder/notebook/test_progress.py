"""Progress is lines in a file of the learner's own: it keeps the best, and no damage costs more than a line."""

import json
import re

import pytest

from autograder.core.report import AspectResult, Failure, Report, State
from autograder.exercises import load, stems
from autograder.notebook.progress import Progress, data_dir, events, goal, has_attempt, progress, record_check


def checked(exercise: str, state: State) -> str:
    return record_check(Report(exercise, state, (AspectResult("values", 2), AspectResult("x", 1, Failure("", "")))))


def tile(exercise: str) -> str:
    """The sign that stands before an exercise."""
    (sign,) = re.findall(rf"(\S) {exercise}\b", repr(progress()))
    return str(sign)


def test_a_check_is_one_line_of_json(place):
    assert checked("softmax", State.PARTLY) == ""
    [line] = (place / "home" / "progress.jsonl").read_text().splitlines()
    event = json.loads(line)
    assert isinstance(event.pop("time"), int)
    assert event == {"exercise": "softmax", "state": "partly", "score": 2, "of": 3}
    assert [{**event, "time": events()[0]["time"]}] == events()


def test_what_says_nothing_about_the_answer_is_not_noted(place):
    assert checked("softmax", State.UNJUDGED) == ""
    assert events() == []
    assert not (place / "home").exists()


@pytest.mark.parametrize(
    ("state", "sign"), [(State.UNWRITTEN, "·"), (State.WRONG, "○"), (State.PARTLY, "◐"), (State.RIGHT, "✓")]
)
def test_each_state_has_its_sign_and_the_legend_explains_it(state, sign):
    checked("softmax", state)
    assert tile("softmax") == sign
    assert tile("log_softmax") == "·"
    assert sign in repr(progress()).splitlines()[-1]


def test_the_best_state_counts():
    for state in (State.WRONG, State.RIGHT, State.PARTLY, State.UNWRITTEN):
        checked("softmax", state)
    checked("sigmoid", State.PARTLY)
    checked("sigmoid", State.WRONG)
    assert (tile("softmax"), tile("sigmoid")) == ("✓", "◐")


def test_there_is_a_row_a_chapter_with_what_is_done():
    checked("softmax", State.RIGHT)
    checked("sigmoid", State.PARTLY)
    rows = Progress().rows()
    assert [stem for stem, _ in rows] == stems()
    assert [name for name, _ in rows[0][1]] == [exercise.name for exercise in load(stems()[0]).exercises]
    first, second = repr(progress()).splitlines()[:2]
    assert re.match(rf"{stems()[0]} +1 of {len(rows[0][1])} ", first)
    assert re.match(rf"{stems()[1]} +0 of {len(rows[1][1])} ", second)
    assert f"1 of {len(rows[0][1])} exercises" in progress()._repr_html_()


def test_the_tiles_tell_their_state_by_colour_and_by_sign():
    for exercise, state in (("softmax", State.RIGHT), ("tanh", State.PARTLY), ("elu", State.WRONG)):
        checked(exercise, state)
    assert colours("✓ softmax") == ("#1f77b4", "#ffffff")
    assert colours("◐ tanh") == colours("○ elu") == ("#f0b266", "#222222")
    assert colours("· relu") == ("transparent", "inherit")


def colours(text: str) -> tuple[str, str]:
    """A tile's background and ink."""
    (found,) = re.findall(rf"background:([^;]*);color:([^;]*);[^>]*>{text}<", html())
    return found


def html() -> str:
    return progress()._repr_html_()


def test_a_goal_is_shown_once_and_as_text():
    for name in ("curve", "curve", "race"):
        goal(name)("<b>zero</b> slope")
    assert repr(progress()).count("⚑ curve: <b>zero</b> slope") == repr(progress()).count("⚑ race:") == 1
    assert "⚑ curve: &lt;b&gt;zero&lt;/b&gt; slope" in html()


def test_damaged_lines_are_skipped(place):
    checked("softmax", State.RIGHT)
    with open(place / "home" / "progress.jsonl", "ab") as file:
        file.write(b'\xff\xfe{"cut off\n[1]\n' + b"[" * 100_000 + b"\n")
        file.write(b'{"exercise": "tanh", "state": ["right"]}\n{"exercise": "elu", "state": "splendid"}\n')
    checked("sigmoid", State.WRONG)
    assert [event["exercise"] for event in events()] == ["softmax", "tanh", "elu", "sigmoid"]
    assert [tile(name) for name in ("softmax", "tanh", "elu", "sigmoid")] == ["✓", "·", "·", "○"]
    assert not has_attempt("elu")


def test_an_attempt_is_a_written_answer_to_this_exercise():
    checked("softmax", State.UNWRITTEN)
    checked("tanh", State.WRONG)
    assert [has_attempt(name) for name in ("softmax", "tanh", "relu")] == [False, True, False]


def test_a_file_that_cannot_be_written_costs_a_note_only(place):
    (place / "home").write_text("a file where the folder should be")
    note = checked("softmax", State.RIGHT)
    assert "not saved" in note and str(place / "home" / "progress.jsonl") in note
    goal("curve")("an explorer goes on")


def test_what_cannot_be_saved_counts_in_this_kernel(place):
    (place / "home").write_text("a file where the folder should be")
    checked("softmax", State.RIGHT)
    assert (tile("softmax"), has_attempt("softmax")) == ("✓", True)
    (place / "home").unlink()
    checked("tanh", State.RIGHT)
    assert [event["exercise"] for event in events()] == ["tanh", "softmax"]


def test_the_folder_is_the_one_given_or_the_systems(place, monkeypatch):
    assert data_dir() == place / "home"
    monkeypatch.delenv("LAYERWISE_HOME")
    assert data_dir().name == "layerwise"
    assert data_dir().is_absolute()
