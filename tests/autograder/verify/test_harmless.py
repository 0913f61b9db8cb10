"""Edits that are nobody's mistake, and others that look like them and are one."""

import ast

import numpy as np
import pytest

from autograder.repair.candidates import edits_of
from autograder.verify.changes import change, lines_of
from autograder.verify.harmless import harmless
from autograder.verify.sameness import WATCH, Watcher, watching


def edit_to(source, text):
    """The edit of a definition that gives a line of this text, and the definition."""
    definition = ast.parse(source).body[0]
    before = lines_of(definition)
    for edit in edits_of(definition):
        with edit.made():
            after = lines_of(definition)
        if after != before and change(before, after).text == text:
            return edit, definition
    raise AssertionError(f"no edit gives {text!r}")


STEP = """
class Step:
    def __init__(self, lr):
        self.lr, self.sums = lr, {}
        self.count = 0

    def step(self, param):
        self.count += 1
        old = self.sums.get(param, 0.0)
        param.data = param.data - self.lr * old
"""


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        (STEP, "also self.count = 0", True),
        (STEP, "also self.sums[param] = old", True),
        (STEP, "also return old", True),
        (STEP, "also old = self.sums.get(param, 0.0)", True),
        (STEP, "self.count = self.count + 1", True),
        (STEP, "without self.count += 1", False),
        ("def f(p, g):\n    p.data -= g\n    return p", "p.data = p.data - g", False),
        ("def f(x):\n    x = x - 1\n    return x", "x[...] = x - 1", False),
        ("def f(x):\n    y = x - 1\n    y = y / 2\n    return y", "y[...] = y / 2", True),
        ("def f(x):\n    x -= 1\n    return x", "also x = np.array(x)", True),
        (STEP, "moved self.count = 0", True),
        (STEP, "moved old = self.sums.get(param, 0.0)", True),
        (STEP, "moved param.data = param.data - self.lr * old", False),
        ("def f(param, grad):\n    param.data = grad\n    return param", "also param.grad = grad", False),
        ("def f(a, b, c):\n    return a * b / c", "return a * (b / c)", True),
        ("def f(a, b, c):\n    return a + (b - c)", "return a + b - c", True),
        ("def f(a, b, c):\n    return a - b + c", "return a - (b + c)", False),
        ("def f(a, b, c):\n    return a / (b * c)", "return a / b * c", False),
        ("def f(x):\n    return np.maximum(x, 0)", "return np.maximum(0, x)", True),
        ("def f(x):\n    return np.power(x, 2)", "return np.power(2, x)", False),
        ("def f(x):\n    return x > 0", "return x / 2 > 0", True),
        ("def f(x):\n    return x > 0", "return x + x > 0", True),
        ("def f(x):\n    return x > 0", "return np.tanh(x) > 0", True),
        ("def f(x):\n    return x > 0", "return -x > 0", False),
        ("def f(x):\n    return x > 0", "return x ** 2 > 0", False),
        ("def f(x):\n    return x > 0", "return x - 1 > 0", False),
        ("def f(x):\n    return x == 0", "return -x == 0", True),
        ("def f(x):\n    return x == 0", "return x * x == 0", True),
        ("def f(x):\n    return x > 1", "return x / 2 > 1", False),
        ("def f(n):\n    for _ in range(n):\n        g()", "for _ in range(1, n + 1):", True),
        ("def f(n):\n    for _ in range(n):\n        g()", "for _ in range(1, n):", False),
        ("def f(n):\n    for i in range(n):\n        g(i)", "for i in range(1, n + 1):", False),
        ("def f(x):\n    return np.zeros(x.shape)", "return np.zeros((-x).shape)", True),
        ("def f(x):\n    return np.zeros(len(x))", "return np.zeros(len(np.exp(x)))", True),
        ("def f(x):\n    return np.zeros(len(x))", "return np.zeros(len(x) + 1)", False),
        ("def f(x):\n    return x.sum()", "return x.sum(axis=None)", True),
        ("def f(x):\n    return x - x.mean(axis=0)", "return x - x.mean(axis=0)[None]", True),
        ("def f(x):\n    return x - x.mean(axis=0)", "return x - x.mean(axis=0, keepdims=True)", True),
        ("def f(x):\n    return x - x.mean(axis=0, keepdims=True)", "return x - x.mean(axis=0)", False),
        ("def f(x):\n    return x ** 2", "return (-x) ** 2", True),
        ("def f(x):\n    return x ** 2", "return (x + 1) ** 2", False),
        ("def f(x):\n    return x ** 3", "return (-x) ** 3", False),
        ("def f(x):\n    return np.abs(x)", "return np.abs(-x)", True),
        ("def f(x):\n    return np.exp(x)", "return np.exp(-x)", False),
        ("def f(x):\n    return x.var(axis=0)", "return (x - 1).var(axis=0)", True),
        ("def f(x):\n    return np.std(x)", "return np.std(1 - x)", True),
        ("def f(x):\n    return np.std(x)", "return np.std(x * 2)", False),
        ("def f(x):\n    return len(x)", "return x.shape[0]", True),
        ("def f(x):\n    return len(x)", "return x.size", False),
        ("def f(x):\n    m = x.mean()\n    v = x.var()\n    return m / v", "moved v = x.var()", True),
        ("def f(x):\n    x.sort()\n    v = g(x)\n    return v", "moved v = g(x)", False),
        ("def f(x):\n    return x.sum()", "return x.sum(axis=0)", False),
        ("def f(x):\n    return x.sum(axis=0)", "return x.sum(axis=None)", False),
    ],
)
def test_what_is_no_mistake_wherever_it_stands_is_known(source, text, expected):
    assert bool(harmless(*edit_to(source, text))) is expected


