"""Take the README's pictures again, from the course as it is built: .venv/bin/python docs/images/make_screenshots.py

Needs Chromium. Each picture is the part of a JupyterLab page that it is about, at twice the size of its pixels on
the page, in few enough colours to stay small.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Locator, expect

from tests.browser.lab import Lab, running_lab
from tests.browser.notebook_page import NotebookPage, chromium_browser
from tests.samples.chromium import find_chromium

HERE = Path(__file__).parent
COURSE = HERE.parents[1] / "course"
CHAPTER = "ch01_activations/ch01_activations.ipynb"
MARGIN = 4  # pixels of the page around what is shown

WRITES_INTO_ITS_INPUT = """\
def relu(x):
    x[x < 0] = 0
    return x


def relu_backward(grad_output, x):
    return np.where(x > 0, grad_output, 0)"""


def check_card(chapter: NotebookPage) -> Image.Image:
    """The card that names a mistake, below the code that makes it."""
    chapter.write("relu", WRITES_INTO_ITS_INPUT)
    chapter.run("relu", "check_relu")
    return picture(chapter, chapter.cell("relu").locator(".jp-Cell-inputWrapper"), chapter.shown("check_relu"))


def explorer(chapter: NotebookPage) -> Image.Image:
    """The boundary explorer with three hidden units, after one and two."""
    cell = chapter.cell_with("BoundaryExplorer(")
    chapter.run(cell)
    output = chapter.shown(cell)
    output.locator(".widget-slider", has_text="hidden units").get_by_role("slider").focus()
    for key, words in (("ArrowLeft", "1 hidden"), ("ArrowRight", "2 hidden"), ("ArrowRight", "3 hidden")):
        chapter.page.keyboard.press(key)
        expect(output.get_by_role("status")).to_contain_text(words)
    chapter.page.evaluate("document.activeElement.blur()")
    return picture(chapter, output, output)


def picture(chapter: NotebookPage, first: Locator, last: Locator) -> Image.Image:
    """What the page shows from `first` to `last`."""
    first.evaluate("(element, above) => element.style.scrollMarginTop = above", f"{4 * MARGIN}px")
    first.evaluate("element => element.scrollIntoView({block: 'start'})")
    expect(last).to_be_in_viewport(ratio=0.99)
    top, bottom = first.bounding_box(), last.bounding_box()
    assert top is not None and bottom is not None, "what is in the viewport has a place"
    left = min(top["x"], bottom["x"]) - MARGIN
    right = max(box["x"] + box["width"] for box in (top, bottom)) + MARGIN
    y, height = top["y"] - MARGIN, bottom["y"] + bottom["height"] - top["y"] + 2 * MARGIN
    png = chapter.page.screenshot(clip={"x": left, "y": y, "width": right - left, "height": height})
    return Image.open(BytesIO(png)).convert("RGB")


@contextmanager
def opened_chapter(lab: Lab, browser: Browser) -> Iterator[NotebookPage]:
    """Chapter 1 with its imports run, in a window that leaves the notebook about 850 pixels."""
    page = browser.new_page(viewport={"width": 1190, "height": 1100}, device_scale_factor=2)
    chapter = NotebookPage(page, lab, f"{lab.copy(COURSE)}/{CHAPTER}")
    chapter.run(chapter.cell_with("from autograder import"))
    yield chapter
    chapter.close()


def main() -> None:
    """Make every picture, or those that are named on the command line."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("Chromium is needed to take pictures, and there is none.")
    pictures = {"check_card": check_card, "explorer": explorer}
    with TemporaryDirectory() as folder, running_lab(Path(folder)) as lab, chromium_browser(chromium) as browser:
        for name in sys.argv[1:] or pictures:
            with opened_chapter(lab, browser) as chapter:
                few_colours = pictures[name](chapter).quantize(128, dither=Image.Dither.NONE)
            few_colours.save(HERE / f"{name}.png", optimize=True)
            print(f"{name}.png: {few_colours.width} x {few_colours.height}")


if __name__ == "__main__":
    main()
