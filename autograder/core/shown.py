"""Values in the few lines that a card has for them.

A small array is shown whole. Of a larger one that has the failing entry's place, the row around it is shown, and of any
other its first entries and its shape. The whole of it is what `case` hands over.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from .digits import FEWEST, apart, number
from .values import worst_place

WIDTH = 72  # characters of a line
_ROWS = 3  # lines of an array that is shown whole
_IN_A_ROW = 8  # entries
_MOST_ENTRIES = 40  # of an array that may fit in a line
_FIRST = 4  # entries of an array that is too large
_LINES = 5  # of all inputs

Lines = tuple[tuple[str, str], ...]  # labels, and what stands behind them
Place = tuple[int, ...]


def inputs_shown(inputs: Mapping[str, Any], shape: Place = (), at: Place = ()) -> Lines:
    """The inputs of a case, labelled, in at most five lines.

    shape, at: of the result, and where in it the worst entry stands
    """
    large = {name: value for name, value in inputs.items() if _has_a_line_of_its_own(value)}
    small = {name: value for name, value in inputs.items() if name not in large}
    room = _LINES - bool(small)
    shown = [(name, show(value)) for name, value in large.items()]
    if sum(text.count("\n") + 1 for _, text in shown) > room:
        shown = [(name, show(value, rows=1)) for name, value in large.items()]
    shown = [_row_at(name, large[name], shape, at) or (name, text) for name, text in shown]
    if len(shown) > room:
        shown = [*shown[: room - 1], ("and", _cut(", ".join(name for name, _ in shown[room - 1 :])))]
    if small:
        text = ", ".join(f"{name}={show(value)}" for name, value in small.items())
        shown.append(("with" if large else "input", _cut(text)))
    return tuple(shown)


def both_sides(expected: Any, got: Any) -> Lines:
    """What was expected and what came, where a sentence about the worst entry has not said it all."""
    if not isinstance(expected, np.ndarray) or not isinstance(got, np.ndarray):
        texts = [value for value in (expected, got) if isinstance(value, str)]
        return (("expected", show(expected)), ("got", show(got))) if max(map(len, texts), default=0) > WIDTH else ()
    if expected.shape != got.shape:
        texts = [_laid_out(_cells(value), 1) for value in (expected, got)]
        return (("expected", texts[0]), ("got", texts[1])) if all(texts) else ()
    if got.size <= 1:
        return ()
    at = worst_place(expected, got)
    digits = apart(expected[at], got[at])
    for row in ((), at[:-1]):
        cells = _cells(expected[row], digits), _cells(got[row], digits)
        wide = max((len(text) for side in cells for text in side.ravel()), default=0)
        texts = [_laid_out(side, _ROWS, wide) for side in cells]
        if all(texts):
            labels = (f"expected{_index(row)}", f"got{_index(row)}")
            return tuple(zip(labels, texts, strict=True))
    return ()


def show(value: Any, rows: int = _ROWS) -> str:
    """A value in at most so many lines."""
    if isinstance(value, np.ndarray):
        return _laid_out(_cells(value), rows) or f"{_beginning(value)}   shape {value.shape}"
    if isinstance(value, list | tuple):
        whole = _bracketed(value, [show(item, rows=1) for item in value])
        return whole if len(whole) <= WIDTH else _cut(_bracketed(value, [_described(item) for item in value]))
    if isinstance(value, Mapping):
        return _cut("{" + ", ".join(f"{key}: {show(item, rows=1)}" for key, item in value.items()) + "}")
    if isinstance(value, str):
        return _cut(value)
    if callable(value):
        return str(getattr(value, "__name__", type(value).__name__))
    return number(value) if isinstance(value, int | float | complex | np.generic | None) else _cut(str(value))


def _has_a_line_of_its_own(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return len(value) > _IN_A_ROW or any(isinstance(item, np.ndarray | list | tuple) for item in value)
    return isinstance(value, np.ndarray) and value.ndim > 0


def _row_at(name: str, value: Any, shape: Place, at: Place) -> tuple[str, str] | None:
    """Of an array too large to be shown whole: its row at the failing entry, or in the failing entry's example."""
    if not isinstance(value, np.ndarray) or not at or value.ndim < 2 or _laid_out(_cells(value), _ROWS):
        return None
    row = at[:-1] if value.shape == shape else at[:1]
    if len(row) != value.ndim - 1 or value.shape[0] != shape[0]:
        return None
    text = _laid_out(_cells(value[row]), 1)
    return (f"{name}{_index(row)}", text) if text else None


def _cells(value: np.ndarray, digits: int = FEWEST) -> np.ndarray:
    """The entries as texts; no entries where there are more than fit in a card."""
    if value.size > _MOST_ENTRIES:
        return np.array([], dtype=object)
    texts = np.empty(value.shape, dtype=object)
    for place in np.ndindex(value.shape):
        texts[place] = number(value[place], digits)
    return texts


def _laid_out(cells: np.ndarray, rows: int, wide: int = 0) -> str:
    """Texts as an array is written, in one line or a few; "" where they do not fit."""
    if cells.size == 0:
        return ""
    line = _nested(_padded(cells, wide))
    if len(line) <= WIDTH:
        return line
    if cells.ndim != 2 or len(cells) > rows or cells.shape[1] > _IN_A_ROW:
        return ""
    wide = max(len(text) for text in cells.ravel())
    return "[" + ",\n ".join(map(_nested, _padded(cells, wide))) + "]"


def _padded(cells: np.ndarray, wide: int) -> Any:
    padded = np.empty(cells.shape, dtype=object)
    for place in np.ndindex(cells.shape):
        padded[place] = str(cells[place]).rjust(wide)
    return padded.tolist()


def _nested(texts: Any) -> str:
    return texts if isinstance(texts, str) else "[" + ", ".join(map(_nested, texts)) + "]"


def _beginning(value: np.ndarray) -> str:
    entries = [number(entry) for entry in value.ravel()[:_FIRST]]
    return "[" * value.ndim + ", ".join([*entries, "…"]) if value.size > _FIRST else "[]"


def _described(value: Any) -> str:
    """An item of a list by what kind of thing it is."""
    if isinstance(value, np.ndarray) and value.ndim:
        return f"shape {value.shape}"
    if isinstance(value, list | tuple):
        return _bracketed(value, [_described(item) for item in value])
    return show(value, rows=1)


def _bracketed(value: list[Any] | tuple[Any, ...], texts: list[str]) -> str:
    inside = ", ".join(texts)
    return f"[{inside}]" if isinstance(value, list) else f"({inside},)" if len(texts) == 1 else f"({inside})"


def _index(row: Place) -> str:
    return str(list(row)) if row else ""


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"
