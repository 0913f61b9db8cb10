"""Two answers are held to be the same only if their code, and all that it reaches, is the same."""

import sys

import numpy as np
import pytest

import layerwise
from autograder.notebook import reach
from autograder.notebook.code_names import Access, code_token, names_in
from autograder.notebook.reach import fingerprint, is_installed, reached


def answer(source: str):
    """`f` of a notebook of its own."""
    names = {"__name__": "__main__", "np": np, "lw": layerwise}
    exec("import functools, collections, types, dataclasses\n" + source, names)
    return names["f"]


CLASS = "def f(x): return Helper().g(x)\nclass Helper(lw.nn.Module):\n    "
# Their fields are new objects of Python's own each time. That they count by identity costs a check and no verdict.
NEW_EACH_TIME = ("__slots__", "namedtuple")

# A notebook, and the same with one thing changed that the answer's result depends on.
CHANGES = {
    "a constant": ("def f(x): return x * 1", "1", "2"),
    "the type of a constant": ("def f(x): return x // 2", "2", "2.0"),
    "a zero's sign": ("def f(x): return x / 0.0", "0.0", "-0.0"),
    "an operator": ("def f(x): return x + x", "+", "-"),
    "an attribute": ("def f(x): return x.min()", "min", "max"),
    "a default": ("def f(x, a=1): return x * a", "1", "2"),
    "a keyword's default": ("def f(x, *, a=1): return x * a", "1", "2"),
    "a parameter's name": ("def f(x, dim=0): return x", "dim", "axis"),
    "positional only": ("def f(x, y): return x", "y)", "y, /)"),
    "where an exception is caught": (
        "def f(x):\n    try:\n        g(x)\n    except ValueError:\n        pass\n    h(x)",
        "        pass\n    h(x)",
        "        pass\n        h(x)",
    ),
    "a function attribute": ("def f(x): return x * f.a\nf.a = 1", "f.a = 1", "f.a = 2"),
    "a function attribute's name": ("def f(x): return f.a\nf.a = 1", "f.a = 1", "f.b = 1"),
    "a class attribute's name": ("class H: a = 1\ndef f(x): return H.a", "a = 1", "b = 1"),
    "an object's attribute's name": ("class H: pass\nh = H()\nh.a = 1\ndef f(x): return h.a", "h.a = 1", "h.b = 1"),
    "a static method": (CLASS + "@staticmethod\n    def g(x): return x + 1", "1", "2"),
    "a class method": (CLASS + "@classmethod\n    def g(cls, x): return x + 1", "1", "2"),
    "a property": (CLASS + "@property\n    def g(self): return lambda x: x + 1", "1", "2"),
    "a setter": (CLASS + "g = property(lambda s: 0, lambda s, v: 1)", "1", "2"),
    "a cached property": (CLASS + "@functools.cached_property\n    def g(self): return lambda x: x + 1", "1", "2"),
    "a partial method": (CLASS + "g = functools.partialmethod(max, 1)", "1", "2"),
    "a class attribute": (CLASS + "a = 1\n    def g(self, x): return x * self.a", "1", "2"),
    "a base class": (CLASS + "pass", "lw.nn.Module", "lw.nn.Linear"),
    "a metaclass": (
        "class M(type):\n    a = 1\nclass H(metaclass=M): pass\ndef f(x): return x * H.a",
        "1",
        "2",
    ),
    "a slot more": (CLASS + "__slots__ = 'a',", "'a',", "'a', 'b'"),
    "a bound method": ("class H:\n    def g(self): return 1\ng = H().g\ndef f(x): return g()", "1", "2"),
    "a function that is bound by hand": (
        "class H: pass\ng = types.MethodType(lambda self: 1, H())\ndef f(x): return g()",
        "1",
        "2",
    ),
    "an object behind a bound method": (
        "class H:\n    def g(self): return self.a\nh = H()\nh.a = 1\ng = h.g\ndef f(x): return g()",
        "1",
        "2",
    ),
    "a partial's keyword": ("g = functools.partial(max, key=1)\ndef f(x): return g(x)", "1", "2"),
    "an order of keys": ("a = {'b': 1, 'c': 2}\ndef f(x): return [*a]", "'b': 1, 'c': 2", "'c': 2, 'b': 1"),
    "a key": ("a = {'b': 1}\ndef f(x): return a", "'b'", "'c'"),
    "a nested list": ("a = [[1], [2]]\ndef f(x): return a", "[1], [2]", "[1, [2]]"),
    "a kind of container": ("a = [1]\ndef f(x): return a", "[1]", "(1,)"),
    "a set": ("a = {1}\ndef f(x): return a", "1", "2"),
    "a deque": ("a = collections.deque([1])\ndef f(x): return a", "1", "2"),
    "a named tuple": ("P = collections.namedtuple('P', 'a')\np = P(1)\ndef f(x): return p.a", "1", "2"),
    "a namespace": ("a = types.SimpleNamespace(b=1)\ndef f(x): return a.b", "1", "2"),
    "the class of an object": ("class H:\n    def g(s): return 1\nh = H()\ndef f(x): return h.g()", "1", "2"),
    "two names of one array": (
        "a = np.zeros(1)\nb = a\ndef f(x): return a, b",
        "b = a",
        "b = np.zeros(1)",
    ),
    "which array has a second name": (
        "a, b = np.zeros(1), np.zeros(1)\nc = a\ndef f(x): return a, b, c",
        "c = a",
        "c = b",
    ),
    "the shape of an array": ("a = np.zeros((2, 3))\ndef f(x): return a", "(2, 3)", "(3, 2)"),
    "the type of an array": ("a = np.zeros(2)\ndef f(x): return a", "zeros(2)", "zeros(2, dtype=int)"),
    "a numpy number": ("a = np.float64(1)\ndef f(x): return a", "64(1", "64(2"),
    "a name that is given up": ("g = None\ndef f(x): return g", "g = None", "pass"),
    "a name that only an inner class uses": (
        "a = 1\ndef f(x):\n    class H:\n        b = a\n    return H.b",
        "a = 1",
        "a = 2",
    ),
    "a closure that is not filled": (
        "def make():\n    def f(x): return g\n    if 0: g = 1\n    return f\nf = make()",
        "0: g",
        "1: g",
    ),
    "what a wrapper of a package holds": (
        "import contextlib\n@contextlib.contextmanager\ndef g(): yield 1\ndef f(x): return g()",
        "1",
        "2",
    ),
    "another thing of a package": ("g = lw.relu\ndef f(x): return g(x)", "relu", "elu"),
    "a class of a package": ("g = lw.nn.ReLU\ndef f(x): return g()(x)", "ReLU", "Tanh"),
    "a module's function": ("def f(x): return np.linalg.norm(x)", "norm", "det"),
}


