"""A picture on its page: rows of panels, colours by night, titles that stay inside."""

from io import BytesIO

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from PIL import Image

from explore import ActivationExplorer, BoundaryExplorer
from explore.style import DARK, INK, NEGATIVE
from explore.widgets.canvas import Heading, PersistentFigure, heading, styled
from explore.widgets.night import at_night
from explore.widgets.picture import DARK_PAPER, Page, page_of
from explore.widgets.reflow import boxes, rows_of


def pixels(png):
    return np.asarray(Image.open(BytesIO(png)), dtype=int)


@pytest.mark.parametrize(
    ("widths", "room", "rows"),
    [
        ([3.1, 3.1, 3.1], 8.48, [[0, 1, 2]]),
        ([3.1, 3.1, 3.1], 5.0, [[0, 1], [2]]),
        ([3.1, 3.1, 3.1], 2.7, [[0], [1], [2]]),
        ([9.3], 2.7, [[0]]),
    ],
)
def test_panels_take_as_few_rows_as_they_can(widths, room, rows):
    assert rows_of(widths, room) == rows


@pytest.mark.parametrize("room", [2.6, 3.9, 4.7, 6.1, 8.5, 14.0])
def test_panels_stay_on_the_page_and_never_overlap(room):
    found, width, height = boxes([3.4, 3.4, 3.0], 3.3, room)
    assert width <= room
    for i, one in enumerate(found):
        assert one.left >= 0 and one.left + one.width <= width + 0.01 and one.top + one.height <= height + 0.01
        for other in found[i + 1 :]:
            assert one.top + one.height <= other.top + 1e-9 or one.left + one.width <= other.left + 1e-9


def test_a_picture_has_the_pages_width_and_twice_the_pixels_on_a_sharp_screen():
    explorer = ActivationExplorer()
    explorer._place(Page(width=480))
    assert pixels(explorer.png()).shape[1] == 480
    once = pixels(explorer.png()).shape
    explorer._place(Page(width=480, density=2.0))
    assert pixels(explorer.png()).shape[:2] == (2 * once[0], 2 * once[1])
    assert explorer.picture.density == 2.0


def test_there_and_back_again_is_the_same_picture():
    """What a page asks for leaves nothing behind."""
    explorer = BoundaryExplorer(epochs=0)
    before = explorer.png()
    explorer._place(Page(width=300, density=2.0, dark=True))
    assert explorer.png() != before
    explorer._place(Page())
    assert explorer.png() == before


def test_each_colour_of_the_course_has_its_sister_by_night_and_a_grey_its_opposite():
    """Colours of a scale are left alone, and transparency stays."""
    assert at_night(to_rgba(NEGATIVE, 0.5)) == to_rgba(DARK[NEGATIVE], 0.5)
    assert at_night((1.0, 1.0, 1.0, 1.0), "#202020")[:3] == pytest.approx((32 / 255,) * 3)
    assert at_night((0.0, 0.0, 0.0))[0] > 0.9
    assert at_night((0.2, 0.5, 0.3, 1.0)) == (0.2, 0.5, 0.3, 1.0)


def test_a_dark_page_gets_its_own_paper_and_light_ink():
    explorer = ActivationExplorer()
    explorer._place(Page(width=848, dark=True, paper="#202020"))
    shown = pixels(explorer.png())
    assert shown[0, 0].tolist() == [32, 32, 32]
    assert (np.abs(shown - np.array([int(DARK[INK][i : i + 2], 16) for i in (1, 3, 5)])).sum(axis=-1) < 12).sum() > 200
    assert not (shown > 250).all(axis=-1).any()  # no white is left


def test_a_page_that_says_nonsense_gets_something_near():
    page = page_of({"width": 7, "density": 11, "dark": 1, "paper": "url(x)"})
    assert page == Page(width=200, density=2.0, dark=True, paper=DARK_PAPER)


@pytest.mark.parametrize("text", ["short", "a title that is a good deal longer than its panel is wide, in all"])
def test_a_title_stays_inside_its_panel(text):
    """It moves left, becomes smaller, and takes two lines, down to a phone's width."""
    figure = PersistentFigure([3.4])
    with styled():
        title = heading(figure.axes[0])
    figure.moving(title)
    title.set_text(text)
    figure.fit(Page(width=264))
    figure.png()
    assert isinstance(title, Heading)
    extent = title.get_window_extent(figure.canvas.get_renderer())
    assert extent.x0 >= 0 and extent.x1 <= figure.figure.bbox.x1 and extent.y1 <= figure.figure.bbox.y1
