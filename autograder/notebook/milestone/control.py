"""The milestone of chapter 20: a network of single parts learns from falls alone to hold the pole."""

import numpy as np

from explore.style import INK, POSITIVE, ZERO, panels
from layerwise.nn import Module, Sequential
from layerwise.rl import DQN, CartPole, episode_lengths, first_states

from .outcome import Outcome
from .toolbox import Toolbox
from .training import filled, relu_layer

MOVES, UNITS = 30_000, 64  # it stops as soon as it holds the pole
EPISODES = range(50)  # seeds of those that count: others than the agent was looked at with
PARTS = ("ReplayBuffer", "epsilon_greedy", "double_dqn_target", "dqn_gradient", "soft_update")


def holds_the_pole(tools: Toolbox, seed: int) -> Outcome:
    """A deep Q-network on the learner's physics, until ten greedy episodes last 475 steps on average; the best kept."""
    step = tools("cartpole_step")
    online, target = _network(tools, seed), _network(tools, seed)
    agent = DQN(
        CartPole(step=step),
        online,
        target,
        tools("Adam")(online.parameters(), lr=0.001),
        parts={name: tools(name) for name in PARTS},
        rng=seed,
    )
    looks = agent.fit(MOVES)
    lengths = episode_lengths(agent.policy, first_states(EPISODES), step=step)
    reached = float(lengths.mean())
    figure, (axis, below) = panels(2)
    axis.plot(1000 * np.arange(1, len(looks) + 1), looks, "o-", color=INK, markersize=4, linewidth=1.2)
    axis.axhline(195, color=ZERO, linewidth=0.8)
    axis.set(xlabel="moves", ylabel="steps, mean of ten", ylim=(0, 520), title="on the way")
    below.plot(np.sort(lengths), np.arange(1, len(lengths) + 1) / len(lengths), color=POSITIVE, drawstyle="steps-post")
    below.axvline(195, color=ZERO, linewidth=0.8)
    below.set(xlabel="steps", ylabel="share of the episodes", xlim=(0, 510), ylim=(0, 1.03))
    below.set_title(f"fifty new episodes: {reached:.0f} steps")
    alt = (
        f"Left, the mean length of ten episodes after each thousand moves, {looks[0]:.0f} at first, at most "
        f"{max(looks):.0f}. Right, how long fifty new episodes last: {reached:.0f} steps on average."
    )
    return Outcome(reached, True, figure, alt)


def _network(tools: Toolbox, seed: int) -> Module:
    layers: list[Module] = []
    for n, (before, after) in enumerate(((4, UNITS), (UNITS, UNITS), (UNITS, 2))):
        layers += [filled(tools("Linear")(before, after), 10 * seed + n), relu_layer(tools)]
    return Sequential(*layers[:-1])
