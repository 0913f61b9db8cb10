"""The page for answers in words, as a grader meets it: by keys, beside another grader, on a phone, in the dark."""

import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from samples.grading_chapter import RIGHT, STEM, make_course, notebook_with, submit
from samples.small_chapter import WRITTEN

from autograder import exercises
from autograder.grading.course import Course
from autograder.grading.grade_class import grade_class

pytestmark = [pytest.mark.browser, pytest.mark.grading, pytest.mark.slow]

WORDS = {
    "ann": "Because $e^{-x}$ is large.\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    "bob": "Because I say so.",
    "cyd": "because I say SO",
    "dan": "<script>window.ran = 1</script> [x](javascript:window.ran=1)",
    "eva": "*Your answer here.*",
}
RUBRIC = "# Why?\n#\n# ### BEGIN MARK SCHEME\n# Two points for the reason.\n# ### END MARK SCHEME\n"
_WAITING = "select count(*) from grade join base_cell c on c.id = cell_id where c.name = 'why' and needs_manual_grade"
_GIVEN = "select manual_score from grade join base_cell c on c.id = cell_id where c.name = 'why' and manual_score >= 0"
AXE = """
async () => {
  const found = await axe.run(document, { resultTypes: ['violations'] });
  return found.violations.filter(({impact}) => ['serious', 'critical'].includes(impact))
    .map(({id, nodes}) => `${id}: ${nodes.map(node => node.html).join(' | ').slice(0, 300)}`);
}
"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    """Five have handed in: two in the same words, one nothing; a rubric and samples."""
    with pytest.MonkeyPatch.context() as patch:
        course = make_course(tmp_path_factory.mktemp("written"), patch)
        for student, words in WORDS.items():
            submit(course, student, notebook_with(course, {**RIGHT, "why": words}))
        assert grade_class(course, STEM, seed=7, jobs=1).failed == {}
        exercises.calibration_file(STEM).write_text(WRITTEN.replace("excellent, 3", "excellent, 4"))
        source = course.root / "solutions" / STEM / f"{STEM}.py"
        source.write_text(source.read_text().replace("# Why?\n", RUBRIC))
        ask(course, "update student set first_name = 'Ann', last_name = 'O''Neil' where id = 'ann'")
        yield course


@pytest.fixture
def course(graded: Course) -> Iterator[Course]:
    """That class, as nobody has graded it by hand yet."""
    book = Path(graded.url.removeprefix("sqlite:///"))
    before = book.read_bytes()
    yield graded
    book.write_bytes(before)


def ask(course: Course, statement: str) -> list:
    """What the gradebook says to it."""
    with closing(sqlite3.connect(course.url.removeprefix("sqlite:///"))) as book, book:
        return book.execute(statement).fetchall()


@pytest.fixture
def link(course: Course) -> Iterator[str]:
    """Of the page, which the command serves."""
    command = [sys.executable, "-m", "autograder", "written", STEM, "--no-browser", "--course-dir", str(course.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        yield next(line.strip() for line in program.stdout if line.startswith("http"))
        program.send_signal(signal.SIGINT)
        assert "left" in program.stdout.read()
    assert program.returncode == 0


@pytest.fixture
def page(browser: Browser, link: str) -> Iterator[Page]:
    """The page with its first answer."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(90_000)
    page.goto(link)
    expect(page.locator("#scores button")).to_have_count(9)
    yield page
    page.close()


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("Saved.")


