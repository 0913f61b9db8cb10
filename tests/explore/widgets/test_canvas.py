from io import BytesIO

import numpy as np
import pytest
from matplotlib import pyplot as plt
from PIL import Image

from explore.widgets.canvas import PersistentFigure


def pixels(png):
    return np.asarray(Image.open(BytesIO(png)), dtype=int)


def figure_with_a_point():
    figure = PersistentFigure(widths=[2, 3], height=2, dpi=50)
    (point,) = figure.axes[0].plot([0.5], [0.5], "o")
    figure.axes[0].set(xlim=(0, 1), ylim=(0, 1))
    figure.moving(point)
    return figure, point


def test_the_picture_has_the_size_that_was_asked_for():
    """Widths and height in inches times dpi; one axes for each width."""
    figure, _ = figure_with_a_point()
    assert len(figure.axes) == 2
    assert pixels(figure.png()).shape == (100, 250, 3)


def test_moving_an_artist_leaves_no_trace_and_nothing_else_changes():
    """There and back again gives the same picture; in between only the artist's surroundings differ."""
    figure, point = figure_with_a_point()
    before = figure.png()
    point.set_data([0.9], [0.9])
    between = figure.png()
    point.set_data([0.5], [0.5])
    assert figure.png() == before
    changed = np.flatnonzero((pixels(before) != pixels(between)).any(axis=(0, 2)))
    assert 0 < len(changed) < 40


def test_what_stays_is_redrawn_on_request_only():
    """A new limit shows after redraw_all."""
    figure, _ = figure_with_a_point()
    before = figure.png()
    figure.axes[0].set_xlim(0, 100)
    figure.redraw_all()
    assert figure.png() != before


def test_the_notebooks_own_style_and_figures_are_left_alone():
    """No pyplot figure appears, and the reader's rcParams neither change nor matter."""
    open_before, reference = plt.get_fignums(), figure_with_a_point()[0].png()
    with plt.rc_context({"font.size": 30, "axes.facecolor": "black"}):
        assert figure_with_a_point()[0].png() == reference
        assert plt.rcParams["font.size"] == 30
    assert plt.get_fignums() == open_before


@pytest.mark.parametrize("widths", [[], [0], [2, -1]])
def test_panels_need_room(widths):
    """The message shows what was given."""
    with pytest.raises(ValueError, match="widths and height must leave room"):
        PersistentFigure(widths)
