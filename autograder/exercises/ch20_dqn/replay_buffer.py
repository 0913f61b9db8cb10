"""ReplayBuffer: what is asked and what is right; the mistakes stand in the `.md` beside it.

Which number a move has in the buffer is the learner's own choice, so rows are compared in the order of their rewards.
"""

import numpy as np

from layerwise.rl.replay import ReplayBuffer

from ...core.record import Accepted, Aspect, Case, Exercise

PARTS = ("states", "actions", "rewards", "next_states", "terminated")


def fill(make, capacity, states, actions, rewards, next_states, terminated, picks, one_array):
    """The probe: how many moves are kept on the way, all of them, and those that are picked by their numbers.

    one_array: every state is written into the same array before it is added, as an environment may do.
    """
    buffer = make(capacity)
    state, next_state, lengths = states[0].copy(), states[0].copy(), []
    for k in range(len(states)):
        if one_array:
            state[:], next_state[:] = states[k], next_states[k]
        else:
            state, next_state = states[k].copy(), next_states[k].copy()
        buffer.add(state, int(actions[k]), float(rewards[k]), next_state, bool(terminated[k]))
        lengths.append(len(buffer))
    kept = min(len(states), capacity)
    names = ("states", "actions", "rewards", "next_states", "terminated")
    everything = buffer.sample(np.arange(kept))
    seen = {name: np.array(part) for name, part in zip(names, everything, strict=True)}
    picked = buffer.sample(picks % kept)
    seen |= {f"picked {name}": np.array(part) for name, part in zip(names, picked, strict=True)}
    return seen | {"lengths": np.array(lengths)}


def in_order(inputs, values):
    """All that is kept, in the order of the rewards, which are all different."""
    by_reward = np.argsort(np.ravel(values["rewards"]).astype(float), kind="stable")
    found = {}
    for name in PARTS:
        part = np.asarray(values[name]).astype(float)
        found[name] = part[by_reward] if len(part) == len(by_reward) else part
    return found


def as_asked(inputs, values):
    """How many of the picked rows are those that stand under their numbers; and what they are, by the rewards."""
    numbers = np.asarray(inputs["picks"]) % min(len(inputs["states"]), inputs["capacity"])
    right = np.zeros(len(numbers))
    for name in PARTS:
        everything, picked = np.asarray(values[name]).astype(float), np.asarray(values[f"picked {name}"]).astype(float)
        if picked.shape != (len(numbers), *everything.shape[1:]) or len(everything) <= numbers.max():
            return {"rows that were picked": np.array(0.0)}
        right += (picked == everything[numbers]).reshape(len(numbers), -1).all(axis=1)
    return {"rows that were picked": np.array(float((right == len(PARTS)).sum()))}


def moves(name, rounds, capacity=(5, 9), one_array=False, square=False):
    """A case with drawn moves. rounds: how often they fill the buffer, a range."""

    def draw(rng):
        size = int(rng.integers(*capacity))
        count, width = int(rng.uniform(*rounds) * size), 3
        states = rng.normal(size=(count, width))
        return {
            "capacity": size,
            "states": states,
            "actions": rng.permutation(np.arange(count) % 3),
            "rewards": rng.permutation(count) + rng.uniform(0.1, 0.9, count),
            "next_states": rng.normal(size=(count, width)),
            "terminated": rng.permutation(np.arange(count) % 2 == 0),
            "picks": rng.integers(0, 1000, 2 * size),
            "one_array": one_array,
        }

    return Case(name, draw)


HALF = moves("half full", (0.5, 0.9), capacity=(9, 13))
ONCE = moves("a little more than full", (1.3, 1.7))
OFTEN = moves("filled several times", (3.2, 3.8))
SHARED = moves("states that come in one array", (0.6, 0.9), one_array=True, capacity=(9, 13))
SHARED_FULL = moves("states that come in one array, filled several times", (3.2, 3.8), one_array=True)


class OldestFirst:
    def __init__(self, capacity):
        self.capacity = capacity
        self.moves: list[list[np.ndarray]] = []

    def __len__(self):
        return len(self.moves)

    def add(self, state, action, reward, next_state, terminated):
        self.moves.append([np.copy(state), action, reward, np.copy(next_state), terminated])
        self.moves = self.moves[-self.capacity :]

    def sample(self, indices):
        return [np.array([self.moves[i][part] for i in indices]) for part in range(5)]


class InADeque:
    def __init__(self, capacity):
        from collections import deque

        self.moves: deque[tuple[np.ndarray, ...]] = deque(maxlen=capacity)

    def __len__(self):
        return len(self.moves)

    def add(self, *move):
        self.moves.append(tuple(np.array(part) for part in move))

    def sample(self, indices):
        return tuple(np.stack(parts) for parts in zip(*[self.moves[i] for i in indices], strict=True))


class InArrays:
    def __init__(self, capacity):
        self.capacity, self.count = capacity, 0
        self.arrays: list[np.ndarray] = []

    def __len__(self):
        return min(self.count, self.capacity)

    def add(self, *move):
        if not self.arrays:
            self.arrays = [np.zeros((self.capacity, *np.shape(part)), np.asarray(part).dtype) for part in move]
        for array, part in zip(self.arrays, move, strict=True):
            array[self.count % self.capacity] = part
        self.count += 1

    def sample(self, indices):
        return tuple(array[np.asarray(indices)] for array in self.arrays)


EXERCISE = Exercise(
    reference=ReplayBuffer,
    probe=fill,
    aspects=(
        Aspect("before it is full", 1, (HALF,), observations=PARTS, derive=in_order),
        Aspect("the oldest goes", 1, (ONCE, OFTEN), observations=PARTS, derive=in_order),
        Aspect("how many there are", 0.5, (HALF, ONCE, OFTEN), observations=("lengths",), requires="before it is full"),
        Aspect("what is added is copied", 1, (SHARED, SHARED_FULL), observations=PARTS, derive=in_order),
        Aspect(
            "the moves of these numbers",
            0.5,
            (HALF, OFTEN),
            observations=(*PARTS, *(f"picked {name}" for name in PARTS)),
            derive=as_asked,
            requires="before it is full",
        ),
    ),
    accepted=(
        Accepted("a list, the oldest first", OldestFirst),
        Accepted("a deque", InADeque),
        Accepted("an array for each part", InArrays),
    ),
)
