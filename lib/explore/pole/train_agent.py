"""Train the agent of agent.py and write its weights: python -m explore.pole.train_agent

It takes about ten seconds. Put the checksum that it prints into agent.py.
"""

from __future__ import annotations

import numpy as np

from layerwise import checkpoint, optim, rl

from .agent import WEIGHTS, network


def train(seed: int = 0) -> tuple[dict[str, np.ndarray], float]:
    """Return the weights with the best look of ten greedy episodes, at most 40 000 moves; and that look."""
    rng = np.random.default_rng(seed)
    online, target = network(rng), network(rng)
    agent = rl.DQN(rl.CartPole(), online, target, optim.Adam(online.parameters(), lr=0.001), rng=rng)
    best, kept = 0.0, online.state_dict()
    for look in agent.train(40_000, look_every=500):
        if look > best:
            best, kept = look, online.state_dict()
        if best >= 500:
            break
    return kept, best


def main() -> None:
    """Train, write the weights, and print how a hundred new episodes went, and the checksum."""
    kept, best = train()
    model = network(0)
    model.load_state_dict(kept)
    lengths = rl.episode_lengths(
        lambda states: model(states / np.array(rl.CARTPOLE_SCALE)).argmax(axis=1), rl.first_states(range(100))
    )
    checkpoint.save(WEIGHTS, model.to(np.float32).state_dict(), metadata={"mean_length": float(lengths.mean())})
    print(best, lengths.mean(), lengths.min())
    print(checkpoint.checksum(WEIGHTS))


if __name__ == "__main__":
    main()
