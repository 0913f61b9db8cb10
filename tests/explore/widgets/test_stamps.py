import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from explore.widgets import stamps
from explore.widgets.night import NightCanvas


def pixels(canvas_class, **text):
    """A figure with one text, drawn on such a canvas."""
    figure = Figure(figsize=(2, 1), dpi=100)
    canvas = canvas_class(figure)
    figure.text(**{"x": 0.213, "y": 0.417, "s": "w2 = −0.25", "color": "#0072B2", **text})
    canvas.draw()
    return np.asarray(canvas.buffer_rgba(), dtype=int)


@pytest.mark.parametrize(
    "text",
    [
        {},
        {"rotation": 90},
        {"rotation": 30, "fontsize": 14},
        {"s": "two lines,\nwith a j", "ha": "center"},
        {"s": r"$10^{-3}$"},
        {"alpha": 0.4},
        {"color": (0.2, 0.4, 0.1, 0.5)},
        {"bbox": {"facecolor": "white", "edgecolor": "none"}},
        {"x": 0.97, "y": 0.97},  # most of it is outside
    ],
    ids=str,
)
def test_a_stamped_text_is_the_text_that_matplotlib_draws(text):
    """Of 255 levels hardly one is lost; the second picture, from stamps that are there, is the first to the bit."""
    once, again = pixels(NightCanvas, **text), pixels(NightCanvas, **text)
    assert (once == again).all()
    plain = pixels(FigureCanvasAgg, **text)
    assert np.abs(once - plain).max() <= 6
    assert (plain != 255).any()


def test_a_text_is_drawn_once_for_all_pictures():
    """The stamp is kept, also when the colour is another."""
    stamps.stamp.cache_clear()
    pixels(NightCanvas)
    drawn = stamps.stamp.cache_info().misses
    pixels(NightCanvas, color="#C25200")
    assert stamps.stamp.cache_info().misses == drawn > 0


def test_what_is_kept_has_a_bound():
    """A slider that is moved for an hour writes many numbers."""
    bound = stamps.stamp.cache_info().maxsize
    font = Figure().text(0, 0, "").get_fontproperties()
    for number in range(bound + 10):
        stamps.stamp(str(number), font.copy(), 0.0, False, 50.0, 0, 0)
    assert stamps.stamp.cache_info().currsize == bound


def test_colours_by_night_are_those_of_the_night():
    """Blue is the lighter blue on a dark page, in a stamp as elsewhere."""
    figure = Figure(figsize=(2, 1), dpi=100, facecolor="white")
    canvas = NightCanvas(figure)
    canvas.dark = True
    figure.text(0.1, 0.3, "█", color="#0072B2", fontsize=40)
    canvas.draw()
    assert (np.asarray(canvas.buffer_rgba())[..., :3] == (0x5C, 0xB3, 0xF0)).all(axis=-1).any()
