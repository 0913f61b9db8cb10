"""Whether code does nothing but compute, so that it may run a second time, or earlier, and nobody can tell."""

import ast

_METHODS = (
    *("sum", "mean", "max", "min", "any", "all", "std", "var", "prod", "argmax", "argmin", "cumsum"),
    *("reshape", "ravel", "flatten", "transpose", "astype", "copy", "item", "round", "get", "items", "keys"),
)
_BUILTINS = ("len", "int", "float", "bool", "abs", "round", "min", "max", "sum", "range", "tuple", "list", "zip")


def only_computes(code: ast.AST) -> bool:
    """Whether all that code calls is known to change nothing: numpy without its generators, and what only reads."""
    for called in (node.func for node in ast.walk(code) if isinstance(node, ast.Call)):
        text = ast.unparse(called)
        numpy = text.startswith(("np.", "numpy.")) and ".random." not in text
        method = isinstance(called, ast.Attribute) and called.attr in _METHODS
        if not (numpy or method or text in _BUILTINS):
            return False
    return True
