"""The experiments use the learner's function for as long as it is right, with all that it calls."""

import nbformat
import pytest

import layerwise
from autograder.build.execute import execute
from autograder.notebook import working as working_module

HELPERS = """
def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

def random_weights(D, H, C, seed):
    rng = np.random.default_rng(seed)
    W1, W2 = rng.normal(size=(D, H)).T / np.sqrt(D), rng.normal(size=(H, C)).T / np.sqrt(H)
    return W1, np.zeros(H), W2, np.zeros(C)

def tanh_backward(grad_output, x):
    return grad_output * (1 - np.tanh(x) ** 2)
"""
FIT = """
def fit_mlp2(X, y, hidden_features, lr=1.0, epochs=1000, seed=0):
    C = y.max() + 1
    W1, b1, W2, b2 = random_weights(X.shape[1], hidden_features, C, seed)
    for _ in range(epochs):
        z = X @ W1.T + b1
        h = tanh(z)
        grad_logits = (softmax(h @ W2.T + b2) - np.eye(C)[y]) / len(X)
        grad_z = tanh_backward(grad_logits @ W2, z)
        W1, b1 = W1 - lr * grad_z.T @ X, b1 - lr * grad_z.sum(axis=0)
        W2, b2 = W2 - lr * grad_logits.T @ h, b2 - lr * grad_logits.sum(axis=0)
    return lambda X: (tanh(X @ W1.T + b1) @ W2.T + b2).argmax(axis=1)
"""
WRONG_TANH = "def tanh(x):\n    return x\n"
RIGHT_TANH = "def tanh(x):\n    return np.tanh(x)\n"
ASK = "f, whose = working(fit_mlp2)\n"


def test_a_mended_and_a_broken_helper_are_noticed(run):
    assert run(HELPERS + WRONG_TANH + FIT + ASK)["whose"] == "the library's fit_mlp2"
    names = run(RIGHT_TANH + ASK)
    assert names["whose"] == "your fit_mlp2"
    assert names["f"] is names["fit_mlp2"]
    assert run("def tanh_backward(grad_output, x):\n    return -grad_output\n" + ASK)["whose"] == (
        "the library's fit_mlp2"
    )


