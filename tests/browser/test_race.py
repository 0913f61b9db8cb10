import re

import pytest
from playwright.sync_api import expect

from tests.browser.notebook_page import SCREEN, NotebookPage

pytestmark = pytest.mark.browser

CELL = """
from explore import RaceExplorer, own

class SGD:
    def __init__(self, params, lr=0.001, momentum=0.0, weight_decay=0.0):
        self.params, self.lr = params, lr

    def step(self):
        for param in self.params:
            param.data = param.data + self.lr * param.grad

class Shelf:
    passed = staticmethod(lambda name: None)
    failed = staticmethod(lambda name: SGD if name == "SGD" else None)

own.use_shelf(Shelf)
RaceExplorer()
"""


@pytest.fixture(scope="module")
def notebook(lab, browser):
    """A notebook with one cell."""
    opened = NotebookPage(browser.new_page(viewport=SCREEN), lab, lab.notebook("race.ipynb", CELL))
    yield opened
    opened.close()


@pytest.fixture
def race(notebook):
    """A new race explorer, with an SGD that failed its check."""
    cell = notebook.names()[0]
    notebook.run(cell)
    output = notebook.cell(cell)
    expect(output.locator("canvas").first).to_have_attribute("data-painted", re.compile(r"\d"))
    return output


def test_the_start_is_moved_by_keys_and_by_hand(race):
    """The arrow keys, with Shift ten times as far, and a drag; the kernel's sentence follows."""
    page, says, plane = race.page, race.get_by_role("status").last, race.get_by_role("application")
    expect(says).to_contain_text("rosenbrock from (-1.2, 1)")
    plane.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    expect(says).to_contain_text("from (-1.19, 1.1)")
    expect(plane).to_have_attribute("aria-label", re.compile(r"from \(-1\.19, 1\.1\).*arrow keys"))
    box = plane.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 60, box["y"] + 60, steps=20)
    page.mouse.up()
    expect(says).to_contain_text(re.compile(r"from \(1\.\d+, 2\.\d+\)"))
    plane.press("Home")
    expect(says).to_contain_text("from (-1.2, 1)")


def test_the_steps_are_played_and_scrubbed(race):
    """Space plays from the first step to the last; the slider goes to any; the table says who is where."""
    step, value = race.get_by_label("step", exact=True), race.locator(".layerwise-runners tr").nth(1).locator("td").last
    last = value.inner_text()
    race.get_by_role("application").press(" ")
    expect(race.get_by_role("button", name="Pause")).to_be_visible()
    expect(race.get_by_role("button", name="Play")).to_be_visible()
    expect(step).to_have_value("100")
    expect(value).to_have_text(last)
    step.fill("3")
    expect(value).not_to_have_text(last)
    step.press("ArrowRight")
    expect(race.locator(".layerwise-step")).to_have_text("step 4 of 100")


def test_a_rate_is_typed_and_a_slip_is_named_and_kept(race):
    """What is between two stops is taken; what is no number stays in its field with a sentence, and nothing changes."""
    rate, says = race.get_by_label("learning rate of Adam", exact=True), race.get_by_role("status").last
    before = says.inner_text()
    rate.fill("0.123")
    rate.press("Enter")
    expect(says).not_to_have_text(before, use_inner_text=True)
    said = says.inner_text()
    rate.fill("fast")
    rate.press("Enter")
    expect(race.get_by_role("alert").filter(has_text="'fast' is none")).to_be_visible()
    expect(rate).to_have_attribute("aria-invalid", "true")
    race.get_by_label("Nesterov runs").check()
    expect(says).to_contain_text("Nesterov")
    expect(rate).to_have_value("fast")
    rate.press("ArrowUp")
    expect(rate).to_have_value("0.15")
    assert said != says.inner_text()


def test_a_broken_optimizer_and_a_formula_of_one_s_own(race):
    """The SGD that failed walks uphill; a formula makes a landscape, and one that cannot be read says why."""
    says = race.get_by_role("status").last
    race.get_by_label("whose SGD runs").select_option("your broken one")
    expect(says).to_contain_text("SGD (your broken one) ran away")
    race.get_by_label("landscape", exact=True).select_option("your own")
    formula = race.get_by_label("f(x, y), the height")
    formula.fill("x^2 + y")
    formula.press("Enter")
    expect(race.get_by_role("alert").filter(has_text="A power is written with **")).to_be_visible()
    formula.fill("x**2 + 2 * y**2")
    formula.press("Enter")
    expect(says).to_contain_text("f = x**2 + 2 * y**2 from (")
    expect(formula).to_have_attribute("aria-invalid", "false")


def test_no_key_pressed_in_it_reaches_the_notebook(race):
    """One letter would cut the cell, or turn it into another kind."""
    for where in (
        race.get_by_role("application"),
        race.get_by_label("landscape", exact=True),
        race.get_by_label("SGD runs", exact=True),
    ):
        where.focus()
        for key in "xdmyrab":
            race.page.keyboard.press(key)
    expect(race.get_by_role("application")).to_be_visible()
    assert race.page.locator(".jp-Notebook:visible .jp-CodeCell .layerwise-race").count() == 1


@pytest.mark.sampled
def test_chapter_3_races_and_notes_the_goal(lab, open_notebook):
    """In the learner's own notebook, not yet written in: two numbers away from where it begins."""
    chapter = open_notebook("ch03_optimizers/ch03_optimizers.ipynb")
    cell = chapter.cell_with("RaceExplorer(")
    chapter.run(chapter.cell_with("from autograder import"), cell)
    race = chapter.cell(cell)
    race.get_by_label("landscape", exact=True).select_option("rosenbrock")
    for label, value in (("momentum of Momentum and Nesterov", "0.85"), ("learning rate of Momentum", "0.02")):
        field = race.get_by_label(label, exact=True)
        field.fill(value)
        field.press("Enter")
    expect(race).to_contain_text("✓ Reached:")
    assert [event["goal"] for event in lab.progress()] == ["race"]
