"""The surface of all explorers at once: names, keys, sizes, and what is left when there is no kernel."""

import re

import pytest
from playwright.sync_api import expect

import explore
from tests.browser.axe import serious
from tests.browser.notebook_page import NotebookPage

pytestmark = pytest.mark.browser

EXPLORERS = [name for name in explore.__all__ if name.endswith("Explorer")]


@pytest.fixture(scope="module")
def notebook_of(lab, browser):
    """A notebook with these explorers, one a cell, run; its cells' ids are in `cells`."""
    opened = []

    def open_one(*names):
        path = lab.notebook(f"surface_{len(opened)}.ipynb", "import explore", *(f"explore.{name}()" for name in names))
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        opened.append(NotebookPage(page, lab, path))
        page.evaluate("window.jupyterapp.shell.collapseLeft()")  # the list of files, which a phone has no room for
        opened[-1].run_all()
        assert opened[-1].errors() == {}
        opened[-1].cells = opened[-1].names()[1:]
        return opened[-1]

    yield open_one
    for notebook in opened:
        notebook.close()


@pytest.fixture(scope="module")
def opened(notebook_of):
    """A notebook with one small explorer and the one that has the most controls."""
    return notebook_of("ActivationExplorer", "CapacityExplorer")


@pytest.fixture
def activation(opened):
    """That notebook, with its first explorer as it is at the start."""
    opened.run(*opened.names()[:2])
    return opened


def live(notebook, cell):
    """The explorer in this cell, once it is there."""
    shown = notebook.cell(cell).locator(".layerwise-live")
    expect(shown.locator("img, canvas").first).to_be_visible()
    return shown


def test_axe_finds_nothing_serious_in_any_explorer(notebook_of):
    """Names, roles, contrast: all explorers in one notebook."""
    notebook = notebook_of(*EXPLORERS)
    for cell in notebook.cells:
        live(notebook, cell)
    assert serious(notebook) == []


def test_letters_choose_from_a_list_and_leave_the_cell_alone(activation):
    """JupyterLab would cut the cell at x, and make it raw at r."""
    cells = activation.names()
    shown = live(activation, activation.cells[0])
    chosen = shown.get_by_role("combobox", name="activation", exact=True)
    chosen.focus()
    activation.page.keyboard.press("t")
    expect(chosen.locator("option:checked")).to_have_text("tanh")
    expect(shown.get_by_role("status")).to_contain_text("tanh")
    for key in "xrbm":
        activation.page.keyboard.press(key)
    expect(chosen).to_be_focused()
    assert activation.names() == cells


def test_a_slider_has_a_name_and_a_number_that_can_be_typed(activation):
    """Shift makes ten steps of one; Enter leads to the number; what is no number is said and changes nothing."""
    shown, keys = live(activation, activation.cells[0]), activation.page.keyboard
    slider, said = shown.get_by_role("slider", name="input x", exact=True), shown.get_by_role("status")
    number = shown.get_by_role("textbox", name="input x, to type")
    slider.focus()
    keys.press("Shift+ArrowLeft")
    expect(said).to_contain_text("x = 1.0")
    for typed, value in (("-3,26", "-3.3"), ("99", "6.0")):
        keys.press("Enter")
        expect(number).to_be_focused()
        keys.insert_text(typed)
        keys.press("Enter")
        expect(slider).to_be_focused()
        expect(number).to_have_value(value)
        expect(said).to_contain_text(f"x = {value}")
    keys.press("Enter")
    keys.insert_text("half")
    keys.press("Enter")
    expect(shown.get_by_role("alert").filter(has_text="“half” cannot be chosen here")).to_be_visible()
    expect(said).to_contain_text("x = 6.0")
    expect(number).to_have_value("6.0")


def test_the_picture_says_what_it_shows_and_follows(activation):
    """Its alternative text is the sentence."""
    shown = live(activation, activation.cells[0])
    picture, said = shown.locator("img"), shown.get_by_role("status")
    expect(picture).to_have_attribute("alt", said.inner_text())
    shown.get_by_role("slider", name="input x", exact=True).press("ArrowLeft")
    expect(picture).to_have_attribute("alt", re.compile("x = 1.9: value 0.87"))


@pytest.mark.parametrize("width", [1280, 390])
def test_letters_have_their_size_whatever_the_width(activation, width):
    """The picture is laid out for the page: it is never shown smaller than it was drawn."""
    picture = live(activation, activation.cells[0]).locator("img")
    activation.page.set_viewport_size({"width": width, "height": 800})
    try:
        fits = """one => one.naturalWidth === one.clientWidth && one.clientWidth <= one.parentNode.clientWidth
                         && one.clientWidth > 0.9 * Math.min(one.parentNode.clientWidth, 930)"""
        activation.page.wait_for_function(fits, arg=picture.element_handle())
    finally:
        activation.page.set_viewport_size({"width": 1280, "height": 800})


def test_controls_and_picture_are_on_one_screen(opened):
    """At 1280 by 800, for the explorer with the most controls."""
    shown = live(opened, opened.cells[1])
    from_top_to_bottom = """one => one.querySelector('img').getBoundingClientRect().bottom
      - one.querySelector('.layerwise-control').getBoundingClientRect().top
      < one.closest('.jp-WindowedPanel-outer').clientHeight"""
    opened.page.wait_for_function(from_top_to_bottom, arg=shown.element_handle())


def test_a_dark_page_has_a_dark_picture_and_nothing_that_axe_finds_serious(activation):
    """And a light one again a light picture."""
    corner = """one => { const canvas = document.createElement('canvas').getContext('2d');
      canvas.drawImage(one, 0, 0); return canvas.getImageData(1, 1, 1, 1).data[0] < 64 }"""
    for theme, dark in (("JupyterLab Dark", True), ("JupyterLab Light", False)):
        activation.page.evaluate(
            "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme
        )
        picture = live(activation, activation.cells[0]).locator("img")  # what is scrolled away is not drawn anew
        activation.page.wait_for_function(
            f"([one, dark]) => ({corner})(one) === dark", arg=[picture.element_handle(), dark]
        )
        assert not dark or serious(activation) == []


def test_a_kernel_that_is_gone_is_told_at_the_control(activation):
    """After a restart a slider moves, and it is said why nothing else does."""
    shown = live(activation, activation.cells[0])
    activation.restart()
    shown.get_by_role("slider", name="units in a row").press("ArrowRight")
    silent = shown.get_by_role("alert").filter(has_text="The kernel does not answer: run this cell again.")
    expect(silent.first).to_be_visible()


def test_a_reopened_notebook_shows_picture_sentence_and_goal(activation):
    """No widget is there any more, and nothing says “model not found”."""
    page = activation.page
    page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")
    page.evaluate("window.jupyterapp.serviceManager.sessions.shutdownAll()")
    page.reload()
    output = page.locator(".jp-OutputArea:visible", has_text="Goal: Pass a gradient")
    expect(output).to_contain_text("Run this cell to play.")
    expect(output.locator("img")).to_be_visible()
    assert "model not found" not in output.inner_text()
