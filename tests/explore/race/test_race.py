from base64 import b64decode

import numpy as np
import pytest

from explore import RaceExplorer
from explore.race.model import LANDSCAPES, RUNNERS, RaceModel
from explore.style import OPTIMIZER_LINES

EVERY = pytest.mark.parametrize("landscape", LANDSCAPES)
# (-.350, .085), (.896, .088), (-.120, .000), (.136, .318): Deep Learning from Scratch, section 6.1
PRINTED = {"SGD": (-0.350, 0.085), "Momentum": (0.896, 0.088), "Adagrad": (-0.120, 0.000), "Adam": (0.136, 0.318)}


@pytest.mark.parametrize("name", PRINTED)
def test_the_bowl_s_usual_race_is_the_book_s(name):
    """After 30 steps everybody is where the book's code is, to the printed digits."""
    assert RaceModel().run(name).path[30] == pytest.approx(PRINTED[name], abs=5.001e-4)


@EVERY
def test_every_landscape_has_a_usual_race_in_which_nobody_runs_away(landscape):
    """All six start in the picture and are still in it after 100 steps, lower than before."""
    model = RaceModel(landscape=landscape, **LANDSCAPES[landscape].usual)
    for name in RUNNERS:
        run = model.run(name)
        assert run.path[0].tolist() == [model.x, model.y]
        assert run.values[-1] < run.values[0]
        for place, (low, high) in zip(run.path[-1], (model.ground.x_limits, model.ground.y_limits), strict=True):
            assert low <= place <= high
    assert not model.reached


def test_a_run_away_is_said_and_not_drawn():
    """A learning rate above the limit of the bowl: nan from there on, no warning."""
    model = RaceModel(sgd_lr=10.0)
    run = model.run("SGD")
    assert run.low_at is None
    run = RaceModel(landscape="rosenbrock", x=-1.2, y=1.0, sgd_lr=1.0).run("SGD")
    assert np.isnan(run.values[-1])
    assert "SGD ran away" in RaceModel(landscape="rosenbrock", x=-1.2, y=1.0, sgd_lr=1.0).sentence


def test_without_momentum_the_three_are_one():
    """SGD, Momentum and Nesterov take the same way."""
    model = RaceModel(sgd_lr=0.1, momentum=0.0)
    np.testing.assert_allclose(model.run("Momentum").path, model.run("SGD").path)
    np.testing.assert_allclose(model.run("Nesterov").path, model.run("SGD").path)


@pytest.mark.parametrize(
    ("setting", "value", "who"),
    [
        ("x", -6.0, set(RUNNERS)),
        ("adam_lr", 0.2, {"Adam"}),
        ("momentum", 0.5, {"Momentum", "Nesterov"}),
        ("alpha", 0.9, {"RMSprop"}),
        ("beta1", 0.5, {"Adam"}),
        ("beta2", 0.9, {"Adam"}),
        ("eps", 0.1, {"Adagrad", "RMSprop", "Adam"}),
        ("weight_decay", 0.1, {"SGD", "Momentum", "Adagrad", "RMSprop", "Adam"}),
    ],
)
def test_every_setting_changes_those_it_belongs_to(setting, value, who):
    """A hyper-parameter moves its own optimizers and nobody else."""
    before, after = RaceModel(), RaceModel(**{setting: value})
    changed = {name for name in RUNNERS if not np.array_equal(before.run(name).path, after.run(name).path)}
    assert changed == who


def test_the_goal_counts_from_the_usual_start_only():
    """Starting at the minimum is no way to reach it."""
    usual = {"landscape": "rosenbrock", "x": -1.2, "y": 1.0, "nesterov_lr": 0.02}
    assert RaceModel(**usual, momentum=0.85).reached
    assert not RaceModel(**usual).reached
    assert not RaceModel(**{**usual, "x": 1.0}, momentum=0.85).reached
    assert not RaceModel(**usual, momentum=0.85, show="SGD").reached


