"""A solution driven through a case, its lines noted as they run: numbers where its names stood, and what came out."""

import ast
import contextlib
import copy
import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import FrameType
from typing import Any

import numpy as np

from ..core.answers import Answer, run
from ..core.digits import number
from ..core.record import Exercise
from ..core.shown import show
from ..worker.observe import observe

_FILE = "<worked line>"
_MOST_ENTRIES = 8  # of an array that is written into a line
_WIDEST = 150  # characters of a line with numbers in it
_SAFE = ("sum", "mean", "max", "min", "var", "std", "reshape", "transpose", "ravel", "copy", "astype", "dot", "argmax")
_EVENTS = 20_000  # after which a training has shown all its lines

Statements = Mapping[int, ast.stmt]  # by the line in which they begin


@dataclass(frozen=True)
class Noted:
    """A statement as it ran. names: what is said of the names whose values are too large to stand in it."""

    with_numbers: str
    names: tuple[str, ...] = ()
    result: str = ""


class _Enough(Exception):
    """Every line has had its chance."""


def traced(exercise: Exercise, answer: Answer, inputs: Mapping[str, Any], statements: Statements) -> dict[int, Noted]:
    """The first run of each statement, by line; without those that gave nothing that can be shown."""
    space = run(answer.text, _FILE, answer.lookup)
    functions = tuple(space[name] for name in exercise.functions)
    notes = _Notes(statements)
    before = sys.gettrace()
    sys.settrace(notes.enter)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            observe(functions, exercise.probe, inputs)
    finally:
        sys.settrace(before)
    return {line: noted for line, noted in notes.found.items() if noted.result}


class _Notes:
    def __init__(self, statements: Statements) -> None:
        self._statements, self._events = statements, 0
        self._running: dict[FrameType, int] = {}
        self.found: dict[int, Noted] = {}

    def enter(self, frame: FrameType, event: str, value: Any) -> Any:
        """A trace function that looks into the solution's frames only."""
        return self._step if frame.f_code.co_filename == _FILE else None

    def _step(self, frame: FrameType, event: str, value: Any) -> Any:
        self._events += 1
        if self._events > _EVENTS:
            raise _Enough
        running = self._running.get(frame)
        if running is not None and (event == "return" or self._has_passed(running, frame.f_lineno)):
            self._finish(running, frame, event, value)
        if event == "line" and frame.f_lineno in self._statements and frame.f_lineno not in self.found:
            noted = _with_numbers(self._statements[frame.f_lineno], frame)
            if noted is not None:
                self.found[frame.f_lineno] = noted
                self._running[frame] = frame.f_lineno
        return self._step

    def _has_passed(self, line: int, now: int) -> bool:
        """Whether a statement is over. A return is with its frame: a `with` around it runs once more before that."""
        part = self._statements[line]
        return not isinstance(part, ast.Return) and not line <= now <= (part.end_lineno or line)

    def _finish(self, line: int, frame: FrameType, event: str, value: Any) -> None:
        del self._running[frame]
        part = self._statements[line]
        if isinstance(part, ast.Expr):
            return  # said beforehand
        if isinstance(part, ast.Return):
            said = f"gives {_said(value)}" if event == "return" and _said(value) else ""
        else:
            said = _targets(part, frame)
        self.found[line] = replace(self.found[line], result=said)


def _targets(part: ast.stmt, frame: FrameType) -> str:
    """What an assignment left behind."""
    targets = part.targets if isinstance(part, ast.Assign) else [part.target] if isinstance(part, ast.AugAssign) else []
    flat = [inner for target in targets for inner in (target.elts if isinstance(target, ast.Tuple) else [target])]
    said = []
    for target in flat:
        known, value = _value(target, frame)
        text = _said(value) if known else ""
        if not text:
            return ""
        said.append(f"{ast.unparse(target)} = {text}")
    return "gives " + ", ".join(said) if said else ""


