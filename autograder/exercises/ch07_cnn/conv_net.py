"""ConvNet: what is asked and what is right; the mistakes stand in the `.md` beside it.

A trained network is judged by the labels it gives to new images, whose true labels the judge finds by itself. How it
was trained is judged by what went through the network: the probe listens at forward and backward, and notes which
image came when, in which mode, and with which gradient. What these notes mean is worked out on the judge's side.
"""

import numpy as np

from layerwise.models.conv_net import ConvNet

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .heard.images import most_are_right, new_images
from .heard.stack import drops, the_stack
from .heard.steps import (
    clean_slate,
    each_image_once,
    evaluation_mode,
    in_training_mode,
    labels_in_step,
    new_orders,
)


def train_and_listen(make, X, y, X_new, sizes, epochs, batch_size, lr, seed, listen, few=4, large_p=0.97):
    """The probe: two rounds of fit, and predict between and after them. With `listen`, notes of every step.

    few: how many images go through dropout twice. large_p: a p that leaves nothing of some images
    """
    if not listen:
        net = make(rng=seed)
        net.fit(X, y, epochs=epochs, batch_size=batch_size, rng=seed)
        return {"labels": lambda: net.predict(X_new)}

    in_channels, image_size, num_classes, channels, p = sizes

    def made(p, rng=seed):
        return make(in_channels, image_size, num_classes, channels=channels, p=p, rng=rng)

    def numbers(net):
        return [np.ravel(parameter.data) for parameter in net.parameters()]

    def listened(net, *images, **settings):
        """The images' first pixels in the order in which fit used them, and the sizes of the batches."""
        used, forward = [], net.forward

        def noted(x):
            used.append(np.array(x)[:, 0, 0, 0])
            return forward(x)

        net.forward = noted
        net.fit(*images, **settings)
        return np.concatenate(used), [len(batch) for batch in used]

    def by_rng():
        given = [5, 5, 6, np.random.default_rng(5)]
        return [listened(made(p), X, y, epochs=1, batch_size=len(X), lr=lr, rng=rng)[0] for rng in given]

    many = np.random.default_rng(seed).normal(size=(600, in_channels, image_size, image_size))
    net, plain = made(p), made(0.0)
    parts = net.modules() if hasattr(net, "modules") else [net]
    seen = {
        "parameter sizes": np.sort([parameter.size for parameter in numbers(net)]),
        "parameter sizes by default": np.sort([parameter.size for parameter in numbers(make())]),
        "parameters": np.concatenate(numbers(plain)),
        "sizes of the parameters": [parameter.size for parameter in numbers(plain)],
        "logits without dropout": np.array(plain(X)),
        "parameters by rng": lambda: [np.concatenate(numbers(made(p, rng))) for rng in (5, 5, 6)],
        "logits at a large p": lambda: made(large_p)(many),
        "orders by rng": by_rng,
        "batch sizes by default": lambda: listened(
            made(p), np.resize(X, (40, *X[0].shape)), np.resize(y, 40), epochs=1
        )[1],
    }
    twice = [np.array(net(X[:few])) for _ in range(2)]
    seen |= {"logits in training": twice[0], "logits in training again": twice[1]}
    steps, calls = [], []
    forward, backward = net.forward, net.backward

    def listening_forward(x):
        calls.append((np.array(x), [bool(part.training) for part in parts]))
        return forward(x)

    def listening_backward(grad_output):
        left = sum(float(np.abs(q.grad).sum()) for q in net.parameters() if q.grad is not None)
        if calls:
            steps.append((*calls[-1], left, np.array(grad_output)))
        return backward(grad_output)

    net.forward, net.backward = listening_forward, listening_backward
    before = np.concatenate(numbers(net))
    net.fit(X, y, epochs=epochs, batch_size=batch_size, lr=lr, rng=seed)
    moved = np.concatenate(numbers(net)) - before
    if not steps:
        raise RuntimeError("no step was seen: fit has to call the network as self(x), and self.backward(...) after it")
    rounds = [len(steps)]
    calls.clear()
    labels = np.array(net.predict(X_new))
    named, modes = np.concatenate([x[:, 0, 0, 0] for x, _ in calls]), [mode for _, mode in calls]
    net.fit(X, y, epochs=1, batch_size=batch_size, lr=lr, rng=seed + 1)
    rounds.append(len(steps))
    one_by_one = np.concatenate([np.ravel(net.predict(X_new[i : i + 1])) for i in range(len(X_new))])
    return seen | {
        "steps": rounds,
        "batch sizes": [len(x) for x, _, _, _ in steps],
        "images": np.concatenate([x[:, 0, 0, 0] for x, _, _, _ in steps]),
        "modes": [mode for _, mode, _, _ in steps],
        "gradients before backward": [left for _, _, left, _ in steps],
        "how far each parameter moved": moved,
        "grad_output": np.concatenate([grad for _, _, _, grad in steps]),
        "images in predict": named,
        "modes in predict": modes,
        "labels": labels,
        "labels after more training": net.predict(X_new),
        "labels one by one": one_by_one,
    }


