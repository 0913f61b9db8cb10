"""What somebody called a folder, on formgrader's page that lists the submissions."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from samples.grading_chapter import STEM, make_course, submit
from samples.hostile_names import NAMES

from .lab import Lab

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_name_is_a_name(browser: Browser, lab: Lab, monkeypatch: pytest.MonkeyPatch):
    """Listed, and in what is said when it was graded or could not be, no name runs anything."""
    root: Path = lab.root / "names"
    course = make_course(root, monkeypatch)
    for name in NAMES.values():
        submit(course, name, b"{}")
    page = browser.new_page()
    page.set_default_timeout(60_000)
    answer = '{"success": false, "error": "it cannot be the name of a student", "log": "rename the folder"}'
    page.route("**/autograde", lambda route: route.fulfill(status=200, body=answer))
    page.goto(f"{lab.url}formgrader?path={course.root}&token={lab.token}")
    page.goto(f"{lab.url}formgrader/manage_submissions/{STEM}")
    buttons = page.locator("td.autograde a")
    buttons.first.wait_for()
    shown = page.locator("td.student-id").all_inner_texts()
    assert {NAMES["a name with markup"], NAMES["a name with quotes"]} <= set(shown)
    for number in range(buttons.count()):
        buttons.nth(number).click()
        page.locator(".modal-title").wait_for()
        page.locator(".modal-footer button").click()
        page.locator(".modal").wait_for(state="detached")
    assert page.evaluate("window.ran ?? null") is None
    page.close()
