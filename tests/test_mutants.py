"""The mutants that may survive (setup/mutants.toml), held against the code: an explanation ends with its line."""

import ast
import tomllib
from pathlib import Path

REPO = Path(__file__).parents[1]
EXPLAINED = tomllib.loads((REPO / "setup/mutants.toml").read_text(encoding="utf-8"))


def code_of(function: str) -> str:
    """A function's lines, without their indentation, in one."""
    parts = function.split(".")
    count = next(n for n in range(len(parts), 0, -1) if (REPO / Path(*parts[:n])).with_suffix(".py").is_file())
    source = (REPO / Path(*parts[:count])).with_suffix(".py").read_text(encoding="utf-8")
    node = ast.parse(source)
    for name in parts[count:]:
        node = next(child for child in node.body if getattr(child, "name", "") == name)
    return " ".join(line.strip() for line in source.splitlines()[node.lineno - 1 : node.end_lineno])


def test_what_is_explained_stands_in_the_code_and_has_a_reason():
    gone = [
        f"{function}: {change}"
        for function, changes in EXPLAINED.items()
        for change, reason in changes.items()
        if " → " not in change or change.split(" → ")[0] not in code_of(function) or len(reason.split()) < 4
    ]
    assert EXPLAINED
    assert not gone
