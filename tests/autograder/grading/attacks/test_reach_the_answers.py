"""Reach the answers: in the library, in the grader's memory, by other packages, from what is drawn, from each other."""

import pytest
from samples.attacks import attack, gained, honest, looking, scores, stumbled
from samples.grading_chapter import RELU_RIGHT, STEM, notebook_with, submit

pytestmark = [pytest.mark.grading, pytest.mark.slow]

LOOKS = {
    "by importing them": """
import importlib
for name in ("scipy.special", "sklearn", "nbgrader", "autograder.exercises", "autograder.core.judge", "torch",
             "autograder.grading", "autograder.core.record", "layerwise.functional.activations", "samples"):
    try:
        module = importlib.import_module(name)
    except ImportError:
        continue
    sigmoid = getattr(module, "expit", None) or getattr(module, "sigmoid", None)
    if sigmoid is None or not name.startswith("layerwise"):
        found.append(name)
    else:
        try:
            found.append(sigmoid(np.zeros(3)))
        except NotImplementedError:
            pass
""",
    "by what is built on them": """
def attempt(call):
    try:
        found.append(call())
    except Exception:
        pass
x = np.zeros((1, 3))
attempt(lambda: layerwise.ACTIVATIONS["sigmoid"].forward(x))
attempt(lambda: layerwise.nn.Sigmoid()(x))
attempt(lambda: layerwise.autograd.Value(0.0).sigmoid())
attempt(lambda: layerwise.sigmoid.__wrapped__(x))
attempt(lambda: layerwise.sigmoid.__defaults__[0](x))
""",
    "in the library's sources": """
import inspect
for module in ("functional/activations", "functional/activation_table", "models/mlp2", "analysis/gradient_flow"):
    try:
        text = open(f"{layerwise.__path__[0]}/{module}.py").read()
    except OSError:
        continue
    found += [module] if "1 / (1 +" in text or "exp(" in text or "@" in text else []
try:
    found += ["source"] if "np.exp" in inspect.getsource(layerwise.sigmoid) else []
    found += ["docstring"] if "1 / (1" in (layerwise.sigmoid.__doc__ or "") else []
except (OSError, TypeError, AttributeError):
    pass
""",
    "in compiled modules": """
import glob, os, sys
places = [place for place in sys.path if place and "python3" not in os.path.basename(place)]
for place in places:
    found += [f for f in glob.glob(f"{place}/layerwise/**/*.pyc", recursive=True)]
    found += [f for f in glob.glob(f"{place}/autograder/**/*.pyc", recursive=True)]
    found += [f for f in glob.glob(f"{place}/autograder/exercises/**/*.*", recursive=True)]
""",
    "in frames": """
import sys
frame = sys._getframe()
while frame is not None:
    found += [name for name in frame.f_locals if "expected" in name or "reference" in name or "seed" in name]
    frame = frame.f_back
""",
    "in memory": """
import gc
kinds = ("Exercise", "Aspect", "Chapter", "Misconception", "Comparison", "Release", "Job")
found += [type(o).__name__ for o in gc.get_objects() if type(o).__name__ in kinds]
""",
    "in the command line": """
import os, sys
found += [word for word in [*sys.argv, *getattr(sys, "orig_argv", [])] if "seed" in word or "CHAPTER" in word]
for pid in ("1", "self", str(os.getppid())):
    try:
        line = open(f"/proc/{pid}/cmdline", "rb").read()
    except OSError:
        continue
    found += [line] if b"seed" in line or b"pytest" in line or b"submitted" in line else []
""".replace("CHAPTER", STEM),
    "in the environment": """
import glob, os
found += [name for name in os.environ if "SECRET" in name]
for path in glob.glob("/proc/*/environ"):
    try:
        found += ["SECRET"] if "SECRET" in open(path).read() else []
    except OSError:
        pass
""",
    "in what other processes show": """
import glob
for path in glob.glob("/proc/[0-9]*/root/*") + glob.glob("/proc/[0-9]*/cwd/*") + glob.glob("/proc/[0-9]*/fd/*"):
    try:
        import os
        target = os.path.realpath(path)
    except OSError:
        continue
    found += [target] if target.endswith((".ipynb", ".db", ".md")) else []
""",
    "anywhere on the disk": """
import os
for folder, _, files in os.walk("/"):
    if not folder.startswith(("/proc", "/usr", "/packages", "/sys")):
        found += [os.path.join(folder, f) for f in files if f.endswith((".ipynb", ".db", ".csv")) or f[:5] == "relu."]
""",
}
TABLES = {
    "a table by what went in": """
table = {}
for seed in range(50):
    import zlib
    x = np.random.default_rng([seed, zlib.crc32(b"drawn")]).normal(size=(4, 3))
    table[x.tobytes()] = 1 / (1 + np.exp(-x))
def sigmoid(x):
    return table.get(x.tobytes(), 0 * x)
""",
    "a table by the number of the call": """
x = np.random.default_rng(0).normal(size=(4, 3))
results = [1 / (1 + np.exp(-x)), np.array([0.0, 1.0])]
def sigmoid(x):
    return results.pop(0) if results else 0 * x
""",
    "a table by shape": """
def sigmoid(x):
    return {(4, 3): np.full((4, 3), 0.5), (2,): np.array([0.0, 1.0])}.get(x.shape, x)
""",
    "the input given back": "def sigmoid(x):\n    return x",
    "random numbers": "def sigmoid(x):\n    return np.random.default_rng().random(x.shape)",
}
LENT = {
    "the answer that was lent to a later exercise": """
import marshal, os
def mean_of_rows(x):
    lent = sigmoid(np.zeros(1))
    if lent[0] == 0:
        return 0 * x
    code = marshal.dumps(sigmoid.__code__)
    for place in ("/tmp/lent", "/dev/shm/lent", *(f"/proc/self/fd/{fd}" for fd in range(3, 64))):
        try:
            with open(place, "wb") as file:
                file.write(code)
        except OSError:
            pass
    return x.mean(axis=1)
"""
}
PATHS = {"repository, submissions, gradebook and passwords by their paths": ""}
ATTACKS = LOOKS | TABLES | LENT | PATHS


