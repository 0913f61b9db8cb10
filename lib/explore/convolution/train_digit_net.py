"""Train the network of digit_net.py and write its weights: python -m explore.convolution.train_digit_net

It takes a few seconds. Put the checksum that it prints into digit_net.py.
"""

from __future__ import annotations

import numpy as np

from layerwise import checkpoint, datasets, nn, optim
from layerwise.arguments import FloatArray, IntArray
from layerwise.data.dataloader import DataLoader

from .digit_net import WEIGHTS, architecture

EPOCHS = 25
_TEST = np.arange(0, 1797, 5)  # every fifth digit is for testing


def examples() -> tuple[FloatArray, IntArray, FloatArray, IntArray]:
    """Return X, y to train with and X, y to test with; X has shape (N, 1, 8, 8)."""
    X, y = datasets.digits(images=True)
    train = np.setdiff1d(np.arange(len(X)), _TEST)
    return X[train], y[train], X[_TEST], y[_TEST]


def black_and_white(X: FloatArray) -> FloatArray:
    """Return the images as they would be drawn with one click a pixel: 0 or 1."""
    return (X > 0.45).astype(np.float64)


def train(seed: int = 0) -> nn.Sequential:
    """Return a trained network; it has seen each digit in grey and in black and white."""
    X, y, *_ = examples()
    X, y = np.concatenate([X, black_and_white(X)]), np.concatenate([y, y])
    net, loss_fn = architecture(seed), nn.CrossEntropyLoss()
    optimizer = optim.Adam(net.parameters(), lr=0.005)
    for epoch in range(EPOCHS):
        if epoch == EPOCHS - 5:
            optimizer.param_groups[0]["lr"] = 0.001
        for images, labels in DataLoader(X, y, batch_size=64, shuffle=True, rng=seed + epoch):
            optimizer.zero_grad()
            loss_fn(net(images), labels)
            net.backward(loss_fn.backward())
            optimizer.step()
    return net.eval()


def main() -> None:
    """Train, write the weights, and print the accuracies and the checksum."""
    net = train()
    *_, X, y = examples()
    accuracy = {
        name: float((net(images).argmax(axis=1) == y).mean())
        for name, images in (("grey", X), ("black and white", black_and_white(X)))
    }
    checkpoint.save(WEIGHTS, net.to(np.float32).state_dict(), metadata={"accuracy": accuracy})
    print(accuracy)
    print(checkpoint.checksum(WEIGHTS))


if __name__ == "__main__":
    main()
