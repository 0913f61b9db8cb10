"""stylize_step: what is asked and what is right; the mistakes stand in the `.md` beside it.

The probe brings small layers and an optimizer of its own, which writes nothing but what its list of parameters says.
"""

from itertools import pairwise

import numpy as np

from layerwise.generation.stylizing import stylize_step

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def some_steps(stylize_step, picture, filters, grams, content, weights, lr, steps, remembers=False):
    """The probe: losses and pictures over some steps, and whether the network's filters are as they were.

    remembers: an optimizer with momentum, which notices whether it is the same gradient that it gets.
    """

    class Parameter:
        def __init__(self, data):
            self.data, self.grad, self.requires_grad = data.copy(), None, True

        shape = property(lambda self: self.data.shape)
        size = property(lambda self: self.data.size)
        dtype = property(lambda self: self.data.dtype)

        def accumulate_grad(self, grad):
            self.grad = grad if self.grad is None else self.grad + grad

        def zero_grad(self):
            self.grad = None

    class Mix:
        """Each place's channels times a matrix, then tanh."""

        def __init__(self, filter):
            self.weight = Parameter(filter)

        def __call__(self, x):
            return self.forward(x)

        def parameters(self):
            return [self.weight]

        def zero_grad(self):
            self.weight.grad = None

        def forward(self, x):
            self.x = x
            self.y = np.tanh(np.einsum("dc,nchw->ndhw", self.weight.data, x))
            return self.y

        def backward(self, grad_output):
            grad = grad_output * (1 - self.y**2)
            self.weight.accumulate_grad(np.einsum("ndhw,nchw->dc", grad, self.x))
            return np.einsum("dc,ndhw->nchw", self.weight.data, grad)

    class Optimizer:
        def __init__(self, params):
            self.params, self.velocity = params, 0.0
            self.param_groups = [{"params": params, "lr": lr}]

        def zero_grad(self):
            for param in self.params:
                param.grad = None

        def step(self):
            for param in self.params:
                if param.grad is not None:
                    self.velocity = 0.9 * self.velocity * remembers + param.grad
                    param.data = param.data - lr * self.velocity

    image, layers = Parameter(picture), [Mix(filter) for filter in filters]
    optimizer, losses, pictures = Optimizer([image]), [], []
    for _ in range(steps):
        losses.append(float(stylize_step(image, layers, list(grams), content, weights, optimizer)))
        pictures.append(image.data.copy())
    return {
        "losses": losses,
        "picture": pictures[-1],
        "pictures": np.array(pictures),
        "filters": lambda: np.concatenate([layer.weight.data.ravel() for layer in layers]),
    }


def drawn(name, widths, weights, steps=1, bright=False, lr=(0.04, 0.08), remembers=False):
    """A case with a random picture, filters and aims.

    widths: channels of the picture and of each layer. weights: ranges for those of content and smoothness. bright: near
    0 and 1, with steps that lead beyond.
    """

    def draw(rng):
        H, W = int(rng.integers(3, 5)), int(rng.integers(4, 6))
        picture = rng.uniform(0.3, 0.7, (1, widths[0], H, W))
        if bright:
            picture = rng.choice([0.02, 0.98], picture.shape) + rng.uniform(-0.02, 0.02, picture.shape)
        filters = [rng.normal(0.0, 1.0, (out, into)) for into, out in pairwise(widths)]
        grams = []
        for channels in widths[1:]:
            other = rng.normal(0.0, 1.5, (1, channels, 30))
            grams.append(other @ other.transpose(0, 2, 1) / 30)
        return {
            "picture": picture,
            "filters": filters,
            "grams": grams,
            "content": rng.normal(0.0, 1.0, (1, widths[-1], H, W)),
            "weights": tuple(float(rng.uniform(*weight)) for weight in weights),
            "lr": float(rng.uniform(*lr)),
            "steps": steps,
            "remembers": remembers,
        }

    return Case(name, draw)


