"""Explorers where nothing may move by itself, under a finger, in another theme, and at the keys of a text field."""

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser.notebook_page import NotebookPage

pytestmark = pytest.mark.browser

CELLS = [f"import explore\nexplore.{name}Explorer()" for name in ("Bend", "Race", "Convolution")]
INK = """canvas => { const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, 40 * devicePixelRatio);
let light = 0, dark = 0; for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 200) {
const grey = (data[at] + data[at + 1] + data[at + 2]) / 3; light += grey > 200; dark += grey < 60; } return [light, dark]; }"""


@pytest.fixture
def notebook(lab, browser):
    """The explorers in a notebook of their own, for a reader who wants no motion and has a touch screen."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in CELLS])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, lab.root / "motion.ipynb")
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, reduced_motion="reduce", has_touch=True)
    opened = NotebookPage(context.new_page(), lab, "motion.ipynb")
    opened.run(*opened.names())
    yield opened
    opened.close()
    context.close()


def touch(page, *places):
    """One finger goes from place to place."""
    line = page.context.new_cdp_session(page)
    for kind, place in zip(("touchStart", *["touchMove"] * (len(places) - 1)), places, strict=True):
        line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": place[0], "y": place[1]}]})
    line.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_nothing_moves_by_itself_and_a_finger_drags(notebook):
    """Play goes on by some steps at each press; the start of a race follows the finger; a theme comes at once."""
    bend, race, convolution = notebook.names()
    page, first = notebook.page, notebook.cell(bend)
    said, play = first.locator("output"), first.get_by_role("button", name="Play")
    expect(said).to_have_text("step 200")
    play.click()
    expect(said).to_have_text("step 40")
    page.wait_for_timeout(500)
    expect(said).to_have_text("step 40")
    expect(play).to_have_text("Play")

    second = notebook.cell(race)
    second.get_by_role("button", name="Play").click()
    expect(second.get_by_text("step 10 of 100")).to_be_visible()
    page.wait_for_timeout(500)
    expect(second.get_by_text("step 10 of 100")).to_be_visible()

    start = second.get_by_label("start x")
    before, plane = start.input_value(), second.locator("canvas").first.bounding_box()
    x, y = plane["x"] + plane["width"] * 0.7, plane["y"] + plane["height"] * 0.3
    touch(page, (x, y), (x + 20, y + 20), (x + 40, y + 20))
    expect(start).not_to_have_value(before)

    third = notebook.cell(convolution)
    status = third.get_by_role("status").first
    third.get_by_role("button", name="play", exact=True).click()
    expect(status).to_contain_text("row 3, column 2")
    page.wait_for_timeout(500)
    expect(status).to_contain_text("row 3, column 2")

    canvas = notebook.cell(race).locator("canvas").nth(1)
    light, dark = canvas.evaluate(INK)
    assert dark > light
    notebook.choose("Settings", "Theme")
    page.get_by_role("menuitem", name="JupyterLab Dark", exact=True).click()
    page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
    page.wait_for_timeout(1500)
    light, dark = canvas.evaluate(INK)
    assert light > dark


def test_enter_in_a_text_field_stays_in_it(notebook):
    """It ends what is typed; the notebook does not go to the cell's code."""
    _, race, convolution = notebook.names()
    start = notebook.cell(race).get_by_label("start x")
    start.fill("0.5")
    start.press("Enter")
    expect(start).to_have_attribute("aria-valuenow", "0.500000000000")
    expect(start).to_be_focused()
    number = notebook.cell(convolution).get_by_label("kernel, row 0, column 0")
    number.fill("2")
    number.press("Enter")
    expect(number).to_be_focused()
    expect(notebook.cell(convolution).get_by_label("a ready-made kernel")).to_have_value("your own")
