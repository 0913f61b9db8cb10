"""What learners are told of PyTorch is what stands in these files: a call that was held against the library."""

import ast
import re
from pathlib import Path

import pytest

from autograder.exercises.pytorch import CALLS, pytorch_call

PARITY = "\n".join(file.read_text() for file in Path(__file__).parent.rglob("*.py") if file.name != Path(__file__).name)


@pytest.mark.parametrize("exercise", CALLS)
def test_every_call_names_something_that_was_compared(exercise):
    call = ast.parse(CALLS[exercise], mode="eval").body
    assert isinstance(call, ast.Call)
    name = ast.unparse(call.func).rpartition(".")[2]
    assert re.search(rf"\b{name}\b", PARITY), f"tests/parity compares no {name}"


@pytest.mark.parametrize("exercise", [name for name in CALLS if CALLS[name].startswith("torch.")])
def test_every_call_is_one_of_pytorchs(exercise):
    torch = pytest.importorskip("torch")
    found = torch
    for part in ast.unparse(ast.parse(CALLS[exercise], mode="eval").body.func).split(".")[1:]:
        found = getattr(found, part)
    assert callable(found)


def test_an_exercise_that_was_not_compared_has_no_call():
    assert pytorch_call("fit_mlp2") == ""
