"""Dropout: what is asked and what is right; the mistakes stand in the `.md` beside it.

A mask is the learner's to draw, so no numbers are compared: the probe returns what went in and what came out, and a
verdict asks what any good mask has. grad_output holds no zeros, and x only where a case says so: elsewhere, a zero in
the result was switched off.
"""

import numpy as np

from layerwise.nn.dropout import Dropout

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone
from .probe import tenths


def train_then_evaluate(make, x, grad_output, seed, **options):
    """The probe: two passes in training, the second one's way back, evaluation and its way back, and other layers.

    options: p, unless it is left at its default
    """

    def fresh(**rng):
        layer = make(**options, **rng)
        layer.training = True
        return layer

    layer = fresh(rng=seed)
    first, second = np.array(layer.forward(x)), np.array(layer.forward(x))

    def in_evaluation(then):
        layer = fresh(rng=seed)
        layer.forward(x)
        layer.training = False
        seen = np.array(layer.forward(x))
        return seen if then == "forward" else layer.backward(grad_output)

    return {
        "first": first,
        "second": second,
        "back": lambda: layer.backward(grad_output),
        "evaluation": lambda: in_evaluation("forward"),
        "back in evaluation": lambda: in_evaluation("backward"),
        "same seed": lambda: np.array(fresh(rng=seed).forward(x)),
        "another seed": lambda: np.array(fresh(rng=seed + 1).forward(x)),
        "a generator": lambda: np.array(fresh(rng=np.random.default_rng(seed)).forward(x)),
        "no seed, twice": lambda: float((np.array(fresh().forward(x)) == np.array(fresh().forward(x))).all()),
    }


def batch(name, sizes, zeros=False, **options):
    """A case of positive numbers, no two alike; drawn anew in every run, as are sizes of which a range is given.

    zeros: half of x is 0. options: p, or nothing
    """

    def draw(rng):
        shape = tuple(n if isinstance(n, int) else int(rng.integers(*n, endpoint=True)) for n in sizes)
        grad_output = rng.choice([-1.0, 1.0], shape) * rng.uniform(0.5, 2.0, shape)
        x, seed = rng.uniform(0.5, 1.5, shape), int(rng.integers(1000))
        if zeros:
            x *= rng.integers(0, 2, shape)
        return {"x": x, "grad_output": grad_output, "seed": seed, **options}

    return Case(name, draw)


ROWS, NUMBERS = (56, 64), (47, 53)  # so many that chance shows by a few hundredths
HALF = batch("p left at 0.5", (ROWS, NUMBERS))
FEW = batch("p = 0.2", (ROWS, NUMBERS), p=0.2)
MOST = batch("p = 0.7", (ROWS, NUMBERS), p=0.7)
NONE = batch("p = 0", (5, 4), p=0.0)
IMAGES = batch("images", (ROWS, 2, 5, 5), p=0.4)
ZEROS = batch("x after a ReLU", (ROWS, NUMBERS), p=0.4, zeros=True)
ALL = (HALF, FEW, MOST)


def p_of(inputs):
    """The p of a case."""
    return inputs.get("p", 0.5)


def shares_dropped(inputs, values):
    y, p = np.asarray(values["first"]), p_of(inputs)
    if y.shape != inputs["x"].shape:
        return f"shape {y.shape}, expected {inputs['x'].shape}"
    off = (y == 0).mean()
    noise = 5 * np.sqrt(p * (1 - p) / y.size) if rows_alike(inputs, values) == 1 else 0.35
    return "" if abs(off - p) < noise else f"{tenths(off)} are off, and p is {p:g}"


def scaled(inputs, values):
    y = np.asarray(values["first"])
    if y.shape != inputs["x"].shape or not np.isfinite(y).all():
        return f"shape {y.shape} or values that are not finite"
    on = y != 0
    if not on.any():
        return "nothing is left"
    ratio, want = y[on] / inputs["x"][on], 1 / (1 - p_of(inputs))
    return (
        "" if np.allclose(ratio, want, rtol=1e-4) else f"what stays is {np.median(ratio):.3g} times x, not {want:.3g}"
    )


