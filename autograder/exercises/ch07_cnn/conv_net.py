"""ConvNet: what is asked and what is right; the mistakes stand in the `.md` beside it.

A trained network is judged by the labels it gives to new images, whose true labels the judge finds by itself. How it
was trained is judged by what went through the network: the probe listens at forward and backward, and notes which
image came when, in which mode, and with which gradient. What these notes mean is worked out on the judge's side.
"""

from functools import lru_cache

import numpy as np

from layerwise import datasets
from layerwise.models.conv_net import ConvNet

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone

LEAST = 0.96


def train_and_listen(make, X, y, X_new, sizes, epochs, batch_size, lr, seed, listen):
    """The probe: two rounds of fit, and predict between and after them. With `listen`, notes of every step."""
    in_channels, image_size, num_classes, channels, p = sizes
    net = make(in_channels, image_size, num_classes, channels=channels, p=p, rng=seed)
    if not listen:
        net.fit(X, y, epochs=epochs, batch_size=batch_size, lr=lr, rng=seed)
        return {"labels": lambda: net.predict(X_new)}

    parts = net.modules() if hasattr(net, "modules") else [net]
    seen = {"parameter sizes": np.sort([parameter.data.size for parameter in net.parameters()])}
    twice = [np.array(net(X[:4])) for _ in range(2)]
    seen |= {"logits in training": twice[0], "logits in training again": twice[1]}
    steps, calls = [], []
    forward, backward = net.forward, net.backward

    def listening_forward(x):
        left = sum(float(np.abs(q.grad).sum()) for q in net.parameters() if q.grad is not None)
        calls.append((np.array(x), [bool(part.training) for part in parts], left))
        return forward(x)

    def listening_backward(grad_output):
        if calls:
            steps.append((*calls[-1], np.array(grad_output)))
        return backward(grad_output)

    net.forward, net.backward = listening_forward, listening_backward
    net.fit(X, y, epochs=epochs, batch_size=batch_size, lr=lr, rng=seed)
    if not steps:
        raise RuntimeError("no step was seen: fit has to call the network as self(x), and self.backward(...) after it")
    rounds = [len(steps)]
    calls.clear()
    labels = np.array(net.predict(X_new))
    modes = [mode for _, mode, _ in calls]
    net.fit(X, y, epochs=1, batch_size=batch_size, lr=lr, rng=seed + 1)
    rounds.append(len(steps))
    one_by_one = np.concatenate([np.ravel(net.predict(X_new[i : i + 1])) for i in range(len(X_new))])
    return seen | {
        "steps": rounds,
        "batch sizes": [len(x) for x, _, _, _ in steps],
        "images": np.concatenate([x[:, 0, 0, 0] for x, _, _, _ in steps]),
        "modes": [mode for _, mode, _, _ in steps],
        "gradients before backward": [left for _, _, left, _ in steps],
        "grad_output": np.concatenate([grad for _, _, _, grad in steps]),
        "modes in predict": modes,
        "labels": labels,
        "labels after more training": net.predict(X_new),
        "labels one by one": one_by_one,
    }


@lru_cache(maxsize=1)
def _digits():
    """All digits, and which are clear: the fifteen images most like them show the same digit."""
    X, y = datasets.digits(images=True)
    flat = X.reshape(len(X), -1)
    squares = (flat**2).sum(axis=1)
    distance = squares[:, None] + squares - 2 * flat @ flat.T
    np.fill_diagonal(distance, np.inf)
    likest = np.argsort(distance, axis=1, kind="stable")[:, :15]
    return X, y, (y[likest] == y[:, None]).all(axis=1)


def _which_digit(images):
    """The digit that each of these images shows: that of the image from which it was made."""
    X, y, _ = _digits()
    flat, given = X.reshape(len(X), -1), images.reshape(len(images), -1)
    return y[((flat**2).sum(axis=1) - 2 * given @ flat.T).argmin(axis=1)]


def new_digits(name):
    """A case with 1000 digits to learn under labels in a drawn order, and 300 others with a little noise.

    About one digit in five looks like some of another class; those are not among the 300, so that luck decides nothing:
    in 80 draws right answers named 98 % and more.
    """

    def draw(rng):
        X, y, clear = _digits()
        order, label = rng.permutation(len(X)), rng.permutation(10)
        learn, new = order[:1000], order[1000:][clear[order[1000:]]][:300]
        settings = {"epochs": 6, "batch_size": 32, "lr": 0.03, "seed": int(rng.integers(1000)), "listen": False}
        X_new = X[new] + rng.normal(0.0, 0.03, (300, 1, 8, 8))
        return {"X": X[learn], "y": label[y[learn]], "X_new": X_new, "sizes": [1, 8, 10, 16, 0.25], **settings}

    return Case(name, draw)


