"""gradcheck: what is asked, what is right and what goes wrong.

A check is judged by its answers. The probe holds functions with a right backward pass and functions with a planted
bug, and gives one of them to the learner's gradcheck; True is "this is the gradient", False "it is not".
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited


def answer(gradcheck, pair, x, y=None):
    """The probe: what a gradcheck says about one of these pairs."""

    def softmax(x):
        e = np.exp(x - x.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)

    def one_entry_off(g, x):
        grad = 2 * g * x
        grad[-1, -1] *= 1.01
        return (grad,)

    pairs = {
        "x**2": (lambda x: x**2, lambda g, x: (2 * g * x,)),
        "x**2, factor forgotten": (lambda x: x**2, lambda g, x: (g * x,)),
        "x**2, sign flipped": (lambda x: x**2, lambda g, x: (-2 * g * x,)),
        "x**2, upstream ignored": (lambda x: x**2, lambda g, x: (2 * x,)),
        "x**2, one entry off by 1 %": (lambda x: x**2, one_entry_off),
        "x**2, only one entry right": (
            lambda x: x**2,
            lambda g, x: (2 * g * x * (1 + (np.arange(x.size) > 0)).reshape(x.shape),),
        ),
        "softmax": (softmax, lambda g, x: (softmax(x) * (g - (g * softmax(x)).sum(axis=-1, keepdims=True)),)),
        "softmax, always zero": (softmax, lambda g, x: (np.zeros(x.shape),)),
        "relu": (lambda x: np.maximum(x, 0), lambda g, x: (g * (x > 0),)),
        "relu, twice the slope": (lambda x: np.maximum(x, 0), lambda g, x: (2 * g * (x > 0),)),
        "large": (lambda x: 1e7 * x**3, lambda g, x: (3e7 * g * x**2,)),
        "small, factor forgotten": (lambda x: 1e-5 * x**2, lambda g, x: (1e-5 * g * x,)),
        "linear": (lambda x, y: x @ y, lambda g, x, y: (g @ y.T, x.T @ g)),
        "linear, second gradient negative": (lambda x, y: x @ y, lambda g, x, y: (g @ y.T, -x.T @ g)),
        "bias": (lambda x, y: x + y, lambda g, x, y: (g, g.sum(axis=0))),
        "bias, one axis too many": (lambda x, y: x + y, lambda g, x, y: (g, g.sum(axis=0, keepdims=True))),
    }
    inputs = (x,) if y is None else (x, y)
    try:
        return {"answer": gradcheck(pairs[pair], inputs)}
    except AssertionError:  # whoever raises instead of returning False has said no
        return {"answer": False}


def question(pair, shape=(4, 3), second=None):
    """A case: one pair, at a random place away from zero, with numbers of both signs."""

    def draw(rng):
        x = rng.uniform(0.5, 2.0, shape) * np.resize([-1.0, 1.0], shape)
        inputs = {"x": x} if second is None else {"x": x, "y": rng.normal(0.0, 1.0, second)}
        return {"pair": pair, **inputs}

    return Case(pair, draw)


RIGHT = question("x**2")
FACTOR = question("x**2, factor forgotten")
SIGN = question("x**2, sign flipped")
UPSTREAM = question("x**2, upstream ignored")
SOFTMAX = question("softmax")
ZEROS = question("softmax, always zero")
RELU = question("relu")
BESIDE_ZEROS = question("relu, twice the slope")
LARGE = question("large")
SMALL = question("small, factor forgotten")
LINEAR = question("linear", (4, 3), (3, 2))
SECOND = question("linear, second gradient negative", (4, 3), (3, 2))
BIAS = question("bias", (4, 3), (3,))
SHAPE = question("bias, one axis too many", (4, 3), (3,))
ONE_OFF = question("x**2, one entry off by 1 %", (15, 10))
ONE_RIGHT = question("x**2, only one entry right")


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


WEIGHED = "(error > rtol * size + 1e-9).any()"
GRADCHECK = Exercise(
    reference=layerwise.gradcheck,
    probe=answer,
    aspects=(
        Aspect("tells right from wrong", 1, (RIGHT, FACTOR, SIGN)),
        Aspect(
            "asks with a random upstream gradient", 0.5, (UPSTREAM, ZEROS, SOFTMAX), requires="tells right from wrong"
        ),
        Aspect("judges by relative size", 0.5, (LARGE, SMALL), requires="tells right from wrong"),
        Aspect("copes with gradients of 0", 0.5, (RELU, BESIDE_ZEROS), requires="tells right from wrong"),
        Aspect("looks at every entry", 0.5, (ONE_OFF, ONE_RIGHT), requires="tells right from wrong"),
        Aspect("looks at every input", 0.5, (LINEAR, SECOND), requires="tells right from wrong"),
        Aspect("looks at the shape", 0.5, (BIAS, SHAPE), requires="tells right from wrong"),
    ),
    accepted=(
        Accepted("in one function, by hand", by_hand),
        Accepted("np.allclose", edited(by_hand, (WEIGHED, "not np.allclose(grad, measured, rtol=rtol, atol=1e-9)"))),
        Accepted(
            "a size that is never 0",
            edited(by_hand, (WEIGHED, "np.max(error / np.maximum(size, 1e-6)) > rtol")),
        ),
        Accepted("one direction after the other", by_random_directions),
        Accepted("an AssertionError for no", edited(by_hand, ("return False", "raise AssertionError('wrong')"))),
    ),
    misconceptions=(
        Misconception(
            "absolute error only",
            edited(by_hand, (WEIGHED, "(error > 1e-5).any()")),
            hint="You compare the difference with a fixed number. A wrong gradient of 1e-5 in place of 2e-5 slips "
            "through, and a right one of ten million fails on its last digits. How large is the error "
            "*compared with the gradient*?",
            second_hint="Divide the error by the size of the numbers that are compared, the larger of the two, or "
            "multiply the tolerance by it.",
        ),
        Misconception(
            "all-ones upstream",
            edited(by_hand, ("np.random.default_rng(0).normal(size=np.shape(y))", "np.ones(np.shape(y))")),
            hint="You send ones back. A backward that ignores `grad_output` multiplies by nothing, and with ones "
            "that makes no difference. And the sum of softmax's outputs is always 1: with ones its true "
            "gradient is 0.",
            second_hint="Let every output have a weight of its own. Draw `grad_output` at random, once, and use "
            "the same "
            "numbers in both places.",
        ),
        Misconception(
            "0/0 rejects what is right",
            edited(by_hand, (WEIGHED, "not (error / size <= rtol).all()")),
            hint="You reject a right ReLU. Where its gradient is 0 and measured as 0, error / size is 0/0, which "
            "is nan, and nan <= rtol is False. Print the relative errors.",
            second_hint="Compare without dividing: error <= rtol * size is true for 0 and 0. Or keep the size away "
            "from 0.",
        ),
        Misconception(
            "0/0 hides what is wrong",
            edited(by_hand, (WEIGHED, "np.max(error / size) > rtol")),
            hint="A ReLU with twice the slope passes. Where its gradient is 0, error / size is 0/0 = nan; the "
            "maximum of anything with nan is nan, and nan > rtol is False. One zero blinds the whole check.",
            second_hint="Compare without dividing: error > rtol * size, entry by entry. Or keep the size away from 0.",
        ),
        Misconception(
            "the upstream gradient in one place only",
            edited(
                by_hand,
                (
                    "(g * forward(*inputs[:i], moved, *inputs[i + 1 :])).sum()",
                    "forward(*inputs[:i], moved, *inputs[i + 1 :]).sum()",
                ),
            ),
            hint="You reject what is right: `backward` gets your random grad_output, and what you measure is the "
            "plain sum of the outputs. These are two different questions.",
            second_hint="grad_output stands for a loss: sum(grad_output * output). Measure the slope of that number.",
        ),
        Misconception(
            "only the first input",
            edited(by_hand, ("range(len(inputs))", "range(1)")),
            hint="A product x @ y whose second gradient has the wrong sign passes. `backward` returns one gradient "
            "for each input, and you look at the first.",
            second_hint="Loop over the inputs. Moving one of them, pass the others as they are.",
        ),
        Misconception(
            "the mean error",
            edited(by_hand, (WEIGHED, "np.mean(error / (size + 1e-9)) > rtol")),
            hint="One entry of 150 is off by 1 %, and you let it pass: averaged over all entries it is small. A "
            "wrong entry at the end of a row is a typical bug.",
            second_hint="The worst entry decides, not the average one.",
        ),
        Misconception(
            "one good entry is enough",
            edited(by_hand, (WEIGHED, "(error > rtol * size + 1e-9).all()")),
            hint="You say no only if every entry is wrong. One entry that is right by luck, and the rest goes unseen.",
            second_hint="`all` or `any`: which one finds a single wrong entry?",
        ),
        Misconception(
            "signs are lost",
            edited(by_hand, ("np.abs(grad - measured)", "np.abs(np.abs(grad) - np.abs(measured))")),
            hint="A gradient with the wrong sign passes: you compare the sizes of both numbers. The wrong sign is "
            "the worst gradient of all, it climbs.",
            second_hint="First the difference, then its absolute value.",
        ),
        Misconception(
            "broadcasting hides the shape",
            edited(by_hand, ("np.shape(grad) != x.shape", "grad is None")),
            hint="A bias of shape (3,) gets a gradient of shape (1, 3), and you say it is fine: numpy stretches "
            "one of them before it subtracts. A parameter of shape (3,) minus that gradient is no longer of "
            "shape (3,).",
            second_hint="Compare the two shapes before the numbers.",
        ),
        Misconception(
            "eps is too small",
            edited(by_hand, ("    forward, backward = fn", "    eps = 1e-13\n    forward, backward = fn")),
            hint="You reject what is right. With so small a step f(x + eps) and f(x - eps) agree in nearly all "
            "digits, and what is left of the difference is rounding.",
            second_hint="Look at the V-shaped curve in the text. Where is its lowest point?",
        ),
        Misconception(
            "never says no",
            edited(by_hand, ("return False", "pass")),
            hint="You say True to everything, to a gradient with a factor of two missing as well. A check that "
            "cannot fail tells nothing. Follow your last lines with a wrong gradient in hand.",
            second_hint="Where the error is too large, the answer is False, and there the function ends.",
        ),
    ),
)
