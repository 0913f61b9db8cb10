"""What is guessed before an experiment, and what is left of a page when nobody is there to answer it."""

import pytest
from nbformat import v4, write
from playwright.sync_api import expect

from .notebook_page import NotebookPage

pytestmark = pytest.mark.browser

CELLS = {
    "start": """
import matplotlib.pyplot as plt
from autograder import guess, truth
from explore import ActivationExplorer, describe, use_course_style
use_course_style()""",
    "number": 'guess("ch99_spread", "By what factor do the ends differ?", number="×")',
    "order": 'guess("ch99_order", "From best to worst?", order=["SGD", "Adam", "RMSprop"])',
    "experiment": """
plt.plot([1, 2])
describe("A line that rises from 1 to 2.")
plt.show()
truth("ch99_spread", 12_500)
truth("ch99_order", ["Adam", "RMSprop", "SGD"])""",
    "explorer": "ActivationExplorer()",
}
MISSING = "model not found"


@pytest.fixture
def page(lab, browser):
    """A notebook with two questions, the experiment that answers them, and an explorer."""
    cells = [v4.new_code_cell(code.strip(), id=name) for name, code in CELLS.items()]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    write(v4.new_notebook(cells=cells, metadata=kernel), lab.root / "predictions.ipynb")
    lab.forget_progress()
    opened = [NotebookPage(browser.new_page(viewport={"width": 1280, "height": 1600}), lab, "predictions.ipynb")]

    def open_again():
        """Save it, end its kernel, and open it in a new page."""
        last = opened[-1]
        last.choose("File", "Save Notebook")
        expect(last.page.locator(".jp-mod-dirty")).to_have_count(0)
        last.close()
        tab = browser.new_page(viewport={"width": 1280, "height": 1600})
        opened.append(NotebookPage(tab, lab, "predictions.ipynb"))
        return opened[-1]

    yield opened[0], open_again
    opened[-1].close()


def test_a_guess_is_entered_by_keyboard_and_set_beside_the_truth(page, lab):
    """A number, and an order in which the focus goes along with what is moved."""
    notebook, _ = page
    notebook.run("start", "number", "order")
    number, order = notebook.cell("number"), notebook.cell("order")
    number.get_by_placeholder("a number").fill("30")
    notebook.page.keyboard.press("Enter")
    expect(number.get_by_role("status")).to_contain_text("Kept: 30 ×.")
    order.get_by_role("button", name="down").first.focus()
    for place in ("Adam, then SGD, then RMSprop", "Adam, then RMSprop, then SGD"):
        notebook.page.keyboard.press("Enter")
        expect(order.get_by_role("status")).to_contain_text(f"Now: {place}.")
    order.get_by_role("button", name="Enter this order").press("Enter")
    expect(order.get_by_role("status")).to_contain_text("Kept: Adam")
    notebook.run("experiment")
    said = notebook.cell("experiment").locator(".jp-OutputArea")
    expect(said).to_contain_text("You guessed 30 ×; it is 12 500 ×: your guess is 417 times too small.")
    expect(said).to_contain_text("You guessed Adam, then RMSprop, then SGD, and so it is.")
    assert [event.get("near") for event in lab.progress() if "truth" in event] == [False, True]


def test_a_described_figure_has_alternative_text_and_is_told_once(page):
    notebook, _ = page
    notebook.run("start", "number", "order", "experiment")
    outputs = notebook.cell("experiment").locator(".jp-OutputArea")
    expect(outputs.locator(".jp-RenderedImage img")).to_have_attribute("alt", "A line that rises from 1 to 2.")
    expect(outputs.get_by_text("A line that rises")).to_have_count(0)


def test_a_page_that_is_opened_again_shows_stills_and_no_errors(page):
    """Live, the widget alone is seen. Without its kernel, the last picture, its words, and what to do."""
    notebook, open_again = page
    notebook.run("start", "number", "explorer")
    for name in ("number", "explorer"):
        expect(notebook.cell(name).get_by_text("Run this cell")).to_be_hidden()
    expect(notebook.cell("explorer").locator("img:visible")).to_have_count(1)
    again = open_again()
    expect(again.cell("number").get_by_text("Run this cell to enter your guess.")).to_be_visible()
    expect(again.cell("explorer").get_by_text("Run this cell to play.")).to_be_visible()
    expect(again.cell("explorer").locator("img:visible")).to_have_count(1)
    expect(again.page.get_by_text(MISSING).first).to_be_attached()
    assert [text for text in again.page.get_by_text(MISSING).all() if text.is_visible()] == []
