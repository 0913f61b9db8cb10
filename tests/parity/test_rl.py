import numpy as np
import pytest

from layerwise import rl
from layerwise.nn import Parameter

from .expectations import BACKWARD, FORWARD, case, cases, relative_error, stored

ARRAYS = stored("rl")
EPISODES = [name for name in cases(ARRAYS) if name.startswith("episode/")]


@pytest.mark.parametrize("name", EPISODES)
def test_an_episode_is_gymnasiums(name):
    """From the same seed the same start, with the same pushes the same states, rewards and end."""
    expected = case(ARRAYS, name)
    env = rl.CartPole(max_steps=200 if name.endswith("v0") else 500)
    state, _ = env.reset(seed=int(expected["seed"]))
    states, rewards = [state], []
    for action in expected["actions"]:
        state, reward, terminated, truncated, _ = env.step(int(action))
        states.append(state)
        rewards.append(reward)
    assert relative_error(np.array(states), expected["states"]) <= FORWARD
    np.testing.assert_array_equal(rewards, expected["rewards"])
    np.testing.assert_array_equal([terminated, truncated], expected["ended"])


@pytest.mark.parametrize("name", EPISODES)
def test_a_step_is_gymnasiums(name):
    """Step by step, each from gymnasium's own state; only the last one may end it."""
    expected = case(ARRAYS, name)
    made = [rl.cartpole_step(*pair) for pair in zip(expected["states"], expected["actions"], strict=False)]
    assert relative_error(np.array([state for state, _, _ in made]), expected["states"][1:]) <= FORWARD
    assert [ended for _, _, ended in made] == [False] * (len(made) - 1) + [bool(expected["ended"][0])]


def test_a_hundred_episodes_last_as_long_as_gymnasiums():
    """Of the policy that pushes where the pole leans and turns."""
    lengths = rl.episode_lengths(lambda s: (s[:, 2] + s[:, 3] > 0).astype(int), rl.first_states(range(100)))
    np.testing.assert_array_equal(lengths, ARRAYS["lengths/falling"])


def test_the_cliff_is_gymnasiums():
    """Each move of each cell."""
    for s in set(range(48)) - set(range(37, 48)):  # nobody stands on the cliff, and the goal is the end
        for a in range(4):
            made = rl.cliff_step(s, a)
            assert made == tuple(ARRAYS[f"cliff/{name}"][s, a] for name in ("next", "reward", "terminated"))


def test_targets_loss_gradient_and_copy_are_pytorchs():
    """Of one batch."""
    e = case(ARRAYS, "network")
    gamma = float(e["gamma"])
    td = rl.td_target(e["q_target_next"], e["rewards"], e["terminated"], gamma)
    double = rl.double_dqn_target(e["q_online_next"], e["q_target_next"], e["rewards"], e["terminated"], gamma)
    assert relative_error(td, e["td"]) <= FORWARD and relative_error(double, e["double"]) <= FORWARD
    assert relative_error(rl.dqn_loss(e["q"], e["actions"], td), e["loss"]) <= FORWARD
    assert relative_error(rl.dqn_gradient(e["q"], e["actions"], td), e["grad"]) <= BACKWARD
    target, online = Parameter(e["before"]), Parameter(e["online"])
    rl.soft_update([target], [online], 0.3)
    assert relative_error(target.data, e["after"]) <= FORWARD
