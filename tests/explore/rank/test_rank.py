import numpy as np
import pytest

from explore import RankExplorer
from explore.rank.model import FAIR, FLOWER, MOST, PHOTOS, SHUFFLED, TEMPLE, RankModel, curves, photo, smallest
from layerwise.linalg import low_rank


def test_the_photographs_are_grey_and_the_shuffled_one_has_the_same_pixels():
    """In another order."""
    for name in PHOTOS:
        assert photo(name).shape == (427, 640) and 0 <= photo(name).min() < photo(name).max() <= 1
    assert np.array_equal(np.sort(photo(TEMPLE), axis=None), np.sort(photo(SHUFFLED), axis=None))
    assert not np.array_equal(photo(TEMPLE), photo(SHUFFLED))


@pytest.mark.parametrize("name", PHOTOS)
def test_the_curve_is_what_the_pictures_measure(name):
    """Squares lost and decibels from singular values are those of the table that was built."""
    lost, decibels = curves(name)
    for k in (1, 29, 200):
        model = RankModel(photo=name, k=k)
        assert (model.left_out**2).sum() / (photo(name) ** 2).sum() == pytest.approx(lost[k])
        assert model.decibels == pytest.approx(decibels[k])
    assert lost[0] == pytest.approx(1.0) and (np.diff(lost) < 0).all()


def test_how_many_patterns_make_a_fair_picture():
    """The flower 29, the temple 162, its shuffled pixels nearly all."""
    assert [smallest(name) for name in PHOTOS] == [29, 162, 382]
    assert RankModel(k=MOST).decibels > 200


def test_the_goal_is_the_smallest_rank_of_the_flower():
    """One pattern more or less does not count, nor does another photograph."""
    assert RankModel(k=29).reached
    for model in (RankModel(k=28), RankModel(k=30), RankModel(photo=TEMPLE, k=29), RankModel(photo=TEMPLE, k=162)):
        assert not model.reached


def test_the_sentence_says_cost_and_loss():
    """And what to do about it."""
    assert "1 pattern of 427: 1,068 numbers" in RankModel(k=1).sentence
    assert "More patterns are needed" in RankModel(k=28).sentence
    assert RankModel(k=29).sentence.endswith("left out, 30.1 dB.")
    assert "Fewer would do" in RankModel(k=40).sentence
    assert "the photograph itself would be shorter" in RankModel(k=300).sentence


def test_it_runs_on_the_function_that_it_is_given():
    """A function that keeps one pattern less shows, and misses the goal."""
    asked = []

    def one_short(A, k):
        asked.append(k)
        return low_rank(A, k - 1)

    model = RankModel(k=29, approximate=one_short)
    assert model.decibels < FAIR and not model.reached
    assert asked == [29]  # once, however often the model is looked at
    explorer = RankExplorer(approximate=one_short)
    assert explorer.png() != RankExplorer().png()


def test_each_control_moves_the_picture_and_the_goal_is_told_once():
    """There and back; a refused setting leaves all as it was."""
    told = []
    explorer = RankExplorer(on_goal=told.append)
    start = explorer.png()
    for name, value in {"photo": TEMPLE, "k": 12}.items():
        old = explorer.controls[name].value
        explorer.controls[name].value = value
        assert getattr(explorer.model, name) == value and explorer.png() != start
        explorer.controls[name].value = old
        assert explorer.png() == start
    for k in (29, 30, 29):
        explorer.controls["k"].value = k
    assert told == [RankModel.goal]
    shown = explorer.png()
    with pytest.raises(ValueError, match="k must be at most 427"):
        explorer.set(k=500)
    assert (explorer.model.k, explorer.png()) == (29, shown)


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"k": 0}, ValueError, "k must be at least 1, got 0"),
        ({"k": 428}, ValueError, "k must be at most 427, the rank of the photograph, got 428"),
        ({"photo": "cat"}, ValueError, "photo must be one of 'flower'"),
        ({"approximate": 3}, TypeError, "approximate must be a function of a table and k, got 3"),
    ],
)
def test_what_is_no_setting_is_refused(settings, error, message):
    """The message names the setting and what is possible."""
    with pytest.raises(error, match=message):
        RankModel(**settings)


def test_the_ends_of_the_slider_do_not_break_it():
    """One pattern and all of them, of each photograph."""
    explorer = RankExplorer()
    for name in PHOTOS:
        for k in (1, MOST):
            explorer.set(photo=name, k=k)
            assert "nan" not in explorer.model.sentence
    assert PHOTOS[0] == FLOWER


def test_the_librarys_picture_is_what_low_rank_gives():
    """It is made from factors that are kept."""
    model = RankModel(photo="temple", k=7)
    np.testing.assert_allclose(model.picture, low_rank(photo("temple"), 7), rtol=0, atol=1e-12)
