import math

import numpy as np
import pytest

from layerwise import rl


def test_a_push_moves_the_cart_and_tips_the_pole_the_other_way():
    """And the mirror image of a state and a push is the mirror image of what follows."""
    state = np.array([0.3, -0.2, 0.05, 0.4])
    right, _, _ = rl.cartpole_step(state, 1)
    mirrored, _, _ = rl.cartpole_step(-state, 0)
    np.testing.assert_array_equal(right, -mirrored)
    still, _, _ = rl.cartpole_step(np.zeros(4), 1)
    assert still[1] > 0 > still[3] and still[0] == still[2] == 0


@pytest.mark.parametrize(
    ("state", "ends"),
    [
        ((2.39, 0.4, 0.0, 0.0), False),
        ((2.39, 0.6, 0.0, 0.0), True),
        ((-2.39, -0.6, 0.0, 0.0), True),
        ((0.0, 0.0, math.radians(11.9), 0.05), False),
        ((0.0, 0.0, math.radians(11.9), 0.15), True),
        ((0.0, 0.0, -math.radians(11.9), -0.15), True),
    ],
)
def test_an_episode_ends_off_the_track_or_beyond_twelve_degrees(state, ends):
    """On either side."""
    for action in (0, 1):
        _, reward, terminated = rl.cartpole_step(state, action)
        assert (reward, terminated) == (1.0, ends)


def test_an_episode_that_is_cut_off_is_truncated_and_not_terminated():
    """After max_steps; then step wants a reset."""
    env = rl.CartPole(max_steps=3)
    env.reset(seed=0)
    ends = [env.step(action)[2:4] for action in (0, 1, 0)]
    assert ends == [(False, False), (False, False), (False, True)]
    with pytest.raises(RuntimeError, match=r"call reset\(\) first"):
        env.step(0)


def test_a_seed_repeats_all_later_starts():
    """Without one, the generator goes on."""
    one, other = rl.CartPole(), rl.CartPole()
    starts = [[env.reset(seed)[0] for seed in (5, None, None)] for env in (one, other)]
    np.testing.assert_array_equal(*starts)
    assert not np.array_equal(starts[0][1], starts[0][2])
    np.testing.assert_array_equal(rl.first_states([5])[0], starts[0][0])


def test_what_the_environment_hands_out_is_the_callers():
    """Writing into a state changes nothing."""
    env = rl.CartPole()
    state, _ = env.reset(seed=1)
    state[:] = 9.0
    after, *_ = env.step(1)
    expected, *_ = rl.cartpole_step(rl.first_states([1])[0], 1)
    np.testing.assert_array_equal(after, expected)
    after[:] = 9.0
    assert np.abs(env.step(1)[0]).max() < 1


def test_episodes_side_by_side_are_those_one_after_the_other():
    """A policy that sees every state by itself."""
    starts = rl.first_states(range(6))

    def policy(states):
        return (states[:, 2] > 0).astype(int)

    alone = [int(rl.episode_lengths(policy, start[None])[0]) for start in starts]
    assert rl.episode_lengths(policy, starts).tolist() == alone
    assert len(set(alone)) > 1
    assert rl.episode_lengths(policy, starts, max_steps=7).tolist() == [7] * 6
    assert rl.episode_lengths(policy, np.zeros((0, 4))).tolist() == []


def test_own_physics_are_used():
    """A world in which nothing falls."""
    lengths = rl.episode_lengths(
        lambda s: np.zeros(len(s), int), rl.first_states([0]), 20, lambda s, a: (s, 1.0, False)
    )
    assert lengths.tolist() == [20]


def test_the_way_along_the_cliff():
    """Thirteen steps; the edges hold; who steps off begins anew."""
    env = rl.CliffWalking()
    state, _ = env.reset(seed=3)
    total = 0.0
    for action in [0] + [1] * 11 + [2]:
        state, reward, terminated, truncated, _ = env.step(action)
        total += reward
    assert (state, total, terminated, truncated) == (47, -13.0, True, False)
    with pytest.raises(RuntimeError, match="reset"):
        env.step(0)
    assert rl.cliff_step(0, 0) == (0, -1.0, False) and rl.cliff_step(11, 1) == (11, -1.0, False)
    assert rl.cliff_step(30, 2) == (36, -100.0, False)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: rl.cartpole_step([0.0, 0.0, 0.0], 1), ValueError, r"state must have shape \(4,\).*got shape \(3,\)"),
        (lambda: rl.cartpole_step(np.zeros(4), 2), ValueError, "action must be 0 .*, got 2"),
        (lambda: rl.cartpole_step(np.zeros(4), True), TypeError, "action must be an int, got True"),
        (lambda: rl.CartPole(0), ValueError, "max_steps must be at least 1, got 0"),
        (lambda: rl.CartPole().step(0), RuntimeError, "has not begun"),
        (lambda: rl.CliffWalking().step(0), RuntimeError, "has not begun"),
        (lambda: rl.cliff_step(48, 0), ValueError, "state must be 0 to 47, got 48"),
        (lambda: rl.cliff_step(0, 4), ValueError, "action must be 0 .*, got 4"),
        (lambda: rl.episode_lengths(lambda s: [0], np.zeros((2, 4))), ValueError, "an action for each of 2 states"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, message):
    """By name, with what was received."""
    with pytest.raises(error, match=message):
        call()
