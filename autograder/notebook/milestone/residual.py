"""The milestone of chapter 16: residual blocks of single parts, so many that plain layers could not be trained."""

import matplotlib.pyplot as plt
import numpy as np

from explore.style import INK
from layerwise.arguments import FloatArray
from layerwise.nn import Flatten, Module, Sequential

from .outcome import Outcome, show_digits
from .toolbox import Toolbox
from .training import digits, filled, labels, relu_layer, right, train

BLOCKS, WIDTH = 5, 8  # in each of the three stages, and channels of the first: 2 * 3 * 5 layers, and two more
EPOCHS = 6


class MeanOverPixels(Module):
    """The two functions of adaptive pooling as a layer, for one window."""

    def __init__(self, tools: Toolbox) -> None:
        self._forward, self._backward = tools("adaptive_avg_pool2d"), tools("adaptive_avg_pool2d_backward")

    def forward(self, x: FloatArray) -> FloatArray:  # type: ignore[override]
        """Return one mean for each channel, (N, C, 1, 1)."""
        self._x = x
        means: FloatArray = self._forward(x, 1)
        return means

    def backward(self, grad_output: FloatArray) -> FloatArray:  # type: ignore[override]
        """Return the gradient with respect to x."""
        grad_x: FloatArray = self._backward(grad_output, self._x)
        return grad_x


def thirty_two_layers(tools: Toolbox, seed: int) -> Outcome:
    """A convolution, fifteen residual blocks in three stages, the mean over the image, and a linear layer."""
    X, y, X_test, y_test = digits(images=True)
    X, X_test = X.astype(np.float32), X_test.astype(np.float32)
    rng = np.random.default_rng(seed)
    conv = tools.at_most(0.1, "Conv2d", lambda kind: _there_and_back(kind(1, WIDTH, 3, padding=1, rng=0), X[:32]))
    features = np.repeat(X[:32], WIDTH, axis=1)
    block = tools.at_most(0.2, "BasicBlock", lambda kind: _there_and_back(kind(WIDTH, WIDTH, rng=0), features))
    layers = [filled(conv(1, WIDTH, 3, padding=1), seed), tools("BatchNorm2d")(WIDTH), relu_layer(tools)]
    channels = WIDTH
    for stage in range(3):
        for n in range(BLOCKS):
            layers.append(block(channels, WIDTH * 2**stage, 2 if stage and n == 0 else 1, rng=rng))
            channels = WIDTH * 2**stage
    layers += [MeanOverPixels(tools), Flatten(), filled(tools("Linear")(channels, 10), seed + 100)]
    model = Sequential(*layers).to(np.float32)
    loader = tools("DataLoader")(X, y, batch_size=64, shuffle=True, rng=seed)
    losses = train(tools, model, tools("Adam")(model.parameters(), lr=0.003), (loader for _ in range(EPOCHS)))
    learned, reached = right(model, X, y), right(model, X_test, y_test)
    figure, (axis, below) = plt.subplots(1, 2, figsize=(7.0, 2.6))
    axis.plot(losses, color=INK, linewidth=0.8)
    axis.set(xlabel="update", ylabel="loss (nats)", ylim=(0, None), title=f"{learned:.3f} of the digits learned")
    show_digits(below, X_test, labels(model, X_test), y_test)
    below.set_title(f"{reached:.2f} of the new digits right")
    alt = f"Left, the loss of {6 * BLOCKS + 2} layers falls from {losses[0]:.1f} to {np.mean(losses[-20:]):.2f}. "
    alt += "Right, fifteen new digits and the names they get."
    return Outcome(learned, True, figure, alt)


def _there_and_back(layer: Module, x: FloatArray) -> None:
    layer.backward(np.ones_like(layer(x)))
