import numpy as np

from explore import ConvolutionExplorer
from explore.convolution.goals import GOALS, MAPS, POOLING, WINDOW
from explore.convolution.model import DRAWN, PRESETS, TEMPLE, ConvolutionModel
from explore.convolution.unit import FIRST, SECOND, Unit

ONE = tuple(int(3 <= place % 8 <= 4 and 1 <= place // 8 <= 6) for place in range(64))
BAR = tuple(int(place % 8 == 2 and 1 <= place // 8 <= 6) for place in range(64))  # first column of a window of three


def test_the_window_needs_both_the_size_and_the_kernel():
    """Stride 2 with padding 1, or 3 with 2; numbers that add up to 0 and are not all 0; an image that is not empty."""
    right = {"kernel": PRESETS["edges"], "stride": 2, "padding": 1}
    assert ConvolutionModel(**right).reached
    assert ConvolutionModel(**{**right, "stride": 3, "padding": 2}).reached
    for wrong in (
        {"stride": 1},
        {"padding": 0},
        {"kernel": PRESETS["blur"]},
        {"kernel": (0.0,) * 9},
        {"image": TEMPLE},
        {"image": DRAWN, "drawn": (0,) * 64},
    ):
        assert not ConvolutionModel(**{**right, **wrong}).reached


def test_the_maps_need_a_drawing_that_is_read_and_the_loudest_unit():
    """The drawn seven will not do, nor a digit that somebody else has drawn, nor another unit."""
    reading = ConvolutionModel(show=MAPS, image=DRAWN, drawn=ONE).reading
    assert reading.probabilities.argmax() == 1 and reading.probabilities.max() > 0.9
    place = np.unravel_index(reading.second.argmax(), reading.second.shape)
    right = {"show": MAPS, "image": DRAWN, "drawn": ONE, "unit": Unit(SECOND, *map(int, place))}
    assert ConvolutionModel(**right).reached
    quiet = np.unravel_index(reading.second.argmin(), reading.second.shape)
    for wrong in (
        {"image": "digit"},
        {"unit": None},
        {"unit": Unit(SECOND, *map(int, quiet))},
        {"unit": Unit(FIRST, 0, 0, 0)},
        {"drawn": (0,) * 64},
    ):
        assert not ConvolutionModel(**{**right, **wrong}).reached
    seven = ConvolutionModel(show=MAPS, image=DRAWN).reading.second
    loudest = Unit(SECOND, *map(int, np.unravel_index(seven.argmax(), seven.shape)))
    assert not ConvolutionModel(show=MAPS, image=DRAWN, unit=loudest).reached


def test_pooling_needs_pixels_that_stay_in_their_windows():
    """Windows of three begin at the third column of the drawing; two pixels on is still inside."""
    right = {"show": POOLING, "image": DRAWN, "drawn": BAR, "pool": 3, "shift": 2}
    assert ConvolutionModel(**right).reached
    for wrong in ({"shift": 1}, {"pool": 2}, {"drawn": (*BAR[1:], 0)}, {"drawn": (0,) * 64}, {"image": "digit"}):
        assert not ConvolutionModel(**{**right, **wrong}).reached


def test_each_goal_is_told_once():
    """Whichever view is gone back to."""
    told = []
    explorer = ConvolutionExplorer(on_goal=told.append)
    explorer.set(kernel=PRESETS["edges"])
    for stride in (2, 1, 2):
        explorer.set(padding=1, stride=stride)
    assert told == [GOALS[WINDOW]]
    assert "Reached:" in explorer.words.value
    explorer.set(show=POOLING)
    assert "Reached:" not in explorer.words.value
    explorer.set(image=DRAWN, drawn=BAR, pool=3, shift=2)
    explorer.set(show=WINDOW)
    assert "Reached:" in explorer.words.value
    explorer.set(show=POOLING)
    assert told == [GOALS[WINDOW], GOALS[POOLING]]
