"""ConvNet: a small convolutional network with its own training loop.

The stack is the one that textbooks draw: convolution, batch normalization, activation, pooling, dropout, and then
flatten and a linear layer. For deeper ones, put nn.Sequential and training.Trainer together yourself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, IntArray, random_generator, real_number, whole_number
from ..data.dataloader import DataLoader
from ..functional.images import image_batch
from ..nn.activation import ReLU
from ..nn.batch_norm import BatchNorm2d
from ..nn.container import Sequential
from ..nn.conv import Conv2d
from ..nn.dropout import Dropout
from ..nn.flatten import Flatten
from ..nn.linear import Linear
from ..nn.loss import CrossEntropyLoss
from ..nn.max_pool import MaxPool2d
from ..nn.module import Module
from ..optim.sgd import SGD
from ..training.evaluation import predict
from ..training.step import train_step

MOMENTUM = 0.9


class ConvNet(Module):
    """logits = Linear(Flatten(Dropout(MaxPool(ReLU(BatchNorm(Conv(x))))))), trained by fit.

    x: images (N, in_channels, image_size, image_size). logits: (N, num_classes).
    channels: how many 3 × 3 filters the convolution has; padding 1 keeps the size, pooling halves it, so Linear has
        channels * (image_size // 2)**2 inputs. p: the probability of dropping a number.
    rng: a generator or a seed, for the starting weights and for dropout's masks.

    >>> net = ConvNet(in_channels=1, image_size=8, num_classes=10, rng=0)
    >>> net(np.zeros((5, 1, 8, 8))).shape
    (5, 10)
    """

    def __init__(
        self,
        in_channels: int = 1,
        image_size: int = 8,
        num_classes: int = 10,
        channels: int = 16,
        p: float = 0.25,
        rng: np.random.Generator | int | None = None,
    ) -> None:
        side = whole_number(image_size, "image_size", at_least=2) // 2
        whole_number(num_classes, "num_classes", at_least=2)
        rng = random_generator(rng)
        self.layers = Sequential(
            Conv2d(in_channels, channels, kernel_size=3, padding=1, rng=rng),
            BatchNorm2d(channels),
            ReLU(),
            MaxPool2d(2),
            Dropout(p, rng=rng),
            Flatten(),
            Linear(channels * side * side, num_classes, rng=rng),
        )

    def forward(self, x: ArrayLike) -> FloatArray:
        """Return the logits (N, num_classes)."""
        return self.layers(x)

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x, and add those of the parameters to their grad."""
        return self.layers.backward(grad_output)

    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        epochs: int = 10,
        batch_size: int = 32,
        lr: float = 0.03,
        rng: np.random.Generator | int | None = None,
    ) -> list[float]:
        """Train by SGD with momentum 0.9; return the mean loss of each epoch.

        Each epoch goes through all images once, in a new order, in training mode, one step a batch.

        X: images (N, in_channels, H, W). y: labels (N,), integers from 0. rng: for the order.

        >>> from layerwise import datasets
        >>> X, y = datasets.digits(images=True)
        >>> net = ConvNet(rng=0)
        >>> losses = net.fit(X[:500], y[:500], epochs=2, rng=0)
        >>> losses[0] > losses[1], (net.predict(X[500:600]) == y[500:600]).mean() > 0.7
        (True, np.True_)
        """
        epochs = whole_number(epochs, "epochs", at_least=1)
        optimizer = SGD(self.parameters(), lr=real_number(lr, "lr", above=0), momentum=MOMENTUM)
        loader = DataLoader(image_batch(X, name="X"), y, batch_size=batch_size, shuffle=True, rng=rng)
        self.train()
        history = []
        for _ in range(epochs):
            losses = [(train_step(self, CrossEntropyLoss(), optimizer, *batch), len(batch[1])) for batch in loader]
            history.append(sum(loss * n for loss, n in losses) / sum(n for _, n in losses))
        return history

    def predict(self, X: ArrayLike) -> IntArray:
        """Return the class with the largest logit for each image (N,), computed in evaluation mode."""
        labels: IntArray = predict(self, image_batch(X, name="X")).argmax(axis=1)
        return labels
