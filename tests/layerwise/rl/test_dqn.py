import numpy as np
import pytest

from layerwise import gradcheck, nn, optim, rl
from layerwise.models.mlp import mlp
from layerwise.nn import Parameter


def filled(capacity, moves):
    """A buffer with numbered moves, and how often each should be there."""
    buffer = rl.ReplayBuffer(capacity)
    for k in range(moves):
        buffer.add([k, k + 0.5], k % 2, -k, [k + 1, k + 1.5], k % 3 == 0)
    return buffer


@pytest.mark.parametrize("moves", [1, 4, 5, 13])
def test_the_buffer_keeps_the_latest_moves(moves):
    """Each of them once, with all its parts."""
    buffer = filled(5, moves)
    assert len(buffer) == min(moves, 5)
    states, actions, rewards, next_states, terminated = buffer.sample(range(len(buffer)))
    kept = states[:, 0].astype(int)
    assert sorted(kept) == list(range(moves - len(buffer), moves))
    np.testing.assert_array_equal(states, np.stack([kept, kept + 0.5], axis=1))
    np.testing.assert_array_equal(next_states, states + 1)
    np.testing.assert_array_equal(actions, kept % 2)
    np.testing.assert_array_equal(rewards, -kept)
    np.testing.assert_array_equal(terminated, kept % 3 == 0)


def test_the_buffer_copies_what_comes_in_and_what_goes_out():
    """A caller's array may change."""
    buffer, state = rl.ReplayBuffer(3), np.zeros(2)
    for k in range(3):
        state[:] = k
        buffer.add(state, 0, 0.0, state, False)
    rows = buffer.sample([0, 1, 2])[0]
    np.testing.assert_array_equal(rows[:, 0], [0.0, 1.0, 2.0])
    rows[:] = 9.0
    assert buffer.sample([0])[0][0, 0] == 0.0


def test_targets_keep_a_nan_out_that_nobody_asked_for():
    """Beyond the end of an episode anything may stand."""
    nan = [[np.nan, np.nan], [1.0, 2.0]]
    np.testing.assert_array_equal(rl.td_target(nan, [5.0, 1.0], [True, False], 0.5), [5.0, 2.0])
    np.testing.assert_array_equal(rl.double_dqn_target([[1, 0], [0, 1]], nan, [5.0, 1.0], [True, False], 0.5), [5, 2])


def test_double_targets_are_never_above_the_largest_value():
    """Whoever chooses."""
    rng = np.random.default_rng(0)
    online, target = rng.normal(size=(2, 50, 4))
    rewards, terminated = rng.normal(size=50), rng.random(50) < 0.3
    double = rl.double_dqn_target(online, target, rewards, terminated, 0.9)
    assert (double <= rl.td_target(target, rewards, terminated, 0.9) + 1e-12).all()
    same = rl.double_dqn_target(target, target, rewards, terminated, 0.9)
    np.testing.assert_array_equal(same, rl.td_target(target, rewards, terminated, 0.9))


class Judged(nn.Module):
    """The loss of given moves as a layer, for gradcheck."""

    def __init__(self, actions, targets):
        self.actions, self.targets = actions, targets

    def forward(self, x):
        self.save_for_backward(x)
        rows = np.arange(len(x))
        error = np.abs(x[rows, self.actions] - self.targets)
        return np.where(error <= 1, error**2 / 2, error - 0.5) / len(x)

    def backward(self, grad_output):
        (x,) = self.saved
        return rl.dqn_gradient(x, self.actions, self.targets) * grad_output[:, None]


def test_the_gradient_is_that_of_the_loss():
    """On both sides of 1, away from the kink, with a random gradient for each row."""
    q = np.array([[1.0, 2.0, 0.0], [0.5, -3.0, 1.0], [4.0, 0.1, 2.0], [0.3, 0.2, 0.1]])
    assert gradcheck(Judged([0, 1, 0, 2], np.array([0.4, 1.0, 1.5, 0.2])), q)
    grad = rl.dqn_gradient(q, [0, 1, 0, 2], [0.4, 1.0, 1.5, 0.2])
    assert (grad != 0).sum(axis=1).tolist() == [1, 1, 1, 1]
    assert np.abs(grad).max() == 0.25


