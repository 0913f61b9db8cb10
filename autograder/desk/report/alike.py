"""Answers that are the same but for the names in them: something to look at, and never a deduction.

Short answers are often alike because there is one way to write them. So only those count that have a good number of
statements, and that few of the class share.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MOST_SHARING = 0.1  # of the class; what more have written is the usual way
FEWEST_STATEMENTS = 8


@dataclass(frozen=True)
class Alike:
    """An exercise, and students whose answers are the same but for names, comments and layout."""

    exercise: str
    who: tuple[str, ...]
    statements: int


def alike(answers: Mapping[str, Mapping[str, str]], starters: Mapping[str, str]) -> list[Alike]:
    """Groups of two or more. answers: by student and exercise. starters: what was handed out, by exercise"""
    found: list[Alike] = []
    most = max(2, round(MOST_SHARING * len(answers)))
    for exercise in sorted({name for one in answers.values() for name in one}):
        given = _shape(starters.get(exercise, ""))
        groups: dict[str, list[str]] = defaultdict(list)
        for student, one in sorted(answers.items()):
            shape = _shape(one.get(exercise, ""))
            if shape and shape != given:
                groups[shape].append(student)
        for shape, who in groups.items():
            if 2 <= len(who) <= most and (size := shape.count("\n")) >= FEWEST_STATEMENTS:
                found.append(Alike(exercise, tuple(who), size))
    return sorted(found, key=lambda one: (-one.statements, one.exercise))


def _shape(code: str) -> str:
    """The code with its own names numbered as they come, without comments and docstrings, a line a statement."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    return "\n".join(_lines(_Renamed().visit(tree))) + "\n"


def _lines(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            yield ast.dump(node)


class _Renamed(ast.NodeTransformer):
    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def _renamed(self, name: str) -> str:
        return self._names.setdefault(name, f"n{len(self._names)}")

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """A variable; which library is called stays, because `np.sort` is not `np.sum`."""
        return ast.Name(self._renamed(node.id), node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """An argument, without its annotation."""
        return ast.arg(self._renamed(node.arg))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """A function: its name stays, its docstring goes."""
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        self.generic_visit(node)
        return node
