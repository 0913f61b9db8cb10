"""The playground in JupyterLab: what a hand does there, with a mouse or without, and what the kernel makes of it."""

import re
import runpy
from ast import literal_eval
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.lab import Lab
from tests.browser.notebook_page import SCREEN, NotebookPage

pytestmark = pytest.mark.browser

SETUP = "from explore import PlaygroundExplorer\nplay = PlaygroundExplorer()\nplay"
KERNEL = """async expression => {
  const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
  const asked = kernel.requestExecute({ code: '', user_expressions: { answer: expression } });
  return (await asked.done).content.user_expressions.answer.data['text/plain'];
}"""
AXE = """async element => {
  const found = await axe.run(element, { resultTypes: ['violations'] });
  return found.violations.filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => `${one.id}: ${one.nodes.map(node => node.html.slice(0, 160)).join(' | ')}`);
}"""


class Playground:
    """A playground in a notebook that has nothing else."""

    def __init__(self, notebook: NotebookPage) -> None:
        self.notebook, self.page = notebook, notebook.page
        self.root: Locator = self.page.locator(".pg-root")
        self.network = self.root.locator(".pg-net canvas")
        self.plane = self.root.locator(".pg-right canvas").first
        self.play = self.root.locator(".pg-play")
        expect(self.root.locator(".pg-epoch")).to_have_text("0")

    def button(self, name: str) -> Locator:
        """A button by its accessible name."""
        return self.root.get_by_role("button", name=name, exact=True)

    def setting(self, name: str) -> Locator:
        """The control of a setting."""
        return self.root.locator(f"[data-setting={name}]")

    def painted(self) -> int:
        """How often the network has been drawn."""
        return int(self.network.get_attribute("data-painted") or 0)

    def painted_beyond(self, count: int) -> None:
        """Wait until the network has been drawn more often."""
        self.page.wait_for_function(
            "count => Number(document.querySelector('.pg-net canvas').dataset.painted) > count", arg=count
        )

    def frames(self, count: int) -> None:
        """Wait until the page has had so many chances to paint."""
        for _ in range(count):
            self.page.evaluate("() => new Promise(requestAnimationFrame)")

    def kernel_says(self, expression: str, expected: str) -> None:
        """Wait until an expression is written like that in the kernel: what the page asks for may be on its way."""
        self.page.wait_for_function(
            f"async ([expression, expected]) => await ({KERNEL})(expression) === expected", arg=[expression, expected]
        )

    def kernel(self, expression: str) -> Any:
        """What an expression is in the kernel."""
        return literal_eval(self.page.evaluate(KERNEL, expression))


@pytest.fixture(scope="module")
def notebook(lab: Lab, browser: Browser) -> Iterator[NotebookPage]:
    """A notebook with one cell, which makes a playground."""
    notebook = NotebookPage(browser.new_page(viewport=SCREEN), lab, lab.notebook("play.ipynb", SETUP))
    yield notebook
    notebook.close()


@pytest.fixture
def one(notebook: NotebookPage) -> Playground:
    """A playground that nobody has touched."""
    notebook.page.set_viewport_size(SCREEN)
    notebook.run(notebook.names()[0])
    return Playground(notebook)


def middle_of_a_weight(page: Page) -> tuple[float, float]:
    """Where on the page a line of the network lies, as one finds it: by moving until something is under the pointer."""
    box = page.locator(".pg-net canvas").bounding_box()
    assert box is not None
    x = box["x"] + 0.3 * box["width"]
    for y in range(40, int(box["height"]) - 60, 3):
        page.mouse.move(x, box["y"] + y)
        tip = page.locator(".pg-tip")
        if tip.is_visible() and tip.inner_text().startswith("weight"):
            return x, box["y"] + y
    raise AssertionError("no line of the network answers the pointer")


def test_it_trains_while_it_plays_and_stands_still_when_paused(one):
    """Frames are painted, the epoch grows; after a pause nothing is painted any more, and the kernel has stopped."""
    before = one.painted()
    one.play.click()
    one.painted_beyond(before + 10)
    one.button("Pause").click()
    expect(one.button("Play")).to_be_visible()
    one.kernel_says("play.model.running", "False")
    one.button("One epoch: each training point once").click()  # its answer is the last that can still come
    epoch = one.root.locator(".pg-epoch")
    expect(epoch).to_have_text(re.compile(r"^\d+$"))  # where a pause leaves it is hardly ever the end of an epoch
    one.kernel("0")  # whatever was on its way has been answered
    one.frames(2)
    painted, shown = one.painted(), epoch.inner_text()
    assert one.kernel("play.model.run.epoch") == float(shown) > 1
    one.frames(20)
    assert one.painted() == painted and epoch.inner_text() == shown


