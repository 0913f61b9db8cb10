"""The ring explorer: a generator and a discriminator over eight clouds, and how many of them are found."""

import numpy as np
import pytest

from explore import RingExplorer
from explore.ring.model import GRID, RingModel
from layerwise.generation import gan_step, mode_coverage


def counting(seen):
    """A step that trains nothing and counts how often it was asked."""

    def step(G, D, opt_g, opt_d, real, z1, z2):
        seen.append(z1.shape[1])
        return 1.5, 0.5

    return step


def test_a_game_goes_on_from_where_it_was():
    """Later steps are played once, and earlier ones looked at again cost nothing."""
    seen = []
    step = counting(seen)
    for steps, played in ((100, 100), (400, 400), (200, 400), (0, 400), (800, 800)):
        moment = RingModel(steps=steps, step=step, z=4).moment
        assert len(seen) == played and set(seen) == {4}
        assert moment.samples.shape == (1000, 2) and moment.logits.shape == (len(GRID),)
    assert moment.losses == (1.5, 0.5)


def test_another_setting_is_another_game():
    """And the way to it does not matter."""
    seen = []
    step = counting(seen)
    first = RingModel(steps=100, step=step).moment
    assert not np.array_equal(RingModel(steps=100, step=step, seed=1).moment.samples, first.samples)
    RingModel(steps=100, step=step, lr_d=0.004).moment  # noqa: B018
    assert len(seen) == 300
    again = RingModel(steps=100, step=counting([])).moment
    assert np.array_equal(again.samples, first.samples)


def test_the_goal_wants_all_clouds_and_half_of_the_samples():
    """As the function that is handed in counts them."""
    for found, reached in (((8, 0.6), True), ((7, 0.9), False), ((8, 0.4), False), ((8, 0.5), True)):
        model = RingModel(steps=0, coverage=lambda x, centres, radius, found=found: found)
        assert model.reached == reached and model.found == found
    assert not RingModel(steps=0).reached


def test_the_sentence_says_what_was_found_and_what_both_pay():
    """At the start there are no losses."""
    model = RingModel(steps=100, step=counting([]), coverage=lambda *_: (3, 0.25), z=1)
    assert "After 100 steps with 1 number of noise: 3 of 8 clouds found, 25% of the samples" in model.sentence
    assert "Loss of D 1.50, of G 0.50" in model.sentence
    assert "Nothing has been learned yet." in RingModel(steps=0).sentence


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"steps": 50}, "steps must be one of 0, 100"),
        ({"z": 3}, "z must be one of 1, 2, 4, 16; got 3"),
        ({"lr_g": 0.5}, "lr_g must be one of"),
        ({"noise": -1.0}, "noise must be one of"),
        ({"seed": 5}, "seed must be at most 4, got 5"),
        ({"seed": -1}, "seed must be at least 0"),
    ],
)
def test_what_is_no_setting_is_refused(settings, message):
    """The message names it."""
    with pytest.raises(ValueError, match=message):
        RingModel(**settings)


def test_each_control_moves_the_picture_and_the_goal_is_told_once():
    """And back again; with a step that trains nothing, so that it is quick."""
    told, found = [], [(3, 0.4)]
    explorer = RingExplorer(counting([]), lambda *_: found[0], on_goal=told.append)
    start = explorer.png()
    for name, value in (("steps", 100), ("z", 2), ("seed", 1)):
        old = explorer.controls[name].value
        explorer.controls[name].value = value
        assert getattr(explorer.model, name) == value and explorer.png() != start
        explorer.controls[name].value = old
        assert explorer.png() == start
    found[0] = (8, 0.9)
    for steps in (0, 100, 200):
        explorer.controls["steps"].value = steps
    assert told == [RingModel.goal] and "Reached:" in explorer.words.value


def test_the_bars_are_the_shares_and_what_is_too_high_says_its_number():
    """A generator that makes one point: one bar, far above the picture."""
    explorer = RingExplorer(counting([]))
    explorer.set(steps=0)
    heights = [bar.get_height() for bar in explorer._bars]
    modes, near = mode_coverage(explorer.model.moment.samples, np.array([[9.0, 9.0]]), 0.15)
    assert (modes, near) == (0, 0.0) and max(heights) < 0.1
    assert all(text.get_text() == "" for text in explorer._over)


def test_a_short_real_game_learns_something():
    """With the library's step, the samples leave the middle for the ring."""
    start, later = (RingModel(steps=steps, z=2, step=gan_step).moment.samples for steps in (0, 200))
    assert np.abs(np.hypot(*later.T) - 2).mean() < np.abs(np.hypot(*start.T) - 2).mean()
