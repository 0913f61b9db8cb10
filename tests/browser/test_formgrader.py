"""Formgrader in JupyterLab, from a release and a folder of submissions to returned feedback, by its own buttons."""

from collections.abc import Iterator

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, Page, expect
from samples.grading_chapter import RIGHT, STEM, make_course, notebook_with, submit

from autograder.grading.course import Course

from .lab import Lab

pytestmark = [pytest.mark.browser, pytest.mark.grading, pytest.mark.slow]


@pytest.fixture(scope="module")
def course(lab: Lab) -> Iterator[Course]:
    """A course below JupyterLab's root: a release, one submission, nothing in the gradebook but the roster."""
    with pytest.MonkeyPatch.context() as patch:
        course = make_course(lab.root / "formgrader", patch)
        settings = course.root / "nbgrader_config.py"
        settings.write_text(settings.read_text().replace("merge(config())", "merge(config(__file__))"))
        submit(course, "ann", notebook_with(course, RIGHT))
        with Gradebook(course.url) as book:
            book.add_student("ann", first_name="Ann", last_name="O'Neil")
        yield course


@pytest.fixture
def page(browser: Browser, course: Course, lab: Lab) -> Iterator[Page]:
    """Formgrader's first page, on this course."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(90_000)
    page.goto(f"{lab.url}formgrader?path={course.root}&token={lab.token}")
    yield page
    page.close()


def close_log(page: Page, title: str) -> str:
    """What the window says that a button's work ends with."""
    window = page.locator(".modal.in", has_text=title)
    expect(window).to_be_visible(timeout=180_000)
    said = window.inner_text()
    window.locator("button", has_text="OK").click()
    expect(window).to_be_hidden()
    return said


def test_a_release_is_graded_by_buttons(page, course, lab):
    """No warning; autograde takes our path; the written answer is graded; the feedback is our page."""
    expect(page.locator("#main-table .name", has_text=STEM)).to_be_visible()
    assert page.locator(".alert-warning").count() == 0

    page.locator("#main-table .num-submissions a").click()
    page.locator(".autograde a").click()
    close_log(page, "Success")
    assert course.journal("ann", STEM).is_file()

    page.goto(f"{lab.url}formgrader/gradebook/{STEM}/{STEM}")
    expect(page.locator("td.name").first).to_contain_text("O'Neil, Ann")  # from the roster
    page.locator("td.name a").locator("visible=true").first.click()
    page.wait_for_load_state("networkidle")  # it fills in what it knows
    score = page.locator("input#why.score")
    score.fill("3.5")
    with page.expect_response(lambda reply: "/api/grade/" in reply.url and reply.request.method == "PUT"):
        score.press("Tab")
    with Gradebook(course.url) as book:
        grade = book.find_grade("why", STEM, STEM, "ann")
        assert (grade.manual_score, grade.needs_manual_grade) == (3.5, False)

    page.goto(f"{lab.url}formgrader/manage_assignments")
    page.locator("#main-table .generate-feedback a").click()
    close_log(page, "Success")
    feedback = course.feedback("ann", STEM).read_text()
    assert "<b>Ann O&#x27;Neil</b>" in feedback
    assert "3.5 of 4" in feedback
