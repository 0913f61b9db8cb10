"""Train the network of reverser.py and write its weights: python -m explore.attention.train_reverser

It takes a few seconds. Put the checksum that it prints into reverser.py.
"""

from __future__ import annotations

import numpy as np

from layerwise import checkpoint, optim
from layerwise.functional.cross_entropy import cross_entropy_backward
from layerwise.models.transformer import Transformer

from .reverser import LENGTH, WEIGHTS, untrained

UPDATES, SEED = 600, 0


def train(seed: int = SEED) -> Transformer:
    """Return the network, trained on new digits in every update."""
    rng, network = np.random.default_rng(seed), untrained(seed)
    optimizer = optim.Adam(network.parameters(), lr=0.003)
    for update in range(UPDATES):
        if update == 2 * UPDATES // 3:
            optimizer.param_groups[0]["lr"] = 0.001
        digits = rng.integers(0, 10, (64, LENGTH))
        scores = network(digits)
        optimizer.zero_grad()
        grad = cross_entropy_backward(scores.reshape(-1, 10), digits[:, ::-1].reshape(-1))
        network.backward(grad.reshape(scores.shape))
        optimizer.step()
    return network


def main() -> None:
    """Train, write the weights, and print the share of right digits and the checksum."""
    network = train()
    digits = np.random.default_rng(1_000_000).integers(0, 10, (1000, LENGTH))
    right = float((network(digits).argmax(axis=-1) == digits[:, ::-1]).mean())
    checkpoint.save(WEIGHTS, network.to(np.float32).state_dict(), metadata={"right": right})
    print(right)
    print(checkpoint.checksum(WEIGHTS))


if __name__ == "__main__":
    main()