def known_images(name, N, batch_size, num_classes, p=0.5):
    """A case with N images of which each is known by its first pixel, for listening.

    Of each array of a network's parameters one can tell by its size which it is.
    """

    def draw(rng):
        X, y = rng.normal(size=(N, 2, 6, 6)), rng.permutation(np.arange(N) % num_classes)
        settings = {"epochs": 2, "batch_size": batch_size, "lr": 0.03, "seed": int(rng.integers(1000)), "listen": True}
        nothing_left = rng.uniform(0.35, 0.6)  # of so many images, each of 4 * 3 * 3 features
        drops = {"few": int(rng.integers(4, N)), "large_p": float(nothing_left ** (1 / 36))}
        X_new, sizes = rng.normal(size=(8, 2, 6, 6)), [2, 6, num_classes, 4, p]
        return {"X": X, "y": y, "X_new": X_new, "sizes": sizes, **settings, **drops}

    return Case(name, draw)


NEW = new_images("new images")
EVEN = known_images("24 images in batches of 8", 24, 8, 3)
REST = known_images("27 images in batches of 6", 27, 6, 5)


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

        def fit(self, X, y, epochs=6, batch_size=32, lr=0.03, rng=None):
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
STACK = (
    "parameter sizes",
    "parameter sizes by default",
    "parameters",
    "sizes of the parameters",
    "logits without dropout",
    "parameters by rng",
)
EXERCISE = Exercise(
    reference=ConvNet,
    probe=train_and_listen,
    time_limit=30.0,
    aspects=(
        Aspect("the stack's layers", 0.5, LISTENING, observations=STACK, derive=the_stack),
        Aspect(
            "dropout draws a mask",
            0.25,
            LISTENING,
            observations=("logits in training", "logits in training again", "logits at a large p"),
            derive=drops,
        ),
        Aspect(
            "every image once an epoch",
            0.5,
            LISTENING,
            observations=("images", "batch sizes", "steps", "batch sizes by default"),
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
            observations=("images", "batch sizes", "steps", "orders by rng"),
            derive=new_orders,
        ),
        Aspect(
            "trains in training mode",
            0.5,
            LISTENING,
            observations=("images", "modes", "steps"),
            derive=in_training_mode,
        ),
        Aspect(
            "fresh gradients in each step",
            0.25,
            LISTENING,
            observations=("images", "gradients before backward", "how far each parameter moved"),
            derive=clean_slate,
        ),
        Aspect(
            "predicts in evaluation mode",
            0.5,
            LISTENING,
            observations=(
                "labels",
                "labels after more training",
                "labels one by one",
                "modes in predict",
                "images in predict",
            ),
            derive=evaluation_mode,
        ),
        # Gradients that are never cleared name half of the images in one run, and two thirds in another.
        Aspect(
            "new images",
            1.5,
            (NEW,),
            observations=("labels",),
            verify=most_are_right,
            requires="fresh gradients in each step",
        ),
        leaves_inputs_alone(0.25, (EVEN,), requires="every image once an epoch"),
    ),
    accepted=(Accepted("every layer and the loop by hand", by_hand),),
)
