"""Values that an answer computes and never uses: often a line that would use them is missing, or uses another one."""

import ast
from collections.abc import Iterator

from .learner_source import Source


def unused_values(source: Source) -> tuple[str, ...]:
    """The names that something is assigned to and that nothing reads, function by function."""
    definitions = [definition for cell in source.cells for definition in cell.definitions]
    functions = [node for one in definitions for node in ast.walk(one) if isinstance(node, ast.FunctionDef)]
    return tuple(dict.fromkeys(name for function in functions for name in unused_names(function)))


def unused_names(function: ast.FunctionDef) -> Iterator[str]:
    """The names in one function that something is assigned to and that nothing reads."""
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    read = {node.id for node in names if not isinstance(node.ctx, ast.Store)}
    shared = {name for node in ast.walk(function) if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}
    for node in ast.walk(function):
        # What is taken apart, as a shape is, has parts that nobody needs.
        if isinstance(node, ast.Assign) and not isinstance(node.value, ast.Constant):
            targets = [target.id for target in node.targets if isinstance(target, ast.Name)]
            if len(targets) == len(node.targets) and not set(targets) & (read | shared):
                yield from targets
