"""Progress is lines in a file of the learner's own: it keeps the best, and no damage costs more than a line."""

import json
import re
from dataclasses import replace

import pytest

from autograder.core.answers import SourceCell
from autograder.core.report import AspectResult, Failure, Report, State
from autograder.exercises import load, source, stems
from autograder.notebook.overview import course_map
from autograder.notebook.overview.course_map import progress
from autograder.notebook.palette import AMBER, GREEN, INK, RED
from autograder.notebook.predictions.guesses import record_guess, record_truth
from autograder.notebook.predictions.question import question
from autograder.notebook.progress import append, data_dir, events, goal, has_attempt, record_check


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


def row(stem: str) -> list[str]:
    """The lines of a chapter in the text form."""
    lines = repr(progress()).splitlines()
    starts = [index for index, line in enumerate(lines) if re.match(r"\d ", line)] + [len(lines)]
    return lines[starts[stems().index(stem)] : starts[stems().index(stem) + 1]]


def test_there_is_a_row_a_chapter_with_what_is_done():
    checked("softmax", State.RIGHT)
    checked("sigmoid", State.PARTLY)
    first, second = stems()[:2]
    names = [exercise.name for exercise in load(first).exercises]
    assert row(first)[0].startswith(f"1 Activations   1 of {len(names)} exercises")
    assert row(second)[0].startswith(f"2 Backpropagation   0 of {len(load(second).exercises)} exercises")
    assert [tile.split()[1] for tile in row(first)[1].strip().split("  ")] == names
    assert f"1 of {len(names)} · about" in html()


@pytest.mark.usefixtures("place")
def test_the_page_opens_the_chapter_that_was_begun_and_says_where_to_go_on():
    assert "Go on: <b>relu</b>, chapter 1" in html() and html().count("<details") == html().count("</details")
    checked("Add", State.WRONG)
    opened = re.findall(r"<details[^>]* open>.*?</details>", html(), re.DOTALL)
    assert len(opened) == 1 and "○ Add" in opened[0]
    assert "Go on: <b>Add</b>, chapter 2" in html()
    for stem in stems():
        for exercise in load(stem).exercises:
            checked(exercise.name, State.RIGHT)
    assert "Go on" not in html() and not re.search(r"<details[^>]* open>", html())


def test_a_milestone_waits_until_it_is_reached():
    sentence = "a network of your parts reads digits that it has not seen"
    assert f"☆ {sentence}" in html() and f"★ {sentence}" not in html()
    append({"milestone": "digits", "parts": 3, "of": 12, "reached": True})
    assert f"☆ {sentence}" not in html() and f"★ {sentence}" in html()


def source_with(monkeypatch, **changes) -> str:
    """Lets chapter 1 have other predictions, goals or cells; returns its stem."""
    stem = stems()[0]
    of = replace(source(stem), **changes)
    monkeypatch.setattr(course_map, "source", lambda name: of if name == stem else source(name))
    return stem


def test_a_chapters_guesses_are_counted_and_how_many_were_near(monkeypatch):
    stem = source_with(monkeypatch, guesses=("ch01_a", "ch01_b", "ch01_c"))
    assert "0 of 3 guesses entered, 0 near" in row(stem)[0]
    for name, value, true in (("ch01_a", 1.0, 1.0), ("ch01_b", 1.0, 9.0), ("ch07_d", 1.0, 1.0)):
        record_guess(question(name, "How many?", number=""), value)
        record_truth(name, true, value, value == true)
    assert "2 of 3 guesses entered, 1 near" in row(stem)[0] and "2 of 3 guesses entered, 1 near" in html()
    source_with(monkeypatch, guesses=())
    assert "guesses" not in row(stem)[0]


@pytest.mark.parametrize(("minutes", "said"), [(35, "about 70 minutes"), (80, "about 2.5 hours")])
def test_the_minutes_of_a_chapters_exercises_are_summed(monkeypatch, minutes, said):
    cells = tuple(SourceCell({"exercise": name, "minutes": str(minutes)}, "") for name in ("sigmoid", "tanh"))
    assert said in row(source_with(monkeypatch, cells=cells))[0]


def test_goals_and_milestones_stand_with_their_chapter(monkeypatch):
    """A milestone once it is reached, with the most parts that were one's own."""
    stem = source_with(monkeypatch, goals=("curve",))
    goal("curve")("zero slope")
    goal("curve")("zero slope")
    assert row(stem)[2:] == ["    ⚑ curve: zero slope"]
    for parts, reached in ((3, True), (9, False), (5, True), (4, True)):
        append({"milestone": "digits", "parts": parts, "of": 12, "reached": reached})
    append({"milestone": "digits", "parts": "all", "of": 12, "reached": True})
    said = "    ★ a network of your parts reads digits that it has not seen (5 of 12 parts are yours)"
    assert row(stems()[1])[2:] == [said]
    assert said.strip() in html()


def test_a_chapter_is_linked_where_its_notebook_is(place, monkeypatch):
    assert "<a " not in html()
    stem = stems()[0]
    (place / "work" / stem).mkdir()
    (place / "work" / stem / f"{stem}.ipynb").touch()
    assert f'<a href="{stem}/{stem}.ipynb">1 Activations</a>' in html()
    (place / "work" / stems()[1]).mkdir()
    monkeypatch.chdir(place / "work" / stems()[1])
    assert f'<a href="../{stem}/{stem}.ipynb">1 Activations</a>' in html()


def test_the_tiles_tell_their_state_by_colour_and_by_sign():
    for exercise, state in (("softmax", State.RIGHT), ("tanh", State.PARTLY), ("elu", State.WRONG)):
        checked(exercise, state)
    assert colours("✓ softmax") == (GREEN, INK[GREEN])
    assert colours("◐ tanh") == (AMBER, INK[AMBER])
    assert colours("○ elu") == (RED, INK[RED])
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
