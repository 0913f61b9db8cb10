"""A drawn network: where units stand, and how a weight looks."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from explore.network import draw_network
from explore.style import NEGATIVE, POSITIVE


@pytest.fixture
def axes():
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


def joined(axes):
    """The lines between units: {(from, to): line}, by the heights of their ends."""
    return {tuple(line.get_ydata()): line for line in axes.lines if len(line.get_ydata()) == 2}


def test_every_unit_is_joined_to_all_of_the_column_before(axes):
    draw_network(axes, [["a", "b", "c"], ["d", "e"], ["f"]])
    assert len(joined(axes)) == 3 * 2 + 2 * 1
    assert [text.get_text() for text in axes.texts] == list("abcdef")
    assert axes.texts[0].get_position() == (0, 1.0) and axes.texts[4].get_position() == (1, -0.5)


def test_a_row_of_W_holds_one_units_weights(axes):
    """Row i, column k is the line from input k to unit i."""
    draw_network(axes, [["a", "b"], ["c", "d"]], [np.array([[1.0, -2.0], [0.5, 0.0]])])
    lines = joined(axes)
    assert lines[0.5, 0.5].get_color() == POSITIVE and lines[0.5, 0.5].get_linestyle() == "-"
    assert lines[-0.5, 0.5].get_color() == NEGATIVE and lines[-0.5, 0.5].get_linestyle() == "--"
    widths = [lines[ends].get_linewidth() for ends in ((-0.5, 0.5), (0.5, 0.5), (0.5, -0.5), (-0.5, -0.5))]
    assert widths == sorted(widths, reverse=True) and len(set(widths)) == 4


def test_one_units_lines_stand_out(axes):
    draw_network(axes, [["a", "b"], ["c", "d"]], unit=(1, 0))
    assert {ends[1] for ends, line in joined(axes).items() if line.get_alpha() == 1} == {0.5}


def test_weights_that_do_not_fit_are_named(axes):
    with pytest.raises(ValueError, match=r"\[\(1, 2\)\] \(out, in\) for columns of \[2, 1\], got \[\(2, 1\)\]"):
        draw_network(axes, [["a", "b"], ["c"]], [np.ones((2, 1))])
