"""Value: what is asked and what is right; the mistakes stand in the `.md` beside it.

The probe builds small graphs with + and *, in which values are used more than once, and looks at all gradients.
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise


def build_and_go_back(Value, graph, numbers):
    """The probe: the result of a graph of Values, and the gradients of its inputs after backward()."""
    inputs = [Value(float(number)) for number in numbers]
    a, b, c = (inputs * 3)[:3]
    inner = []
    if graph == "a + b":
        f = a + b
    elif graph == "a * b":
        f = a * b
    elif graph == "(a + b) * c":
        inner = [a + b]
        f = inner[0] * c
    elif graph == "a + a":
        f = a + a
    elif graph == "a * a":
        f = a * a
    elif graph == "a * b + a":
        f = a * b + a
    elif graph == "early and late":
        d = a * b  # is used at once and again at the end: its gradient is complete only after e's turn
        e = d * c
        inner = [d, e]
        f = d + e * e
    elif graph == "late and early":
        d = a * b
        e = d + c
        inner = [d, e]
        f = (e * e) * d + d
    elif graph == "a tower":
        f = a
        for _ in range(6):
            f = f * f + f
    else:
        raise ValueError(graph)
    result = f.data
    f.backward()
    return {
        "result": result,
        "grads": [value.grad for value in inputs],
        "grads on the way": [value.grad for value in inner],
        "grad of the result": f.grad,
        "numbers afterwards": [value.data for value in (*inputs, *inner)],
    }


def case(graph, count, low=0.5, high=2.0, name=None):
    """A graph at random numbers of both signs."""

    def draw(rng):
        return {"graph": graph, "numbers": rng.uniform(low, high, count) * rng.choice([-1.0, 1.0], count)}

    return Case(name or graph, draw)


PUBLISHED = Case("(a + b) * c at -2, 5, -4", {"graph": "(a + b) * c", "numbers": np.array([-2.0, 5.0, -4.0])})
SUM = case("a + b", 2)
PRODUCT = case("a * b", 2)
CHAIN = case("(a + b) * c", 3, name="(a + b) * c")
DOUBLE = case("a + a", 1)
SQUARE = case("a * a", 1)
REUSE = case("a * b + a", 2)
EARLY = case("early and late", 3)
LATE = case("late and early", 3)
TOWER = case("a tower", 1, low=0.2, high=0.6)


class WithClosures:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents, self.send = data, 0.0, parents, lambda: None

    def __add__(self, other):
        out = WithClosures(self.data + other.data, (self, other))

        def send():
            self.grad += out.grad
            other.grad += out.grad

        out.send = send
        return out

    def __mul__(self, other):
        out = WithClosures(self.data * other.data, (self, other))

        def send():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.send = send
        return out

    def backward(self):
        order = []

        def visit(value):
            if value not in order:
                for parent in value.parents:
                    visit(parent)
                order.append(value)

        visit(self)
        self.grad = 1.0
        for value in order[::-1]:
            value.send()


class PathByPath:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, parents

    def __add__(self, other):
        return PathByPath(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return PathByPath(self.data * other.data, ((self, other.data), (other, self.data)))

    def backward(self, arrived=1.0):
        self.grad += arrived
        for parent, slope in self.parents:
            parent.backward(slope * arrived)


class ByCounting:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, parents

    def __add__(self, other):
        return ByCounting(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return ByCounting(self.data * other.data, ((self, other.data), (other, self.data)))

    def backward(self):
        users, found = {id(self): 0}, [self]
        for value in found:
            for parent, _ in value.parents:
                if id(parent) not in users:
                    users[id(parent)] = 0
                    found.append(parent)
                users[id(parent)] += 1
        self.grad, ready = 1.0, [self]
        while ready:
            value = ready.pop()
            for parent, slope in value.parents:
                parent.grad += slope * value.grad
                users[id(parent)] -= 1
                if users[id(parent)] == 0:
                    ready.append(parent)


EXERCISE = Exercise(
    reference=layerwise.Value,
    probe=build_and_go_back,
    aspects=(
        Aspect("results", 0.5, (SUM, PRODUCT, PUBLISHED, CHAIN), observations=("result",)),
        Aspect(
            "gradients",
            1,
            (SUM, PRODUCT, PUBLISHED, CHAIN),
            observations=("grads", "grads on the way", "grad of the result", "numbers afterwards"),
        ),
        Aspect("a value that is used twice", 1, (DOUBLE, SQUARE, REUSE), observations=("grads",)),
        Aspect("the order of the walk", 1, (EARLY, LATE, TOWER), observations=("grads", "grads on the way")),
    ),
    accepted=(
        Accepted("a function for each operation", WithClosures),
        Accepted("path by path", PathByPath),
        Accepted("each value after its last user", ByCounting),
    ),
)
