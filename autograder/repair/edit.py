"""One edit: some nodes of a syntax tree in the place of others, made and taken back in the tree itself."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, eq=False)
class Slot:
    """Where a node hangs: a field of its owner, or one place in a field that is a list."""

    owner: ast.AST
    name: str
    index: int | None = None


@dataclass(frozen=True, eq=False)
class Edit:
    """A slip of a kind, and what would stand there without it.

    slot: the first place that changes; `count` places are replaced by `nodes`
    at: the node to point to
    cost: how far-fetched it is; cheaper edits are tried first
    """

    kind: str
    slot: Slot
    nodes: tuple[ast.AST, ...]
    at: ast.AST
    cost: float
    count: int = 1

    @contextmanager
    def made(self) -> Iterator[None]:
        """The tree with this edit."""
        owner, name, index = self.slot.owner, self.slot.name, self.slot.index
        before = getattr(owner, name)
        if index is None:
            after: Any = self.nodes[0]
        else:
            after = [*before[:index], *self.nodes, *before[index + self.count :]]
        for node in self.nodes:
            _place(node, self.at)
        setattr(owner, name, after)
        try:
            yield
        finally:
            setattr(owner, name, before)


@dataclass(frozen=True)
class Scope:
    """What can be said in a function: its parameters, its names, its object's attributes."""

    parameters: tuple[str, ...]
    names: tuple[str, ...]
    attributes: tuple[str, ...] = field(default=())
    owner: str = ""  # what the methods of a class call their object
    unused: tuple[str, ...] = ()  # names that something is assigned to and that nothing reads


def _place(node: ast.AST, like: ast.AST) -> None:
    """Give new nodes a line, where they have none."""
    if not hasattr(node, "lineno") and isinstance(node, ast.expr | ast.stmt):
        ast.copy_location(node, like)
    ast.fix_missing_locations(node)
