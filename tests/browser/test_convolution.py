import pytest
from playwright.sync_api import expect

from tests.browser.notebook_page import SCREEN, NotebookPage

pytestmark = pytest.mark.browser


class Convolution:
    """The convolution explorer in chapter 7: its canvas, and where things are on it."""

    def __init__(self, output):
        self.output, self.page = output, output.page
        self.canvas = output.locator("canvas")
        self.said = output.get_by_role("status")
        expect(self.said).to_contain_text("nine products")
        self.canvas.scroll_into_view_if_needed()

    def tab(self, name):
        return self.output.get_by_role("tab", name=name)

    def choose(self, name, value):
        self.output.get_by_role("combobox", name=name, exact=True).select_option(value)

    def pixel(self, row, column):
        """Where a pixel of the 8 × 8 image in the window's view is, in the page. It is as large as its half allows."""
        box = self.canvas.bounding_box()
        half = (box["width"] - 24) / 2
        side = min(half, 230)
        return box["x"] + (half - side) / 2 + (column + 0.5) * side / 8, box["y"] + 22 + (row + 0.5) * side / 8

    def sheet(self, row, column):
        return self.output.get_by_role("gridcell", name=f"row {row}, column {column}:")


@pytest.fixture(scope="module")
def chapter(lab, browser, repo):
    chapter = NotebookPage(
        browser.new_page(viewport=SCREEN), lab, f"{lab.copy(repo / 'course')}/ch07_cnn/ch07_cnn.ipynb"
    )
    chapter.run(chapter.cell_with("from autograder import"))
    yield chapter
    chapter.close()


@pytest.fixture
def convolution(lab, chapter):
    """A new one, and no progress yet."""
    lab.forget_progress()
    cell = chapter.cell_with("ConvolutionExplorer(on_goal")
    chapter.run(cell)
    return Convolution(chapter.shown(cell))


def test_the_window_follows_the_pointer_and_a_drag_draws(convolution):
    """Over the image without a button; with one, on a drawing, every pixel on the way gets the first one's colour."""
    mouse = convolution.page.mouse
    mouse.move(*convolution.pixel(1, 1))
    expect(convolution.said).to_contain_text("output at row 0, column 0")
    mouse.move(*convolution.pixel(4, 6))
    expect(convolution.said).to_contain_text("output at row 3, column 5")

    convolution.choose("image", "drawn")
    expect(convolution.sheet(1, 1)).to_have_accessible_name("row 1, column 1: white")
    mouse.move(*convolution.pixel(0, 0))
    mouse.down()
    mouse.move(*convolution.pixel(7, 0), steps=2)  # a quick hand
    mouse.up()
    for row in range(8):
        expect(convolution.sheet(row, 0)).to_have_accessible_name(f"row {row}, column 0: white")
    expect(convolution.said).not_to_contain_text("add up to 0.00")
    mouse.move(*convolution.pixel(1, 1))
    expect(convolution.said).to_contain_text("add up to 0.56: that is the output at row 0, column 0")


def test_a_unit_of_the_network_says_where_its_number_comes_from(convolution):
    """A click opens it; the same click, or the button, goes back."""
    convolution.tab("feature maps").click()
    expect(convolution.said).to_contain_text("The network reads 3")
    bar = {"x": convolution.canvas.bounding_box()["width"] * 0.4 + 100, "y": 60}
    convolution.canvas.click(position=bar)
    expect(convolution.said).to_contain_text("64 products and the bias")
    convolution.canvas.click(position=bar)
    expect(convolution.said).not_to_contain_text("64 products")
    back = convolution.output.get_by_role("button", name="back to the maps")
    expect(back).to_be_hidden()
    convolution.canvas.press("ArrowRight")
    expect(convolution.said).to_contain_text("Row 0, column 0 of map 1 in the first layer")
    back.click()
    expect(convolution.said).not_to_contain_text("Row 0")


def test_the_keyboard_does_it_all(convolution):
    """From tab to tab with Tab and arrows; letters stay in the explorer; one tab stop for canvas and for the sheet."""
    page, keyboard = convolution.page, convolution.page.keyboard
    convolution.canvas.focus()
    keyboard.press("ArrowRight")
    keyboard.press("ArrowUp")
    expect(convolution.said).to_contain_text("output at row 1, column 3")
    keyboard.press("Home")
    keyboard.press("Enter")
    expect(convolution.said).to_contain_text("output at row 0, column 1")
    keyboard.press("x")  # cuts a cell elsewhere
    expect(convolution.canvas).to_be_visible()

    convolution.choose("image", "drawn")
    expect(convolution.sheet(0, 0)).to_be_visible()
    convolution.canvas.focus()
    for _ in range(4):  # the list of images, the file, the sheet, and what comes after it
        keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('role')") == "gridcell":
            break
    keyboard.press("ArrowRight")
    keyboard.press("ArrowDown")
    keyboard.press("Space")
    expect(convolution.sheet(1, 1)).to_have_accessible_name("row 1, column 1: black")
    expect(convolution.sheet(1, 1)).to_be_focused()
    keyboard.press("Tab")
    expect(convolution.output.get_by_role("button", name="clear")).to_be_focused()

    convolution.tab("the window").focus()
    keyboard.press("ArrowLeft")
    expect(convolution.tab("pooling under shifts")).to_have_attribute("aria-selected", "true")
    expect(convolution.said).to_contain_text("Shifted by 1 pixel")
    convolution.canvas.focus()
    keyboard.press("ArrowRight")
    expect(convolution.said).to_contain_text("Shifted by 2 pixels")


def test_a_slip_in_the_kernel_is_said_and_kept_and_the_goal_is_noted(lab, convolution):
    """The field keeps what was typed while the window moves; mended, the message goes."""
    field = convolution.output.get_by_role("textbox", name="kernel, row 0, column 1")
    field.fill("one")
    field.press("Enter")
    expect(convolution.output.get_by_role("alert").filter(has_text="“one” is not a number")).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "true")
    convolution.page.mouse.move(*convolution.pixel(6, 6))
    expect(convolution.said).to_contain_text("output at row 5, column 5")
    expect(field).to_have_value("one")
    field.fill("1/9")
    field.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "false")
    expect(convolution.output.get_by_text("is not a number")).to_be_hidden()

    convolution.choose("a ready-made kernel", "edges")
    for name, value in (("stride", "2"), ("padding", "1")):
        convolution.output.get_by_role("slider", name=name).fill(value)
    expect(convolution.output.get_by_text("✓ Reached:")).to_be_visible()
    assert [event["goal"] for event in lab.progress()] == ["convolution"]
