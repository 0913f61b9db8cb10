import re
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_rgb

from explore import style, use_course_style
from layerwise import ACTIVATIONS

# Machado, Oliveira and Fernandes (2009): what a dichromat sees of linear RGB.
DICHROMATS = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def linear(colour):
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(colour, ground="white"):
    lightnesses = sorted(linear(one) @ [0.2126, 0.7152, 0.0722] + 0.05 for one in (colour, ground))
    return lightnesses[1] / lightnesses[0]


def lab(rgb):
    """CIE L*a*b* of linear RGB."""
    to_xyz = np.array([[0.4125, 0.3576, 0.1804], [0.2127, 0.7152, 0.0722], [0.0193, 0.1192, 0.9503]])
    x, y, z = np.cbrt(np.maximum(to_xyz @ rgb / to_xyz.sum(axis=1), 0.0089))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(one, other):
    """CIE94: about how many just noticeable steps lie between two colours, here of linear RGB."""
    (l1, a1, b1), (l2, a2, b2) = lab(one), lab(other)
    chroma = np.hypot(a1, b1)
    dc = chroma - np.hypot(a2, b2)
    dh2 = max((a1 - a2) ** 2 + (b1 - b2) ** 2 - dc**2, 0.0)
    return np.sqrt((l1 - l2) ** 2 + (dc / (1 + 0.045 * chroma)) ** 2 + dh2 / (1 + 0.015 * chroma) ** 2)


def on_dark(colour):
    return style.DARK[colour]


@pytest.mark.parametrize("matrix", DICHROMATS.values(), ids=DICHROMATS)
def test_orange_blue_and_grey_differ_for_everyone(matrix):
    """Seen with any dichromacy, the three colours of sign stay apart."""
    negative, positive, zero = (
        np.clip(matrix @ linear(c), 0, 1) ** (1 / 2.2) for c in (style.NEGATIVE, style.POSITIVE, style.ZERO)
    )
    assert np.linalg.norm(negative - positive) > 0.3
    assert np.linalg.norm(negative - zero) > 0.15
    assert np.linalg.norm(positive - zero) > 0.15


def named_colours():
    lines = [*style.ACTIVATION_LINES.values(), *style.OPTIMIZER_LINES.values()]
    return {style.NEGATIVE, style.POSITIVE, style.ZERO, style.INK, *style.CYCLE, *(line["color"] for line in lines)}


def test_every_colour_can_be_read_as_text_on_white_and_on_dark():
    """At least 4.5:1, as WCAG asks of text: any of them may label its own line."""
    for colour in named_colours():
        assert contrast(colour, style.PAPER) >= 4.5, colour
        assert contrast(style.DARK[colour], style.DARK_PAPER) >= 4.5, colour


def test_the_markers_of_classes_stand_out_from_white_and_from_dark():
    """At least 3:1, as WCAG asks of graphics."""
    for colour in style.CLASS_COLOURS:
        assert contrast(colour, style.PAPER) >= 3, colour
        assert contrast(style.DARK[colour], style.DARK_PAPER) >= 3, colour


@pytest.mark.parametrize("seen", [np.eye(3), *DICHROMATS.values()], ids=["all cones", *DICHROMATS])
@pytest.mark.parametrize("page", [str, on_dark], ids=["light", "dark"])
def test_no_two_optimizers_look_alike_to_anyone(seen, page):
    """At least 12 steps apart, by all cones or by two of three; their end dots differ in shape as well."""
    colours = {name: page(line["color"]) for name, line in style.OPTIMIZER_LINES.items()}
    for one, other in combinations(colours, 2):
        steps = difference(*(np.clip(seen @ linear(colours[name]), 0, 1) for name in (one, other)))
        assert steps >= 12, f"{one} and {other}: {steps:.1f}"
    assert len(set(style.OPTIMIZER_MARKERS.values())) == len(style.OPTIMIZER_LINES)


def test_every_activation_has_a_line_of_its_own():
    """No two share a colour and a dash, and none is missing."""
    assert set(style.ACTIVATION_LINES) == set(ACTIVATIONS)
    assert len({str(line) for line in style.ACTIVATION_LINES.values()}) == len(ACTIVATIONS)
    assert not {style.NEGATIVE, style.POSITIVE} & {line["color"] for line in style.ACTIVATION_LINES.values()}


