"""The first ten minutes: a picture before anything has run, a green moment, links that lead on, a map for a phone."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

RIGHT = """
def relu(x):
    return np.maximum(x, 0)


def relu_backward(grad_output, x):
    return np.where(x > 0, grad_output, 0)
"""
PHONE = {"width": 390, "height": 844}
IN_SIGHT = """
    const page = notebook.node.querySelector('.jp-WindowedPanel-outer').getBoundingClientRect();
    return notebook.content.widgets.filter(cell => {
      const {top, bottom} = cell.node.getBoundingClientRect();
      return cell.node.isConnected && bottom > page.top && top < page.bottom;
    }).map(cell => cell.model.id)"""


def wait_for_cell(notebook, name):
    """Until a cell of that name, or of that section, is in sight; cells that are drawn on the way shift the page."""
    seen = f"(() => {{ {IN_SIGHT} }})().some(id => id === name || id.startsWith(name + '_'))"
    notebook._wait(f"return notebook?.context?.isReady && {seen}", name=name)


def sideways(locator):
    """By how many pixels it is too wide for its place."""
    return locator.evaluate("output => output.scrollWidth - output.clientWidth")


@pytest.fixture
def passed(chapter):
    """Chapter 1 after a learner's first right answer."""
    chapter.run(chapter.cell_with("from autograder import"))
    assert "sigmoid" not in chapter._ask(IN_SIGHT)
    chapter.write("relu", RIGHT.strip())
    chapter.run("relu", "check_relu")
    return chapter


def test_the_first_pass_says_what_one_can_do_now_and_its_links_lead_on(passed):
    card = passed.text("check_relu")
    assert "relu passes" in card and "You can now" in card
    passed.shown("check_relu").get_by_role("link", name="Next exercise: sigmoid").click()
    wait_for_cell(passed, "a-gentle-switch")
    passed.shown("check_relu").get_by_role("link", name="Read on").click()
    wait_for_cell(passed, "a-unit")

    passed.run("check_relu")
    assert "You can now" not in passed.text("check_relu")


def test_the_picture_is_there_before_anything_has_run_and_then_lives(welcome):
    """Its button plays it, the arrow keys go step by step, and nothing else on the page hears them."""
    cell = welcome.cell_with("BendExplorer")
    expect(welcome.shown(cell).locator("img")).to_be_visible()
    welcome.run(cell)
    picture = welcome.cell(cell).locator("canvas.layerwise-canvas")
    expect(picture).to_have_attribute("aria-label", re.compile("straight line"))
    step = welcome.cell(cell).locator("output")
    expect(step).to_have_text("step 200")  # it has played once
    picture.focus()
    welcome.page.keyboard.press("ArrowLeft")
    expect(step).to_have_text("step 196")
    before = picture.get_attribute("data-painted")
    welcome.page.keyboard.press("Home")
    expect(step).to_have_text("step 0")
    expect(picture).not_to_have_attribute("data-painted", before)
    welcome.cell(cell).get_by_role("button", name="Play").click()
    expect(step).to_have_text("step 200")


@pytest.mark.parametrize("dark", [False, True])
def test_the_map_is_readable_on_a_phone_and_leads_to_an_exercise(welcome, dark):
    if dark:
        welcome._ask("return window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})")
        expect(welcome.page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
    cell = welcome.cell_with("progress()")
    welcome.run(welcome.cell_with("import numpy"), cell)
    shown = welcome.shown(cell)
    expect(shown.locator("summary")).to_have_count(22)  # 21 chapters, and which rests on which
    assert sideways(shown) <= 0
    welcome.page.set_viewport_size(PHONE)
    welcome._ask("return window.jupyterapp.shell.collapseLeft()")  # the list of files, for which a phone has no room
    welcome._wait("return document.querySelector('.jp-WindowedPanel-outer').clientWidth > 300")
    assert sideways(shown) <= 0
    shown.locator("summary", has_text="0 of 11").first.click()
    tile = shown.get_by_role("link", name="numerical_gradient")
    expect(tile).to_be_visible()
    tile.click()
    wait_for_cell(welcome, "numerical_gradient")