def own_mask(inputs, values):
    return "rows have the same mask as others" if rows_alike(inputs, values) > 1 else ""


def each_by_itself(inputs, values):
    on = (np.asarray(values["first"]) != 0).reshape(len(inputs["x"]), -1)
    whole = int((on.all(axis=1) | ~on.any(axis=1)).sum())
    by_chance = 1 if p_of(inputs) < 0.5 else 0  # with p = 0.2 a whole row stays on once in a thousand runs
    return "rows are on or off as a whole" if whole > by_chance else ""


def rows_alike(inputs, values):
    """How many examples have the commonest mask; independent masks of so many numbers never agree."""
    on = (np.asarray(values["first"]) != 0).reshape(len(inputs["x"]), -1)
    return int(np.unique(on, axis=0, return_counts=True)[1].max())


def new_each_time(inputs, values):
    same = ((np.asarray(values["first"]) == 0) == (np.asarray(values["second"]) == 0)).all()
    return "two passes in training have the same mask" if same else ""


def passes_on(inputs, values):
    got = np.asarray(values["evaluation"])
    if got.shape != inputs["x"].shape:
        return f"shape {got.shape}, expected {inputs['x'].shape}"
    if np.allclose(got, inputs["x"]):
        return ""
    off = (got == 0).mean()
    return f"{tenths(off)} are off" if off else f"x comes out {np.median(got / inputs['x']):.3g} times as large"


def same_on_average(inputs, values):
    if rows_alike(inputs, values) > 1:
        return ""  # few masks make a mean of chance; that they are few is said elsewhere
    training, evaluation = np.mean([values["first"], values["second"]]), np.mean(values["evaluation"])
    p = p_of(inputs)
    noise = 5 * 1.1 * np.sqrt(p / (1 - p) / (2 * inputs["x"].size)) + 5 * np.sqrt(p / (1 - p) / inputs["x"].size)
    near = abs(training - evaluation) < noise
    times = f"{training / evaluation:.1f}" if evaluation else "many"
    return "" if near else f"the mean in training is {times} times that in evaluation"


def off_stays_off(inputs, values):
    grad, y = np.asarray(values["back"]), np.asarray(values["second"])
    if not grad.shape == y.shape == inputs["x"].shape:
        return f"shape {grad.shape}, expected {inputs['x'].shape}"
    shows = inputs["x"] != 0  # where x is 0, y is 0 and does not tell whether it was on
    if p_of(inputs) and (y[shows].all() or not y.any()):
        return "forward has switched off nothing, or everything"
    wrong = ((grad == 0) != (y == 0))[shows].mean()
    if wrong:
        return f"at {tenths(wrong)} of the places forward was on and backward off, or the other way round"
    if shows.all():
        return ""
    off, elsewhere = (grad[~shows] == 0).mean(), (grad[shows] == 0).mean()
    near = abs(off - elsewhere) < 0.1  # more than five deviations of two shares of 1500
    return "" if near else f"where x is 0, {tenths(off)} of the gradients are off, and {tenths(elsewhere)} elsewhere"


def gradient_scaled(inputs, values):
    grad = np.asarray(values["back"])
    if grad.shape != inputs["x"].shape:
        return f"shape {grad.shape}, expected {inputs['x'].shape}"
    on = grad != 0
    if not on.any():
        return "every gradient is 0"
    ratio, want = grad[on] / inputs["grad_output"][on], 1 / (1 - p_of(inputs))
    return (
        "" if np.allclose(ratio, want, rtol=1e-4) else f"grad_output comes back {np.median(ratio):.3g} times as large"
    )


def passes_back(inputs, values):
    grad = np.asarray(values["back in evaluation"])
    right = grad.shape == inputs["x"].shape and np.allclose(grad, inputs["grad_output"])
    return "" if right else "after evaluation, backward does not return grad_output as it is"


