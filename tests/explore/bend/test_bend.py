import numpy as np
import pytest

import layerwise as lw
from explore import BendExplorer, own
from explore.bend.model import EVERY, GRID, POINTS, REACH, STEPS, BendModel
from explore.own import BROKEN, YOURS


@pytest.fixture(scope="module")
def model():
    return BendModel()


def test_there_is_a_frame_every_few_steps_and_the_first_is_before_training(model):
    """Both networks start from the same weights; only what is between the layers differs."""
    for course in (model.straight, model.bent):
        assert course.frames.shape == (STEPS // EVERY + 1, GRID, GRID)
        assert course.right.shape == (STEPS // EVERY + 1,)
    net = lw.MLP2(8, "identity", lr=0.5, seed=5)
    net.initialize(in_features=2, classes=2)
    corner = net.logits(np.array([[-REACH, -REACH]]))[0]
    assert model.straight.frames[0, 0, 0] == pytest.approx(corner[1] - corner[0])


@pytest.mark.parametrize("points", POINTS)
def test_only_the_one_with_relu_bends(points):
    """A straight line is right for half of the points and some more; with relu nearly all are right."""
    model = BendModel(points)
    assert model.straight.right[-1] < 0.8 < 0.9 < model.bent.right[-1]
    score = model.straight.frames[-1]
    np.testing.assert_allclose(score[0, 0] + score[-1, -1], score[0, -1] + score[-1, 0], atol=1e-9)  # a plane


def test_the_points_are_in_the_picture(model):
    """Around 0, and none beyond the edge."""
    X, y = model.data
    np.testing.assert_allclose(X.max(axis=0), -X.min(axis=0))
    assert np.abs(X).max() < REACH
    assert set(y.tolist()) == {0, 1}


@pytest.mark.parametrize(
    ("passed", "failed", "whose", "reached"),
    [
        ({"relu", "relu_backward"}, set(), YOURS, True),
        ({"relu"}, set(), YOURS, False),
        (set(), {"relu", "relu_backward"}, BROKEN, False),
        (set(), set(), YOURS, False),
    ],
)
def test_the_goal_is_a_relu_of_ones_own(monkeypatch, passed, failed, whose, reached):
    """And its way back; one that failed its check does not count."""

    class Shelf:
        def passed(self, name):
            return getattr(lw, name) if name in passed else None

        def failed(self, name):
            return getattr(lw, name) if name in failed else None

    monkeypatch.setattr(own, "_shelf", Shelf())
    assert BendModel(whose=whose).reached is reached


def test_the_sentence_has_the_numbers_of_the_last_frames(model):
    """In per cent, and whose relu it was."""
    assert f"{model.straight.right[-1]:.0%} of the points are right; with the library's relu" in model.sentence
    assert model.sentence.endswith(f"{model.bent.right[-1]:.0%}.")


def test_unknown_points_are_refused():
    """With the names that there are."""
    with pytest.raises(ValueError, match="points must be one of rings, corners, got 'spiral'"):
        BendModel("spiral")


def test_the_page_gets_every_frame_and_the_still_shows_the_last():
    """Other points come by the list."""
    explorer = BendExplorer()
    scene = explorer.scene()
    assert [side["title"] for side in scene["sides"]] == ["without a bend", "with the library's relu"]
    assert scene["name"] == "rings" and scene["every"] == EVERY
    before = explorer.png()
    explorer.set(points="corners")
    assert explorer.scene()["name"] == "corners" and explorer.png() != before
