"""Every explorer runs on what the learner wrote, says so, and keeps its picture where that fails."""

import numpy as np
import pytest
from samples.own_shelf import Raising, Solutions

import layerwise
from explore import (
    ActivationExplorer,
    ArchitectureExplorer,
    AttentionExplorer,
    BoundaryExplorer,
    CapacityExplorer,
    CaptionExplorer,
    CodeExplorer,
    DetectionExplorer,
    DreamExplorer,
    GatesExplorer,
    GraphExplorer,
    NormalizationExplorer,
    NormSignalExplorer,
    PerceptronExplorer,
    PoleExplorer,
    RankExplorer,
    RingExplorer,
    SearchExplorer,
    SequentialExplorer,
    SignalExplorer,
    own,
)
from explore.own import BROKEN, LIBRARYS, YOURS, OwnPartError, Part, use_shelf
from explore.own_parts import Parts

# For each explorer, settings at which all that it runs of the learner's is called.
WALK = {
    ActivationExplorer: {"x": 1.0},
    ArchitectureExplorer: {"blocks": 2},
    AttentionExplorer: {"hidden": 2},
    BoundaryExplorer: {"hidden_features": 4, "epochs": 10},
    CapacityExplorer: {"patience": 3},
    CaptionExplorer: {"one_down": 7},
    CodeExplorer: {"a": 1.0},
    DetectionExplorer: {"score_threshold": 0.5},
    DreamExplorer: {"steps": 2},
    GatesExplorer: {"text": "the plot was good"},
    GraphExplorer: {"expression": "x * y + x * exp(z)", "step": 9},
    NormalizationExplorer: {"drag": 1.0},
    NormSignalExplorer: {"batch_norm": True, "depth": 3},
    PerceptronExplorer: {"looks": 8},
    PoleExplorer: {"push": 2},
    RankExplorer: {"k": 7},
    RingExplorer: {"steps": 100},
    SearchExplorer: {"digs": (0.1, 0.9, 0.5, 0.2, 0.3, 0.4, 0.6, 0.7), "help": "and what a dig is worth"},
    SequentialExplorer: {"units": 8, "batch_size": 128},
    SignalExplorer: {"depth": 3},
}
walk = pytest.mark.parametrize("make", WALK, ids=lambda make: make.__name__)


@pytest.fixture(autouse=True)
def _shelf_is_given_back(monkeypatch):
    monkeypatch.setattr(own, "_shelf", own._shelf)


@walk
def test_it_runs_on_what_has_passed_and_says_so(make):
    shelf = Solutions()
    use_shelf(shelf)
    explorer = make()
    explorer.set(**WALK[make])
    runs = explorer.model.runs
    assert runs
    assert [part.source for part in runs.values()] == [YOURS] * len(runs)
    assert all(shelf.calls[name] for name in runs), shelf.calls
    assert "your " in explorer.model.sentence or "are yours" in explorer.model.sentence
    assert explorer.words.complaint == ""
    assert explorer.controls["whose"].value == YOURS
    assert explorer.controls["whose"].layout.display is None


@walk
def test_the_learners_right_answers_show_what_the_librarys_do(make):
    use_shelf(Solutions())
    explorer = make()
    explorer.set(**WALK[make])
    explorer.set(whose=LIBRARYS)
    theirs = explorer.model
    assert not theirs.runs.own
    assert "your " not in theirs.sentence.replace("your drawing", "").replace("your first", "")
    explorer.set(whose=YOURS)
    assert explorer.model.reached == theirs.reached


@walk
def test_one_that_raises_is_named_and_the_picture_stays(make):
    explorer = make()
    picture, sentence = explorer.png(), explorer.model.sentence
    assert explorer.controls["whose"].layout.display == "none"
    use_shelf(Raising())
    explorer.set(**WALK[make])
    assert "raised TypeError: lists only" in explorer.words.complaint
    assert explorer.words.complaint.endswith("The picture is as it was; “whose” has the library's.")
    assert (explorer.png(), explorer.model.sentence) == (picture, sentence)
    explorer.set(whose=LIBRARYS)
    assert explorer.words.complaint == ""
    assert explorer.model.sentence != sentence  # nothing of what was set is lost


@walk
def test_one_that_raises_at_once_gives_way_to_the_librarys(make):
    theirs = make().png()
    use_shelf(Raising())
    explorer = make()
    if explorer.words.complaint:
        assert explorer.words.complaint.endswith("The library's is shown; mend yours, and run its check again.")
        assert explorer.png() == theirs
        assert explorer.controls["whose"].value == LIBRARYS
    else:
        assert make in (CapacityExplorer, NormSignalExplorer, PoleExplorer, SearchExplorer)  # run nothing at first