def known_images(name, N, batch_size, num_classes, p=0.5):
    """A case with N images of which each is known by its first pixel, for listening."""

    def draw(rng):
        X = rng.normal(size=(N, 2, 6, 6))
        X[:, 0, 0, 0] = rng.permutation(N) / N
        y = rng.permutation(np.arange(N) % num_classes)
        settings = {"epochs": 3, "batch_size": batch_size, "lr": 0.03, "seed": int(rng.integers(1000)), "listen": True}
        return {"X": X, "y": y, "X_new": rng.normal(size=(12, 2, 6, 6)), "sizes": [2, 6, num_classes, 4, p], **settings}

    return Case(name, draw)


DIGITS = new_digits("new digits")
EVEN = known_images("24 images in batches of 8", 24, 8, 3)
REST = known_images("27 images in batches of 6", 27, 6, 4)


def most_are_right(inputs, values):
    """How many of the new digits are named rightly."""
    digit = _which_digit(inputs["X"])
    label = np.array([inputs["y"][digit == d][0] for d in range(10)])
    truth, labels = label[_which_digit(inputs["X_new"])], np.asarray(values["labels"])
    if labels.shape != truth.shape:
        return f"labels of shape {labels.shape}, expected {truth.shape}: one for each image"
    right = float((labels == truth).mean())
    return "" if right >= LEAST else f"{right:.1%} of {len(truth)} new digits right, {LEAST:.0%} is asked"


def _rows(inputs, values):
    """The numbers of the images in the order in which the first round of fit used them, and their epochs."""
    sizes = np.asarray(values["batch sizes"])[: int(np.asarray(values["steps"])[0])]
    first = inputs["X"][:, 0, 0, 0]
    used = np.asarray(values["images"])[: sizes.sum()]
    rows = np.abs(used[:, None] - first).argmin(axis=1)
    return rows, [rows[i : i + len(first)] for i in range(0, len(rows), len(first))]


