import numpy as np
import pytest

from layerwise import rl


def test_returns_flow_back_to_the_beginning_of_their_episode():
    """By the sum that defines them."""
    rng = np.random.default_rng(0)
    rewards, terminated = rng.normal(size=40), rng.random(40) < 0.2
    returns = rl.discounted_returns(rewards, terminated, 0.9)
    for t in range(40):
        ends = np.flatnonzero(terminated[t:])
        last = t + ends[0] if len(ends) else 39
        assert returns[t] == pytest.approx(sum(0.9 ** (k - t) * rewards[k] for k in range(t, last + 1)))
    assert len(rl.discounted_returns([], [], 0.9)) == 0
    np.testing.assert_array_equal(rl.discounted_returns([2, 3], [0, 0], 1.0), [5.0, 3.0])


def test_an_update_moves_one_entry_and_returns_a_new_table():
    """The old one stays."""
    Q = np.arange(6.0).reshape(3, 2)
    kept = Q.copy()
    new = rl.q_update(Q, 0, 1, 2.0, 2, False, 0.1, 0.5)
    np.testing.assert_array_equal(Q, kept)
    assert new[0, 1] == pytest.approx(1 + 0.1 * (2 + 0.5 * 5 - 1))
    new[0, 1] = Q[0, 1]
    np.testing.assert_array_equal(new, Q)


def test_the_table_finds_the_way_along_the_cliff():
    """Five hundred walks with a tenth of the moves at random; then the best moves take thirteen steps."""
    rng, env, Q = np.random.default_rng(0), rl.CliffWalking(), np.zeros((48, 4))
    for _ in range(500):
        s, _ = env.reset()
        terminated = False
        while not terminated:
            a = int(rl.epsilon_greedy(Q[[s]], 0.1, rng.random(1), rng.integers(4, size=1))[0])
            s2, r, terminated, _, _ = env.step(a)
            Q = rl.q_update(Q, s, a, r, s2, terminated, 0.5, 1.0)
            s = s2
    s, _ = env.reset()
    steps = 0
    while s != 47 and steps < 50:
        s, *_ = env.step(int(Q[s].argmax()))
        steps += 1
    assert steps == 13


def test_epsilon_is_the_chance_of_a_random_action():
    """0 never, 1 always; each row with its own draw."""
    rng = np.random.default_rng(1)
    q, u, random_actions = rng.normal(size=(2000, 3)), rng.random(2000), rng.integers(3, size=2000)
    np.testing.assert_array_equal(rl.epsilon_greedy(q, 0.0, u, random_actions), q.argmax(axis=1))
    np.testing.assert_array_equal(rl.epsilon_greedy(q, 1.0, u, random_actions), random_actions)
    greedy = (rl.epsilon_greedy(q, 0.3, u, random_actions) == q.argmax(axis=1)).mean()
    assert greedy == pytest.approx(0.7 + 0.3 / 3, abs=0.04)
    assert rl.epsilon_greedy([[1.0, 1.0]], 0.0, [0.5], [1]).tolist() == [0]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: rl.discounted_returns([[1.0]], [[True]], 0.9), ValueError, r"rewards must have shape \(T,\)"),
        (lambda: rl.discounted_returns([1.0], [True, False], 0.9), ValueError, r"terminated must have shape \(1,\)"),
        (lambda: rl.discounted_returns([1.0], [2], 0.9), ValueError, "terminated must hold True or False"),
        (lambda: rl.discounted_returns([1.0], [True], 1.1), ValueError, "gamma must be at most 1, got 1.1"),
        (lambda: rl.q_update([1.0], 0, 0, 0.0, 0, False, 0.1, 1), ValueError, r"Q must have shape \(states, actions\)"),
        (lambda: rl.q_update([[1.0]], 1, 0, 0.0, 0, False, 0.1, 1), ValueError, "s must be below 1.*got 1"),
        (lambda: rl.q_update([[1.0]], 0, 0, 0.0, 2, False, 0.1, 1), ValueError, "s2 must be below 1.*got 2"),
        (lambda: rl.q_update([[1.0]], 0, 0, 0.0, 0, False, 0, 1), ValueError, "alpha must be greater than 0"),
        (lambda: rl.epsilon_greedy([[1.0]], 2, [0.0], [0]), ValueError, "epsilon must be at most 1, got 2"),
        (lambda: rl.epsilon_greedy([[1.0]], 0.1, [1.0], [0]), ValueError, r"u must have shape \(1,\) and lie in"),
        (lambda: rl.epsilon_greedy([[1.0]], 0.1, [0.5], [1]), ValueError, "random_actions must be 0 to 0, got 1 to 1"),
        (lambda: rl.epsilon_greedy([[1.0]], 0.1, [0.5], [0.0]), ValueError, "random_actions must be 1 whole numbers"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, message):
    """By name, with what was received."""
    with pytest.raises(error, match=message):
        call()
