import numpy as np
import pytest

from explore import PerceptronExplorer
from explore.perceptron.model import CORNERS, MOST_LOOKS, ROUND, WANTED, PerceptronModel
from layerwise.linear_model import fit_perceptron, perceptron_step

BAND = {"angle1": 45, "shift1": 0.35, "angle2": 45, "shift2": 1.05}  # the lines of "at least one" and "both"
CUT_OFF = {"angle1": -45, "shift1": 0.35, "angle2": 135, "shift2": 0.35}  # each line cuts off one corner


def test_the_third_line_is_the_perceptron_on_what_the_two_say():
    """Round after round in the order of the corners, as fit_perceptron does it."""
    for lines in (BAND, CUT_OFF):
        model = PerceptronModel(**lines, looks=MOST_LOOKS)
        w, b, mistakes = fit_perceptron(model.hidden(CORNERS), 2 * WANTED - 1, MOST_LOOKS // ROUND)
        np.testing.assert_array_equal(model.third[0], w)
        assert model.third[1] == b
        assert model.mistakes[: len(mistakes)] == mistakes
        assert not any(model.mistakes[len(mistakes) :])


@pytest.mark.parametrize("lines", [BAND, CUT_OFF])
def test_the_goal_is_recognised_by_the_four_corners(lines):
    """Whichever lines; and with the rule left out, however well they lie, nothing is reached."""
    assert PerceptronModel(**lines).reached
    assert PerceptronModel(**lines).output(CORNERS).tolist() == WANTED.tolist()
    assert not PerceptronModel(**lines, looks=0).reached
    assert not PerceptronModel(**lines, rule=lambda w, b, x, y: (w, b)).reached


def test_lines_along_the_axes_leave_xor_as_it_was():
    """However long the third line looks, it never finishes; the sentence says why."""
    for looks in range(MOST_LOOKS + 1):
        assert not PerceptronModel(looks=looks).reached
    model = PerceptronModel(looks=MOST_LOOKS)
    assert min(model.mistakes) > 0
    assert not model.merged
    assert "XOR once more" in model.sentence


def test_lines_that_let_corners_meet_are_said_to():
    """Both lines in one place: three corners on the same side."""
    model = PerceptronModel(angle1=45, shift1=0.35, angle2=45, shift2=0.35)
    assert model.merged
    assert "look alike" in model.sentence
    assert "may need more looks" in PerceptronModel(**BAND, looks=2).sentence


def test_a_look_is_one_call_of_the_rule():
    """The learner's own is asked, with the corner that it is the turn of."""
    asked = []

    def rule(w, b, x, y):
        asked.append((x.tolist(), y))
        return perceptron_step(w, b, x, y)

    model = PerceptronModel(**BAND, looks=6, rule=rule)
    assert model.third[1] == PerceptronModel(**BAND, looks=6).third[1]
    assert asked == [([0, 0], -1), ([1, 0], 1), ([1, 0], 1), ([1, 1], -1), ([0, 0], -1), ([1, 0], 1)]


def test_each_control_moves_the_picture_and_the_goal_is_told_once():
    """Every control changes model and picture, and back again."""
    told = []
    explorer = PerceptronExplorer(on_goal=told.append)
    start = explorer.png()
    for name, value in {"angle1": 30, "shift1": 0.1, "angle2": -90, "shift2": -0.2, "looks": 3}.items():
        old = explorer.controls[name].value
        explorer.controls[name].value = value
        assert getattr(explorer.model, name) == value
        assert explorer.png() != start
        explorer.controls[name].value = old
        assert explorer.png() == start
    assert told == []
    for settings in (BAND, {"angle1": 0}, BAND):
        explorer.set(**settings)
    assert told == [PerceptronModel.goal]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"angle1": 181}, "angle1 must be at most 180, got 181"),
        ({"angle2": -181}, "angle2 must be at least -180, got -181"),
        ({"shift1": 2.0}, r"shift1 must be at most 1\.5"),
        ({"shift2": float("nan")}, "shift2 must be finite"),
        ({"looks": 61}, "looks must be at most 60, got 61"),
    ],
)
def test_what_is_no_setting_is_refused(settings, message):
    """The message names the setting and what is possible."""
    with pytest.raises(ValueError, match=message):
        PerceptronModel(**settings)


def test_no_setting_breaks_it():
    """The corners of all sliders: a picture comes, and no nan in the words."""
    explorer = PerceptronExplorer()
    for settings in (
        {"angle1": -180, "shift1": -1.5, "angle2": 180, "shift2": 1.5, "looks": 0},
        {"looks": 60},
        {"shift1": 1.5, "shift2": 1.5},
        {"angle1": 90, "shift1": 0.0, "looks": 1},
    ):
        explorer.set(**settings)
        assert "nan" not in explorer.model.sentence
        assert explorer.png()