def each_image_once(inputs, values):
    """How often each image was used, in all and in the first epoch, and in batches of which size."""
    rows, epochs = _rows(inputs, values)
    steps = -(-len(inputs["X"]) // inputs["batch_size"])
    return {
        "uses of each image": np.bincount(rows, minlength=len(inputs["X"])),
        "uses of each image in the first epoch": np.bincount(epochs[0], minlength=len(inputs["X"])),
        "batch sizes in the first epoch": np.sort(np.asarray(values["batch sizes"])[:steps]),
    }


def new_orders(inputs, values):
    """Whether the epochs' orders differ from the order of the data and from each other."""
    _, epochs = _rows(inputs, values)
    given = np.arange(len(inputs["X"]))
    return {
        "epochs in the order of the data": np.array(sum(np.array_equal(e, given[: len(e)]) for e in epochs)),
        "different orders": np.array(len({e.tobytes() for e in epochs})),
    }


def labels_in_step(inputs, values):
    """Whether each step's gradient pulls an image towards its own label: only there is it negative."""
    rows, _ = _rows(inputs, values)
    grad = np.asarray(values["grad_output"])[: len(rows)]
    if grad.ndim != 2:
        return {"labels that the loss was given": "none can be read off"}
    return {"images with a label that is not theirs": np.array((grad.argmin(axis=1) != inputs["y"][rows]).sum())}


def in_training_mode(inputs, values):
    """Whether the network was in training mode in all steps of the first round, and of the second."""
    modes, first = np.asarray(values["modes"]), int(np.asarray(values["steps"])[0])
    return {
        "first fit": "training" if modes[:first].all() else "evaluation",
        "fit after predict": "training" if modes[first:].all() else "evaluation",
    }


def clean_slate(inputs, values):
    """Whether gradients of the step before were still there when a step began."""
    return {"steps with old gradients": "some" if np.asarray(values["gradients before backward"]).any() else "none"}


def evaluation_mode(inputs, values):
    """Whether predict worked in evaluation mode, and what an image is called does not depend on its neighbours."""
    labels, alone = np.asarray(values["labels after more training"]), np.asarray(values["labels one by one"])
    return {
        "shape of the labels": np.array(np.shape(values["labels"])),
        "mode": "evaluation" if not np.asarray(values["modes in predict"]).any() else "training",
        "labels alone": "the same" if labels.shape == alone.shape and (labels == alone).all() else "others",
    }


def drops(inputs, values):
    """Whether dropout draws a mask: the same images twice in training mode."""
    once, again = np.asarray(values["logits in training"]), np.asarray(values["logits in training again"])
    return {
        "shape of the logits": np.array(once.shape),
        "twice the same": "yes" if np.array_equal(once, again) else "no",
    }


def by_hand(in_channels=1, image_size=8, num_classes=10, channels=16, p=0.25, rng=None):
    from layerwise.functional.cross_entropy import cross_entropy_backward
    from layerwise.nn.activation import ReLU
    from layerwise.nn.batch_norm import BatchNorm2d
    from layerwise.nn.container import Sequential
    from layerwise.nn.dropout import Dropout
    from layerwise.nn.linear import Linear
    from layerwise.nn.module import Module
    from layerwise.nn.parameter import Parameter

    rng = np.random.default_rng(rng)

    class Filters(Module):
        def __init__(self):
            std = np.sqrt(2 / (9 * in_channels))
            self.weight = Parameter(rng.normal(0, std, (channels, in_channels, 3, 3)))
            self.bias = Parameter(np.zeros(channels))

        def forward(self, x):
            padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
            self.seen = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
            y = np.tensordot(self.seen, self.weight.data, axes=([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2)
            return y + self.bias.data[:, None, None]

        def backward(self, grad_output):
            self.weight.accumulate_grad(np.tensordot(grad_output, self.seen, axes=([0, 2, 3], [0, 2, 3])))
            self.bias.accumulate_grad(grad_output.sum(axis=(0, 2, 3)))
            return np.zeros((len(grad_output), in_channels, image_size, image_size))  # nobody is below

    class Pool(Module):
        def forward(self, x):
            self.blocks = x.reshape(*x.shape[:2], x.shape[2] // 2, 2, x.shape[3] // 2, 2)
            self.best = self.blocks.max(axis=(3, 5))
            return self.best

        def backward(self, grad_output):
            won = self.blocks == self.best[:, :, :, None, :, None]
            grads = won * grad_output[:, :, :, None, :, None]
            return grads.reshape(*grads.shape[:2], 2 * grads.shape[2], -1)

    class Rows(Module):
        def forward(self, x):
            self.shape = x.shape
            return x.reshape(len(x), -1)

        def backward(self, grad_output):
            return grad_output.reshape(self.shape)

    class Net(Module):
        def __init__(self):
            features = channels * (image_size // 2) ** 2
            self.layers = Sequential(
                Filters(),
                BatchNorm2d(channels),
                ReLU(),
                Pool(),
                Dropout(p, rng=rng),
                Rows(),
                Linear(features, num_classes, rng=rng),
            )

        def forward(self, x):
            return self.layers(x)

        def backward(self, grad_output):
            return self.layers.backward(grad_output)

        def fit(self, X, y, epochs=10, batch_size=32, lr=0.03, rng=None):
            rng, N = np.random.default_rng(rng), len(X)
            velocities = [np.zeros(q.data.shape) for q in self.parameters()]
            self.train()
            for _ in range(epochs):
                order = rng.permutation(N)
                for start in range(0, N, batch_size):
                    rows = order[start : start + batch_size]
                    self.zero_grad()
                    logits = self(X[rows])
                    self.backward(cross_entropy_backward(logits, y[rows]))
                    for q, velocity in zip(self.parameters(), velocities, strict=True):
                        velocity *= 0.9
                        velocity += np.asarray(q.grad)
                        q.data = q.data - lr * velocity

        def predict(self, X):
            self.eval()
            return self(X).argmax(axis=1)

    return Net()


LISTENING = (EVEN, REST)
EXERCISE = Exercise(
    reference=ConvNet,
    probe=train_and_listen,
    time_limit=30.0,
    aspects=(
        Aspect("the stack's layers", 0.5, LISTENING, observations=("parameter sizes",)),
        Aspect(
            "dropout draws a mask",
            0.25,
            LISTENING,
            observations=("logits in training", "logits in training again"),
            derive=drops,
        ),
        Aspect(
            "every image once an epoch",
            0.5,
            LISTENING,
            observations=("images", "batch sizes", "steps"),
            derive=each_image_once,
        ),
        Aspect(
            "labels in step with images",
            0.25,
            LISTENING,
            observations=("images", "batch sizes", "steps", "grad_output"),
            derive=labels_in_step,
        ),
        Aspect(
            "a new order in each epoch",
            0.5,
            LISTENING,
            observations=("images", "batch sizes", "steps"),
            derive=new_orders,
        ),
        Aspect("trains in training mode", 0.5, LISTENING, observations=("modes", "steps"), derive=in_training_mode),
        Aspect(
            "fresh gradients in each step",
            0.25,
            LISTENING,
            observations=("gradients before backward",),
            derive=clean_slate,
        ),
        Aspect(
            "predicts in evaluation mode",
            0.5,
            LISTENING,
            observations=("labels", "labels after more training", "labels one by one", "modes in predict"),
            derive=evaluation_mode,
        ),
        Aspect("new digits", 1.5, (DIGITS,), observations=("labels",), verify=most_are_right),
        leaves_inputs_alone(0.25, (EVEN,), requires="every image once an epoch"),
    ),
    accepted=(Accepted("every layer and the loop by hand", by_hand),),
)