def test_a_broken_one_can_be_chosen_and_left_again():
    use_shelf(Raising(as_passed=False))
    explorer = ActivationExplorer()
    control = explorer.controls["whose"]
    assert (list(control.options), control.value) == ([LIBRARYS, BROKEN], LIBRARYS)
    control.value = BROKEN
    assert "Your broken sigmoid raised TypeError" in explorer.words.complaint
    control.value = LIBRARYS
    assert explorer.words.complaint == ""


def test_a_broken_function_is_seen_at_work():
    class Shelf(Solutions):
        def failed(self, name):
            return {"tanh_backward": lambda grad_output, x: grad_output * np.tanh(x)}.get(name)

    use_shelf(Shelf())
    explorer = ActivationExplorer("tanh", x=1.0)
    right = explorer.model.slope
    explorer.set(whose=BROKEN)
    assert explorer.model.runs["tanh"].source == YOURS
    assert explorer.model.slope == pytest.approx(np.tanh(1.0)) != right


def test_a_slope_that_no_activation_has_is_still_in_the_picture():
    class Shelf(Solutions):
        def failed(self, name):
            return {"tanh_backward": lambda grad_output, x: -3 * grad_output * (1 - np.tanh(x))}.get(name)

    use_shelf(Shelf())
    explorer = ActivationExplorer("tanh", x=1.0)
    low, high = explorer.figure.axes[1].get_ylim()
    assert -1 < low < 0 and 1 < high < 2
    explorer.set(whose=BROKEN)
    assert explorer.figure.axes[1].get_ylim()[0] < -6
    assert list(explorer._gradients.get_ydata())[1] == pytest.approx(3 * (1 - np.tanh(1.0)))


def test_a_check_that_passes_meanwhile_counts_at_the_next_event():
    explorer = BoundaryExplorer(epochs=10)
    assert "yours" not in explorer.model.sentence
    use_shelf(Solutions())
    explorer.controls["seed"].value = 1
    assert "4 of 4 parts are yours." in explorer.model.sentence
    assert "Yours: tanh, tanh_backward, cross_entropy_backward and softmax." in explorer.words.legend


def test_what_was_trained_with_one_function_is_not_shown_for_another():
    class Shelf(Solutions):
        def failed(self, name):
            return {"tanh_backward": lambda grad_output, x: 0.0 * grad_output}.get(name)

    use_shelf(Shelf())
    explorer = BoundaryExplorer(hidden_features=3, epochs=300)
    right = explorer.model.accuracy
    explorer.set(whose=BROKEN)
    assert explorer.model.accuracy < right
    explorer.set(whose=YOURS)
    assert explorer.model.accuracy == right


def test_a_function_that_is_handed_over_is_run_whatever_is_on_the_shelf():
    use_shelf(Raising())
    explorer = CodeExplorer(length_of=lambda p, q: 2.5)
    assert explorer.model.length == 2.5
    assert "your code_length" in explorer.model.sentence
    use_shelf(Solutions())
    follows = CodeExplorer(length_of=layerwise.information.code_length)  # as `mine` gives it before a pass
    assert follows.model.runs["code_length"].source == YOURS


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (None, r"your relu gave nothing \(None\)"),
        ([1.0, 2.0], r"your relu gave an array of shape \(2,\) where an array of shape \(3,\) was expected"),
        ([1.0, np.nan, 2.0], "your relu gave nan at 1 of 3 places"),
        ([1.0, np.inf, np.inf], "your relu gave inf at 2 of 3 places"),
        ("text", "your relu gave a str where numbers were expected"),
    ],
)
def test_what_nothing_can_be_made_of_is_said(result, said):
    with pytest.raises(OwnPartError, match=said):
        Part("relu", lambda x: result, YOURS).numbers((3,), np.zeros(3))


def test_a_wrong_answer_that_writes_into_its_input_spoils_nothing():
    def writes(x):
        x[:] = 7
        return x

    x = np.zeros(3)
    assert Part("relu", writes, YOURS)(x).tolist() == [7, 7, 7]
    assert x.tolist() == [0, 0, 0]


def test_an_error_inside_a_class_is_laid_at_its_door():
    class Stopper:
        def step(self, val_loss, model):
            return val_loss.nothing

    parts = Parts({"EarlyStopping": None, "relu": None}, given={"EarlyStopping": Stopper, "relu": abs})
    with pytest.raises(AttributeError) as raised:
        parts["EarlyStopping"]().step(1.0, None)
    assert parts.failure(raised.value).startswith("Your EarlyStopping raised AttributeError")
    with pytest.raises(ZeroDivisionError) as raised:
        _ = 1 / 0
    assert Parts({"relu": abs}).failure(raised.value) == ""


def test_an_error_of_ours_is_not_laid_at_the_learners_door(monkeypatch):
    explorer = ActivationExplorer()
    monkeypatch.setattr(explorer, "draw", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        explorer.set(x=1.0)