def _with_numbers(part: ast.stmt, frame: FrameType) -> Noted | None:
    """The value of a statement with numbers in it, while its names still have the values that it sees."""
    names: dict[str, str] = {}

    class Numbers(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            return self._number(node)

        def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
            known, _ = _value(node, frame)
            return self._number(node) if known else self.generic_visit(node)

        def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
            known, value = _value(node, frame)
            return ast.Name(_literal(value), ast.Load()) if known and _literal(value) else self.generic_visit(node)

        def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
            return node

        def _number(self, node: ast.Name | ast.Attribute) -> ast.AST:
            known, value = _value(node, frame)
            text = _literal(value) if known else ""
            if not text and known and isinstance(value, np.ndarray):
                names[ast.unparse(node)] = f"{ast.unparse(node)} has shape {value.shape}"
            return ast.Name(text, ast.Load()) if text else node

    value = getattr(part, "value", None)
    result = ""
    if isinstance(part, ast.Expr):
        value = passed_on(part)
        result = _worked_out(value, frame) if value is not None else ""
    if value is None or (isinstance(part, ast.Expr) and not result):
        return None
    try:
        text = ast.unparse(ast.fix_missing_locations(Numbers().visit(copy.deepcopy(value))))
    except Exception:  # an object that does not let itself be looked at
        return None
    if isinstance(part, ast.AugAssign):
        known, now = _value(part.target, frame)
        left = _literal(now) if known else ""
        if not left:
            return None
        text = f"{left} {_SIGNS.get(type(part.op), '?')} {text}"
    return Noted(text, tuple(names.values()), result) if len(text) <= _WIDEST else None


def passed_on(part: ast.Expr) -> ast.expr | None:
    """What a statement such as `self.bias.accumulate_grad(g.sum(axis=0))` works out and hands on."""
    call = part.value
    if not isinstance(call, ast.Call) or len(call.args) != 1 or call.keywords:
        return None
    return call.args[0] if isinstance(call.args[0], ast.BinOp | ast.Call) else None


def _worked_out(value: ast.expr, frame: FrameType) -> str:
    """What an expression of numpy gives, worked out a second time; nothing else is called for it."""
    for node in ast.walk(value):
        if isinstance(node, ast.Call):
            name = node.func
            if not isinstance(name, ast.Attribute) or (name.attr not in _SAFE and ast.unparse(name.value) != "np"):
                return ""
    try:
        with np.errstate(all="ignore"):
            code = compile(ast.Expression(value), _FILE, "eval")
            text = _said(eval(code, frame.f_globals, dict(frame.f_locals)))  # noqa: S307  # the course's own code
    except Exception:
        return ""
    return f"gives {text}" if text else ""


_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@"}


def _value(node: ast.AST, frame: FrameType) -> tuple[bool, Any]:
    """Whether a name or a chain of attributes has a value here, and which; nothing is called for it."""
    if isinstance(node, ast.Name):
        names = frame.f_locals
        return node.id in names, names.get(node.id)
    if isinstance(node, ast.Attribute):
        known, owner = _value(node.value, frame)
        found = vars(owner).get(node.attr, _value) if known and hasattr(owner, "__dict__") else _value
        return found is not _value, found
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        known, owner = _value(node.value, frame)
        key = node.slice.value
        return (True, owner[key]) if known and type(owner) is dict and key in owner else (False, None)
    return False, None


def _said(value: Any) -> str:
    """A result, if need be by its shape."""
    if isinstance(value, np.ndarray) and value.size > _MOST_ENTRIES:
        return f"an array of shape {value.shape}"
    return _literal(value)


def _literal(value: Any) -> str:
    """A value as it can stand in a line: numbers, texts, small arrays, and lists of them."""
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, bool | int | float | np.generic | None):
        return number(value)
    if isinstance(value, np.ndarray):
        text = show(value, rows=1) if 0 < value.size <= _MOST_ENTRIES else "…"
        return "" if "…" in text else text
    if isinstance(value, list | tuple) and 0 < len(value) <= _MOST_ENTRIES:
        texts = [_literal(item) for item in value]
        inside = ", ".join(texts)
        return "" if not all(texts) else f"[{inside}]" if isinstance(value, list) else f"({inside},)"
    return ""
