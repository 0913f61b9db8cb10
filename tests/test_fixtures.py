"""What a test asks for is what it uses. A fixture that is there for its effect alone is asked for by usefixtures.

A fixture has no other way to ask for another one than by a parameter; so these are not looked at.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef


def unused(source: str) -> list[str]:
    """The parameters of tests that nothing in them reads, each as "function: parameter"."""
    return [
        f"{function.name}: {name}"
        for function in ast.walk(ast.parse(source))
        if isinstance(function, Function) and function.name.startswith("test")
        for name in asked_for(function)
        if name not in set(read(function))
    ]


def asked_for(function: Function) -> list[str]:
    arguments = function.args
    return [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs) if a.arg != "self"]


def read(function: Function) -> Iterator[str]:
    for statement in function.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                yield node.id


def test_a_parameter_that_nothing_reads_is_found() -> None:
    source = """
@pytest.fixture
def course(tmp_path, monkeypatch): return tmp_path
def test_one(course, right, last): last = 1; assert course
def helper(unread): pass
class TestAll:
    def test_two(self, grade): assert [grade for _ in "a"]
"""
    assert unused(source) == ["test_one: right", "test_one: last"]


def test_every_test_uses_what_it_asks_for(repo: Path) -> None:
    found = {str(path.relative_to(repo)): unused(path.read_text()) for path in sorted((repo / "tests").rglob("*.py"))}
    assert {path: names for path, names in found.items() if names} == {}