def is_always_same(source, text, *inputs, **names):
    """Whether an edit changes nothing when the definition is called with each of the inputs; what it then gives."""
    edit, definition = edit_to(source, text)
    watch = watching(edit, definition)
    if watch is None:
        return None
    watcher = Watcher()
    space = {"np": np, WATCH: watcher, **names}
    with watch.made():
        exec(compile(ast.Module([definition], []), "<watched>", "exec"), space)
    plain = {"np": np, **names}
    exec(source, plain)
    assert all(np.array_equal(space[definition.name](x), plain[definition.name](x)) for x in inputs)
    return watcher.always_same


ONES, SIGNS = np.array([1.0, 2.0]), np.array([1.0, -2.0])


@pytest.mark.parametrize(
    ("source", "text", "inputs", "expected"),
    [
        ("def f(x):\n    return np.exp(x)", "return np.abs(np.exp(x))", [ONES, SIGNS], True),
        ("def f(x):\n    return np.exp(x)", "return np.exp(np.abs(x))", [ONES, SIGNS], False),
        ("def f(x):\n    return np.exp(x)", "return np.exp(np.abs(x))", [ONES], True),
        ("def f(x):\n    return np.exp(x)", "return np.exp(np.sum(x))", [ONES], False),
        ("def f(x):\n    return x * 2", "return np.copy(x) * 2", [ONES], True),
        ("def f(x):\n    return x.sum()", "return x[:, None].sum()", [ONES], True),
        ("def f(x):\n    return x + x", "return x[:, None] + x", [ONES], False),
        ("def f(x):\n    return np.sqrt(x)", "return np.sqrt(np.sqrt(x))", [ONES], None),
        ("def f(x):\n    return x.sum(axis=0)", "return x.sum(axis=-1)", [ONES], None),
        ("def f(x):\n    return np.exp(x)", "return np.abs(np.exp(x))", [], False),
    ],
)
def test_what_a_function_never_changes_is_seen_where_it_runs(source, text, inputs, expected):
    assert is_always_same(source, text, *inputs) is expected


def test_what_may_do_more_than_compute_is_called_once():
    calls = []
    source = "def f(x):\n    return g(x).sum()"
    assert is_always_same(source, "return np.abs(g(x)).sum()", ONES, g=lambda x: calls.append(1) or x) is True
    assert len(calls) == 2  # once in each of the two that are compared
