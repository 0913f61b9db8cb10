import numpy as np
import pytest

from explore import SearchExplorer
from explore.search.model import CLOSE, DIGS, GROUNDS, HELP, LINE, SearchModel, ground
from layerwise.search import gp_posterior

LOWEST = [float(LINE[ground(number).argmin()]) for number in range(GROUNDS)]


def test_every_ground_can_be_won_and_none_is_like_another():
    """Its lowest place lies inside, and more than one of the places where one may dig is near enough."""
    for number, place in enumerate(LOWEST):
        heights = ground(number)
        assert 0.1 < place < 0.9
        assert 3 <= (heights <= heights.min() + CLOSE).sum() <= 5
    assert len(set(LOWEST)) >= 6 and min(LOWEST) < 0.3 and max(LOWEST) > 0.7
    np.testing.assert_array_equal(ground(3), ground(3))


@pytest.mark.parametrize("number", range(GROUNDS))
def test_digging_at_the_lowest_place_reaches_the_goal(number):
    """With the first dig or the last; beside it not."""
    beside = tuple(LINE[(round(100 * LOWEST[number]) + k) % 101] for k in range(20, 27))
    assert not SearchModel(digs=beside, number=number).reached
    assert SearchModel(digs=(*beside, LOWEST[number]), number=number).reached
    assert SearchModel(digs=(LOWEST[number],), number=number).over


def test_the_guess_goes_through_the_digs():
    """In the ground's own unit, with no doubt there, and none before there are two."""
    model = SearchModel(digs=(0.1, 0.5, 0.9))
    mean, std = model.guess()
    places = [10, 50, 90]
    np.testing.assert_allclose(mean[places], model.depths(), atol=0.01)
    assert std[places].max() < 0.05 < std.max()
    assert SearchModel(digs=(0.1,)).guess() is None and SearchModel(digs=(0.1,)).worth() is None


def test_what_a_dig_is_worth_is_nothing_where_one_has_dug():
    """And most somewhere else."""
    worth = SearchModel(digs=(0.1, 0.5, 0.9)).worth()
    assert worth.shape == LINE.shape and worth.min() >= -1e-9
    assert worth[[10, 50, 90]].max() < 0.01 * worth.max()


def test_the_machine_starts_with_your_first_two_and_has_as_many():
    """It is not told where the ground is low, and mostly comes to the lowest place."""
    won = 0
    for number in range(GROUNDS):
        model = SearchModel(digs=(0.3, 0.7, 0.5), number=number)
        places, heights = model.machine()
        assert places[:2].tolist() == [LINE[30], LINE[70]] and len(set(places)) == DIGS
        np.testing.assert_array_equal(heights, model.ground[(100 * places).round().astype(int)])
        won += heights.min() <= model.ground.min() + CLOSE
    assert won >= 8
    assert SearchModel(digs=(0.3,)).machine() is None


def test_the_parts_that_are_handed_in_are_used():
    """A process that has learned nothing, and a machine that digs from left to right."""
    calls = []

    def posterior(X, y, Z, lengthscale, noise):
        calls.append((X.shape, y.mean().round(9), Z.shape))
        return np.zeros(len(Z)), np.ones(len(Z))

    def machine(f, candidates, first, n, lengthscale, noise):
        return np.arange(n), np.array([f(candidates[i]) for i in range(n)])

    digs = tuple(LINE[::12][:DIGS])
    explorer = SearchExplorer(posterior, lambda mean, std, best: mean * 0 + 1, machine)
    explorer.set(digs=digs)
    assert calls[-1] == ((DIGS, 1), 0.0, (101, 1))
    mean, _ = explorer.model.guess()
    assert np.ptp(mean) == 0 and explorer.model.worth().tolist() == [1.0] * 101
    assert f"has come to {ground(0)[:DIGS].min():.2f} with {DIGS}" in explorer.model.sentence
    assert SearchModel().runs["gp_posterior"].thing is gp_posterior


def test_the_sentence_says_what_is_known_and_no_more():
    """The ground is told only when it is over."""
    assert SearchModel(x=0.3, number=4).sentence.startswith("Nothing is known of ground 4 yet. You stand at 0.30")
    two = SearchModel(digs=(0.2, 0.8), x=0.4)
    assert "of 2 digs" in two.sentence and "6 left" in two.sentence and "At 0.40 the process expects" in two.sentence
    assert "expects" not in SearchModel(digs=(0.2, 0.8), help=HELP[0]).sentence
    for model in (SearchModel(digs=(0.2,)), two):
        assert "lowest place" not in model.sentence and f"{model.ground.min():.2f}" not in model.sentence
    done = SearchModel(digs=tuple(LINE[::14]))
    assert done.left == 0 and f"The lowest place is {done.ground.min():.2f}" in done.sentence


def test_the_button_digs_where_the_slider_stands():
    """Not twice at a place, not more than eight times; the other button fills all holes, as a new ground does."""
    told = []
    explorer = SearchExplorer(on_goal=told.append)
    place, digs = explorer.controls["x"], explorer.controls["digs"]
    for x in (0.1, 0.1, 0.3, *LINE[40:60:2]):
        place.value = x
        digs.dig.click()
    assert explorer.model.digs == (0.1, 0.3, 0.4, 0.42, 0.44, 0.46, 0.48, 0.5)
    assert digs.dig.disabled and not told
    over = explorer.png()
    digs.again.click()
    assert explorer.model.digs == () and not digs.dig.disabled and explorer.png() != over
    place.value = LOWEST[0]
    digs.dig.click()
    assert told == [SearchModel.goal]
    explorer.controls["number"].value = 4
    assert explorer.model.digs == () and explorer.model.number == 4


def test_each_control_moves_the_picture():
    """And back again."""
    explorer = SearchExplorer()
    explorer.set(digs=(0.2, 0.8))
    start = explorer.png()
    for name, value in {"x": 0.7, "help": HELP[2]}.items():
        old = explorer.controls[name].value
        explorer.controls[name].value = value
        assert explorer.png() != start
        explorer.controls[name].value = old
        assert explorer.png() == start
    explorer.set(digs=(0.2, 0.8, 0.5))
    assert explorer.png() != start


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"number": GROUNDS}, "number must be at most 9, got 10"),
        ({"x": 1.5}, "x must lie between 0 and 1"),
        ({"digs": (0.1, 0.1)}, "digs must be at most 8 different places"),
        ({"digs": tuple(LINE[:9])}, "digs must be at most 8"),
        ({"digs": (-0.1,)}, "digs must be at most 8 different places between 0 and 1"),
        ({"help": "all"}, "help must be one of"),
    ],
)
def test_what_is_no_setting_is_refused(settings, message):
    """By name."""
    with pytest.raises(ValueError, match=message):
        SearchModel(**settings)
