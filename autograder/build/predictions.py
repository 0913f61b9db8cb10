"""What a source must keep to where it asks for predictions: each guess has its truth below it, under one name.

The name begins with the chapter's number, so that it is the question's own in the whole course.
"""

import ast
from collections import Counter
from collections.abc import Iterator

from IPython.core.inputtransformer2 import TransformerManager

from ..core.cell_roles import GUESS_TAG
from .source import Cell, Source


def of_predictions(source: Source, is_chapter: bool) -> Iterator[str]:
    """Everything that is wrong with the predictions of a source, as sentences."""
    calls = [(cell, name, argument) for cell in source.cells if cell.is_code for name, argument in _calls(cell)]
    for cell, name, argument in calls:
        if argument is None:
            yield f'{cell} calls {name} without a name in quotes: {name}("{source.stem[:4]}_…", …)'
        elif is_chapter and not argument.startswith(f"{source.stem[:4]}_"):
            yield f'{cell} calls {name}("{argument}", …); the name begins with the chapter: "{source.stem[:4]}_…"'
        if name == "guess" and GUESS_TAG not in cell.tags:
            yield f'{cell} asks for a guess and is not tagged so: `# %% tags=["guess"]`'
    for cell in source.cells:
        asks = [name for where, name, _ in calls if where is cell]
        if GUESS_TAG in cell.tags and set(asks) != {"guess"}:
            yield f"{cell} is tagged guess and should call guess and nothing else, it calls {asks or 'neither'}"
    asked = {argument: cell.number for cell, name, argument in reversed(calls) if name == "guess" and argument}
    told = {argument: cell.number for cell, name, argument in calls if name == "truth" and argument}
    for argument, times in Counter(argument for _, name, argument in calls if name == "guess").items():
        if times > 1 and argument:
            yield f"asks for the guess {argument!r} {times} times"
    for argument in [name for name in asked if told.get(name, 0) <= asked[name]]:
        yield f'asks for the guess {argument!r} and never says what is true; call truth("{argument}", …) below it'
    for argument in [name for name in told if name not in asked]:
        yield f"tells the truth about {argument!r}, for which no guess was asked"


def _calls(cell: Cell) -> list[tuple[str, str | None]]:
    """The calls of guess and truth in a cell, each with its first argument if that is a text."""
    try:
        tree = ast.parse(TransformerManager().transform_cell(cell.text))
    except SyntaxError:  # which is reported on its own
        return []
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("guess", "truth")
    ]
    return [(call.func.id, _text(call.args[0] if call.args else None)) for call in found]  # type: ignore[attr-defined]


def _text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
