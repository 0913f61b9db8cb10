"""The examples of the docstrings still give what they gave when this package was written."""

import importlib
import json
from pathlib import Path
from typing import Any

import numpy as np

KEPT = Path(__file__).with_name("kept.json")


def pytest_generate_tests(metafunc: Any) -> None:
    """A test for each docstring with examples."""
    examples = json.loads(KEPT.read_text(encoding="utf-8"))["examples"]
    metafunc.parametrize("example", examples, ids=[example["name"] for example in examples])


def test_example(example: dict[str, Any]) -> None:
    """Every line is run; where the docstring says what comes out, that comes out."""
    names = dict(vars(importlib.import_module(example["module"])), np=np, array=np.array)
    for code, expected in example["lines"]:
        if expected is None:
            exec(code, names)
        else:
            exec(f"got = ({code})\nexpected = ({expected})", names)
            assert same(names["got"], names["expected"]), f"{code} gave {names['got']!r}"


def same(got: Any, expected: Any) -> bool:
    """Equal texts and truths; numbers and arrays of one shape that differ in the last digits at most."""
    got, expected = np.asarray(got), np.asarray(expected)
    if got.shape != expected.shape or expected.dtype.kind not in "iufc":
        return np.array_equal(got, expected)
    return np.allclose(got, expected, rtol=1e-6, atol=1e-8)
