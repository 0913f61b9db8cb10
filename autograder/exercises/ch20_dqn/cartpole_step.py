"""cartpole_step: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.rl.cart_pole import ANGLE_LIMIT, X_LIMIT, cartpole_step

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def steps(cartpole_step, states, actions):
    """The probe: one step from each state, by the action beside it."""
    made = [cartpole_step(state, int(action)) for state, action in zip(states, actions, strict=True)]
    after = np.array([np.asarray(state, dtype=float) for state, _, _ in made])
    return {
        "positions": after[:, [0, 2]],
        "velocities": after[:, [1, 3]],
        "rewards": np.array([reward for _, reward, _ in made]),
        "ends": np.array([float(terminated) for _, _, terminated in made]),
    }


def standing(rng):
    """States well inside the limits, quick enough for every term to count; both actions, each about half the time."""
    count = int(rng.integers(6, 9))
    size = np.array([1.5, 2.0, 0.15, 3.0])
    states = rng.choice([-1.0, 1.0], (count, 4)) * rng.uniform(0.4, 1.0, (count, 4)) * size
    return {"states": states, "actions": rng.permutation(np.arange(count) % 2)}


def at_the_edge(rng):
    """States close to a limit, 0.4 or 1.6 of a step's way from it, on either side; some of them only come near.

    Some are beyond a limit already, and stay there.
    """
    states, actions = [], []
    for place in (0, 2):
        limit, speed = (X_LIMIT, 2.0) if place == 0 else (ANGLE_LIMIT, 1.5)
        for side in (-1, 1):
            # One push for all four: if it is outwards it lets the second seem to leave, and inwards the third to stay,
            # where the velocity after the step is taken.
            actions += [rng.integers(2)] * 4
            for ways in (0.4, 0.95, 1.05, 1.6):
                state = rng.uniform(-1, 1, 4) * [0.5, 0.3, 0.03, 0.3]
                state[place + 1] = side * speed * rng.uniform(0.8, 1.2)
                state[2 - place] = (
                    rng.choice([-1, 1]) * rng.uniform(0.12, 0.17) if place == 0 else rng.uniform(-0.5, 0.5)
                )
                state[place] = side * limit - ways * 0.02 * state[place + 1]
                states.append(state)
    for side in (-1, 1):  # some have left already, not far and far beyond
        for degrees in ((14, 20), (28, 40)):
            states.append(np.array([0.0, 0.1, side * np.radians(rng.uniform(*degrees)), 0.1]))
        states.append(np.array([side * rng.uniform(2.6, 4.0), 0.1, 0.01, 0.1]))
    order = rng.permutation(len(states))
    actions += [*rng.integers(0, 2, len(states) - len(actions))]
    return {"states": np.array(states)[order], "actions": np.array(actions)[order]}


AT_REST = Case("at rest, pushed to the right", {"states": np.zeros((1, 4)), "actions": np.array([1])})
STANDING = Case("in full swing", standing)
AT_THE_EDGE = Case("close to the limits", at_the_edge)


def all_at_once(state, action):
    x, v, angle, turn = (float(number) for number in state)
    sine, cosine = np.sin(angle), np.cos(angle)
    temp = ((2 * action - 1) * 10.0 + 0.05 * turn * turn * sine) / 1.1
    turning = (9.8 * sine - cosine * temp) / (2 / 3 - 0.05 * cosine * cosine / 1.1)
    speeding = temp - 0.05 * turning * cosine / 1.1
    after = np.array([x, v, angle, turn]) + 0.02 * np.array([v, speeding, turn, turning])
    inside = -2.4 <= after[0] <= 2.4 and -np.pi / 15 <= after[2] <= np.pi / 15
    return after, 1.0, not inside


def by_a_system(state, action):
    mass, pole, length, push = 1.0, 0.1, 0.5, [-10.0, 10.0][action]
    angle, turn = state[2], state[3]
    left = np.array([[mass + pole, pole * length * np.cos(angle)], [np.cos(angle), length * 4 / 3]])
    right = np.array([push + pole * length * turn**2 * np.sin(angle), 9.8 * np.sin(angle)])
    x_acc, theta_acc = np.linalg.solve(left, right)
    after = state + 0.02 * np.array([state[1], x_acc, state[3], theta_acc])
    return after, 1, bool((np.abs(after[[0, 2]]) > [2.4, np.deg2rad(12)]).any())


EXERCISE = Exercise(
    reference=cartpole_step,
    probe=steps,
    aspects=(
        Aspect("the new velocities", 1.5, (AT_REST, STANDING, AT_THE_EDGE), observations=("velocities",)),
        Aspect("the new positions", 1, (STANDING, AT_THE_EDGE), observations=("positions",)),
        Aspect("where an episode ends", 1, (AT_THE_EDGE,), observations=("ends",)),
        Aspect(
            "the reward",
            0.5,
            (STANDING, AT_THE_EDGE),
            observations=("rewards",),
            requires="where an episode ends",
        ),
        leaves_inputs_alone(0.5, (STANDING,), requires="the new positions"),
    ),
    accepted=(
        Accepted("all four at once", all_at_once),
        Accepted("two equations solved", by_a_system),
    ),
)
