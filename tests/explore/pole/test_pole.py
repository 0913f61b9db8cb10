import numpy as np
import pytest

from explore import PoleExplorer
from explore.pole.agent import study, trained, values
from explore.pole.model import ENOUGH, LONGEST, MOST, STARTS, PoleModel
from layerwise import rl


def by_the_rule(model, steps):
    """The model after someone has pushed where the pole leans and turns."""
    while model.steps < steps and not model.fallen:
        _, _, theta, theta_dot = model.states[-1]
        model = model.push(int(theta + theta_dot > 0))
    return model


def test_the_agent_holds_the_pole():
    """On starts that it was not looked at with."""
    lengths = rl.episode_lengths(lambda states: values(states).argmax(axis=1), rl.first_states(range(20)))
    assert lengths.mean() > 475
    assert trained() is trained()


def test_pushes_are_steps_of_the_physics():
    """Each of them as long as it was set to last."""
    model = PoleModel(start=3, hold=2).push(1)
    state = rl.first_states([3])[0]
    for _ in range(2):
        state, *_ = rl.cartpole_step(state, 1)
    np.testing.assert_array_equal(model.states[-1], state)
    assert model.steps == 2 and not model.fallen and len(model.agents[0]) == 3


def test_a_fall_is_the_end_and_is_said():
    """Later pushes change nothing; the agent stands."""
    model = PoleModel().push(1, times=9)
    assert model.fallen and model.steps < 15 and not model.reached
    assert model.push(0).states.shape == model.states.shape
    assert "the pole has fallen" in model.sentence and "the agent holds it" in model.sentence
    gone = PoleModel(hold=1, step=lambda state, action: (state + np.eye(4)[0] / 2, 1.0, state[0] > 1.9)).push(1, 9)
    assert "the cart has left the track" in gone.sentence


def test_the_goal_is_to_hold_it_by_hand():
    """One step less is not enough; at five hundred it is over."""
    model = by_the_rule(PoleModel(hold=1), ENOUGH - 1)
    assert model.steps == ENOUGH - 1 and not model.reached
    assert by_the_rule(model, ENOUGH).reached
    done = PoleModel(hold=10, step=lambda state, action: (state, 1.0, False)).push(1, 60)
    assert done.steps == MOST and "five hundred steps, and it stands" in done.sentence


@pytest.mark.parametrize(
    ("advice", "said"),
    [((75.94, 75.86), "and hardly less the other way"), ((71.0, 75.9), "75.9 to come, against 71.0")],
)
def test_equal_numbers_are_not_held_against_each_other(monkeypatch, advice, said):
    """Where both are worth the same to a tenth, it is said in words."""
    monkeypatch.setattr("explore.pole.model.values", lambda states: np.array([advice]))
    assert said in PoleModel().sentence


def test_own_physics_are_used_for_both():
    """A world without gravity moves nobody."""
    still = PoleModel(step=lambda state, action: (state, 1.0, False)).push(0, 5)
    np.testing.assert_array_equal(still.states, still.agents[0])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"start": 0}, "start must be at least 1"),
        ({"start": STARTS + 1}, f"start must be 1 to {STARTS}, got {STARTS + 1}"),
        ({"hold": LONGEST + 1}, f"hold must be 1 to {LONGEST}"),
    ],
)
def test_what_is_no_setting_is_refused(settings, message):
    """The message names it."""
    with pytest.raises(ValueError, match=message):
        PoleModel(**settings)


def test_the_slider_pushes_by_how_far_it_moves():
    """Right, left, and two at once; another start begins anew, and the slider with it."""
    explorer = PoleExplorer(hold=1)
    start = explorer.png()
    for value, actions in ((1, (1,)), (0, (1, 0)), (2, (1, 0, 1, 1))):
        explorer.controls["push"].value = value
        assert tuple(action for action, _ in explorer.model.pushes) == actions
    assert explorer.png() != start
    explorer.controls["hold"].value = 4
    explorer.set(push=3)
    assert explorer.model.pushes[-1] == (1, 4) and explorer.model.steps == 8
    explorer.controls["start"].value = 2
    assert explorer.model.pushes == () and explorer.controls["push"].value == 0
    explorer.controls["start"].value = 1
    explorer.controls["hold"].value = 1
    assert explorer.png() == start
    with pytest.raises(ValueError, match="unknown setting 'pushes'"):
        explorer.set(pushes=())


def test_the_goal_is_told_once():
    """With the keyboard's moves alone."""
    told = []
    explorer = PoleExplorer(hold=1, on_goal=told.append)
    while explorer.model.steps < ENOUGH + 5:
        _, _, theta, theta_dot = explorer.model.states[-1]
        explorer.controls["push"].value += 1 if theta + theta_dot > 0 else -1
    assert told == [PoleModel.goal] and "Reached" in explorer.words.value


def test_the_study_has_what_the_chapter_reads():
    """Five runs of twelve looks with everything in place, and three of seven of each other kind."""
    table = study()
    assert table["look_every"] == 1000
    for arm, runs in table["runs"].items():
        count, looks = (5, 12) if arm == "everything" else (3, 7)
        assert len(runs) == count
        assert all(len(run[name]) == looks for run in runs for name in ("looks", "largest"))