NOTHING = (0.0, 0.0)
ONE_LAYER = drawn("one layer, style alone", (3, 4), (NOTHING, NOTHING))
TWO_LAYERS = drawn("two layers, style alone", (3, 4, 2), (NOTHING, NOTHING))
THREE_LAYERS = drawn("three layers of one width", (3, 3, 3, 3), (NOTHING, NOTHING))
CONTENT = drawn("style and content", (3, 4, 2), ((1.0, 3.0), NOTHING))
SMOOTH = drawn("style and smoothness", (3, 4), (NOTHING, (2.0, 4.0)))
ALL = drawn("everything", (3, 4, 3), ((1.0, 3.0), (1.0, 3.0)))
STEPS = drawn("four steps", (3, 4, 3), ((1.0, 3.0), (1.0, 3.0)), steps=4, lr=(0.02, 0.03), remembers=True)
BRIGHT = drawn("a picture at its limits", (3, 4), ((1.0, 2.0), NOTHING), steps=2, bright=True, lr=(30.0, 40.0))


def from_the_back(image, layers, grams, content, weights, optimizer):
    optimizer.zero_grad()
    seen = [image.data]
    for layer in layers:
        seen.append(layer(seen[-1]))
    a, b = weights
    gradient = 2 * a * (seen[-1] - content) / content.size
    total = a * np.mean((seen[-1] - content) ** 2)
    for i in range(len(layers) - 1, -1, -1):
        x = seen[i + 1]
        N, C, H, W = x.shape
        rows = x.reshape(N, C, -1)
        off = rows @ rows.transpose(0, 2, 1) / (H * W) - grams[i]
        total += np.mean(off**2)
        gradient = gradient + (4 * off @ rows / (off.size * H * W)).reshape(x.shape)
        gradient = layers[i].backward(gradient)
    for axis in (2, 3):
        d = np.diff(image.data, axis=axis)
        total += b * (d**2).sum() / image.data.size
        pad = [(0, 0)] * 4
        pad[axis] = (1, 1)
        gradient = gradient - 2 * b * np.diff(np.pad(d, pad), axis=axis) / image.data.size
    image.accumulate_grad(gradient)
    optimizer.step()
    image.data = np.minimum(np.maximum(image.data, 0.0), 1.0)
    return total


def by_recursion(image, layers, grams, content, weights, optimizer):
    from layerwise import mse_loss, mse_loss_backward

    def style(x, gram):
        rows = x.reshape(len(x), x.shape[1], -1)
        off = rows @ rows.transpose(0, 2, 1) / rows.shape[2] - gram
        return (off**2).mean(), (4 * off @ rows / (off.size * rows.shape[2])).reshape(x.shape)

    def through(x, number):
        if number == len(layers):
            return weights[0] * mse_loss(x, content), weights[0] * mse_loss_backward(x, content)
        y = layers[number].forward(x)
        value, slope = style(y, grams[number])
        rest, grad = through(y, number + 1)
        return value + rest, layers[number].backward(slope + grad)

    loss, grad = through(image.data, 0)
    across, down = np.diff(image.data), np.diff(image.data, axis=2)
    loss += weights[1] * ((across**2).sum() + (down**2).sum()) / image.size
    slope = np.zeros(image.shape)
    slope[..., 1:] += across
    slope[..., :-1] -= across
    slope[..., 1:, :] += down
    slope[..., :-1, :] -= down
    image.grad = grad + weights[1] * 2 * slope / image.size
    optimizer.step()
    np.clip(image.data, 0, 1, out=image.data)
    return loss


EXERCISE = Exercise(
    reference=stylize_step,
    probe=some_steps,
    aspects=(
        Aspect("the loss", 0.5, (ONE_LAYER, CONTENT, SMOOTH, ALL), observations=("losses",)),
        Aspect("the style of each layer", 1, (ONE_LAYER, TWO_LAYERS, THREE_LAYERS), observations=("picture",)),
        Aspect("the content", 0.5, (CONTENT,), observations=("picture",)),
        Aspect("the smoothness", 0.5, (SMOOTH,), observations=("picture",)),
        Aspect("several steps", 0.5, (STEPS,), observations=("pictures", "losses")),
        Aspect("the cut to 0 to 1", 0.5, (BRIGHT,), observations=("pictures",)),
        Aspect(
            "the network stays as it is",
            0.25,
            (TWO_LAYERS, STEPS),
            observations=("filters",),
            requires="the style of each layer",
        ),
        leaves_inputs_alone(0.25, (TWO_LAYERS, STEPS), requires="the style of each layer"),
    ),
    accepted=(
        Accepted("from the back, with a cleared gradient", from_the_back),
        Accepted("by recursion", by_recursion),
    ),
)
