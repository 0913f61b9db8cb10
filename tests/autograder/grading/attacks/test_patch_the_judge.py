"""Patch the judge: whatever is replaced in the notebook's process, and whatever a result claims to be.

The verdict is made elsewhere, of numbers.
"""

import pytest
from samples.attacks import REPLACE, WRONG, attack, gained, honest, scores

pytestmark = [pytest.mark.grading, pytest.mark.slow]

PATCHES = {
    "check and its package": """
import sys, types
import autograder
autograder.check = check = lambda *a, **k: "full marks"
sys.modules["autograder"] = types.ModuleType("autograder")
sys.modules["autograder.core.judge"] = sys.modules["autograder"]
""",
    "numpy's comparisons": """
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None
np.allclose = np.isclose = np.array_equal = lambda *a, **k: True
""",
    "the worker's observation": REPLACE
    + """
from autograder.worker import observe
right = {"output": np.ones((4, 3)), "score": 2.0}
replace("observe", lambda *a, **k: observe.Observation(values=right))
""",
    "the observation's class": """
from autograder.worker import observe
observe.Observation.to_tree = lambda self: {
    "values": {"output": np.full((4, 3), 0.5), "score": 2.0, "verdict": "right"},
    "inputs_after": {}, "warnings": [], "errors": {}, "error": None, "state": "right", "points": 2.0}
""",
    "the worker's packing": REPLACE + "wire.pack = lambda value: b'full marks'",
    "what counts as written": REPLACE
    + """
replace("is_unwritten", lambda thing: False)
replace("_definition_state", lambda *a: "written")
""",
    "the copies of the inputs": """
import copy
copy.deepcopy = lambda value, memo=None: {}
""",
    "the clocks": """
import time
time.monotonic = time.time = time.perf_counter = lambda: 0.0
""",
    "the warnings": """
import warnings
warnings.catch_warnings = warnings.warn = lambda *a, **k: None
np.seterr(all="ignore")
np.errstate = lambda *a, **k: None
""",
    "numpy's way to write arrays": """
np.lib.format.write_array = lambda stream, *a, **k: stream.write(b"\\x93NUMPY full marks")
""",
    "json": """
import json
json.dumps = lambda *a, **k: '{"value": "full marks", "sizes": []}'
""",
    "builtins": """
import builtins
builtins.abs = builtins.max = builtins.sum = lambda *a, **k: 0
builtins.isinstance = lambda *a: True
builtins.__import__ = lambda *a, **k: None
""",
}
RESULTS = {
    "a subclass of ndarray": """
class Right(np.ndarray):
    __eq__ = __le__ = __lt__ = lambda self, other: np.True_
    def __array__(self, *a, **k): return self
    def __array_ufunc__(self, *a, **k): return np.True_
    all = any = lambda self, *a, **k: True
    @property
    def __class__(self): return float
def sigmoid(x): return np.zeros(x.shape).view(Right)
""",
    "an object that equals everything": """
class Equal:
    __eq__ = lambda self, other: True
    __array__ = lambda self, *a, **k: self
    __float__ = lambda self: float("nan")
def sigmoid(x): return Equal()
""",
    "another's memory": """
class Elsewhere:
    __array_interface__ = {"shape": (4, 3), "typestr": "<f8", "data": (1 << 20, False), "version": 3}
def sigmoid(x): return Elsewhere()
""",
    "an array that is another the second time": """
class Changing:
    calls = 0
    def __array__(self, *a, **k):
        Changing.calls += 1
        return np.full((4, 3), Changing.calls)
def sigmoid(x): return Changing()
""",
    "a masked array": "def sigmoid(x): return np.ma.masked_all(x.shape)",
    "nothing but NaN": "def sigmoid(x): return np.full(x.shape, np.nan)",
    "nothing but infinities": "def sigmoid(x): return np.full(x.shape, np.inf)",
    "no numbers at all": "def sigmoid(x): return np.zeros((0, 3))",
    "a shape that fits everything": "def sigmoid(x): return np.full((1, 1, 1), 0.5)",
    "True": "def sigmoid(x): return True",
    "words": "def sigmoid(x): return 'full marks'",
    "an exception that lies": """
class Full(BaseException):
    def __str__(self): raise SystemExit
def sigmoid(x): raise Full
""",
}
ATTACKS = PATCHES | RESULTS


def test_patching_gains_nothing(course, attacked):
    """A wrong sigmoid is wrong."""
    results = attacked({name: attack(course, WRONG + patch) for name, patch in PATCHES.items()})
    assert gained(results) == []


def test_a_result_is_what_its_numbers_are(course, attacked):
    """Whatever it says of itself, and whatever it is a class of."""
    results = attacked({name: attack(course, cell) for name, cell in RESULTS.items()})
    assert scores(results) == honest(results)
