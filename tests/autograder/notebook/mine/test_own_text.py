"""An answer as plain Python that stands by itself."""

import pytest

from autograder.notebook.mine.own_text import NotKept, own_text


def written(names, *wanted):
    return own_text([names[name] for name in wanted], wanted)


def alone(text):
    names = {}
    exec(compile(text, "alone", "exec"), names)
    return names


def test_a_function_is_kept_as_it_was_written_with_its_import(kernel):
    source = 'def relu(x):\n    """Zero or more."""\n    return np.maximum(x, 0)  # a new array'
    text = written(kernel(source), "relu")
    assert text == f"import numpy as np\n\n\n{source}\n"


def test_helpers_and_constants_come_along_in_the_order_in_which_they_are_needed(kernel):
    kernel("EPS = 1e-5\nclass Base:\n    def root(self, v):\n        return (v + EPS) ** 0.5")
    kernel("def unrelated(): pass")
    names = kernel("class Norm(Base):\n    def forward(self, v):\n        return self.root(v)")
    text = written(names, "Norm")
    assert text.index("EPS = ") < text.index("class Base") < text.index("class Norm")
    assert "unrelated" not in text
    assert alone(text)["Norm"]().forward(4) == names["Norm"]().forward(4)


def test_what_is_imported_comes_from_where_one_imports_it(kernel):
    kernel("from layerwise.nn import Module, Parameter\nimport layerwise as lw\nfrom math import exp as e")
    text = written(kernel("class Own(Module):\n    def forward(self, x): return Parameter(lw.relu(e(x)))"), "Own")
    head = ["import layerwise as lw", "from layerwise.nn import Module, Parameter", "from math import exp as e"]
    assert text.splitlines()[:3] == head


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        (["W = np.array([1.0, 2.0])", "def f(x): return x * W"], [3.0, 6.0]),
        (["def make(k):\n    return lambda x: k * x\nf = make(2)"], 6),
        (["def g(x): return x + 1\nf = g"], 4),
        (["from functools import lru_cache\n@lru_cache\ndef f(x):\n    return x"], 3),
        (["def f(x: Unknown) -> Unknown:\n    return x"], 3),
        (["from __future__ import annotations\ndef f(x: Unknown) -> Unknown:\n    return x"], 3),
        (["def f(x): return missing if x > 5 else x"], 3),
    ],
    ids=["an array", "made by another", "an alias", "decorated", "annotated", "annotated later", "a name not there"],
)
def test_ways_to_write_it(kernel, cells, value):
    for cell in cells:
        source = cell if "Unknown" not in cell or "__future__" in cell else f"Unknown = float\n{cell}"
        names = kernel(source)
    made = alone(written(names, "f"))["f"](3)
    assert list(made) == value if isinstance(value, list) else made == value


def test_of_two_definitions_in_a_cell_the_later_one_counts(kernel):
    assert "return 2" in (text := written(kernel("def f(x): return 1\ndef f(x): return 2"), "f"))
    assert "return 1" not in text


def test_what_only_the_notebook_has_is_named(kernel):
    names = kernel("rng = np.random.default_rng(0)") and kernel("def f(x): return rng.normal()")
    with pytest.raises(NotKept, match="`rng`, a Generator that only this notebook has"):
        written(names, "f")


def test_without_the_source_nothing_is_said(run):
    with pytest.raises(NotKept) as raised:
        written(run("def f(x): return x"), "f")
    assert str(raised.value) == ""
