"""Slips with calls: another function of the family, the axis, keepdims, arguments in another order."""

import ast
from collections.abc import Iterator

from ..edit import Scope
from .rules import Meant, call, expression, is_numpy, is_read, name_of, plus, rule

_FAMILIES = (
    ("sum", "mean", "max", "min", "prod"),
    ("var", "std"),
    ("maximum", "minimum"),
    ("argmax", "argmin", "max"),
    ("any", "all", "sum"),
    ("zeros", "ones", "empty"),
    ("zeros_like", "ones_like"),
    ("ceil", "floor", "round"),
    ("exp", "expm1", "log"),
    ("log", "log1p", "log2", "log10"),
    ("sin", "cos", "tanh"),
    ("argsort", "sort"),
    ("cumsum", "cumprod", "sum"),
    ("concatenate", "stack"),
    ("repeat", "tile"),
    ("normal", "uniform", "standard_normal"),
    ("shuffle", "permutation"),
    ("logical_and", "logical_or"),
    ("dot", "multiply", "outer", "matmul"),
    ("flatten", "ravel", "squeeze"),
    ("append", "extend"),
)
_REDUCTIONS = ("sum", "mean", "max", "min", "prod", "var", "std", "any", "all", "argmax", "argmin", "norm", "cumsum")
_AXES = ("0", "1", "-1", "(0, 1)", "(0, 2, 3)", "2", "(2, 3)", "None")
_NEW_NAMES = {"rand": "random", "randn": "standard_normal", "randint": "integers"}
# Called with (size, dtype, out). With something else for an array in the third place numpy ends the process.
_SIZE_ONLY = ("standard_normal", "random")
_ONE_ARGUMENT = ("sqrt", "exp", "log", "abs", "square", "tanh", "sign")


