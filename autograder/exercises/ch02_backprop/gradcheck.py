"""gradcheck: what is asked and what is right; the mistakes stand in the `.md` beside it.

A check is judged by its answers. The probe holds functions with a right backward pass and functions with a planted
bug, and gives one of them to the learner's gradcheck; True is "this is the gradient", False "it is not".
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise


def answer(gradcheck, pair, x, y=None, z=None, off_by=0.0, **options):
    """The probe: what a gradcheck says about one of these pairs; `off_by` is a relative error in every entry.

    Where `pair` is a list, x has an array for each of them, and so does the answer.
    """

    def softmax(x):
        e = np.exp(x - x.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)

    def one_entry_off(g, x):
        grad = 2 * g * x
        grad[-1, -1] *= 1.01
        return (grad,)

    def three_gradients(g, x, y, z):
        return g * y**2 * z**3, 2 * g * x * y * z**3, 3 * g * x * y**2 * z**2

    pairs = {
        "x**2": (lambda x: x**2, lambda g, x: (2 * g * x,)),
        "x**2, a little off": (lambda x: x**2, lambda g, x: (2 * g * x * (1 + off_by),)),
        "x**2, factor forgotten": (lambda x: x**2, lambda g, x: (g * x,)),
        "x**2, sign flipped": (lambda x: x**2, lambda g, x: (-2 * g * x,)),
        "x**2, upstream ignored": (lambda x: x**2, lambda g, x: (2 * x,)),
        "x**2, never large enough": (lambda x: x**2, lambda g, x: (2 * g * x - 0.1 * np.abs(g * x),)),
        "x**2, always too large": (lambda x: x**2, lambda g, x: (2 * g * x + 0.1 * np.abs(g * x),)),
        "x**2, one entry off by 1 %": (lambda x: x**2, one_entry_off),
        "x**2, only one entry right": (
            lambda x: x**2,
            lambda g, x: (2 * g * x * (1 + (np.arange(x.size) > 0)).reshape(x.shape),),
        ),
        "softmax": (softmax, lambda g, x: (softmax(x) * (g - (g * softmax(x)).sum(axis=-1, keepdims=True)),)),
        "softmax, always zero": (softmax, lambda g, x: (np.zeros(x.shape),)),
        "relu": (lambda x: np.maximum(x, 0), lambda g, x: (g * (x > 0),)),
        "relu, twice the slope": (lambda x: np.maximum(x, 0), lambda g, x: (2 * g * (x > 0),)),
        "x**2, to five digits": (lambda x: np.round(x**2, 5), lambda g, x: (2 * g * x,)),
        "large": (lambda x: 1e9 * x**3, lambda g, x: (3e9 * g * x**2,)),
        "small, factor forgotten": (lambda x: 1e-5 * x**2, lambda g, x: (1e-5 * g * x,)),
        "linear": (lambda x, y: x @ y, lambda g, x, y: (g @ y.T, x.T @ g)),
        "linear, second gradient negative": (lambda x, y: x @ y, lambda g, x, y: (g @ y.T, -x.T @ g)),
        "bias": (lambda x, y: x + y, lambda g, x, y: (g, g.sum(axis=0))),
        "bias, one axis too many": (lambda x, y: x + y, lambda g, x, y: (g, g.sum(axis=0, keepdims=True))),
        "three factors": (lambda x, y, z: x * y**2 * z**3, three_gradients),
        "three factors, third gradient too small": (
            lambda x, y, z: x * y**2 * z**3,
            lambda g, x, y, z: (*three_gradients(g, x, y, z)[:2], 2 * g * x * y**2 * z**2),
        ),
    }

    def says(pair, *inputs):
        try:
            return gradcheck(pairs[pair], inputs, **options)
        except AssertionError:  # whoever raises instead of returning False has said no
            return False

    if isinstance(pair, list):
        return {"answer": [says(each, place) for each, place in zip(pair, x, strict=True)]}
    return {"answer": says(pair, *(value for value in (x, y, z) if value is not None))}


def question(pair, second="", name="", rows=(4, 7), columns=3, **options):
    """A case: one pair, at a random place away from zero, with numbers of both signs.

    second: what else goes in, the "weight" of a product, a "bias" or two more "factors". rows: the range of their
    number.
    """

    def draw(rng):
        N, C = int(rng.integers(*rows)), columns
        x = rng.uniform(0.5, 2.0, (N, C)) * np.resize([-1.0, 1.0], (N, C))
        more = {"weight": (C, 2), "bias": (C,), "factors": (N, C)}
        inputs = {"x": x, "y": rng.normal(0.0, 1.0, more[second])} if second else {"x": x}
        if second == "factors":
            inputs |= {"y": rng.uniform(0.5, 2.0, (N, C)), "z": rng.uniform(0.5, 2.0, (N, C))}
        return {"pair": pair, **inputs, **options}

    return Case(name or pair, draw)


RIGHT = question("x**2")
FACTOR = question("x**2, factor forgotten")
SIGN = question("x**2, sign flipped")
TOO_SMALL = question("x**2, never large enough")
TOO_LARGE = question("x**2, always too large")
UPSTREAM = question("x**2, upstream ignored")


def many(rng):
    """More than a dozen of these, every other one right, in an order that nobody guesses."""
    wrong = [case.draw(0)["pair"] for case in (FACTOR, SIGN, TOO_SMALL, TOO_LARGE)]
    asked = rng.permutation(["x**2"] * 8 + wrong * 2).tolist()
    return {"pair": asked, "x": [rng.uniform(0.5, 2.0, 3) * [-1.0, 1.0, 1.0] for _ in asked]}


MANY = Case("many in a row, in any order", many)
# So strict that whoever leaves an entry shifted by eps is seen, whatever the numbers.
SOFTMAX = question("softmax", rtol=3e-7)
ZEROS = question("softmax, always zero")
RELU = question("relu")
BESIDE_ZEROS = question("relu, twice the slope")
LARGE = question("large")
SMALL = question("small, factor forgotten")
LINEAR = question("linear", "weight", rtol=3e-7)
SECOND = question("linear, second gradient negative", "weight")
BIAS = question("bias", "bias")
SHAPE = question("bias, one axis too many", "bias")
ONE_OFF = question("x**2, one entry off by 1 %", rows=(16, 17), columns=10)
THREE = question("three factors", "factors", rtol=1e-3)
THIRD = question("three factors, third gradient too small", "factors", rtol=1e-3)
WIDE_STEPS = question("x**2, to five digits", name="x**2, to five digits, eps=0.1", eps=0.1, rtol=1e-3)
ONE_RIGHT = question("x**2, only one entry right")


def little_off(name, low, high, **options):
    """A case with a relative error between low and high, which is far from rtol."""
    inputs = question("x**2, a little off").inputs
    return Case(name, lambda rng: {**inputs(rng), "off_by": rng.uniform(low, high), **options})


LENIENT = little_off("x**2, 1 % off, rtol=0.1", 0.005, 0.02, rtol=0.1)
STRICT = little_off("x**2, 0.005 % off, rtol=1e-6", 3e-5, 6e-5, rtol=1e-6)
BEYOND = little_off("x**2, 0.05 % off, with the default rtol", 4e-4, 7e-4)


def by_hand(fn, inputs, eps=1e-5, rtol=1e-4):
    forward, backward = fn
    y = forward(*inputs)
    g = np.random.default_rng(0).normal(size=np.shape(y))
    grads = backward(g, *inputs)
    for i in range(len(inputs)):
        x, grad = inputs[i], grads[i]
        measured = np.zeros(x.shape)
        for place in np.ndindex(x.shape):
            sides = []
            for step in (eps, -eps):
                moved = x.copy()
                moved[place] += step
                sides.append((g * forward(*inputs[:i], moved, *inputs[i + 1 :])).sum())
            measured[place] = (sides[0] - sides[1]) / (2 * eps)
        if np.shape(grad) != x.shape:
            return False
        error = np.abs(grad - measured)
        size = np.maximum(np.abs(grad), np.abs(measured))
        if (error > rtol * size + 1e-9).any():
            return False
    return True


def by_random_directions(fn, inputs, eps=1e-5, rtol=1e-4):
    forward, backward = fn
    rng = np.random.default_rng(1)
    g = rng.normal(size=forward(*inputs).shape)
    grads = backward(g, *inputs)
    if any(grad.shape != x.shape for grad, x in zip(grads, inputs, strict=True)):
        return False
    for i, (x, grad) in enumerate(zip(inputs, grads, strict=True)):
        for place in np.ndindex(x.shape):
            d = np.zeros(x.shape)
            d[place] = eps
            up, down = ([*inputs[:i], x + s * d, *inputs[i + 1 :]] for s in (1, -1))
            slope = (g * (forward(*up) - forward(*down))).sum() / (2 * eps)
            if abs(slope - grad[place]) > rtol * max(abs(slope), abs(grad[place]), 1e-6):
                return False
    return True


EXERCISE = Exercise(
    reference=layerwise.gradcheck,
    probe=answer,
    aspects=(
        Aspect("tells right from wrong", 1, (RIGHT, FACTOR, SIGN, TOO_SMALL, TOO_LARGE, MANY)),
        Aspect(
            "asks with a random upstream gradient", 0.5, (UPSTREAM, ZEROS, SOFTMAX), requires="tells right from wrong"
        ),
        Aspect(
            "judges by relative size, with eps and rtol",
            0.5,
            (LARGE, SMALL, LENIENT, STRICT, BEYOND, WIDE_STEPS),
            requires="tells right from wrong",
        ),
        Aspect("copes with gradients of 0", 0.5, (RELU, BESIDE_ZEROS), requires="tells right from wrong"),
        Aspect("looks at every entry", 0.5, (ONE_OFF, ONE_RIGHT), requires="tells right from wrong"),
        Aspect("looks at every input", 0.5, (LINEAR, SECOND, THREE, THIRD), requires="tells right from wrong"),
        Aspect("looks at the shape", 0.5, (BIAS, SHAPE), requires="tells right from wrong"),
    ),
    accepted=(
        Accepted("in one function, by hand", by_hand),
        Accepted("one direction after the other", by_random_directions),
    ),
)