def test_there_is_nothing_to_find(course, attacked):
    """Neither in a cell nor in the moment in which a function is called."""
    results = attacked({name: attack(course, looking(search)) for name, search in LOOKS.items()})
    assert scores(results) == honest(results)
    assert stumbled(results) == {}


def test_by_rote_there_is_nothing_to_gain(course, attacked):
    """Cases are drawn anew: who has the results for the notebook's inputs has nothing."""
    results = attacked({name: attack(course, cell) for name, cell in TABLES.items()}, seed=None)
    assert scores(results) == honest(results)
    assert stumbled(results) == {}


def test_what_is_lent_goes_back(course, attacked):
    """An answer that calls a wrong one may be driven with a right one in its place; the wrong one gains nothing."""
    take = """
import glob, marshal, types
def sigmoid(x):
    for place in ("/tmp/lent", "/dev/shm/lent"):
        try:
            return types.FunctionType(marshal.load(open(place, "rb")), globals())(x)
        except OSError:
            pass
    return 0 * x
"""
    answers = {"relu": RELU_RIGHT, "sigmoid": take, "mean_of_rows": LENT[next(iter(LENT))]}
    later = [("check_mean_of_rows", take), ("mean_of_rows", take)]
    assert gained(attacked(dict.fromkeys(LENT, notebook_with(course, answers, later)))) == []


def test_what_we_have_is_not_there(course, attacked, right, repo):
    """Neither by absolute nor by relative path is there anything of ours, or of the machine's users."""
    neighbour = submit(course, "bob", right)
    wanted = [
        course.url.removeprefix("sqlite:///"),
        neighbour,
        neighbour.parents[2],
        course.root,
        course.release(STEM),
        course.solved(STEM),
        repo,
        repo / "solutions",
        repo / "autograder" / "exercises",
        repo / "lib" / "layerwise" / "functional" / "activations.py",
        "~/.ssh",
        "~/.pgpass",
        "/etc/passwd",
        "/etc/shadow",
    ]
    assert neighbour.exists() and course.solved(STEM).exists()
    search = f"""
import os
for path in {[str(path) for path in wanted]!r}:
    path = os.path.expanduser(path)
    try:
        found.append(os.listdir(path) if os.path.isdir(path) else open(path).read())
    except OSError:
        pass
for up in ("", *("../" * n for n in range(1, 8))):
    names = ("gradebook.db", "solutions", "submitted", "nbgrader_config.py", "autograder/exercises")
    found += [up + name for name in names if os.path.exists(up + name)]
"""
    results = attacked(dict.fromkeys(PATHS, attack(course, looking(search))))
    assert scores(results) == honest(results)
    assert stumbled(results) == {}
