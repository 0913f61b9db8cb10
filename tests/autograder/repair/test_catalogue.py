"""Each slip of the catalogue: from what somebody wrote, one edit leads to what they meant."""

import ast

import pytest

from autograder.repair.candidates import edits_of, exchanges, twins
from autograder.repair.catalogue.rules import RULES
from autograder.repair.questions import KINDS

F = "def f(x, y, axis=0, eps=1e-5, rng=None):\n    z = x\n    {}\n    return z"


def definition(source):
    return ast.parse(source).body[0]


def reachable(source):
    """Everything that one edit, one slip made several times, or an exchange turns a definition into, with its kind."""
    tree = definition(source)
    found = {}
    for edits in [*((edit,) for edit in edits_of(tree)), *twins(edits_of(tree)), *exchanges(tree)]:
        try:
            for edit in edits:
                edit.context = edit.made()
                edit.context.__enter__()
            found.setdefault(ast.unparse(tree), edits[0].kind)
        finally:
            for edit in reversed(edits):
                edit.context.__exit__(None, None, None)
    return found


@pytest.fixture(autouse=True)
def _edits_can_be_held(monkeypatch):
    """A test keeps several edits of one tree open at once; edits are frozen."""
    monkeypatch.setattr("autograder.repair.edit.Edit.__setattr__", object.__setattr__)


LINES = [
    ("order", "z = y - x", "z = x - y"),
    ("order", "z = y @ x", "z = x @ y"),
    ("sign", "z = x + y", "z = x - y"),
    ("sign", "z = -x", "z = x"),
    ("operator", "z = x + y", "z = x * y"),
    ("too much", "z = x + y", "z = y"),
    ("too much", "z = np.sqrt(x)", "z = x"),
    ("grouping", "z = (x - y) * axis", "z = x - y * axis"),
    ("grouping", "z = x / (y * axis)", "z = x / y * axis"),
    ("condition", "z = x if y else axis", "z = axis if y else x"),
    ("condition", "z = x and y", "z = x or y"),
    ("comparison", "z = x > 0", "z = x >= 0"),
    ("comparison", "z = x > 0", "z = x < 0"),
    ("inside", "z = np.sqrt(x) + eps", "z = np.sqrt(x + eps)"),
    ("inside", "z = np.sqrt(x + eps)", "z = np.sqrt(x) + eps"),
    ("inside", "z = np.sum(np.log(x), axis=1)", "z = np.log(np.sum(x, axis=1))"),
    ("constant", "z = x + 1", "z = x + 2"),
    ("constant", "z = x / 4", "z = x / 2"),
    ("constant", "z = x + 1e-05", "z = x + eps"),
    ("constant", "z = x + 1e-05", "z = x + 1e-08"),
    ("constant", "z = np.sum(x, keepdims=False)", "z = np.sum(x, keepdims=True)"),
    ("missing factor", "z = x", "z = x / 2"),
    ("missing factor", "z = x", "z = x + 1"),
    ("missing factor", "z = np.abs(x)", "z = y * np.abs(x)"),
    ("missing function", "z = x", "z = np.sqrt(x)"),
    ("transpose", "z = x @ y", "z = x.T @ y"),
    ("transpose", "z = x.T @ y", "z = x @ y"),
    ("transpose", "z = x @ y", "z = y.T @ x"),
    ("copy", "z = x[0]", "z = np.copy(x[0])"),
    ("length", "z = x.size", "z = x.shape[0]"),
    ("length", "z = len(x)", "z = x.size"),
    ("length", "z = x.shape[1]", "z = x.shape[0]"),
    ("dtype", "z = np.zeros_like(x)", "z = np.zeros_like(x, dtype=float)"),
    ("dtype", "z = int(x)", "z = round(x)"),
    ("shape", "z = x / y", "z = x / y[:, None]"),
    ("function", "z = np.sum(x)", "z = np.mean(x)"),
    ("function", "z = np.max(x, 0)", "z = np.maximum(x, 0)"),
    ("function", "z = x.var()", "z = x.std()"),
    ("axis", "z = x.sum(axis=1)", "z = x.sum(axis=0)"),
    ("axis", "z = x.sum()", "z = x.sum(axis=0)"),
    ("axis", "z = np.sum(x, axis=1)", "z = np.sum(x)"),
    ("axis", "z = np.sum(x)", "z = np.sum(x, axis=-1, keepdims=True)"),
    ("keepdims", "z = x.sum(axis=1)", "z = x.sum(axis=1, keepdims=True)"),
    ("correction", "z = x.var(axis=0)", "z = x.var(axis=0, ddof=1)"),
    ("arguments", "z = g(y, x)", "z = g(x, y)"),
    ("arguments", "z = g(x, y)", "z = g(x)"),
    ("arguments", "z = g(x)", "z = g(x, axis=axis)"),
    ("generator", "z = np.random.normal(0, 1)", "z = rng.normal(0, 1)"),
    ("generator", "z = np.random.randn(3, 4)", "z = rng.standard_normal((3, 4))"),
    ("name", "z = x", "z = y"),
    ("name", "z = x.data", "z = x.grad"),
    ("slice", "z = x[:4]", "z = x[:5]"),
    ("slice", "z = x[y:]", "z = x[:y]"),
    ("slice", "z = x[:y]", "z = x[:y + 1]"),
    ("index", "z = x[y, axis]", "z = x[axis, y]"),
    ("index", "z = x[0]", "z = x[:, 0]"),
    ("index", "z = x[:, y]", "z = x[np.arange(len(x)), y]"),
    ("tuple", "z = (x, y)", "z = (y, x)"),
    ("in place", "x -= y", "x = x - y"),
    ("in place", "x[y] = 0", "x = np.array(x)\n    z = x\n    x[y] = 0"),
    ("accumulate", "z = y", "z += y"),
    ("accumulate", "z += y", "z = y"),
    ("accumulate", "x.grad = y", "x.accumulate_grad(y)"),
    ("name", "z = axis[x]", "z = y"),
    ("result dropped", "z.sort()", "z = z.sort()"),
    ("statement too many", "z = z - y", "pass"),
    ("exchange", "z = x * axis + y", "z = y * axis + x"),
    ("loop", "for i in range(len(x)): z = i", "for i in range(1, len(x)): z = i"),
    ("loop", "for i in range(3): z = i", "for i in reversed(range(3)): z = i"),
    ("condition", "if y: z = y", "z = y"),
]


