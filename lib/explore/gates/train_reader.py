"""Train the networks of reader.py and write their weights: python -m explore.gates.train_reader

It takes a few seconds. Put the checksum that it prints into reader.py.
"""

from __future__ import annotations

import numpy as np

from layerwise import checkpoint, datasets, nn, optim
from layerwise.data.dataloader import DataLoader
from layerwise.nn import Module

from .reader import WEIGHTS, Readers, bag

EPOCHS = 12
TRAINED_ON = 10_000  # reviews; seed 0. Others are for testing


def train(seed: int = 0) -> Readers:
    """Return both networks, trained on the same reviews."""
    networks = Readers(seed)
    sequences, labels, _ = datasets.reviews(TRAINED_ON)
    bags = np.concatenate([bag(sequence) for sequence in sequences])
    ids = nn.pad_sequence(sequences, batch_first=True)
    _fit(networks.reading, ids, labels, seed)
    _fit(networks.counting, bags, labels, seed)
    return networks


def _fit(model: Module, X: np.ndarray, labels: np.ndarray, seed: int) -> None:
    loss_fn, optimizer = nn.CrossEntropyLoss(), optim.Adam(model.parameters(), lr=0.02)
    for epoch in range(EPOCHS):
        optimizer.param_groups[0]["lr"] = 0.02 if epoch < EPOCHS - 3 else 0.003
        for batch, target in DataLoader(X, labels, batch_size=64, shuffle=True, rng=seed + epoch):
            optimizer.zero_grad()
            loss_fn(model(batch), target)
            model.backward(loss_fn.backward())
            optim.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()


def main() -> None:
    """Train, write the weights, and print the accuracies on new reviews and the checksum."""
    networks = train()
    sequences, labels, _ = datasets.reviews(2000, seed=1)
    ids, bags = nn.pad_sequence(sequences, batch_first=True), np.concatenate([bag(s) for s in sequences])
    accuracy = {
        "reads": float((networks.reading(ids).argmax(axis=1) == labels).mean()),
        "counts": float((networks.counting(bags).argmax(axis=1) == labels).mean()),
    }
    checkpoint.save(WEIGHTS, networks.to(np.float32).state_dict(), metadata={"accuracy": accuracy})
    print(accuracy)
    print(checkpoint.checksum(WEIGHTS))


if __name__ == "__main__":
    main()
