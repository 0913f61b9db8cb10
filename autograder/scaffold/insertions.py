"""Where something new goes in a file that is there: cells into a source, an export into a package, a row into a list.

Each gives the whole new text, and raises BuildError where the place cannot be found.
"""

import ast
import re
from pathlib import Path

from ..core.errors import BuildError

_CELL = re.compile(r"^# ?%%", re.MULTILINE)


def with_cells(text: str, cells: str, after: str) -> str:
    """A chapter's source with cells at the end of the section in which an exercise stands.

    after: that exercise, or "": before the question in words, or at the end
    """
    starts = [match.start() for match in _CELL.finditer(text)]
    parts = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    if after:
        place = next(number for number, part in enumerate(parts) if _first_line_has(part, "exercise", after))
        sections = [number for number, part in enumerate(parts) if number > place and _opens_a_section(part)]
    else:
        asked = [number for number, part in enumerate(parts) if re.match(r"# ?%%.*\bwritten=", part)]
        sections = (
            [number for number, part in enumerate(parts[: asked[0]]) if _opens_a_section(part)][-1:] if asked else []
        )
    at = starts[sections[0]] if sections else len(text)
    before = text[:at].rstrip("\n") + "\n\n"
    return f"{before}{cells.rstrip(chr(10))}\n\n{text[at:]}".rstrip("\n") + "\n"


def exported(text: str) -> set[str]:
    """The names in a package's `__all__`."""
    found = [node for node in ast.parse(text).body if _is_the_list(node)]
    return set(ast.literal_eval(found[0].value)) if found else set()  # type: ignore[attr-defined]


def with_export(text: str, module: str, name: str) -> str:
    """A package's `__init__` that exports one more name from one of its modules."""
    tree = ast.parse(text)
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module]
    lists = [node for node in tree.body if _is_the_list(node)]
    if not imports or not lists:
        raise BuildError(f"there is no list of names, __all__, to add {name} to")
    names = sorted({*exported(text), name}, key=_isort)
    later = next((node for node in imports if str(node.module) > module), None)
    at = (later.lineno - 1) if later else (imports[-1].end_lineno or 0)
    lines = text.splitlines()
    first, last = lists[0].lineno - 1, lists[0].end_lineno or 0
    listed = ["__all__ = [", *(f'    "{one}",' for one in names), "]"]
    lines[first:last] = listed
    lines.insert(at, f"from .{module} import {name}")
    return "\n".join(lines) + "\n"


def with_public_name(text: str, siblings: set[str], name: str, arguments: str) -> str:
    """The list of the library's public names with one more, in the dictionary of its siblings; as it is without one."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            keys = {str(ast.literal_eval(key)): key.lineno for key in node.value.keys if key is not None}
            if keys and 2 * len(siblings & keys.keys()) >= len(siblings):
                later = sorted(line for one, line in keys.items() if _isort(one) > _isort(name))
                at = (later[0] if later else node.end_lineno or 0) - 1
                lines = text.splitlines()
                lines.insert(at, f'    "{name}": "{arguments}",')
                return "\n".join(lines) + "\n"
    return text


def with_row(path: Path, text: str, row: str) -> str:
    """A page with one more row in its table of chapters, which links to their notebooks."""
    lines = text.splitlines()
    rows = [number for number, line in enumerate(lines) if re.match(r"(?:# )?\| \[\d+ .*\.ipynb\)", line)]
    if not rows:
        raise BuildError(f"{path.name} has no table of chapters to add a row to")
    lines.insert(rows[-1] + 1, row)
    return "\n".join(lines) + "\n"


def _is_the_list(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"


def _first_line_has(part: str, option: str, value: str) -> bool:
    return bool(re.match(rf'# ?%%.*\b{option}="{re.escape(value)}"', part))


def _opens_a_section(part: str) -> bool:
    return "[markdown]" in part.partition("\n")[0] and bool(re.search(r"^# ## ", part, re.MULTILINE))


def _isort(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest, as in all lists of names."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name