def test_a_class_is_graded_by_keys(page, course):
    """Each key gives a score and goes on; undo, a comment and half points; nothing that a student wrote runs."""
    assert "token" not in page.url
    who, left = page.locator("#who"), page.locator("#left")
    expect(page.locator("#rubric")).to_contain_text("Two points for the reason.")
    expect(page.locator("#samples article")).to_have_count(4)
    expect(left).to_have_text("4 of 5 left · 1 wrote nothing")
    expect(who).to_contain_text("Answer 1 of 5")

    page.keyboard.press("3")
    expect(who).to_contain_text("Answer 2 of 5")
    expect(left).to_contain_text("3 of 5 left")
    page.keyboard.press("Shift+Digit2")
    expect(who).to_contain_text("Answer 3 of 5")
    page.keyboard.press("u")
    expect(who).to_contain_text("Answer 2 of 5")
    expect(left).to_contain_text("3 of 5 left")
    page.keyboard.press("Shift+Digit2")
    page.keyboard.press("c")
    page.keyboard.type("3 reasons are missing, u see?")  # no key of these is a score
    page.keyboard.press("Escape")
    page.keyboard.press("0")
    expect(who).to_contain_text("Answer 4 of 5")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#comment")).to_have_value("3 reasons are missing, u see?")
    page.keyboard.press("+")
    expect(page.locator("#scores button[aria-pressed=true]")).to_have_text("½")
    page.keyboard.press("Enter")
    expect(who).to_contain_text("Answer 4 of 5")
    page.get_by_role("button", name="4 points", exact=True).click()
    expect(who).to_contain_text("all answers to this question are graded")
    saved(page)

    assert sorted(score for (score,) in ask(course, _GIVEN)) == [0.5, 2.5, 3, 4]
    assert ask(course, _WAITING) == [(0,)]
    said = ask(course, "select manual_comment from comment where manual_comment != ''")
    assert said == [("3 reasons are missing, u see?",)]
    assert page.evaluate("window.ran ?? null") is None


def test_keys_can_be_switched_off_and_names_hidden(page):
    """A name that is hidden is not in the page."""
    names = [page.locator("#who").inner_text()]
    for _ in range(4):
        page.keyboard.press("ArrowRight")
        names.append(page.locator("#who").inner_text())
    assert sum("Ann O'Neil" in name for name in names) == 1
    page.get_by_label("Names").uncheck()
    expect(page.locator("#who")).not_to_contain_text(re.compile("·.*·"))
    assert "O'Neil" not in page.content()
    page.get_by_label("Keys give scores").uncheck()
    page.locator("#who").focus()
    page.keyboard.press("3")
    expect(page.locator("#left")).to_contain_text("4 of 5 left")
    expect(page.locator("#undo")).to_be_disabled()


def test_the_same_words_stand_side_by_side(page):
    """With their score, once they have one."""
    while "say so" not in page.locator("#text").inner_text().casefold():
        page.keyboard.press("ArrowRight")
    twin = page.locator("#twins article")
    expect(twin).to_have_count(1)
    expect(twin).to_contain_text("no score yet")


def test_two_graders_and_a_locked_gradebook(page, course):
    """Who is second is asked; what is not saved waits, and is saved."""
    ask(course, "update grade set manual_score = 1, needs_manual_grade = 0 where auto_score is null")
    page.keyboard.press("4")
    conflict = page.locator("#conflicts p")
    expect(conflict).to_contain_text("somebody else gave 1 meanwhile, you gave 4")
    expect(page.locator("#saved")).to_have_text("Not saved: choose, above.")
    conflict.get_by_role("button", name="Save mine").click()
    expect(conflict).to_have_count(0)
    saved(page)
    assert (4,) in ask(course, _GIVEN)

    page.reload()
    expect(page.locator("#who")).to_contain_text("Answer")  # no key counts before there is one
    with closing(sqlite3.connect(course.url.removeprefix("sqlite:///"))) as other:
        other.execute("begin immediate")
        page.keyboard.press("-")
        expect(page.locator("#saved")).to_contain_text("Not saved yet")
        other.rollback()
    saved(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_page(page, width, scheme):
    """With everything unfolded."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.keyboard.press("2")
    saved(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # The page's own policy lets nothing else run in it; the debugger's way in does not ask it.
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.reload()
    expect(page.locator("#scores button")).to_have_count(9)
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    assert page.evaluate(AXE) == []