@pytest.mark.parametrize(("kind", "wrong", "right"), LINES, ids=lambda text: text.splitlines()[-1].strip())
def test_one_edit_leads_from_a_slip_to_what_was_meant(kind, wrong, right):
    meant = F.format(right)
    if kind == "in place" and "\n" in right:  # the copy stands at the top
        first, _, rest = right.partition("\n")
        meant = F.format("").replace("    z = x\n    \n", f"    {first}\n{rest}\n")
    if right == "pass":
        meant = F.replace("    {}\n", "")
    wanted = ast.unparse(definition(meant))
    found = reachable(F.format(wrong))
    assert found.get(wanted) == kind


WHOLE = [
    (
        "return",
        "def f(x):\n    y = x + 1",
        "def f(x):\n    y = x + 1\n    return y",
    ),
    ("return", "def f(x):\n    print(x + 1)", "def f(x):\n    return x + 1"),
    ("parameters", "def f(y, x):\n    return x", "def f(x, y):\n    return x"),
    (
        "indentation",
        "def f(x):\n    for i in x:\n        g(i)\n        return i",
        "def f(x):\n    for i in x:\n        g(i)\n    return i",
    ),
    (
        "indentation",
        "def f(x):\n    for i in x:\n        g(i)\n    h(i)",
        "def f(x):\n    for i in x:\n        g(i)\n        h(i)",
    ),
    (
        "loop",
        "def f(x):\n    t = []\n    for i in x:\n        for j in i:\n            t.append(j)\n    return t",
        "def f(x):\n    for i in x:\n        t = []\n        for j in i:\n            t.append(j)\n    return t",
    ),
    (
        "loop",
        "def f(x):\n    t = []\n    for i in x:\n        for j in i:\n            t.append(j)\n    return t",
        "def f(x):\n    for i in x:\n        for j in i:\n            t = []\n            t.append(j)\n    return t",
    ),
    (
        "loop",
        "def f(x):\n    for i in x:\n        t = 0\n        t += i\n    return t",
        "def f(x):\n    t = 0\n    for i in x:\n        t += i\n    return t",
    ),
    (
        "statement order",
        "def f(x, y):\n    x = y\n    y = x\n    return y",
        "def f(x, y):\n    y = x\n    x = y\n    return y",
    ),
    (
        "missing line",
        "def f(W, b, dW, db):\n    W -= dW\n    b = db\n    db = b",
        "def f(W, b, dW, db):\n    W -= dW\n    b -= db\n    b = db\n    db = b",
    ),
    (
        "missing line",
        "class C:\n    def backward(self, g):\n        dW = g + 1\n        db = g + 2\n        self.b.add(db)\n"
        "        return self.W",
        "class C:\n    def backward(self, g):\n        dW = g + 1\n        db = g + 2\n        self.b.add(db)\n"
        "        self.W.add(dW)\n        return self.W",
    ),
    (
        "axis",  # the same slip, made twice
        "def f(x):\n    a = x.max(axis=1)\n    return x.sum(axis=1)",
        "def f(x):\n    a = x.max(axis=0)\n    return x.sum(axis=1)",
    ),
    (
        "self",
        "class C:\n    def __init__(self, lr):\n        self.lr = lr\n\n    def step(self, g):\n        return lr * g",
        "class C:\n    def __init__(self, lr):\n        self.lr = lr\n\n    def step(self, g):\n"
        "        return self.lr * g",
    ),
    (
        "base class",
        "class C(D):\n    def __init__(self, n):\n        self.n = n",
        "class C(D):\n    def __init__(self, n):\n        super().__init__()\n        self.n = n",
    ),
    (
        "kept",
        "class C:\n    def step(self, p):\n        v = self.v.get(p, 0)\n        v = v + 1",
        "class C:\n    def step(self, p):\n        v = self.v.get(p, 0)\n        v = v + 1\n        self.v[p] = v",
    ),
]


