import numpy as np
import pytest

from explore import DetectionExplorer
from explore.detection.model import DetectionModel, settings
from explore.detection.scenes import SCENES, scenes
from layerwise.ops import batched_nms, match_detections


def first_that_reaches(number):
    return next((iou, score) for iou, score in settings() if DetectionModel(iou, score, number).reached)


def test_every_scene_has_three_digits_and_a_way_to_the_goal():
    """Few settings reach it, none of them where everything is believed or every overlap allowed."""
    assert len(scenes()) == SCENES
    for number in range(1, SCENES + 1):
        assert len(scenes()[number - 1].truths) == 3
        reached = [pair for pair in settings() if DetectionModel(*pair, number).reached]
        assert 0.02 < len(reached) / len(list(settings())) < 0.2
        assert all(iou < 1 and score > 0 for iou, score in reached)
    assert not DetectionModel().reached


def test_three_boxes_are_not_enough_if_one_is_wrong():
    """Each digit needs its hit; two for one digit, or another name, are no three."""
    model = DetectionModel(*first_that_reaches(1))
    assert model.shown.hits.tolist() == [True] * 3 and model.point == (1, 1)
    scene = model.looked_at
    other = scene._replace(truth_labels=(scene.truth_labels + 1) % 10)
    wrong = DetectionModel(model.iou_threshold, model.score_threshold, scene=other)
    assert len(wrong.shown.scores) == 3 and not wrong.reached


def test_the_score_threshold_moves_along_one_curve():
    """And the IoU threshold makes another."""
    low, high = DetectionModel(0.5, 0.1), DetectionModel(0.5, 0.9)
    np.testing.assert_array_equal(low.curve, high.curve)
    assert low.average_precision == high.average_precision and low.point != high.point
    assert len(DetectionModel(1.0, 0.1).curve[0]) > len(low.curve[0])


def test_own_functions_are_used():
    """Suppression that keeps all, matching that finds nothing, an area that is none."""
    scene = scenes()[0]
    everything = DetectionModel(0.3, 0.0, suppress=lambda boxes, scores, idxs, threshold: np.argsort(-scores))
    assert len(everything.shown.scores) == len(scene.scores)
    nothing = DetectionModel(0.3, 0.0, match=lambda boxes, *rest: np.zeros(len(boxes), dtype=bool))
    assert not nothing.kept.hits.any() and nothing.average_precision == 0
    assert DetectionModel(0.3, 0.0, area=lambda *inputs: 0.25).average_precision == 0.25


def test_what_is_kept_is_what_the_library_keeps():
    """Class by class, hits too."""
    scene, model = scenes()[1], DetectionModel(0.4, 0.2, 2)
    rows = batched_nms(scene.boxes, scene.scores, scene.labels, 0.4)
    np.testing.assert_array_equal(model.kept.boxes, scene.boxes[rows])
    for digit in scene.truth_labels:
        own = model.kept.labels == digit
        truths = scene.truths[scene.truth_labels == digit]
        expected = match_detections(model.kept.boxes[own], model.kept.scores[own], truths, 0.5)
        np.testing.assert_array_equal(model.kept.hits[own], expected)


def test_the_sentence_counts_boxes():
    """One is a box, none has no precision."""
    model = DetectionModel(*first_that_reaches(1))
    assert "and 3 boxes with a score" in model.sentence and "3 of 3 digits are hit: precision 1.00" in model.sentence
    assert "precision" not in DetectionModel(0.5, 1.0).sentence.split("Average")[0]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"iou_threshold": 50}, "iou_threshold must be at most 1, got 50"),
        ({"score_threshold": -0.1}, "score_threshold must be at least 0, got -0.1"),
        ({"number": 4}, "number must be at most 3, got 4"),
        ({"number": 0}, "number must be at least 1, got 0"),
    ],
)
def test_what_is_no_setting_is_refused(wrong, message):
    """The message names it."""
    with pytest.raises(ValueError, match=message):
        DetectionModel(**wrong)


def test_each_control_moves_the_picture_and_the_goal_is_told_once():
    """And back again."""
    told = []
    explorer = DetectionExplorer(on_goal=told.append)
    start = explorer.png()
    for name, value in (("iou_threshold", 0.3), ("score_threshold", 0.95), ("number", 2)):
        old = explorer.controls[name].value
        explorer.controls[name].value = value
        assert getattr(explorer.model, name) == value and explorer.png() != start
        explorer.controls[name].value = old
        assert explorer.png() == start
    assert told == []
    iou, score = first_that_reaches(1)
    for _ in range(2):
        explorer.set(iou_threshold=iou, score_threshold=score)
        explorer.set(iou_threshold=1.0)
    assert told == [DetectionModel.goal]


def test_as_many_outlines_as_boxes():
    """Hits and misses, each box once; names only where they are few."""
    explorer = DetectionExplorer(iou_threshold=0.5, score_threshold=0.0)
    shown = explorer.model.shown
    assert len(explorer._hits.get_segments()) == shown.hits.sum()
    assert len(explorer._misses.get_segments()) == (~shown.hits).sum()
    assert not any(text.get_visible() for text in explorer._names)
    iou, score = first_that_reaches(1)
    explorer.set(iou_threshold=iou, score_threshold=score)
    assert [text.get_visible() for text in explorer._names][:4] == [True, True, True, False]
