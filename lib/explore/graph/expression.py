"""A small expression language for computational graphs: read a text such as "(x + y) * z" into nodes.

The text is parsed by Python's own parser and never executed: whatever is not a number, a variable, + - * / **, or one
of the functions below is refused, with a sentence that says what to write.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

LONGEST_TEXT = 120
MOST_NODES = 15  # more do not fit into the picture
LARGEST = 1e12


class ExpressionError(ValueError):
    """The text is no expression of this language, or has no value; the message says why, for the learner."""


Numbers = tuple[float, ...]


@dataclass(frozen=True)
class Operation:
    """What a node computes from its inputs, and the slope of its output in each of them.

    sign: what the picture writes into the node. local_gradients: one slope for each input.
    """

    sign: str
    inputs: int
    value: Callable[..., float]
    local_gradients: Callable[..., Numbers]


def _power_slopes(x: float, y: float) -> Numbers:
    """d x**y / dx = y * x**(y - 1) and d x**y / dy = x**y * log(x), which for x <= 0 is not defined."""
    along_x = 0.0 if y == 0 else y * math.pow(x, y - 1)
    return along_x, math.pow(x, y) * math.log(x) if x > 0 else math.nan


def _sigmoid(x: float) -> float:
    return 0.5 * (1 + math.tanh(0.5 * x))


OPERATIONS: dict[str, Operation] = {
    "+": Operation("+", 2, lambda x, y: x + y, lambda x, y: (1.0, 1.0)),
    "-": Operation("−", 2, lambda x, y: x - y, lambda x, y: (1.0, -1.0)),
    "*": Operation("×", 2, lambda x, y: x * y, lambda x, y: (y, x)),
    "/": Operation("/", 2, lambda x, y: x / y, lambda x, y: (1 / y, -x / y**2)),
    "**": Operation("**", 2, math.pow, _power_slopes),
    "u-": Operation("−", 1, lambda x: -x, lambda x: (-1.0,)),
    "exp": Operation("exp", 1, math.exp, lambda x: (math.exp(x),)),
    "log": Operation("log", 1, math.log, lambda x: (1 / x,)),
    "sqrt": Operation("sqrt", 1, math.sqrt, lambda x: (0.5 / math.sqrt(x),)),
    "sin": Operation("sin", 1, math.sin, lambda x: (math.cos(x),)),
    "cos": Operation("cos", 1, math.cos, lambda x: (-math.sin(x),)),
    "tanh": Operation("tanh", 1, math.tanh, lambda x: (1 - math.tanh(x) ** 2,)),
    "sigmoid": Operation("sigmoid", 1, _sigmoid, lambda x: (_sigmoid(x) * (1 - _sigmoid(x)),)),
    "relu": Operation("relu", 1, lambda x: max(x, 0.0), lambda x: (1.0 if x > 0 else 0.0,)),
    "max": Operation("max", 2, max, lambda x, y: (1.0, 0.0) if x >= y else (0.0, 1.0)),
}
FUNCTIONS = tuple(name for name in OPERATIONS if name.isalpha())
_SYMBOLS: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**",
}  # fmt: skip


@dataclass(frozen=True)
class Node:
    """One node of a graph.

    kind: "variable", "number", or a name in OPERATIONS. name: the variable's name, the number, or the piece of the
    expression that the node stands for. inputs: the places of its inputs in the graph's list; they come before it.
    """

    kind: str
    name: str
    inputs: tuple[int, ...] = ()

    @property
    def is_operation(self) -> bool:
        """Whether the node computes something."""
        return self.kind not in ("variable", "number")


def read_expression(text: str, most: int = MOST_NODES, longest: int = LONGEST_TEXT) -> tuple[Node, ...]:
    """Return the nodes of an expression, inputs before outputs, the result last. A variable is one node, however often
    it is used. Raises ExpressionError for anything else than this language.

    most: nodes, as many as there is room for. longest: the text, in characters.

    >>> [node.kind for node in read_expression("(x + y) * x")]
    ['variable', 'variable', '+', '*']
    """
    if not isinstance(text, str):
        raise TypeError(f"expression must be a text such as '(x + y) * z', got {text!r}")
    text = text.strip().replace("−", "-").replace("×", "*")
    if not text:
        raise ExpressionError("The expression is empty. Try (x + y) * z")
    if len(text) > longest:
        raise ExpressionError(f"The expression has {len(text)} characters; at most {longest} fit.")
    if "^" in text:
        raise ExpressionError("A power is written with **, as in x ** 2; ^ means something else in Python.")
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if text.count("(") != text.count(")"):
            brackets = f"{text.count('(')} opening and {text.count(')')} closing brackets"
            raise ExpressionError(f"{text!r} has {brackets}.") from None
        where = f" near character {error.offset}" if isinstance(error, SyntaxError) and error.offset else ""
        raise ExpressionError(f"{text!r} cannot be read{where}. {_advice(text)}") from None
    return _Reader(most).read(tree.body)


def read_values(text: str) -> dict[str, float]:
    """Return the numbers of a text such as "x = -2, y = 5". Raises ExpressionError.

    >>> read_values("x = -2, y = 5")
    {'x': -2.0, 'y': 5.0}
    """
    if not isinstance(text, str):
        raise TypeError(f"values must be a text such as 'x = -2, y = 5', got {text!r}")
    values: dict[str, float] = {}
    for part in filter(None, map(str.strip, re.split(r"[,;\n]", text))):
        name, equals, number = map(str.strip, part.partition("="))
        if not equals or not re.fullmatch(r"[A-Za-z]\w*", name):
            raise ExpressionError(f"{part[:30]!r} gives no variable a value. Write it as in: x = -2, y = 5")
        if name in OPERATIONS:
            raise ExpressionError(f"{name} is a function here; choose another name for the variable.")
        if name in values:
            raise ExpressionError(f"{name} has two values; a variable has one.")
        try:
            values[name] = float(number.replace("−", "-"))
        except ValueError:
            raise ExpressionError(f"{name} needs a number, and {number[:30]!r} is none. Write x = 0.5, say.") from None
        if not abs(values[name]) <= LARGEST:
            raise ExpressionError(f"{name} = {number[:30]} is too large to show; stay below 1e12.")
    return values


def compute(nodes: tuple[Node, ...], values: Mapping[str, float]) -> tuple[Numbers, tuple[Numbers, ...]]:
    """Return the value of every node, and of every node the local gradients. Raises ExpressionError without a value."""
    results: list[float] = []
    slopes: list[Numbers] = []
    for node in nodes:
        if node.kind == "variable" and node.name not in values:
            raise ExpressionError(f"{node.name} has no value yet. Add it to the values: {node.name} = 1")
        if not node.is_operation:
            results.append(values[node.name] if node.kind == "variable" else float(node.name))
            slopes.append(())
            continue
        operation, inputs = OPERATIONS[node.kind], [results[place] for place in node.inputs]
        results.append(_value(node, operation, inputs))
        local = _slopes(node, operation, inputs)
        for place, slope in zip(node.inputs, local, strict=True):
            if math.isnan(slope) and nodes[place].kind != "number":
                raise ExpressionError(
                    f"{_spelled(node, inputs)} has no slope in its exponent: the base is not positive."
                )
        slopes.append(tuple(0.0 if math.isnan(slope) else slope for slope in local))
    return tuple(results), tuple(slopes)


class _Reader:
    """Turns Python's syntax tree into nodes, each variable once."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.nodes: list[Node] = []
        self.variables: dict[str, int] = {}

    def read(self, tree: ast.expr) -> tuple[Node, ...]:
        self.place(tree)
        if not any(node.is_operation for node in self.nodes):
            raise ExpressionError("There is nothing to compute yet. Combine variables: (x + y) * z")
        return tuple(self.nodes)

    def place(self, tree: ast.expr) -> int:
        """Add the nodes of a piece of syntax, and return the place of its result."""
        text = ast.unparse(tree)
        match tree:
            case ast.Constant(value=bool() | complex() | str() | bytes() | None):
                raise ExpressionError(f"{text[:30]} is no number. {_LANGUAGE}")
            case ast.Constant(value=int() | float() as number):
                if not abs(number) <= LARGEST:
                    raise ExpressionError("A number is too large to show; stay below 1e12.")
                return self.add(Node("number", f"{float(number):g}" if number != int(number) else str(int(number))))
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)) if (
                number is not True and number is not False
            ):
                return self.place(ast.Constant(-number))
            case ast.Name(id=name):
                return self.variable(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.add(Node("u-", text, inputs=(self.place(operand),)))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.place(operand)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _SYMBOLS:
                return self.add(Node(_SYMBOLS[type(op)], text, inputs=(self.place(left), self.place(right))))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self.call(name, arguments, text)
            case ast.Call(func=ast.Constant() | ast.BinOp()):
                raise ExpressionError(f"{text[:40]!r}: {_PRODUCT}")
            case _:
                raise ExpressionError(f"{text[:40]!r} is not part of this language. {_LANGUAGE}")

    def variable(self, name: str) -> int:
        if name in OPERATIONS:
            raise ExpressionError(f"{name} is a function: write {name}(x).")
        if not name.isascii() or len(name) > 8:
            raise ExpressionError(f"{name[:20]!r} is too long or has unusual letters; call it x, y or w1.")
        if name not in self.variables:
            self.variables[name] = self.add(Node("variable", name))
        return self.variables[name]

    def call(self, name: str, arguments: list[ast.expr], text: str) -> int:
        if name not in FUNCTIONS:
            raise ExpressionError(f"There is no function {name[:20]} here; there are {', '.join(FUNCTIONS)}.")
        wanted = OPERATIONS[name].inputs
        if len(arguments) != wanted:
            raise ExpressionError(f"{name} takes {wanted} input{'s' * (wanted > 1)}, and got {len(arguments)}.")
        return self.add(Node(name, text, inputs=tuple(map(self.place, arguments))))

    def add(self, node: Node) -> int:
        if len(self.nodes) >= self.most:
            raise ExpressionError(f"The graph has more than {self.most} nodes, too many to draw. Make it shorter.")
        self.nodes.append(node)
        return len(self.nodes) - 1


_PRODUCT = "A product needs its sign: 2 * x."
_LANGUAGE = f"Use numbers, variables, + - * / ** and {', '.join(FUNCTIONS)}."


def _advice(text: str) -> str:
    if "=" in text:
        return "Write the expression alone; the values stand in their own line."
    if re.search(r"\d\s*[A-Za-z(]|\)\s*[\w(]|[A-Za-z]\s+[A-Za-z]", text):
        return _PRODUCT
    return _LANGUAGE


def _spelled(node: Node, inputs: list[float]) -> str:
    shown = [f"{x + 0:g}" for x in inputs]  # -0 becomes 0
    if node.kind == "u-":
        return f"-({shown[0]})"
    return f"{node.kind}({', '.join(shown)})" if node.kind in FUNCTIONS else f"({shown[0]}) {node.kind} ({shown[1]})"


def _value(node: Node, operation: Operation, inputs: list[float]) -> float:
    """The value of an operation, or an error that says what is in its way."""
    try:
        value = operation.value(*inputs)
    except ZeroDivisionError:
        raise ExpressionError(f"{_spelled(node, inputs)} divides by zero.") from None
    except OverflowError:
        value = math.inf
    except ValueError:
        raise ExpressionError(f"{_spelled(node, inputs)} has no value among the real numbers.") from None
    if not abs(value) <= LARGEST:
        raise ExpressionError(f"{_spelled(node, inputs)} is too large to show.")
    return value


def _slopes(node: Node, operation: Operation, inputs: list[float]) -> Numbers:
    """The local gradients of an operation; nan where a power has none in its exponent."""
    try:
        slopes = operation.local_gradients(*inputs)
    except (ZeroDivisionError, OverflowError, ValueError):
        slopes = (math.inf,)
    if any(abs(slope) > LARGEST for slope in slopes):
        raise ExpressionError(f"{_spelled(node, inputs)} has no finite slope here.")
    return slopes
