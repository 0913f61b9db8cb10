"""Code as it is without what makes no difference: names of its own, comments, docstrings, layout.

To see which answers are the same, or differ from a right way by the same change. Nothing is run, only parsed.
"""

import ast
import builtins
import hashlib
from collections.abc import Iterable
from difflib import SequenceMatcher

LONGEST = 20_000  # characters of an answer that are looked at
MOST_CHANGED = 6  # statements of a change that still tells what it is
_HOPELESS = (SyntaxError, ValueError, RecursionError, MemoryError)
_BLANK = "_"


def shape(code: str) -> str:
    """The code with its names numbered as they come, a line a statement; "" where it is not Python."""
    tree = _plain(code)
    return ast.unparse(_Renamed(None).visit(tree)) + "\n" if tree is not None else ""


def smallest_change(code: str, right_ways: Iterable[str]) -> str:
    """What would have to be changed to make the code one of these, as a digest; "" where that is much, or nothing.

    Its own names count for nothing, so that two people who made the same slip have the same change.
    """
    tree = _plain(code)
    if tree is None:
        return ""
    found = [change for way in right_ways if (change := _change(tree, _plain(way)))]
    best = min(found, key=lambda change: (change.count("\n"), len(change)), default="")
    return hashlib.sha256(best.encode()).hexdigest()[:16] if 0 < best.count("\n") <= MOST_CHANGED else ""


def _plain(code: str) -> ast.Module | None:
    """The code's tree without docstrings."""
    try:
        tree = ast.parse(code[:LONGEST])
        return _Undocumented().visit(tree)
    except _HOPELESS:
        return None


def _change(answer: ast.Module, right: ast.Module | None) -> str:
    """The statements that differ, with blank names; "" where none does."""
    if right is None:
        return ""
    try:
        mine, theirs = _bare(answer), _bare(right)
    except _HOPELESS:
        return ""
    places = []
    for kind, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if kind != "equal":
            changed = [*(f"- {line}" for line in mine[a:b]), *(f"+ {line}" for line in theirs[c:d])]
            places.append("".join(f"{line}\n" for line in changed))
    return "".join(places)


def _bare(tree: ast.Module) -> list[str]:
    """The statements as they are compared, a line each, with the code's own names blank."""
    own = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    own |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    copied = ast.parse(ast.unparse(tree))  # the tree itself is compared with others, too
    return ast.unparse(_Renamed(own - set(dir(builtins))).visit(copied)).splitlines()


class _Undocumented(ast.NodeTransformer):
    def _body(self, node: ast.FunctionDef | ast.ClassDef) -> ast.AST:
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        self.generic_visit(node)
        return node

    visit_FunctionDef = visit_ClassDef = _body


class _Renamed(ast.NodeTransformer):
    """Numbers the names of variables as they come; of those given, makes them blank.

    Which library is called stays, because `np.sort` is not `np.sum`. own: the names to make blank; None: number all
    """

    def __init__(self, own: set[str] | None) -> None:
        self._own = own
        self._names: dict[str, str] = {}

    def _renamed(self, name: str) -> str:
        if self._own is None:
            return self._names.setdefault(name, f"n{len(self._names)}")
        return _BLANK if name in self._own else name

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """A variable."""
        return ast.Name(self._renamed(node.id), node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """An argument, without its annotation."""
        return ast.arg(self._renamed(node.arg))