def test_a_mended_and_a_broken_helper_are_noticed_in_a_kernel(tmp_path):
    """A kernel compiles each cell under a file name of its own and keeps what came out of earlier cells."""
    asked = "print(working(fit_mlp2)[1])"
    sources = [
        "import numpy as np\nfrom autograder import working\n" + HELPERS + WRONG_TANH + FIT,
        asked,
        RIGHT_TANH,
        asked,
        "def softmax(x):\n    return 0 * x",
        asked,
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    execute(notebook, "ch02_backprop", tmp_path)
    printed = [cell.outputs[0].text.strip() for cell in notebook.cells if cell.outputs]
    assert printed == ["the library's fit_mlp2", "your fit_mlp2", "the library's fit_mlp2"]


# How an answer can lean on something else in the notebook: (cells that stay, a wrong cell, a right cell).
LEANINGS = {
    "a helper's helper": (
        "def one(x): return two(x)\ndef tanh(x): return one(x)",
        "def two(x): return x",
        "def two(x): return np.tanh(x)",
    ),
    "a helper that is not there yet": ("def tanh(x): return two(x)", "", "def two(x): return np.tanh(x)"),
    "a global constant": ("def tanh(x): return np.tanh(x) * FACTOR", "FACTOR = 2", "FACTOR = 1"),
    "an array": ("W = np.zeros(1)\ndef tanh(x): return np.tanh(x) * W[0]", "W[0] = 2", "W[0] = 1"),
    "a number within a dict": (
        "C = {'factor': [2]}\ndef tanh(x): return np.tanh(x) * C['factor'][0]",
        "",
        "C['factor'][0] = 1",
    ),
    "a lambda": ("tanh = lambda x: two(x)", "two = lambda x: x", "two = lambda x: np.tanh(x)"),
    "an alias": ("def one(x): return two(x)\ntanh = one", "def two(x): return x", "def two(x): return np.tanh(x)"),
    "a method": (
        "def tanh(x): return Helper().value(x)",
        "class Helper:\n    def value(self, x): return x",
        "class Helper:\n    def value(self, x): return np.tanh(x)",
    ),
    "an inherited method": (
        "class Base:\n    def value(self, x): return x\nclass Helper(Base): pass\n"
        "def tanh(x): return Helper().value(x)",
        "",
        "Base.value = lambda self, x: np.tanh(x)",
    ),
    "an object": (
        "class Helper: factor = 1\nhelper = Helper()\ndef tanh(x): return np.tanh(x) * helper.factor",
        "helper.factor = 2",
        "helper.factor = 1",
    ),
    "a property": (
        "def tanh(x): return Helper().tanh(x)",
        "class Helper:\n    @property\n    def tanh(self): return abs",
        "class Helper:\n    @property\n    def tanh(self): return np.tanh",
    ),
    "a decorated function": (
        "import functools\n"
        "def kept(f):\n    @functools.wraps(f)\n    def inner(x): return f(x)\n    return inner\n"
        "@kept\ndef tanh(x): return two(x)",
        "def two(x): return x",
        "def two(x): return np.tanh(x)",
    ),
    "a decorator": (
        "def kept(f): return lambda x: change(f(x))\n@kept\ndef tanh(x): return np.tanh(x)",
        "def change(x): return -x",
        "def change(x): return x",
    ),
    "a cached function": (
        "import functools\n@functools.lru_cache\ndef one(): return FACTOR\ndef tanh(x): return np.tanh(x) * one()",
        "FACTOR = 2; one.cache_clear()",
        "FACTOR = 1; one.cache_clear()",
    ),
    "a partial": (
        "import functools\ndef one(x, scale): return two(x) * scale\ntanh = functools.partial(one, scale=1)",
        "def two(x): return x",
        "def two(x): return np.tanh(x)",
    ),
    "a closure": (
        "def make():\n    inner = lambda x: two(x)\n    def tanh(x): return inner(x)\n    return tanh\ntanh = make()",
        "def two(x): return x",
        "def two(x): return np.tanh(x)",
    ),
    "a nested function": (
        "def tanh(x):\n    def inner(v): return two(v)\n    return inner(x)",
        "def two(x): return x",
        "def two(x): return np.tanh(x)",
    ),
    "recursion": (
        "def tanh(x, n=2): return two(x) if n == 0 else tanh(x, n - 1)",
        "def two(x): return x",
        "def two(x): return np.tanh(x)",
    ),
    "two that call each other": (
        "def even(x, n): return two(x) if n == 0 else odd(x, n - 1)\n"
        "def odd(x, n): return even(x, n - 1)\ndef tanh(x): return even(x, 2)",
        "def two(x): return x",
        "def two(x): return np.tanh(x)",
    ),
    "np.vectorize": (
        "@np.vectorize\ndef one(v): return two(v)\ndef tanh(x): return np.asarray(one(x), dtype=float)",
        "def two(v): return v",
        "def two(v): return np.tanh(v)",
    ),
}


@pytest.mark.parametrize(("stays", "wrong", "right"), LEANINGS.values(), ids=LEANINGS)
def test_whatever_an_answer_leans_on_is_noticed(run, stays, wrong, right):
    run(stays + "\ndef tanh_backward(grad_output, x): return grad_output * (1 - np.tanh(x) ** 2)")
    asked = "\nf, whose = working(tanh)"
    assert run(wrong + asked)["whose"] == "the library's tanh"
    assert run(right + asked)["whose"] == "your tanh"
    if wrong:
        assert run(wrong + asked)["whose"] == "the library's tanh"


def test_the_other_function_of_the_exercise_counts_too(run):
    run(RIGHT_TANH + "def tanh_backward(grad_output, x): return x")
    assert run("f, whose = working(tanh)")["f"] is layerwise.tanh
    assert run("f, whose = working(tanh_backward)")["f"] is layerwise.tanh_backward
    run("def tanh_backward(grad_output, x): return grad_output * (1 - tanh(x) ** 2)")
    assert run("f, whose = working(tanh_backward)")["whose"] == "your tanh_backward"
    assert run("f, whose = working(tanh)")["whose"] == "your tanh"


def test_a_class_that_an_exercise_asks_for_leans_on_helpers_too(run):
    """What its methods call, what its base defines, and a method that a later cell puts in."""
    run("""
class Base:
    def backward(self, grad_output): return +grad_output, +grad_output

class Add(Base):
    def forward(self, x, y): return plus(x, y)

class Mul:
    def forward(self, x, y):
        self.saved = x, y
        return np.multiply(x, y)

    def backward(self, grad_output): return grad_output * self.saved[1], grad_output * self.saved[0]
""")
    asked = "\n(_, whose), (_, other) = working(Add), working(Mul)"
    assert run("def plus(x, y): return np.subtract(x, y)" + asked)["whose"] == "the library's Add"
    names = run("def plus(x, y): return np.add(x, y)" + asked)
    assert (names["whose"], names["other"]) == ("your Add", "your Mul")
    assert run("Base.backward = lambda self, grad_output: (grad_output, 0)" + asked)["whose"] == "the library's Add"
    assert run("del Base.backward\nAdd.backward = lambda self, g: (+g, +g)" + asked)["whose"] == "your Add"


def test_nothing_is_measured_anew_while_nothing_has_changed(run, monkeypatch):
    """Neither by a cell that runs once more, nor by a change to what the answer does not use."""
    measured = []
    judged = working_module.drive
    monkeypatch.setattr(
        working_module, "drive", lambda exercise, *rest: measured.append(exercise) or judged(exercise, *rest)
    )
    cell = "table = {'one': np.ones(3)}\ndef softmax(x, dim=-1):\n    return helper(x, dim)\n"
    cell += "def helper(x, dim):\n    return np.exp(x) * table['one'][0]\n"
    for source in (cell, "", cell, "\n\n# Further down.\n" + cell, "unrelated = 3"):
        run(source + "\nworking(softmax)")
    assert len(measured) == 1


@pytest.mark.parametrize(("wrong", "named"), [("working(3)", "int"), ("working(print)", "print")])
def test_what_no_exercise_asks_for_is_an_error(run, wrong, named):
    """There is nothing to experiment with, so the cell stops here."""
    with pytest.raises(TypeError, match=named):
        run(wrong)