def test_a_copy_does_not_follow_by_itself():
    """With tau=1, and the online network goes on."""
    target, online = [Parameter([0.0])], [Parameter([4.0])]
    rl.soft_update(target, online, 1.0)
    online[0].data += 1
    assert target[0].data.tolist() == [4.0]


def agent(seed=0, **options):
    rng = np.random.default_rng(seed)
    networks = [mlp((4, 16, 2), rng=rng) for _ in range(2)]
    optimizer = optim.Adam(networks[0].parameters(), lr=1e-3)
    return rl.DQN(rl.CartPole(), *networks, optimizer, rng=rng, warm_up=64, **options)


def test_an_agent_plays_learns_and_is_repeatable():
    """Two agents with one seed are one agent; the target follows every 20 updates."""
    agents = [agent(target_every=20, tau=1.0, update_every=1) for _ in range(2)]
    looks = [list(one.train(150, look_every=50)) for one in agents]
    assert looks[0] == looks[1] and len(looks[0]) == 3
    one = agents[0]
    assert (one.moves, one.updates, len(one.buffer)) == (150, 87, 150)
    assert one.chance == pytest.approx(1 - 0.95 * 150 / 10_000)
    pairs = list(zip(one.online.parameters(), one.target.parameters(), strict=True))
    assert all(not np.array_equal(a.data, b.data) for a, b in pairs)
    for _ in range(13):
        one.learn()
    assert all(np.array_equal(a.data, b.data) for a, b in pairs)


def test_truncated_is_not_terminated_unless_one_says_so():
    """What the buffer remembers of an episode that was cut off."""
    remembered = []
    for ends in (False, True):
        one = agent(truncated_ends=ends)
        one.env = rl.CartPole(max_steps=4)
        for _ in range(64):
            one.play()
        remembered.append(one.buffer.sample(range(64))[4].sum())
    assert remembered == [0, 16]


def test_own_parts_take_the_librarys_place():
    """Every move to the right."""
    always = {"epsilon_greedy": lambda q, epsilon, u, random_actions: np.ones(len(q), dtype=int)}
    one = agent(parts=always)
    for _ in range(30):
        one.play()
    assert one.buffer.sample(range(30))[1].tolist() == [1] * 30


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: rl.ReplayBuffer(0), ValueError, "capacity must be at least 1, got 0"),
        (lambda: rl.ReplayBuffer(2).sample([0]), IndexError, "0 moves are kept"),
        (lambda: filled(3, 2).sample([2]), IndexError, r"indices must be 0 to 1.*got \[2\]"),
        (lambda: filled(3, 2).sample([[0]]), ValueError, "indices must be whole numbers"),
        (lambda: filled(3, 2).add([1.0], 0, 0.0, [1.0], False), ValueError, r"state must have shape \(2,\)"),
        (lambda: filled(3, 2).add([1.0, 2.0], 0.0, 0.0, [1.0, 2.0], False), TypeError, "action must be an int"),
        (lambda: rl.td_target([1.0], [1.0], [True], 0.9), ValueError, r"q_next must have shape \(N, A\)"),
        (lambda: rl.td_target([[1.0]], [1.0, 2.0], [True], 0.9), ValueError, r"rewards must have shape \(1,\)"),
        (lambda: rl.td_target([[1.0]], [1.0], [[True]], 0.9), ValueError, r"terminated must have shape \(1,\)"),
        (lambda: rl.double_dqn_target([[1.0]], [[1.0, 2.0]], [1.0], [True], 0.9), ValueError, "must have one shape"),
        (lambda: rl.dqn_gradient([[1.0]], [0], [[1.0]]), ValueError, r"targets must have shape \(1,\)"),
        (lambda: rl.dqn_gradient([[1.0]], [1], [1.0]), ValueError, "actions must be 0 to 0, got 1 to 1"),
        (lambda: rl.soft_update([Parameter([1.0])], [], 0.5), ValueError, "must have the same parameters"),
        (lambda: rl.soft_update([], [], 0.0), ValueError, "tau must be greater than 0"),
        (lambda: agent(parts={"td": None}), ValueError, "parts must be named among .*; got td"),
        (lambda: agent(gamma=2), ValueError, "gamma must be at most 1, got 2"),
    ],
)
def test_what_makes_no_sense_is_refused(call, error, message):
    """By name, with what was received."""
    with pytest.raises(error, match=message):
        call()