@rule
def other_function(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """np.mean for np.sum."""
    if not isinstance(node, ast.Call):
        return
    name = name_of(node.func)
    for family in _FAMILIES:
        for rank, other in enumerate(family if name in family else ()):
            if other != name and (other not in _SIZE_ONLY or len(node.args) < 2):
                yield "function", 1.0 + rank / 10, ast.Call(_renamed(node.func, other), node.args, node.keywords)
    if name in ("max", "min") and len(node.args) == 2:
        yield "function", 0.7, call(f"np.{name}imum", *node.args)
    if isinstance(node.func, ast.Name) and name in ("sum", "max", "min", "abs", "all", "any", "round"):
        yield "function", 1.0, ast.Call(expression(f"np.{name}"), node.args, node.keywords)
    if isinstance(node.func, ast.Attribute) and name_of(node.func.value) == "math":
        yield "function", 0.8, ast.Call(expression(f"np.{name}"), node.args, node.keywords)


@rule
def without_function(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """x for np.sqrt(x): a function too many."""
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        yield "too much", 1.4, node.args[0]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not is_numpy(node.func):
        yield "too much", 1.8, node.func.value


@rule
def with_function(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """np.sqrt(x) for x: a function that is missing."""
    if isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.BinOp | ast.Subscript) and is_read(node):
        for name in _ONE_ARGUMENT:
            yield "missing function", 2.3, call(f"np.{name}", node)
        yield "missing function", 2.5, call("np.sum", node)
        yield "missing function", 2.5, call("np.mean", node)


@rule
def other_nesting(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """np.log(np.sum(x)) for np.sum(np.log(x)): which of two functions comes first."""
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Call) and node.args[0].args:
        inner = node.args[0]
        deep = ast.Call(node.func, [inner.args[0], *node.args[1:]], node.keywords)
        yield "inside", 1.2, ast.Call(inner.func, [deep, *inner.args[1:]], inner.keywords)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
        inner = node.func.value  # np.log(x).sum()
        if inner.args and not is_numpy(node.func):
            deep = ast.Call(ast.Attribute(inner.args[0], node.func.attr, ast.Load()), node.args, node.keywords)
            yield "inside", 1.2, ast.Call(inner.func, [deep, *inner.args[1:]], inner.keywords)


@rule
def other_axis(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """axis=1 for axis=0, for none, or where none was wanted."""
    if not isinstance(node, ast.Call) or name_of(node.func) not in (*_REDUCTIONS, "concatenate", "stack", "softmax"):
        return
    word = next((k.arg for k in node.keywords if k.arg in ("axis", "dim")), "axis")
    kept = [keyword for keyword in node.keywords if keyword.arg != word]
    data = 1 if is_numpy(node.func) or isinstance(node.func, ast.Name) else 0
    arguments, positional = node.args[:data], node.args[data:]
    if len(kept) < len(node.keywords) or positional:
        yield "axis", 1.0, ast.Call(node.func, arguments, kept)
    for rank, axis in enumerate(_AXES):
        named = ast.keyword(word, expression(axis))
        yield "axis", 0.8 + rank / 20, ast.Call(node.func, arguments, [*kept, named])
        if not any(keyword.arg == "keepdims" for keyword in kept):
            keep = ast.keyword("keepdims", ast.Constant(True))
            yield "axis", 1.1 + rank / 20, ast.Call(node.func, arguments, [*kept, named, keep])


@rule
def other_keepdims(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """keepdims=True, or without it."""
    if isinstance(node, ast.Call) and name_of(node.func) in _REDUCTIONS:
        kept = [keyword for keyword in node.keywords if keyword.arg != "keepdims"]
        if len(kept) < len(node.keywords):
            yield "keepdims", 0.8, ast.Call(node.func, node.args, kept)
        else:
            keep = ast.keyword("keepdims", ast.Constant(True))
            yield "keepdims", 0.8, ast.Call(node.func, node.args, [*kept, keep])
        if name_of(node.func) in ("var", "std"):
            rest = [keyword for keyword in node.keywords if keyword.arg != "ddof"]
            yield "correction", 1.0, ast.Call(node.func, node.args, rest)
            yield "correction", 1.0, ast.Call(node.func, node.args, [*rest, ast.keyword("ddof", ast.Constant(1))])


@rule
def other_order(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """f(b, a) for f(a, b)."""
    if not isinstance(node, ast.Call):
        return
    for i in range(len(node.args) - 1):
        for j in range(i + 1, len(node.args)):
            arguments = list(node.args)
            arguments[i], arguments[j] = arguments[j], arguments[i]
            yield "arguments", 0.9 + (j - i) / 10, ast.Call(node.func, arguments, node.keywords)
    values = [keyword.value for keyword in node.keywords]
    for i in range(len(values) - 1):
        swapped = [*values[:i], values[i + 1], values[i], *values[i + 2 :]]
        named = [ast.keyword(keyword.arg, value) for keyword, value in zip(node.keywords, swapped, strict=True)]
        yield "arguments", 1.3, ast.Call(node.func, node.args, named)


@rule
def one_argument_less(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """f(a) for f(a, b)."""
    if isinstance(node, ast.Call) and len(node.args) + len(node.keywords) > 1:
        for i in range(len(node.args)):
            yield "arguments", 1.8, ast.Call(node.func, node.args[:i] + node.args[i + 1 :], node.keywords)
        for i in range(len(node.keywords)):
            yield "arguments", 1.5, ast.Call(node.func, node.args, node.keywords[:i] + node.keywords[i + 1 :])


@rule
def one_argument_more(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """f(a, b) for f(a): an option that the caller chose and nobody passed on."""
    if isinstance(node, ast.Call) and not is_numpy(node.func) and name_of(node.func) not in _SIZE_ONLY:
        for name in scope.parameters:
            if name != scope.owner:
                value = ast.Name(name, ast.Load())
                yield "arguments", 2.0, ast.Call(node.func, [*node.args, value], node.keywords)
                if not any(keyword.arg == name for keyword in node.keywords):
                    yield "arguments", 1.7, ast.Call(node.func, node.args, [*node.keywords, ast.keyword(name, value)])


@rule
def own_generator(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """rng.normal for np.random.normal: the generator that was given."""
    given = next((name for name in scope.parameters if name in ("rng", "generator")), "")
    if not given or not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    if name_of(node.func.value) == "random":
        old = node.func.attr  # numpy's older functions have other names, and take a shape in pieces
        method = ast.Attribute(ast.Name(given, ast.Load()), _NEW_NAMES.get(old, old), ast.Load())
        in_pieces = old in ("rand", "randn") and len(node.args) > 1
        size: list[ast.expr] = [ast.Tuple(node.args, ast.Load())] if in_pieces else node.args
        yield "generator", 0.8, ast.Call(method, size, node.keywords)


@rule
def other_range(node: ast.expr, scope: Scope) -> Iterator[Meant]:
    """range(1, n + 1) for range(n), and forwards for backwards."""
    if not isinstance(node, ast.Call) or name_of(node.func) not in ("range", "arange", "reversed", "enumerate"):
        return
    if name_of(node.func) == "reversed":
        yield "loop", 0.9, node.args[0]
        return
    yield "loop", 1.2, call("reversed", ast.Call(node.func, node.args, node.keywords))
    if name_of(node.func) == "enumerate":
        yield "loop", 1.0, ast.Call(node.func, node.args[:1], [ast.keyword("start", ast.Constant(1))])
        yield "loop", 1.0, ast.Call(node.func, node.args[:1], [])
        return
    start, stop = (ast.Constant(0), node.args[0]) if len(node.args) == 1 else node.args[:2]
    for first, last in ((0, 1), (0, -1), (1, 0), (1, 1), (-1, 0)):
        ends = [plus(start, first), plus(stop, last), *node.args[2:]]
        yield "loop", 1.0 + (abs(first) + abs(last)) / 10, ast.Call(node.func, ends, node.keywords)


def _renamed(function: ast.expr, name: str) -> ast.expr:
    if isinstance(function, ast.Attribute):
        return ast.Attribute(function.value, name, ast.Load())
    return ast.Name(name, ast.Load())