def test_every_optimizer_has_a_line_of_its_own():
    """No two share a colour, and none has the colour of a sign."""
    colours = {line["color"] for line in style.OPTIMIZER_LINES.values()}
    assert len(colours) == len(style.OPTIMIZER_LINES)
    assert not {style.NEGATIVE, style.POSITIVE, style.ZERO} & colours


def test_the_style_sets_size_fonts_and_colours():
    """A figure made after use_course_style is one panel wide and cycles colour and dash together."""
    with mpl.rc_context():
        use_course_style()
        figure, axes = style.panels(2)
        assert figure.get_size_inches().tolist() == [7.0, 2.5]
        first, second = axes[0].plot([0, 1], [[0, 1], [1, 0]])
        assert first.get_color() != second.get_color()
        assert first.get_linestyle() != second.get_linestyle()
        plt.close(figure)


def test_a_direct_label_stands_at_the_lines_last_point():
    """It has the line's colour; points that are not numbers are passed over."""
    figure, axes = plt.subplots()
    (line,) = axes.plot([0, 1, 2], [5.0, 6.0, np.nan])
    style.label_end(line, "relu")
    (label,) = axes.texts
    assert (label.get_text(), label.xy, label.get_color()) == ("relu", (1.0, 6.0), line.get_color())
    with pytest.raises(ValueError, match="line must have at least one finite point to be labelled 'none'"):
        style.label_end(axes.plot([], [])[0], "none")
    plt.close(figure)


def outline(collection):
    """The lowest and the highest point of a band at each of its places."""
    x, y = collection.get_paths()[0].vertices.T
    return {float(place): (float(y[x == place].min()), float(y[x == place].max())) for place in np.unique(x)}


def test_a_band_is_the_median_between_the_lowest_and_the_highest_run():
    """Three runs at two places; the line may be labelled in a legend."""
    figure, axes = plt.subplots()
    line = style.band(axes, [10, 20], [[1.0, 5.0], [2.0, 9.0], [6.0, 4.0]], "three runs")
    assert np.array_equal(line.get_xydata(), [[10, 2], [20, 5]])
    assert outline(axes.collections[0]) == {10.0: (1.0, 6.0), 20.0: (4.0, 9.0)}
    assert axes.get_legend_handles_labels() == ([line], ["three runs"])
    plt.close(figure)


def test_a_band_has_the_colour_of_its_line():
    """Whether the style gives one or the cycle does; dash and marker are the line's alone."""
    figure, axes = plt.subplots()
    given = style.band(axes, [0, 1], np.ones((2, 2)), color=style.NEGATIVE, linestyle="--", marker="o")
    assert (given.get_color(), given.get_linestyle(), given.get_marker()) == (style.NEGATIVE, "--", "o")
    cycled = [style.band(axes, [0, 1], np.ones((2, 2))) for _ in range(2)]
    assert cycled[0].get_color() != cycled[1].get_color()
    for line, area in zip([given, *cycled], axes.collections, strict=True):
        assert np.allclose(area.get_facecolor()[0, :3], to_rgb(line.get_color()))
        assert area.get_alpha() < 1
    assert axes.get_legend_handles_labels() == ([], [])
    plt.close(figure)


def test_a_band_may_leave_out_the_rare_runs():
    """Quantiles say where it ends; the line stays the median."""
    figure, axes = plt.subplots()
    line = style.band(axes, [0.0], np.arange(11.0)[:, None], quantiles=(0.1, 0.9))
    assert line.get_ydata().tolist() == [5.0]
    assert outline(axes.collections[0]) == {0.0: (1.0, 9.0)}
    plt.close(figure)


@pytest.mark.parametrize("runs", [np.zeros((3, 2)), np.zeros(3), np.zeros((2, 3, 3))], ids=lambda runs: str(runs.shape))
def test_runs_that_do_not_fit_their_places_are_refused(runs):
    """Columns for rows, one run without a row, a third axis: the error says which shape came. Nothing is drawn."""
    figure, axes = plt.subplots()
    with pytest.raises(ValueError, match=rf"\(runs, 3\).*{re.escape(str(runs.shape))}"):
        style.band(axes, [0, 1, 2], runs)
    assert not axes.lines
    plt.close(figure)