@pytest.mark.parametrize(("kind", "wrong", "right"), WHOLE, ids=lambda text: text[:20])
def test_one_edit_leads_from_a_slip_with_statements_to_what_was_meant(kind, wrong, right):
    assert reachable(wrong).get(ast.unparse(definition(right))) == kind


def test_a_slip_that_is_made_twice_is_put_right_in_both_places():
    wrong = "def f(x, a, b):\n    return a + x, b + x"
    right = "def f(x, a, b):\n    return (a * x, b * x)"
    assert reachable(wrong)[right] == "operator"


def test_every_kind_has_a_question_and_every_rule_a_purpose():
    """What a contributor adds to the catalogue needs both."""
    told = {kind for kind, *_ in (*LINES, *WHOLE)}
    assert told <= KINDS.keys()
    assert all(kind.name and kind.question.endswith("?") and kind.second_hint for kind in KINDS.values())
    assert all(rule.__doc__ for rule in RULES)
    assert len({rule.__name__ for rule in RULES}) == len(RULES)


def test_every_edit_makes_a_tree_that_compiles_or_is_no_python_and_leaves_the_tree_as_it_was():
    source = F.format("x[axis:], z = np.sum(x @ y.T, axis=1) / (len(x) + eps), y if x > 0 else -x")
    tree = definition(source)
    before = ast.dump(tree, include_attributes=True)
    compiled = 0
    for edit in edits_of(tree):
        with edit.made():
            try:
                compile(ast.Module([tree], []), "<test>", "exec")
                compiled += 1
            except (SyntaxError, TypeError, ValueError):
                continue
        assert edit.kind in KINDS
    assert ast.dump(tree, include_attributes=True) == before
    assert compiled > 300


def test_lines_that_did_not_run_are_not_to_blame():
    tree = definition("def f(x):\n    if x:\n        return x + 1\n    return x - 1")
    assert {edit.at.lineno for edit in edits_of(tree, {2, 4})} <= {2, 4}
    assert 3 in {edit.at.lineno for edit in edits_of(tree, {2, 3})}


def test_docstrings_messages_and_annotations_are_left_alone():
    tree = definition('def f(x: int = 1) -> int:\n    """Word."""\n    raise ValueError(f"{x} is 1")')
    touched = [ast.unparse(edit.at) for edit in edits_of(tree)]
    assert not [text for text in touched if "Word" in text or ("is 1" in text and "raise" not in text) or text == "int"]


@pytest.mark.parametrize("name", ["standard_normal", "random"])
@pytest.mark.parametrize("line", ["z = rng.uniform(-x, y, axis)", "z = rng.{name}(x)", "z = rng.normal(x, y, axis)"])
def test_no_edit_hands_numpy_something_else_for_the_array_to_write_to(name, line):
    """numpy takes an object in the place of `out` for an array, and may end the process, the learner's kernel."""
    for source in reachable(F.format(line.format(name=name))):
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
        assert not [call for call in calls if getattr(call.func, "attr", "") == name and len(call.args) > 1]