@pytest.mark.parametrize(("source", "old", "new"), CHANGES.values(), ids=CHANGES)
def test_what_changes_the_result_changes_the_fingerprint(source, old, new):
    """And the same source, run in a notebook of its own or further down, gives the same one."""
    assert old in source
    one = fingerprint([answer(source)])
    if not any(word in source for word in NEW_EACH_TIME):
        assert fingerprint([answer("\n\n" + source)]) == one
    assert fingerprint([answer(source.replace(old, new))]) != one


def test_a_function_of_a_package_that_is_replaced_is_noticed(monkeypatch):
    f = answer("def f(x): return lw.relu(x)")
    before = fingerprint([f])
    monkeypatch.setattr(layerwise, "relu", layerwise.elu)
    assert fingerprint([f]) != before


def test_a_file_beside_the_notebook_is_the_learners(tmp_path, monkeypatch):
    """Its functions are entered as the notebook's are."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "beside_the_notebook.py").write_text("A = 1\ndef g(x): return x * A\n")
    f = answer("import beside_the_notebook as own\ndef f(x): return own.g(x)")
    before = fingerprint([f])
    f.__globals__["own"].A = 2
    assert fingerprint([f]) != before


@pytest.mark.parametrize(
    ("module", "installed"),
    [
        ("numpy.linalg", True),
        ("json", True),
        ("builtins", True),
        ("layerwise.nn", True),
        ("sklearn", True),
        ("__main__", False),
        ("nowhere", False),
        (None, False),
    ],
)
def test_packages_are_told_from_the_notebook(module, installed):
    pytest.importorskip("sklearn")
    assert is_installed(module) is installed


def test_the_notebook_is_the_learners_wherever_its_kernel_was_started_from(monkeypatch):
    """A kernel's `__main__` may still tell the file of the package that started it."""
    monkeypatch.setattr(sys.modules["__main__"], "__file__", "/lib/site-packages/kernel/__main__.py", raising=False)
    assert not is_installed("__main__")


