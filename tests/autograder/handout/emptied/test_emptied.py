"""Source and library without answers: what goes, what stays, and that what stays can still be imported."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import exercises
from autograder.core.answers import read_source
from autograder.core.examples import examples
from autograder.handout.emptied_source import STARTER, emptied
from autograder.handout.leak_search import bodies

SOURCE = '''\
# %% exercise="relu"
def relu(x):
    """Return x where it is positive."""
    ### BEGIN SOLUTION
    return np.maximum(x, 0)
    ### END SOLUTION

# %% [markdown]
# Why?
#
# ### BEGIN MARK SCHEME
# One point for the corner.
# ### END MARK SCHEME

# %% [markdown] written="why" points=2
# ### BEGIN SOLUTION
# Because of the corner.
# ### END SOLUTION
'''


def test_what_is_marked_goes_and_the_starter_stands_in_its_place():
    text = emptied(SOURCE)
    assert "maximum" not in text and "corner" not in text and "###" not in text
    assert f"    {STARTER}\n" in text and "# Why?" in text
    assert ast.parse(text)


@pytest.mark.parametrize("stem", exercises.stems())
def test_what_a_check_reads_of_a_source_is_still_there(tmp_path: Path, stem: str):
    source = exercises.source(stem)
    path = tmp_path / f"{stem}.py"
    path.write_text(emptied(source.path.read_text(encoding="utf-8")), encoding="utf-8")
    bare = read_source(path)
    assert (bare.title, bare.headings, bare.written) == (source.title, source.headings, source.written)
    assert list(bare.exercises) == list(source.exercises)
    for exercise in exercises.load(stem).exercises:
        assert set(exercise.functions) <= set(bare.exercises[exercise.name].definitions)
        both = [list(examples(one.answer(exercise.name))) for one in (bare, source)]
        assert both[0] == both[1]
    assert all(not bare.model_answer(question).text for question in bare.written)


def test_bodies_are_known_under_other_names():
    one = (
        "def f(x, n):\n    'Doc.'\n    total: int = 0\n    for i in range(n):\n"
        "        total += x[i] * i\n    return total\n"
    )
    other = "def g(a, k):\n    s = 0\n    for j in range(k):\n        s += a[j] * j\n    return s\n"
    third = "def g(a, k):\n    s = 0\n    for j in range(k):\n        s -= a[j] * j\n    return s\n"
    assert bodies(one) == bodies(other) != bodies(third)
    assert not bodies("def f(x):\n    return x.copy()\n"), "too short to be an answer"


WITHHELD = """
import layerwise.withheld as w

class Base: ...
class Layer(Base, metaclass=w.Withheld):
    _to_be_written = True
class Bigger(Layer):
    pass
@w.withheld
def double(x):
    "Yours."

class Own:
    kind = "own"
    def __init__(self, n): self.n = n

found = {}
def find(name):
    if name not in found:
        raise LookupError(name)
    return found[name]

for call in (lambda: double(2), lambda: Layer(3)):
    try: call(); assert False
    except NotImplementedError as said: assert "yours to write" in str(said), said
w.lend(find)
try: double(2); assert False
except LookupError: pass
assert not isinstance(3, Layer)
found.update(double=lambda x: 2 * x, Layer=Own)
assert double(4) == 8 and double.__name__ == "double"
layer = Layer(3)
assert isinstance(layer, Own) and layer.n == 3 and isinstance(layer, Layer) and not isinstance(layer, Bigger)
assert Layer.kind == "own"
try: Bigger(3); assert False
except NotImplementedError as said: assert "builds on" in str(said)
"""


def test_what_stands_in_for_a_body_runs_the_learners():
    """In a process of its own: what is lent stays lent."""
    ran = subprocess.run([sys.executable, "-c", WITHHELD], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