def test_low_means_low_to_the_end():
    """With momentum 0.9 Nesterov's dips below 1e-6 and shoots past; with 0.85 it stays."""
    usual = {"landscape": "rosenbrock", "x": -1.2, "y": 1.0, "nesterov_lr": 0.02}
    hasty, calm = RaceModel(**usual).run("Nesterov"), RaceModel(**usual, momentum=0.85).run("Nesterov")
    assert hasty.values.min() < 1e-6
    assert hasty.low_at is None
    assert calm.low_at is not None
    assert (calm.values[calm.low_at :] < 1e-6).all()
    assert calm.values[calm.low_at - 1] >= 1e-6


def test_wrong_settings_are_named():
    """The message names the setting, what was received and what is possible."""
    with pytest.raises(ValueError, match="landscape must be one of 'bowl', 'rosenbrock', 'saddle', 'wells'"):
        RaceExplorer("mountain")
    with pytest.raises(ValueError, match="x must be at most 8, got 9"):
        RaceModel(x=9.0)
    explorer = RaceExplorer()
    picture = explorer.png()
    with pytest.raises(ValueError, match=r"sgd_lr must be one of 0.0001, .* got 0.33"):
        explorer.set(sgd_lr=0.33)
    assert explorer.png() == picture
    with pytest.raises(ValueError, match=r"beta1 must be one of 0.0, .* got 1.0"):
        RaceModel(beta1=1.0)


def test_the_optimizers_have_the_course_s_lines():
    """One colour and dash for each, here as everywhere."""
    assert set(RUNNERS) == set(OPTIMIZER_LINES)


@EVERY
def test_a_page_without_widgets_gets_the_picture_and_a_sentence(landscape):
    """The bundle holds the live view, a PNG of the same picture and the model's sentence."""
    explorer = RaceExplorer(landscape)
    bundle = explorer._repr_mimebundle_()
    assert bundle["text/plain"] == explorer.model.sentence
    assert b64decode(bundle["image/png"]) == explorer.png()


def test_each_control_changes_model_and_picture():
    """Moving a control is answered, and moving it back restores the picture."""
    explorer = RaceExplorer()
    picture, other = explorer.png(), {"show": "Adam", "x": -3.0, "y": 1.0}
    for name, control in explorer.controls.items():
        if name == "landscape":
            continue
        old = control.value
        values = [option[1] if isinstance(option, tuple) else option for option in getattr(control, "options", [])]
        control.value = other.get(name) or next(value for value in values if value not in (old, 1e-4, 1e-10))
        assert getattr(explorer.model, name) == control.value != old
        assert explorer.png() != picture, name
        control.value = old
        assert explorer.png() == picture, name


def test_a_new_landscape_brings_its_start_and_its_rates():
    """Sliders follow, also to limits that lie elsewhere; one picture for all of it."""
    explorer = RaceExplorer()
    drawn = []
    explorer.picture.observe(drawn.append, names="value")
    explorer.controls["landscape"].value = "rosenbrock"
    usual = LANDSCAPES["rosenbrock"].usual
    assert {name: getattr(explorer.model, name) for name in usual} == usual
    assert {name: explorer.controls[name].value for name in usual} == usual
    assert (explorer.controls["x"].min, explorer.controls["x"].max) == (-2, 2)
    assert len(drawn) == 1
    for landscape in ("wells", "bowl"):
        explorer.controls["landscape"].value = landscape
    assert explorer.png() == RaceExplorer("bowl").png()
    explorer.set(landscape="saddle", y=-1.0)
    assert (explorer.model.x, explorer.model.y) == (-1.5, -1.0)


def test_the_goal_is_reported_once():
    """on_goal gets the goal's text the first time, and the words keep saying so."""
    reports = []
    explorer = RaceExplorer("rosenbrock", on_goal=reports.append)
    explorer.set(momentum=0.85)
    for rate in (0.02, 0.003, 0.02):
        explorer.set(nesterov_lr=rate)
    assert reports == [explorer.model.goal]
    assert "Reached:" in explorer.words.value


def test_labels_are_never_clipped():
    """Every control shows its whole description, and sliders answer while they are moved."""
    for control in RaceExplorer().controls.values():
        assert control.description
        assert control.style.description_width == "initial"
        assert getattr(control, "continuous_update", True)