def test_a_weight_is_edited_on_its_line_and_the_edit_undone(one):
    """What is no number is refused in the field, Escape leaves the weight, Enter sets it, and undo takes that back."""
    weights = "[round(float(w), 3) for w in play.model.run.network.layers[0].linear.weight.data.ravel()]"
    first = one.kernel(weights)
    one.page.mouse.click(*middle_of_a_weight(one.page))
    field = one.root.locator(".pg-edit")
    expect(field).to_be_focused()
    field.fill("much")
    field.press("Enter")
    expect(one.root.get_by_role("alert")).to_contain_text('"much" is not a number')
    field.press("Escape")
    expect(field).to_be_hidden()
    assert one.kernel(weights) == first

    one.page.mouse.click(*middle_of_a_weight(one.page))
    field.fill("-2.5")
    field.press("Enter")
    expect(one.button("Undo")).to_be_enabled()
    assert -2.5 in one.kernel(weights)
    one.button("Undo").click()
    expect(one.button("Undo")).to_be_disabled()
    assert one.kernel(weights) == first


def test_own_points_come_by_click_and_drag_and_go_by_delete(one):
    """Of the chosen class, or of the other with the right button; a fast drag leaves no gap."""
    count = "len(play.settings.points)"
    one.root.get_by_role("radio", name="blue").check()
    box = one.plane.bounding_box()
    assert box is not None
    x, y = box["x"] + 20, box["y"] + 20
    one.page.mouse.click(x, y)
    one.page.mouse.click(x, y + 20, button="right")
    one.page.mouse.move(x, y + 60)
    one.page.mouse.down()
    one.page.mouse.move(x + 105, y + 60)
    one.page.mouse.up()
    one.kernel_says(count, "10")  # two by click, one where the drag begins, and one every 14 px of it
    expect(one.button("clear my points")).to_be_visible()
    assert one.kernel("sorted({point[2] for point in play.settings.points})") == [0.0, 1.0]

    one.plane.focus()
    for _ in range(8):
        one.page.keyboard.press("Shift+ArrowLeft")
        one.page.keyboard.press("Shift+ArrowUp")
    one.page.keyboard.press("Delete")
    expect(one.root.locator(".pg-voice")).to_have_text("The nearest point is removed.")
    one.kernel_says(count, "9")


def test_a_preset_sets_everything_and_says_what_to_watch(one):
    """And its sentence is on the page, not hidden in a list."""
    one.setting("preset").select_option("zeros")
    expect(one.setting("init")).to_have_value("zeros")
    assert one.kernel("play.settings.init, play.model.preset") == ("zeros", "zeros")
    says = one.kernel("__import__('explore.playground.presets').playground.presets.preset('zeros').says")
    expect(one.root.locator(".pg-watch")).to_have_text(says)


def test_the_code_that_is_copied_trains_the_network(one, tmp_path):
    """It runs as it stands."""
    one.root.get_by_text("As code, as a link").click()
    code = one.root.locator(".pg-code").inner_text()
    program = tmp_path / "network.py"
    program.write_text(code, encoding="utf-8")
    assert "import layerwise" in code
    runpy.run_path(str(program))


def test_the_keyboard_alone_trains_and_changes_a_network(one):
    """Tab to the canvas, arrows to a weight, Enter to change it, plus for a unit; letters leave the cell alone."""
    cells = one.notebook.names()
    one.button("One step: one batch").focus()
    one.page.keyboard.press("Enter")
    expect(one.button("Undo")).to_be_enabled()
    one.network.focus()
    voice = one.root.locator(".pg-voice")
    expect(voice).to_contain_text("feature x1")
    one.page.keyboard.press("ArrowRight")
    expect(voice).to_contain_text("weight from x1 to unit 1 of layer 1")
    one.page.keyboard.press("Enter")
    one.page.keyboard.insert_text("1.25")
    one.page.keyboard.press("Enter")
    expect(one.network).to_be_focused()
    assert one.kernel("float(play.model.run.network.layers[0].linear.weight.data[0, 0])") == 1.25

    one.network.focus()
    one.page.keyboard.press("ArrowRight")
    expect(voice).to_contain_text("unit 1 of layer 1")
    for key in ("+", "x", "d", "d", "m"):
        one.page.keyboard.press(key)
    expect(voice).to_contain_text("Layer 1 has")
    assert one.kernel("play.settings.layers") == (5,)
    assert set(cells) <= set(one.notebook.names())
    one.play.focus()
    one.page.keyboard.press("Space")
    one.painted_beyond(one.painted() + 3)
    one.page.keyboard.press("Space")
    expect(one.button("Play")).to_be_focused()


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_page(one, width):
    """With everything unfolded, on a screen and on a phone."""
    one.notebook.page.evaluate("window.jupyterapp.shell.collapseLeft()")
    one.page.set_viewport_size({"width": width, "height": 900})
    one.page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    for summary in one.root.locator("summary").all():
        summary.click()
    assert one.root.evaluate(AXE) == []
    parts = "root => [...root.children].filter(one => one.scrollWidth > root.clientWidth + 1).map(one => one.className)"
    assert one.root.evaluate(parts) == []
