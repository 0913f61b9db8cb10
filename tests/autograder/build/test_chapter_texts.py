"""How a chapter's source sounds and looks, as far as that can be counted."""

import re

import pytest

from autograder.build.folders import repository
from autograder.build.source import MARK_SCHEME, read
from autograder.core.cell_roles import Role
from autograder.exercises import source, stems

SOURCES = sorted(repository().solutions.rglob("*.py"))


@pytest.fixture(params=SOURCES, ids=lambda path: path.stem)
def cells(request):
    """The cells of one source."""
    return read(request.param).cells


def prose(cell):
    """The words of a markdown cell that a learner reads: no code blocks, no rubric, no tables, which are looked up."""
    text = re.sub(f"### BEGIN {MARK_SCHEME}.*?### END {MARK_SCHEME}", "", cell.text, flags=re.DOTALL)
    text = re.sub(r"^\|.*\|$", "", text, flags=re.MULTILINE)
    return re.sub(r"```.*?```|<[^>]+>", "", text, flags=re.DOTALL)


def test_there_is_one_title(cells):
    """One first-level heading, at the top."""
    titles = [cell.number for cell in cells if cell.role is Role.TEXT and re.search(r"^# ", cell.text, re.MULTILINE)]
    assert titles == [1]


def test_texts_are_short(cells):
    """No cell of text is longer than a learner reads at one go."""
    long = {str(cell): len(re.findall(r"\S*\w\S*", prose(cell))) for cell in cells if cell.role is Role.TEXT}
    assert {cell: words for cell, words in long.items() if words > 120} == {}


def test_code_cells_do_one_thing(cells):
    """No code cell but an exercise, which may be a class, has more than 25 lines; none runs out of the width."""
    given = [cell for cell in cells if cell.is_code and cell.role is not Role.EXERCISE]
    assert [str(cell) for cell in given if len(cell.text.splitlines()) > 25] == []
    assert [line for cell in cells if cell.is_code for line in cell.text.splitlines() if len(line) > 110] == []


def test_a_chapter_asks_for_predictions(cells):
    """Four at least. The welcome page asks for none."""
    asked = [name for cell in cells for name in re.findall(r'^guess\(\s*"(\w+)"', cell.text, re.MULTILINE)]
    assert len(asked) >= 4 or not any(cell.role is Role.EXERCISE for cell in cells)


def test_every_exercise_says_what_it_takes(cells):
    """How many minutes, and how hard it is."""
    assert [str(cell) for cell in cells if cell.role is Role.EXERCISE and not (cell.minutes and cell.difficulty)] == []


def test_every_figure_is_described(cells):
    """In the cell that shows it."""
    shown = [cell for cell in cells if cell.is_code and "plt.show()" in cell.text]
    assert [str(cell) for cell in shown if cell.text.count("plt.show()") > cell.text.count("describe(")] == []


def test_words_that_make_readers_feel_slow_are_missing(cells):
    """Nothing is called simple or obvious, and nobody is praised."""
    read_by_learners = [prose(cell) for cell in cells if cell.role in (Role.TEXT, Role.WRITTEN)]
    banned = r"\b(simply|just|obviously|of course|note that|easy|easily|great|congratulations|well done)\b|!"
    assert [hit.group() for text in read_by_learners for hit in re.finditer(banned, text, re.IGNORECASE)] == []


@pytest.mark.parametrize("stem", stems())
def test_a_chapter_says_which_earlier_ones_it_rests_on(stem):
    """In its first cell, so that the map of the course can be drawn. The first chapter rests on none."""
    chapter = source(stem)
    assert all(0 < other < chapter.number for other in chapter.rests_on)
    assert bool(chapter.rests_on) == (chapter.number > 1)
