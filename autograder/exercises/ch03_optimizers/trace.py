"""trace: what is asked, what is right and what goes wrong.

The probe brings an optimizer of its own, so that trace can be right before any optimizer is written.
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone


def watch(trace, curvature, x0, steps, lr, momentum=0.0, in_place=True):
    """The probe: the path of gradient descent with momentum on 0.5 * (curvature * x**2).sum()."""

    class Heavy:
        def __init__(self, params):
            self.params = list(params)
            self.velocity = [0.0 * param.data for param in self.params]

        def step(self):
            for i, param in enumerate(self.params):
                self.velocity[i] = momentum * self.velocity[i] + param.grad
                if in_place:
                    param.data -= lr * self.velocity[i]
                else:
                    param.data = param.data - lr * self.velocity[i]

    def f(x):
        return float((0.5 * curvature * x * x).sum()), curvature * x

    return {"path": trace(Heavy, f, x0, steps)}


def bowl(name, shape, steps, **options):
    """A case with a random bowl and a random start."""

    def draw(rng):
        return {"curvature": rng.uniform(0.5, 2.0, shape), "x0": rng.normal(size=shape), "steps": steps, **options}

    return Case(name, draw)


BY_HAND = Case(
    "two steps by hand", {"curvature": np.array([2.0, 2.0]), "x0": np.array([4.0, -8.0]), "steps": 2, "lr": 0.25}
)
PATH = bowl("five steps", (2,), 5, lr=0.2)
MEMORY = bowl("an optimizer with a memory", (2,), 6, lr=0.2, momentum=0.9)
NEW_ARRAYS = bowl("an optimizer that makes new arrays", (2,), 5, lr=0.2, in_place=False)
MATRIX = bowl("x is a matrix", (2, 3), 4, lr=0.2)
NO_STEPS = bowl("no step at all", (3,), 0, lr=0.2)


def in_a_list(opt, f, x0, steps):
    from layerwise.nn import Parameter

    x = Parameter(x0)
    optimizer = opt([x])
    path = [x.data.copy()]
    for _ in range(steps):
        _, x.grad = f(x.data)
        optimizer.step()
        path.append(x.data.copy())
    return np.array(path)


def in_an_array(opt, f, x0, steps):
    from layerwise.nn import Parameter

    x = Parameter(np.array(x0))
    optimizer = opt([x])
    path = np.zeros((steps + 1, *np.shape(x0)))
    for i in range(steps):
        path[i] = x.data
        x.grad = f(x.data)[1]
        optimizer.step()
    path[steps] = x.data
    return path


def with_a_parameter_of_my_own(opt, f, x0, steps):
    class Holder:
        data: np.ndarray
        grad: np.ndarray

    x = Holder()
    x.data = np.array(x0, dtype=float)
    optimizer = opt([x])
    path = [x.data.tolist()]
    while len(path) <= steps:
        x.grad = f(x.data)[1]
        optimizer.step()
        path.append(x.data.tolist())
    return path


TRACE = Exercise(
    reference=layerwise.optim.trace,
    probe=watch,
    aspects=(
        Aspect("the path", 1, (BY_HAND, PATH)),
        Aspect("one optimizer for the whole way", 0.5, (MEMORY,)),
        Aspect("any optimizer, any shape", 0.5, (NEW_ARRAYS, MATRIX, NO_STEPS)),
        leaves_inputs_alone(0.5, (BY_HAND, PATH), requires="the path"),
    ),
    accepted=(
        Accepted("copies in a list", in_a_list),
        Accepted("rows of an array", in_an_array),
        Accepted("a parameter of one's own", with_a_parameter_of_my_own),
    ),
    misconceptions=(
        Misconception(
            "records after",
            edited(in_a_list, ("[x.data.copy()]", "[]")),
            hint="Your path has one row too few, and the start is missing: you write down a point after each step "
            "only. The walk begins at x0.",
            second_hint="How many points has a walk of 2 steps? Which of them is there before the first step?",
        ),
        Misconception(
            "aliases x",
            edited(in_a_list, ("path.append(x.data.copy())", "path.append(x.data)"), ("[x.data.copy()]", "[x.data]")),
            hint="Every row of your path is the last point. The optimizer changes `x.data` in place, and your list "
            "holds the same array many times.",
            second_hint="Print `path[0] is path[1]`. What has to be put into the list instead?",
        ),
        Misconception(
            "records before",
            edited(
                in_a_list,
                ("path = [x.data.copy()]", "path = []"),
                ("        _, x.grad", "        path.append(x.data.copy())\n        _, x.grad"),
                ("        optimizer.step()\n        path.append(x.data.copy())", "        optimizer.step()"),
            ),
            hint="Your path has one row too few, and the end is missing: you write down each point before its step, "
            "and nobody writes down where the last step led.",
            second_hint="How many points has a walk of 2 steps? The last one exists only after the loop.",
        ),
        Misconception(
            "a new optimizer for every step",
            edited(in_a_list, ("        optimizer.step()", "        opt([x]).step()")),
            hint="Plain steps are right, with momentum the path is wrong: you call opt in every round, and a new "
            "optimizer has forgotten everything.",
            second_hint="Make it once, before the loop. What is the only thing to call inside?",
        ),
        Misconception(
            "gradients add up",
            edited(in_a_list, ("_, x.grad = f(x.data)", "x.grad = f(x.data)[1] + (0 if x.grad is None else x.grad)")),
            hint="The first step is right and the second too long: you add each gradient to the ones before. They "
            "add up in a backward pass; here each step has a gradient of its own.",
            second_hint="What does zero_grad do in a training loop, and where would it stand here?",
        ),
        Misconception(
            "one gradient for all steps",
            edited(
                in_a_list,
                ("    path = [", "    gradient = f(x.data)[1].copy()\n    path = ["),
                ("_, x.grad = f(x.data)", "x.grad = gradient"),
            ),
            hint="Your steps are all alike: the gradient is computed once, at the start. It changes with every "
            "step, because x does.",
            second_hint="Which lines belong inside the loop?",
        ),
        Misconception(
            "the value for the gradient",
            edited(in_a_list, ("_, x.grad = f(x.data)", "x.grad, _ = f(x.data)")),
            hint="You use f's value as its gradient. f returns two things, (value, gradient), in this order.",
            second_hint="Print f(x0). Which of the two has the shape of x?",
        ),
        Misconception(
            "values, not points",
            edited(in_a_list, ("x.data.copy()", "f(x.data)[0]")),
            hint="You wrote down f's value at each point. That is a loss curve. Asked for is the path: the points "
            "themselves, shape `(steps + 1, *x0.shape)`.",
            second_hint="What is in x.data, and what in f(x.data)[0]?",
        ),
        Misconception(
            "looks at an array that is left behind",
            edited(
                in_a_list, ("    path = [", "    place = x.data\n    path = ["), ("(x.data.copy())", "(place.copy())")
            ),
            hint="With an optimizer that makes a new array in each step, your path stands still: you took `x.data` "
            "once and look at that array ever after. Some optimizers change it in place, some replace it.",
            second_hint="Ask the Parameter anew each time: x.data is whatever it holds now.",
        ),
        Misconception(
            "walks on x0 itself",
            edited(in_a_list, ("    optimizer = opt", "    x.data = x0\n    optimizer = opt")),
            hint="Your path is right, but the start that the caller gave has moved: after the call x0 holds the last "
            "point. Two optimizers started from the same x0 would not start at the same place.",
            second_hint="The optimizer writes into `x.data`. Which array should that be?",
        ),
    ),
)
