"""The milestones that look at images: a convolutional network, and one that moves from letters to digits."""

import matplotlib.pyplot as plt
import numpy as np

from explore.style import INK, POSITIVE
from layerwise import datasets
from layerwise.arguments import FloatArray, IntArray
from layerwise.checkpoint import load
from layerwise.models.glyph_net import CHANNELS, FEATURES, WEIGHTS, prepare_glyphs
from layerwise.nn import Linear, Module, Sequential

from .outcome import Outcome, reads_digits, show_digits
from .toolbox import Toolbox
from .training import digits, filled, relu_layer, train

DRAWS = 5  # of ten labels


def convolutional_network(tools: Toolbox, seed: int) -> Outcome:
    """Convolution - normalization - ReLU - pooling - dropout - linear, as in chapter 7, of single parts."""
    X, y, X_test, y_test = digits(images=True)
    conv = tools.at_most(0.1, "Conv2d", lambda kind: _both_ways(kind(1, 16, 3, padding=1, rng=0), X[:32]))
    pool = tools.at_most(0.1, "MaxPool2d", lambda kind: _both_ways(kind(2), np.repeat(X[:32], 16, axis=1)))
    model = Sequential(
        filled(conv(1, 16, 3, padding=1), seed),
        tools("BatchNorm2d")(16),
        relu_layer(tools),
        pool(2),
        tools("Dropout")(0.25, rng=seed),
        tools("Flatten")(),
        filled(tools("Linear")(16 * 4 * 4, 10), seed + 100),
    )
    loader = tools("DataLoader")(X, y, batch_size=32, shuffle=True, rng=seed)
    losses = train(tools, model, tools("Adam")(model.parameters(), lr=0.003), (loader for _ in range(10)))
    return reads_digits(model, losses, X_test, y_test)


def letters_to_digits(tools: Toolbox, seed: int) -> Outcome:
    """The letter network of one's own layers; a linear head on its features sees one label of each digit."""
    images, y = datasets.digits28()
    rows = np.random.default_rng(0).permutation(len(y))
    test, pool = rows[:400], rows[400:]
    drawn = [_one_of_each(y, pool, 100 * seed + draw) for draw in range(DRAWS)]
    needed = np.unique(np.concatenate([test, *drawn]))
    X = prepare_glyphs(images[needed])
    at = {int(row): i for i, row in enumerate(needed)}
    model = _letter_network(tools, X)
    features = np.asarray(tools("extract_features")(model, X, 4))
    found = np.zeros((2, DRAWS))
    for i, inputs in enumerate((X.reshape(len(X), -1), features)):
        for draw, ten in enumerate(drawn):
            seen, unseen = [at[int(row)] for row in ten], [at[int(row)] for row in test]
            named = _name_by_head(tools, inputs[seen], y[ten], inputs[unseen], seed + draw)
            found[i, draw] = (named == y[test]).mean()
    pixels, letters = found
    figure, (shown, axis) = plt.subplots(1, 2, figsize=(7.0, 2.6), width_ratios=(1.3, 1))
    show_digits(shown, images[test], named, y[test])
    shown.set_title("new digits, after ten labels")
    for i, (values, colour) in enumerate(((pixels, INK), (letters, POSITIVE))):
        axis.plot(values, np.full(DRAWS, i), "o", linestyle="", color=colour)
    axis.set(yticks=(0, 1), yticklabels=("pixels", "letters"), ylim=(1.5, -0.5), xlim=(0, 1), xlabel="accuracy")
    axis.set_title("the same head on both")
    both = f"on pixels {pixels.mean():.2f}, on letter features {letters.mean():.2f}"
    alt = f"Accuracy of a head after ten labels, in the mean of five draws: {both}."
    return Outcome(float(letters.mean()), bool(letters.mean() > pixels.mean()), figure, alt)


def _both_ways(layer: Module, x: FloatArray) -> None:
    layer.backward(np.ones_like(layer(x)))


def _one_of_each(y: IntArray, pool: IntArray, seed: int) -> IntArray:
    order = np.random.default_rng(seed).permutation(pool)
    return np.array([order[y[order] == digit][0] for digit in range(10)])


def _letter_network(tools: Toolbox, X: FloatArray) -> Sequential:
    """Chapter 8's network from the parts, with the weights that read letters. Its convolutions had no bias."""
    conv = tools.at_most(0.4, "Conv2d", lambda kind: kind(1, 16, 3, padding=1, rng=0)(X[:4]))
    pool = tools.at_most(0.4, "MaxPool2d", lambda kind: kind(2)(np.repeat(X[:4], 16, axis=1)))
    blocks = []
    for depth, sizes in enumerate(zip((1, *CHANNELS), CHANNELS, strict=False)):
        last = pool(2) if depth < len(CHANNELS) - 1 else tools("Flatten")()
        layer = conv(*sizes, 3, padding=1, rng=0)
        layer.bias.data = np.zeros_like(layer.bias.data)
        blocks.append(Sequential(layer, tools("BatchNorm2d")(sizes[1]), relu_layer(tools), last))
    model = Sequential(*blocks, Linear(FEATURES, 26, rng=0))
    tools("load_state_dict")(model, load(WEIGHTS), strict=False)
    return model.eval()


def _name_by_head(tools: Toolbox, X: FloatArray, y: IntArray, X_new: FloatArray, seed: int) -> IntArray:
    """Train a linear head on ten examples, and name the new ones."""
    mean, std = X.mean(axis=0), X.std() + 1e-6
    head = filled(tools("Linear")(X.shape[1], 10), seed)
    optimizer = tools("SGD")(head.parameters(), lr=0.02)
    train(tools, head, optimizer, [[((X - mean) / std, y)]] * 100)
    named: IntArray = np.argmax(head((X_new - mean) / std), axis=1)
    return named