def test_data_above_the_limits_counts_by_identity(monkeypatch):
    """A change within it goes unnoticed; another object in its place does not."""
    monkeypatch.setattr(reach, "ARRAY_LIMIT", 80)
    f = answer(
        f"small, large, long = np.zeros(10), np.zeros(11), [0] * {reach.DATA_LIMIT}\ndef f(x): return large, long"
    )
    names, before = f.__globals__, fingerprint([f])
    names["large"][0] = names["long"][0] = 1
    assert fingerprint([f]) == before
    for name in ("large", "long"):
        kept = names[name]
        names[name] = kept.copy()
        assert fingerprint([f]) != before
        names[name] = kept
    g = answer("small = np.zeros(10)\ndef f(x): return small")
    before = fingerprint([g])
    g.__globals__["small"][0] = 1
    assert fingerprint([g]) != before


def test_code_behind_much_data_is_still_entered():
    """Many small lists use up the room for data; a helper named after them is code."""
    source = f"much = [[[i] for i in range(100)] for _ in range({reach.DATA_LIMIT // 100})]\n"
    source += "def f(x): return much, h.g()\n"
    source += "class H:\n    def g(self): return 1\nh = H()"
    f = answer(source)
    before = fingerprint([f])
    f.__globals__["H"].g = answer("def f(self): return 2")
    assert fingerprint([f]) != before


def test_a_long_chain_of_objects_is_no_recursion():
    f = answer("class Node: pass\nlast = None\ndef f(x): return last")
    for _ in range(5_000):
        node = f.__globals__["Node"]()
        node.before, f.__globals__["last"] = f.__globals__["last"], node
    assert len(fingerprint([f])) > 5_000


def test_a_learners_own_iteration_and_attributes_are_not_called():
    """Looking at an answer runs none of its code."""
    source = "class L(list):\n    def __iter__(self): raise ZeroDivisionError\n"
    source += "    def __len__(self): raise ZeroDivisionError\n"
    source += "    def __getattr__(self, name): raise ZeroDivisionError\n"
    source += "class S:\n    __slots__ = ()\n    def __getattr__(self, name): raise ZeroDivisionError\n"
    f = answer(source + "a, s = L([1]), S()\ndef f(x): return a, s")
    before = fingerprint([f])
    f.__globals__["a"].append(2)
    assert fingerprint([f]) != before


def test_without_room_for_data_only_code_is_followed():
    f = answer("table = {'g': lw.relu}\ndef g(x): return lw.elu(x)\ndef f(x): return table['g'](g(x))")
    values = [value for _, value in reached([f], data_limit=0)]
    assert layerwise.elu in values
    assert layerwise.relu not in values


def test_the_names_of_a_code_are_found_with_what_is_taken_from_them():
    source = "def f(x):\n    from json import dumps, loads\n    return lambda v: outer.inner.deep(v), first(x.shape)"
    assert names_in(answer(source).__code__) == (
        Access("json", imported=True),
        Access("json", ("dumps",), imported=True),
        Access("json", ("loads",), imported=True),
        Access("first"),
        Access("outer"),
        Access("outer", ("inner",)),
        Access("outer", ("inner", "deep")),
    )


def test_attributes_are_found_behind_more_names_than_one_byte_counts():
    """From the 256th name on, another step stands before each that uses a name."""
    source = "def f(x): return " + ", ".join(f"a{number}" for number in range(300)) + ", np.linalg.norm(x)"
    assert Access("np", ("linalg", "norm")) in names_in(answer(source).__code__)


def test_where_an_exception_is_caught_counts_by_itself():
    """The table of that may differ where the bytecode does not."""
    code = answer("def f(x):\n    try:\n        g(x)\n    except ValueError:\n        pass").__code__
    assert code_token(code.replace(co_exceptiontable=b"")) != code_token(code)
