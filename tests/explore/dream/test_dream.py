import numpy as np
import pytest

from explore import DreamExplorer
from explore.dream.model import (
    DIGIT,
    DRAWN,
    DREAMS,
    HALVES,
    DreamModel,
    Machine,
    examples,
    held_pixels,
    read,
    trained_machine,
)
from layerwise.pretraining import sample_hidden

BOWL = (
    "........"
    "........"
    "........"
    "........"
    "..#..#.."
    "..#..#.."
    "..####.."
    "...##..."
)  # fmt: skip


def drawing(picture=BOWL):
    return tuple(int(pixel == "#") for pixel in picture)


@pytest.mark.parametrize(
    ("half", "rows", "columns"),
    [
        ("upper half", [0, 3], [0, 7]),
        ("lower half", [4, 7], [0, 7]),
        ("left half", [0, 7], [0, 3]),
        ("right half", [0, 7], [4, 7]),
    ],
)
def test_half_of_the_pixels_are_held(half, rows, columns):
    """Those that the half's name says."""
    found = np.argwhere(held_pixels(half).reshape(8, 8))
    assert len(found) == 32
    assert [found[:, 0].min(), found[:, 0].max()] == rows
    assert [found[:, 1].min(), found[:, 1].max()] == columns


def test_what_is_held_stays_and_the_rest_is_found():
    """The held pixels are the image's in every dream; the others differ from dream to dream."""
    model = DreamModel(digit=5, half="left half", steps=10)
    held = model.held
    assert (model.dreams[:, held] == model.image[held]).all()
    assert model.dreams[:, ~held].std(axis=0).max() > 0.1


def test_a_step_is_hidden_units_drawn_and_probabilities_below():
    """By hand, for one step, with the same draws."""
    model, machine = DreamModel(digit=2, steps=1, seed=4), trained_machine()
    rng = np.random.default_rng(4)
    v = np.where(model.held, model.image, rng.random((DREAMS, 64)))
    _, h = sample_hidden(v, machine.W, machine.b, rng.random((DREAMS, 100)))
    p = 1 / (1 + np.exp(-(h @ machine.W + machine.a)))
    np.testing.assert_allclose(model.dreams, np.where(model.held, model.image, p))


def test_dreaming_makes_digits_of_noise():
    """After 50 steps the digit whose half is held is read far more often than at first."""
    right = {
        steps: sum(int(DreamModel(digit=d, half=half, steps=steps).seen[d]) for d in range(10) for half in HALVES)
        for steps in (0, 50)
    }
    assert right[50] > 1.5 * right[0]
    assert right[50] > 0.5 * 10 * len(HALVES) * DREAMS


def test_the_reader_reads():
    """Digits that it has not learned from, in grey and in black and white."""
    for images in (examples(), examples().round()):
        assert (read(images) == np.arange(10)).sum() >= 8


def test_the_goal_asks_for_a_drawing_and_for_patience():
    """A digit of the data, a few steps, another announcement or an empty sheet do not reach it."""
    settings = {"source": DRAWN, "drawn": drawing(), "half": "lower half", "announced": 0, "steps": 20}
    assert DreamModel(**settings).reached
    for other in ({"source": DIGIT, "digit": 0}, {"steps": 10}, {"announced": 9}, {"half": "upper half"}):
        assert not DreamModel(**(settings | other)).reached
    likeliest = int(DreamModel(DRAWN, steps=50).seen.argmax())
    assert not DreamModel(DRAWN, steps=50, announced=likeliest).reached


def test_the_sentence_says_what_is_read():
    """The most frequent first, and how often the announced one."""
    model = DreamModel(digit=0, steps=20, announced=0)
    assert model.sentence.startswith("The upper half of a 0 is held; after 20 steps the 8 dreams are read as 0 (")
    assert model.sentence.endswith(f"You announced 0: {model.seen[0]} of 8.")
    assert "after 1 step the" in DreamModel(steps=1).sentence


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"source": "nothing"}, "source must be one of 'a digit', 'your drawing'"),
        ({"half": "both"}, "half must be one of"),
        ({"digit": 10}, "digit must be at most 9, got 10"),
        ({"steps": 3}, "steps must be one of 0, 1, 2"),
        ({"drawn": (2,) * 64}, "drawn must be 64 pixels of 0 or 1"),
        ({"machine": Machine(np.zeros((3, 5)), np.zeros(5), np.zeros(3))}, "machine must have 64 visible units"),
    ],
)
def test_what_is_no_setting_is_refused(settings, message):
    """The message names the setting and what is possible."""
    with pytest.raises(ValueError, match=message):
        DreamModel(**settings)


def test_it_dreams_with_the_learners_own_function():
    """Whose it is stands in the picture; one that switches nothing on dreams of the visible biases alone."""
    machine, calls = trained_machine(), []

    def sample(v, W, b, u):
        calls.append(v.shape)
        return np.zeros(u.shape), np.zeros(u.shape)

    explorer = DreamExplorer((machine.W, machine.a, machine.b), sample)
    assert set(calls) == {(DREAMS, 64)}
    free = ~explorer.model.held
    np.testing.assert_allclose(explorer.model.dreams[0, free], 1 / (1 + np.exp(-machine.a[free])))
    assert explorer._titles[1].get_text() == "after 1 step, your sample_hidden"


def test_each_control_moves_the_picture_and_the_goal_is_told_once():
    """Every control changes model and picture; what does not matter is out of sight."""
    told = []
    explorer = DreamExplorer(on_goal=told.append)
    moves = {"digit": 8, "half": "left half", "steps": 20, "seed": 3, "announced": 0, "source": DRAWN}
    for name, value in moves.items():
        before = explorer.png()
        explorer.controls[name].value = value
        assert getattr(explorer.model, name) == value
        assert explorer.png() != before
    assert explorer.controls["digit"].layout.display == "none"
    assert explorer.controls["drawn"].layout.display is None
    explorer.set(drawn=drawing(), half="lower half", seed=0)
    explorer.set(seed=1)
    assert told == [explorer.model.goal]
    assert "Reached" in explorer.words.value
