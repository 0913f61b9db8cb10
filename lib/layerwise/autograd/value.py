"""Value: a number that remembers how it was computed, so that the chain rule can walk back.

Every operation makes a new Value that knows its parents and, for each, the local slope: by how much the result moves
when that parent moves. Together they form a graph without cycles. backward() visits it from the result to the inputs.
(After Karpathy's micrograd.)
"""

from __future__ import annotations

import math

from ..arguments import real_number


class Value:
    """A number in a computational graph: data, and after backward() grad, the slope of the result in this number.

    data: a finite number. label: a name for drawings.
    parents: pairs (parent, slope of this value in that parent). op: what made it, "" for an input.

    Supported are + - * / ** (with a plain number as exponent), relu, tanh, exp and log, with plain numbers mixed in.

    >>> x, y, z = Value(-2.0), Value(5.0), Value(-4.0)
    >>> f = (x + y) * z
    >>> f.backward()
    >>> f.data, x.grad, y.grad, z.grad
    (-12.0, -4.0, -4.0, 3.0)
    """

    def __init__(
        self, data: float, label: str = "", *, parents: tuple[tuple[Value, float], ...] = (), op: str = ""
    ) -> None:
        self.data = real_number(data, "data")
        self.grad = 0.0
        self.label = label
        self.parents = parents
        self.op = op

    # Each line: the result, and the slope of the result in each operand.

    def __add__(self, other: Value | float) -> Value:
        a, b = self, _value(other)
        return Value(a.data + b.data, parents=((a, 1.0), (b, 1.0)), op="+")

    def __mul__(self, other: Value | float) -> Value:
        a, b = self, _value(other)
        return Value(a.data * b.data, parents=((a, b.data), (b, a.data)), op="*")

    def __sub__(self, other: Value | float) -> Value:
        a, b = self, _value(other)
        return Value(a.data - b.data, parents=((a, 1.0), (b, -1.0)), op="-")

    def __truediv__(self, other: Value | float) -> Value:
        a, b = self, _value(other)
        if b.data == 0:
            raise ZeroDivisionError(f"{a.data:g} / 0: the divisor must not be zero")
        return Value(a.data / b.data, parents=((a, 1 / b.data), (b, -a.data / b.data**2)), op="/")

    def __pow__(self, exponent: float) -> Value:
        a, n = self, real_number(exponent, "exponent")
        if a.data < 0 and n != int(n):
            raise ValueError(f"the base of ** {n:g} must be at least 0, got {a.data:g}: the result would be complex")
        if a.data == 0 and n < 1 and n != 0:
            raise ValueError(f"0 ** {n:g} has no finite slope: the exponent of 0 must be 0 or at least 1")
        return Value(a.data**n, parents=((a, n * a.data ** (n - 1) if n else 0.0),), op=f"**{n:g}")

    def relu(self) -> Value:
        """max(x, 0); slope 1 where x > 0, else 0."""
        return Value(max(self.data, 0.0), parents=((self, 1.0 if self.data > 0 else 0.0),), op="relu")

    def tanh(self) -> Value:
        """The hyperbolic tangent t; slope 1 - t**2."""
        t = math.tanh(self.data)
        return Value(t, parents=((self, 1 - t**2),), op="tanh")

    def exp(self) -> Value:
        """e**x; the slope is the result itself."""
        if self.data > 709:
            raise OverflowError(f"exp({self.data:g}) is beyond float64: x must be at most 709")
        e = math.exp(self.data)
        return Value(e, parents=((self, e),), op="exp")

    def log(self) -> Value:
        """The natural logarithm; slope 1 / x."""
        if self.data <= 0:
            raise ValueError(f"log needs a number above 0, got {self.data:g}")
        return Value(math.log(self.data), parents=((self, 1 / self.data),), op="log")

    # A plain number on the left, and the sign.

    def __radd__(self, other: float) -> Value:
        return _value(other) + self

    def __rmul__(self, other: float) -> Value:
        return _value(other) * self

    def __rsub__(self, other: float) -> Value:
        return _value(other) - self

    def __rtruediv__(self, other: float) -> Value:
        return _value(other) / self

    def __neg__(self) -> Value:
        return self * -1.0

    # Backward

    def backward(self) -> None:
        """Add to grad, for this value and all it was computed from, the slope of this value in that number.

        The slope of a result in itself is 1. Going back from the result, each value passes its slope to its parents,
        times the local slope. A value that was used several times gets the sum over its uses, which is complete only
        when all its users had their turn: hence the topological order, reversed.

        A second backward() adds once more; zero_grad() forgets.

        >>> a = Value(3.0)
        >>> (a * a + a).backward()  # three uses: 2 * a + 1
        >>> a.grad
        7.0
        """
        slope = {self: 1.0}
        for value in reversed(self.topological_order()):
            for parent, local_slope in value.parents:
                slope[parent] = slope.get(parent, 0.0) + slope[value] * local_slope
            value.grad += slope[value]

    def topological_order(self) -> list[Value]:
        """All values that this one was computed from, and itself, each once and after its parents.

        >>> a = Value(2.0)
        >>> [value.data for value in (a * 3.0 + a).topological_order()]
        [2.0, 3.0, 6.0, 8.0]
        """
        order: list[Value] = []
        seen: set[Value] = set()
        stack = [(self, False)]  # (value, whether its parents are done); a stack, because recursion ends at 1000 deep
        while stack:
            value, parents_done = stack.pop()
            if parents_done:
                order.append(value)
            elif value not in seen:
                seen.add(value)
                stack.append((value, True))
                stack.extend((parent, False) for parent, _ in reversed(value.parents))
        return order

    def zero_grad(self) -> None:
        """Set grad to 0 here and in all values that this one was computed from."""
        for value in self.topological_order():
            value.grad = 0.0

    def __repr__(self) -> str:
        label = f", label={self.label!r}" if self.label else ""
        return f"Value(data={self.data:g}, grad={self.grad:g}{label})"


def _value(other: Value | float) -> Value:
    return other if isinstance(other, Value) else Value(other)
