"""Of which layers a network is made: from its parameters, and from what it makes of images before any training."""

import numpy as np


def the_stack(inputs, values):
    """The sizes of the parameters, whose logits these are, and whether the same rng gives the same parameters."""
    fives, again, sixes = np.asarray(values["parameters by rng"])
    return {
        "parameter sizes": np.asarray(values["parameter sizes"]),
        "parameter sizes by default": np.asarray(values["parameter sizes by default"]),
        "logits without dropout": _whose_logits(inputs, values),
        "the same rng": "the same parameters" if np.array_equal(fives, again) else "other parameters",
        "another rng": "other parameters" if not np.array_equal(fives, sixes) else "the same parameters",
    }


def _whose_logits(inputs, values):
    """Which stack gives these logits before any training; batch normalization is still without weight and bias."""
    C, size, classes, channels, _ = inputs["sizes"]
    sizes, X = np.asarray(values["sizes of the parameters"]).astype(int), inputs["X"]
    arrays = np.split(np.asarray(values["parameters"]), np.cumsum(sizes)[:-1])
    features = channels * (size // 2) ** 2
    by_size = {array.size: array for array in arrays}
    if not {channels * C * 9, channels, classes * features, classes} <= set(by_size):
        return "of other layers"
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(X, ((0, 0), (0, 0), (1, 1), (1, 1))), (3, 3), (2, 3))
    maps = np.tensordot(windows, by_size[channels * C * 9].reshape(channels, C, 3, 3), axes=([1, 4, 5], [1, 2, 3]))
    # Of three arrays of this size one is all ones, one all zeros, and the third is the convolution's bias.
    bias = np.sum([array for array in arrays if array.size == channels], axis=0) - 1
    maps = np.moveaxis(maps, 3, 1) + bias[:, None, None]

    def normalized(maps):
        mean, var = maps.mean(axis=(0, 2, 3), keepdims=True), maps.var(axis=(0, 2, 3), keepdims=True)
        return (maps - mean) / np.sqrt(var + 1e-5)

    def logits(maps, pool=np.max):
        halves = pool(maps.reshape(*maps.shape[:2], size // 2, 2, size // 2, 2), axis=(3, 5))
        return halves.reshape(len(X), -1) @ by_size[classes * features].reshape(classes, -1).T + by_size[classes]

    stacks = {
        "of the stack": logits(np.maximum(normalized(maps), 0)),
        "of a stack without ReLU": logits(normalized(maps)),
        "of a stack with ReLU before batch normalization": logits(normalized(np.maximum(maps, 0))),
        "of a stack that takes means": logits(np.maximum(normalized(maps), 0), np.mean),
    }
    got = np.asarray(values["logits without dropout"])
    alike = (name for name, y in stacks.items() if y.shape == got.shape and np.abs(y - got).max() < 1e-2 * y.std())
    return next(alike, "of another stack")


def drops(inputs, values):
    """Whether dropout draws a mask: the same images twice in training mode. And whether p is what it drops.

    Of p ** 36 of the images all 36 features are dropped. Such images have the same logits. Without pooling there are
    four times as many features, half of which ReLU has made zero already: about p ** 72.
    """
    once, again = np.asarray(values["logits in training"]), np.asarray(values["logits in training again"])
    many = np.asarray(values["logits at a large p"])
    dropped, expected = np.unique(many, axis=0, return_counts=True)[1].max() / len(many), inputs["large_p"] ** 36
    return {
        "shape of the logits": np.array(once.shape),
        "twice the same": "yes" if np.array_equal(once, again) else "no",
        "images of which a large p leaves nothing": (
            "as many as expected" if abs(dropped - expected) < 0.115 else "too many or too few"
        ),
    }
