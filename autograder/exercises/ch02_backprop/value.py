"""Value: what is asked, what is right and what goes wrong.

The probe builds small graphs with + and *, in which values are used more than once, and looks at all gradients.
"""

import numpy as np

import layerwise

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited


def build_and_go_back(Value, graph, numbers):
    """The probe: the result of a graph of Values, and the gradients of its inputs after backward()."""
    inputs = [Value(float(number)) for number in numbers]
    a, b, c = (inputs * 3)[:3]
    if graph == "a + b":
        f = a + b
    elif graph == "a * b":
        f = a * b
    elif graph == "(a + b) * c":
        f = (a + b) * c
    elif graph == "a + a":
        f = a + a
    elif graph == "a * a":
        f = a * a
    elif graph == "a * b + a":
        f = a * b + a
    elif graph == "early and late":
        d = a * b  # is used at once and again at the end: its gradient is complete only after e's turn
        e = d * c
        f = d + e * e
    elif graph == "late and early":
        d = a * b
        e = d + c
        f = (e * e) * d + d
    elif graph == "a tower":
        f = a
        for _ in range(6):
            f = f * f + f
    else:
        raise ValueError(graph)
    result = f.data
    f.backward()
    return {"result": result, "grads": [value.grad for value in inputs], "grad of the result": f.grad}


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


class ByHand:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, parents

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def backward(self):
        order, seen = [], set()

        def visit(value):
            if id(value) not in seen:
                seen.add(id(value))
                for parent, _ in value.parents:
                    visit(parent)
                order.append(value)

        visit(self)
        self.grad = 1.0
        for value in reversed(order):
            for parent, slope in value.parents:
                parent.grad += slope * value.grad


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


ADDS = "parent.grad += slope * value.grad"
NO_ORDER = (
    """        visit(self)
        self.grad = 1.0
        for value in reversed(order):
""",
    """        self.grad, order = 1.0, [self]
        for value in order:
            order.extend(parent for parent, _ in value.parents if parent not in order)
        for value in order:
""",
)
VALUE = Exercise(
    reference=layerwise.Value,
    probe=build_and_go_back,
    aspects=(
        Aspect("results", 0.5, (SUM, PRODUCT, PUBLISHED, CHAIN), observations=("result",)),
        Aspect("gradients", 1, (SUM, PRODUCT, PUBLISHED, CHAIN), observations=("grads", "grad of the result")),
        Aspect("a value that is used twice", 1, (DOUBLE, SQUARE, REUSE), observations=("grads",)),
        Aspect("the order of the walk", 1, (EARLY, LATE, TOWER), observations=("grads",)),
    ),
    accepted=(
        Accepted("depth first, reversed", ByHand),
        Accepted("a function for each operation", WithClosures),
        Accepted("path by path", PathByPath),
        Accepted("each value after its last user", ByCounting),
    ),
    misconceptions=(
        Misconception(
            "assigns, not accumulates",
            edited(ByHand, (ADDS, "parent.grad = slope * value.grad")),
            hint="a + a has the gradient 2, and you get 1: the second use overwrites the first. A value that is "
            "used twice moves the result in two ways, and both count.",
            second_hint="One character is missing between the name and the equals sign.",
        ),
        Misconception(
            "bad topological order",
            edited(ByHand, NO_ORDER),
            hint="Chains are right; where a value is used early *and* late, its gradient is passed on before the "
            "last part of it has arrived. You visit values in the order in which you meet them from the "
            "result.",
            second_hint="A value may send its gradient on when all its users have had their turn. Depth-first, a value "
            "put on the list after its parents, and the list reversed, gives such an order.",
        ),
        Misconception(
            "a value is put on the list before its parents",
            edited(
                ByHand,
                ("                order.append(value)\n", ""),
                (
                    "                seen.add(id(value))\n",
                    "                seen.add(id(value))\n                order.append(value)\n",
                ),
                ("in reversed(order)", "in order"),
            ),
            hint="You put each value on the list when you meet it, before its parents. That is an order in which "
            "one branch is walked to its end while another one has not sent anything yet: a shared value "
            "passes on half a gradient.",
            second_hint="Put a value on the list after its parents, and walk the list from its end.",
        ),
        Misconception(
            "every use walks the whole way again",
            edited(ByHand, ("            if id(value) not in seen:\n", "            if True:\n")),
            hint="A value that is used twice stands on your list twice, and sends its whole gradient on twice. "
            "Count the entries of your list for a * a.",
            second_hint="Remember which values you have visited.",
        ),
        Misconception(
            "from the inputs to the result",
            edited(ByHand, ("in reversed(order)", "in order")),
            hint="You walk from the inputs to the result. When their turn comes no gradient has arrived, so zeros "
            "are sent on. Only the last operation's inputs get something, and everything before them gets 0.",
            second_hint="Gradients flow against the arrows. Which end of your list is the result?",
        ),
        Misconception(
            "the first gradient is missing",
            edited(ByHand, ("        self.grad = 1.0\n", "")),
            hint="All your gradients are 0. Every gradient is a product that ends in that of the result with "
            "respect to itself, and yours is 0.",
            second_hint="If f moves by 0.01, how far does f move? Set that before the walk begins.",
        ),
        Misconception(
            "swapped operand",
            edited(ByHand, ("((self, other.data), (other, self.data))", "((self, self.data), (other, other.data))")),
            hint="In a product you keep each factor as its own slope. For 5 * 3, moving the 5 by 0.01 moves the "
            "product by 0.03: the slope is the other factor.",
            second_hint="You have written it in Mul: which number stands next to the gradient of x?",
        ),
        Misconception(
            "the slope without the upstream gradient",
            edited(ByHand, (ADDS, "parent.grad += slope")),
            hint="You add the local slope alone. In (a + b) * c the gradient of a comes out as 1, the slope of the "
            "sum; it should be c, because the sum was multiplied by c.",
            second_hint="Local slope times the gradient that has arrived at this value.",
        ),
    ),
)
