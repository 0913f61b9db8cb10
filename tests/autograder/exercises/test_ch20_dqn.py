"""Chapter 20's records: the diagnosis on answers that real people hand in."""

from collections import deque

import numpy as np
import pytest

from autograder.core.comparison import comparison
from autograder.core.diagnose import check_functions
from autograder.core.judge import judge
from autograder.exercises import find, load
from layerwise import rl

CHAPTER = load("ch20_dqn")


def report(name, *functions):
    return check_functions(find(name), functions)


def failing(name, *functions):
    """The names of the aspects that fail under each of three seeds; they have to be the same."""
    compared = [comparison(find(name), seed) for seed in range(3)]
    seen = [{a.name for a in judge(c, c.implementation(functions)) if not a.passed} for c in compared]
    assert seen[0] == seen[1] == seen[2]
    return seen[0]


def test_semi_implicit_euler_gets_its_velocities():
    """The positions are off, and with them the end, and it is named."""

    def cartpole_step(state, action):
        after, reward, _ = rl.cartpole_step(state, action)
        x, theta = state[0] + 0.02 * after[1], state[2] + 0.02 * after[3]
        fallen = abs(x) > 2.4 or abs(theta) > np.radians(12)
        return np.array([x, after[1], theta, after[3]]), reward, bool(fallen)

    assert report("cartpole_step", cartpole_step).diagnosis.name == "the velocity after the step moves the position"
    assert "the new velocities" not in failing("cartpole_step", cartpole_step)


def test_lists_are_states_too():
    """Who returns a list and an int is right."""

    def cartpole_step(state, action):
        after, _, terminated = rl.cartpole_step(state, action)
        return after.tolist(), 1, np.bool_(terminated)

    assert report("cartpole_step", cartpole_step).state == "right"


def test_a_world_without_ends_earns_nothing_for_its_rewards():
    """1 for every step is no achievement by itself."""

    def cartpole_step(state, action):
        return rl.cartpole_step(state, action)[0], 1.0, False

    assert failing("cartpole_step", cartpole_step) == {"where an episode ends", "the reward"}


def test_returns_by_recursion():
    """Another way to write it, and its slip at the end of an episode."""

    def right(rewards, terminated, gamma):
        if len(rewards) == 0:
            return np.array([])
        rest = right(rewards[1:], terminated[1:], gamma)
        first = rewards[0] + (gamma * rest[0] if len(rest) and not terminated[0] else 0.0)
        return np.concatenate([[first], rest])

    def discounted_returns(rewards, terminated, gamma):
        return right(rewards, np.zeros_like(terminated), gamma)

    assert report("discounted_returns", right).state == "right"
    assert report("discounted_returns", discounted_returns).diagnosis.name == "across the end of an episode"


def test_sarsa_is_not_q_learning():
    """Always the value of action 0 of the next state: not named, and not right."""

    def q_update(Q, s, a, r, s2, terminated, alpha, gamma):
        new = Q.copy()
        new[s, a] += alpha * (r + gamma * (not terminated) * Q[s2, a] - Q[s, a])
        return new

    assert report("q_update", q_update).diagnosis.name == "the value of the same move again"
    assert "the last move of an episode" not in failing("q_update", q_update)


def test_an_inverted_epsilon_is_named_however_it_is_written():
    """By an if in a loop."""

    def epsilon_greedy(q, epsilon, u, random_actions):
        return np.array([int(np.argmax(q[n])) if u[n] < epsilon else random_actions[n] for n in range(len(q))])

    assert report("epsilon_greedy", epsilon_greedy).diagnosis.name == "epsilon is the chance of the best"


class Deque:
    """A buffer as most people write it."""

    def __init__(self, capacity):
        self.kept = deque(maxlen=capacity)

    def __len__(self):
        return len(self.kept)

    def add(self, *move):
        self.kept.append(tuple(np.copy(part) for part in move))

    def sample(self, indices):
        return [np.array(part) for part in zip(*(self.kept[i] for i in indices), strict=True)]


def test_a_deque_is_a_ring():
    """Whichever number a move has."""
    assert report("ReplayBuffer", Deque).state == "right"


def test_a_deque_of_references_is_named():
    """The mistake that nothing complains about."""

    class ReplayBuffer(Deque):
        def add(self, *move):
            self.kept.append(move)

    assert report("ReplayBuffer", ReplayBuffer).diagnosis.name == "keeps references"
    assert failing("ReplayBuffer", ReplayBuffer) == {"what is added is copied"}


def test_a_product_with_the_mask_is_right_for_numbers_only():
    """nan beyond an end."""

    def td_target(q_next, rewards, terminated, gamma, truncated=None):
        return rewards + gamma * np.amax(q_next, 1) * np.logical_not(terminated).astype(float)

    assert failing("td_target", td_target) == {"no number beyond the end"}
    assert report("td_target", td_target).diagnosis.name == "nan times 0"


def test_done_for_both_is_named():
    """By a sum of the flags."""

    def td_target(q_next, rewards, terminated, gamma, truncated=None):
        done = terminated + (0 if truncated is None else truncated)
        return np.where(done, rewards, rewards + gamma * q_next.max(1))

    assert report("td_target", td_target).diagnosis.name == "cut off is taken for ended"


def test_the_plain_target_is_named_in_double():
    """The target network does both."""

    def double_dqn_target(q_online_next, q_target_next, rewards, terminated, gamma):
        return rl.td_target(q_target_next, rewards, terminated, gamma)

    assert report("double_dqn_target", double_dqn_target).diagnosis.name == "the target network does both"
    assert "where both prefer the same" not in failing("double_dqn_target", double_dqn_target)


@pytest.mark.parametrize("which", [0, 1])
def test_each_function_of_the_last_exercise_has_its_own_marks(which):
    """One of the two written, the other not yet."""

    def dqn_gradient(q, actions, targets):
        """Not written yet."""

    def soft_update(target, online, tau):
        """Not written yet."""

    functions = [(rl.dqn_gradient, soft_update), (dqn_gradient, rl.soft_update)][which]
    gradient = {
        "the move that was made, small errors", "large errors pull no harder", "leaves its input alone"
    }  # fmt: skip
    update = {"the target goes a part of the way", "the networks stay two"}
    assert failing("dqn_gradient", *functions) == (gradient, update)[1 - which]


def test_every_mistake_that_the_curriculum_names_is_there():
    """One record for each, under a name that says it."""
    names = {mistake.name for exercise in CHAPTER.exercises for mistake in exercise.misconceptions}
    assert names >= {
        "the angle is taken for degrees", "the velocity after the step moves the position",
        "left and right are exchanged", "the pole may lean too far", "the pole weighs nothing",
        "from the front", "gamma on the step's own reward", "across the end of an episode", "divided by the length",
        "goes on beyond the end", "the best of all states", "the value of the same move again",
        "writes into the table", "jumps to the target",
        "epsilon is the chance of the best", "one draw for all rows", "the best is never drawn at random",
        "the last of equal values",
        "keeps references", "grows without end", "the newest goes", "the next state is the state",
        "the ends are forgotten",
        "no mask", "cut off is taken for ended", "the reward is masked too", "nan times 0", "the best of the batch",
        "the target network does both", "the roles are exchanged", "the value for a place",
        "all actions are judged", "large errors pull without limit", "the mean over the actions too",
        "tau is reversed", "two names for one network",
    }  # fmt: skip