def by_the_seed(inputs, values):
    y = np.asarray(values["first"])
    ratio = np.divide(y, inputs["x"])[y != 0]
    if ratio.size and not np.allclose(ratio, ratio[0], rtol=1e-4):
        return "what stays on is not x, scaled"
    if not np.array_equal(values["first"], values["same seed"]):
        return "two layers with one seed have different first masks"
    if np.array_equal(values["first"], values["another seed"]):
        return "two layers with different seeds have the same first mask"
    if not np.array_equal(values["first"], values["a generator"]):
        return "a seed and a generator made from it give different first masks"
    return "two layers without a seed have the same first mask" if values["no seed, twice"] else ""


class ScaledLast:
    def __init__(self, p=0.5, rng=None):
        self.p, self.rng, self.training = p, np.random.default_rng(rng), True

    def forward(self, x):
        self.on = None
        if self.training and self.p > 0:
            self.on = self.rng.binomial(1, 1 - self.p, size=x.shape).astype(bool)
            return np.where(self.on, x, 0.0) / (1 - self.p)
        return x.copy()

    def backward(self, grad_output):
        if self.on is None:
            return grad_output.copy()
        grad_x = grad_output.copy()
        grad_x[~self.on] = 0
        return grad_x / (1 - self.p)


class AsAFactor:
    def __init__(self, p=0.5, rng=None):
        self.keep, self.rng, self.training = 1 - p, np.random.default_rng(rng), True
        self.factor = 1.0

    def forward(self, x):
        self.factor = 1.0
        if self.training:
            self.factor = self.rng.choice([0.0, 1 / self.keep], size=x.shape, p=[1 - self.keep, self.keep])
        return self.factor * x

    def backward(self, grad_output):
        return self.factor * grad_output


EXERCISE = Exercise(
    reference=Dropout,
    probe=train_then_evaluate,
    aspects=(
        Aspect("p of them are off", 0.5, (*ALL, IMAGES), observations=("first",), verify=shares_dropped),
        Aspect("what stays is scaled", 0.5, (*ALL, IMAGES), observations=("first",), verify=scaled),
        Aspect(
            "a mask for each example", 0.25, ALL, observations=("first",), verify=own_mask, requires="p of them are off"
        ),
        Aspect(
            "each number by itself",
            0.25,
            ALL,
            observations=("first",),
            verify=each_by_itself,
            requires="p of them are off",
        ),
        Aspect(
            "a new mask in each pass",
            0.5,
            ALL,
            observations=("first", "second"),
            verify=new_each_time,
            requires="p of them are off",
        ),
        Aspect(
            "the seed decides",
            0.25,
            (HALF, FEW),
            observations=("first", "same seed", "another seed", "a generator", "no seed, twice"),
            verify=by_the_seed,
        ),
        Aspect(
            "evaluation passes x on",
            0.5,
            (*ALL, NONE),
            observations=("evaluation",),
            verify=passes_on,
            requires="p of them are off",
        ),
        Aspect(
            "the same on average",
            0.5,
            ALL,
            observations=("first", "second", "evaluation"),
            verify=same_on_average,
            requires="p of them are off",
        ),
        Aspect(
            "backward: off stays off", 0.5, (*ALL, IMAGES, ZEROS), observations=("second", "back"), verify=off_stays_off
        ),
        Aspect("backward: on is scaled", 0.5, (*ALL, ZEROS), observations=("back",), verify=gradient_scaled),
        Aspect(
            "backward after evaluation",
            0.5,
            (HALF, FEW),
            observations=("back in evaluation",),
            verify=passes_back,
            requires="backward: off stays off",
        ),
        leaves_inputs_alone(0.25, (HALF, MOST), requires="p of them are off"),
    ),
    accepted=(
        Accepted("scaled last", ScaledLast),
        Accepted("a factor drawn from two", AsAFactor),
    ),
)
