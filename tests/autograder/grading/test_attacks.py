"""Attacks, each run through the real pipeline between two honest submissions.

An attacker writes an honest `relu` (2 points) and `mean_of_rows` (3 points) and no `sigmoid`; the attack tries to get
the 2 points for it, or to harm somebody. What is asserted each time: the attacker has what the honest part deserves,
the neighbours have their own, the run has ended soon, and, where something was disturbed, the instructor is told.
"""

from pathlib import Path

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from samples.grading_chapter import FULL, MEANS_RIGHT, RELU_RIGHT, RIGHT, STEM, code, name_of, notebook_with, submit

from autograder.sandbox.limits import Limits

pytestmark = [pytest.mark.grading, pytest.mark.slow]

REPOSITORY = Path(__file__).parents[3]
HONEST = {"relu": 2.0, "sigmoid": 0.0, "mean_of_rows": 3.0}
WRONG = "def sigmoid(x):\n    return 0 * x\n"
# The attack counts as a success when it finds anything: only then is sigmoid defined as it should be.
IF_FOUND = """
def sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e)) if found else 0 * x
"""
LIMITS = Limits(cell_seconds=3, slack_seconds=2, submission_seconds=60)

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
    "IPython's transformers": """
import ast
class Gone(ast.NodeTransformer):
    def visit_Call(self, node): return ast.Constant(True)
    def visit_Assert(self, node): return ast.Pass()
ip = get_ipython()
ip.ast_transformers.append(Gone())
ip.input_transformers_post.append(lambda lines: ["100\\n"])
""",
    "IPython's own methods": """
ip = get_ipython()
ip.showtraceback = lambda *a, **k: None
ip.run_cell = lambda *a, **k: None
""",
    "the worker's observation": """
import sys
from autograder.worker import observe, wire, worker
right = {"output": np.ones((4, 3)), "score": 2.0}
worker.observe = observe.observe = lambda *a, **k: observe.Observation(values=right)
assert hasattr(worker, "_definition_state")
worker._definition_state = lambda *a: "written"
""",
    "the worker's packing": """
from autograder.worker import wire
wire.pack = lambda value: b"full marks"
""",
    "builtins": """
import builtins
builtins.abs = builtins.max = builtins.sum = lambda *a, **k: 0
builtins.isinstance = lambda *a: True
builtins.__import__ = lambda *a, **k: None
""",
    "what numpy does with the answer": """
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
    "an exception that lies": """
class Full(BaseException):
    def __str__(self): raise SystemExit
def sigmoid(x): raise Full
""",
    "hooks that act later": """
import atexit, sys, threading, time
atexit.register(lambda: print("full marks"))
sys.excepthook = sys.displayhook = lambda *a: None
sys.settrace(lambda *a: None)
def later():
    while True:
        time.sleep(0.01)
        sys.modules["__main__"].__dict__["sigmoid"] = lambda x: x
threading.Thread(target=later, daemon=True).start()
""",
}

SECRETS = {
    "answers by importing": """
import importlib
for name in ("scipy.special", "sklearn", "nbgrader", "autograder.exercises", "autograder.core.judge", "torch",
             "autograder.grading", "autograder.core.record", "layerwise.functional.activations"):
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
try:
    found.append(layerwise.ACTIVATIONS["sigmoid"].forward(np.zeros(3)))
except NotImplementedError:
    pass
""",
    "sources of the library": """
import inspect
for module in ("functional/activations", "functional/activation_table", "models/mlp2", "analysis/gradient_flow"):
    text = open(f"{layerwise.__path__[0]}/{module}.py").read()
    found += [module] if "1 / (1 +" in text or "exp(" in text or "@" in text else []
found += ["source"] if "exp" in inspect.getsource(layerwise.sigmoid) else []
found += [layerwise.sigmoid.__doc__] if layerwise.sigmoid.__doc__ else []
""",
    "the expected values in frames and memory": """
import gc, sys
inside = {"inputs", "probe", "functions", "given", "seen", "self", "x"}
frame = sys._getframe()
while frame is not None:
    found += [name for name in frame.f_locals if "expected" in name or "reference" in name]
    frame = frame.f_back
found += [o for o in gc.get_objects() if type(o).__name__ in ("Exercise", "Aspect", "Chapter", "Misconception")]
""",
    "the environment": """
import glob, os
found += [name for name in os.environ if "SECRET" in name]
for path in glob.glob("/proc/*/environ"):
    try:
        found += ["SECRET"] if "SECRET" in open(path).read() else []
    except OSError:
        pass
""",
    "other processes": """
import os
lines = [open(f"/proc/{pid}/cmdline", "rb").read() for pid in os.listdir("/proc") if pid.isdigit()]
found += [line for line in lines if b"pytest" in line or b"class" in line]
for action in (lambda: os.kill(-1, 0), lambda: os.kill(1, 9), lambda: open("/proc/1/mem", "rb+").read(1)):
    try:
        action()
    except OSError:
        pass
""",
    "devices, mounts and namespaces": """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWNET = 0x10000000, 0x20000, 0x40000000
for flags in (CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWNET):
    found += [flags] if libc.unshare(flags) == 0 else []
found += ["mount"] if libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0 else []
found += ["ptrace"] if libc.ptrace(16, os.getppid(), 0, 0) == 0 else []
found += [name for name in os.listdir("/dev") if name.startswith(("sd", "vd", "nvme", "mem", "kmsg"))]
for call in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.chroot("/tmp"), lambda: os.nice(-5),
             lambda: open("/proc/sys/kernel/core_pattern", "w"), lambda: open("/proc/sysrq-trigger", "w"),
             lambda: open("/proc/self/oom_score_adj", "w")):
    try:
        found.append(call())
    except OSError:
        pass
found += [path for path in ("/sys/kernel", "/run", "/var", "/home", "/boot") if os.path.exists(path)]
""",
    "places to write": """
import os
for place in ("/", "/course", "/course/layerwise", "/packages", "/usr", "/etc", "/dev", "/proc", "/root",
              os.path.dirname(np.__file__), os.path.dirname(os.__file__)):
    try:
        open(os.path.join(place, "left-behind"), "w").close()
        found.append(place)
    except OSError:
        pass
found += ["left by somebody"] if os.path.exists("/tmp/left-behind") else []
open("/tmp/left-behind", "w").close()
""",
    "the network": """
import socket
for family, address in ((socket.AF_INET, ("127.0.0.1", 22)), (socket.AF_INET, ("192.0.2.1", 80)),
                        (socket.AF_INET6, ("::1", 22)), (40, (2, 22)), (socket.AF_NETLINK, (0, 0))):
    try:
        s = socket.socket(family)
        s.settimeout(1)
        s.connect(address)
        found.append(address)
    except OSError:
        pass
try:
    found.append(socket.getaddrinfo("localhost.example.com", 80))
except OSError:
    pass
for line in open("/proc/net/unix").read().splitlines()[1:]:
    found += [line] if "@" in line else []
""",
}

EXHAUSTIONS = {
    "an endless loop": "while True:\n    pass",
    "an endless loop that minds no signal": (
        "import signal\nfor s in range(1, 32):\n    try:\n        signal.signal(s, signal.SIG_IGN)\n"
        "    except (OSError, ValueError):\n        pass\nwhile True:\n    pass"
    ),
    "a stopped process": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    "the end of the process": "import os\nos._exit(0)",
    "a crash": "import ctypes\nctypes.string_at(0)",
    "a fork bomb": "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
    "threads": (
        "import threading, time\ndef sleep():\n    time.sleep(60)\nwhile True:\n    try:\n"
        "        threading.Thread(target=sleep).start()\n    except RuntimeError:\n        pass"
    ),
    "much memory in many processes": (
        "import os, time\nfor _ in range(4):\n    os.fork()\nkept = []\nwhile True:\n"
        "    kept.append(bytearray(b'x' * 20_000_000))\n    time.sleep(0.01)"
    ),
    "recursion without end": "import sys\nsys.setrecursionlimit(10**9)\ndef f(): return f()\nf()",
}

FORGERIES = {
    "frames on every descriptor": """
import os
frame = (1).to_bytes(8, "big") + (4).to_bytes(4, "big") + b"full"
for fd in range(3, 64):
    try:
        os.write(fd, frame)
    except OSError:
        pass
""",
    "frames from a thread, for ever": """
import os, threading
from autograder.worker import wire
def shout():
    payload = wire.pack({"values": {}, "inputs_after": {}, "warnings": [], "errors": {}, "error": None})
    while True:
        for fd in range(3, 10):
            try:
                os.write(fd, (7).to_bytes(8, "big") + len(payload).to_bytes(4, "big") + payload)
            except OSError:
                pass
threading.Thread(target=shout, daemon=True).start()
""",
    "a frame that promises four gigabytes": """
from autograder.worker import worker
real = worker.write_frame
def huge(fd, number, payload):
    import os
    os.write(fd, number.to_bytes(8, "big") + (2**32 - 1).to_bytes(4, "big"))
worker.write_frame = huge
""",
    "replies that are no values": """
from autograder.worker import worker
real = worker.write_frame
worker.write_frame = lambda fd, number, payload: real(fd, number, b"\\x80\\x04cos\\nsystem\\n." * 3)
""",
    "replies of the wrong shape": """
from autograder.worker import wire, worker
real = worker.write_frame
worker.write_frame = lambda fd, number, payload: real(fd, number, wire.pack([1, {"values": "all right"}]))
""",
    "replies with another number": """
from autograder.worker import worker
real = worker.write_frame
worker.write_frame = lambda fd, number, payload: real(fd, number ^ 1, payload)
""",
    "no replies": """
from autograder.worker import worker
worker.write_frame = lambda *a: None
""",
}


MONSTERS = [
    "    return np.zeros(10**8)",
    "    kept = [np.ones(10**7) for _ in range(10**4)]\n    return x",
    "    return 10 ** 10 ** 8",
    "    open('/tmp/big', 'wb').write(bytes(10**9))\n    return x",
    "    while True:\n        print('x' * 10**6)",
    "    nested = []\n    for _ in range(10**6):\n        nested = [nested]\n    return nested",
    "    cyclic = []\n    cyclic.append(cyclic)\n    return cyclic",
    "    return np.array([{}, print], dtype=object)",
    "    return np.zeros(4, dtype=[('a', 'f8'), ('b', 'O')])",
    "    return np.zeros((10**15, 0))",
    "    return np.full((4, 3), np.datetime64('now'))",
    "    return 'x' * 10**9",
    "    return np.broadcast_to(x, (10**9, 4, 3))",
]


@pytest.fixture
def attacked(course, grade, right, monkeypatch):
    """Grade attacks among honest submissions, check these, and return what each attack brought."""

    monkeypatch.setenv("LAYERWISE_SECRET", "an environment variable of whoever grades")

    def run(notebooks, **options):
        slip = notebook_with(course, {**RIGHT, "sigmoid": "def sigmoid(x):\n    return 1 / (1 + np.exp(-x))\n"})
        names = {f"mallory{number:02}": name for number, name in enumerate(notebooks)}
        attacks = {student: notebooks[name] for student, name in names.items()}
        outcome = grade({"ann": right, **attacks, "zoe": slip}, **{"limits": LIMITS, **options})
        assert outcome.failed == {}
        # What the limits allow to one cell and two cases, and as many fresh sandboxes as that can wear out. How long a
        # sandbox takes depends on what else the machine does: the honest submissions of the same run say it.
        slowest = max(outcome.graded[name].seconds for name in ("ann", "zoe"))
        allowed = LIMITS.cell_seconds + 2 * (2 + LIMITS.slack_seconds) + LIMITS.cell_seconds + 6 * slowest
        late = {name: outcome.graded[student].seconds for student, name in names.items()}
        assert {name: seconds for name, seconds in late.items() if seconds > allowed} == {}, allowed
        assert outcome.graded["ann"].scores == FULL
        assert outcome.graded["zoe"].scores == {**FULL, "sigmoid": 1.0}
        assert outcome.graded["zoe"].reports["sigmoid"].diagnosis.name == "exp overflows"
        assert outcome.graded["ann"].notices == outcome.graded["zoe"].notices == ()
        return {name: outcome.graded[student] for student, name in names.items()}

    return run


def attack(course, cell):
    """Two honest answers, and the attack in the third's cell."""
    return notebook_with(course, {"relu": RELU_RIGHT, "sigmoid": cell, "mean_of_rows": MEANS_RIGHT})


def inside_a_call(source, last="return 0 * x"):
    """The same code, run when sigmoid is called."""
    return "def sigmoid(x):\n" + "".join(f"    {line}\n" for line in [*source.strip().splitlines(), last])


def scores(results):
    return {name: graded.scores for name, graded in results.items()}


def honest(results):
    return dict.fromkeys(results, HONEST)


def stumbled(results):
    """The attacks that ended in an error of their own, and so have tried nothing."""
    failures = {name: graded.reports["sigmoid"].aspects[0].failure for name, graded in results.items()}
    return {name: failure.message for name, failure in failures.items() if "Error" in failure.message}


def untold(results):
    """The attacks of which nobody would hear."""
    return [name for name, graded in results.items() if not any(notice.needs_review for notice in graded.notices)]


def test_patching_gains_nothing(course, attacked):
    """The verdict is made elsewhere, of numbers: whatever is patched in the notebook, a wrong sigmoid is wrong."""
    results = attacked({name: attack(course, WRONG + patch) for name, patch in PATCHES.items()})
    for name, graded in results.items():
        assert (graded.scores["relu"], graded.scores["sigmoid"]) == (2.0, 0.0), name
        # Who breaks numpy or the shell has broken them for the answers below, too.
        assert graded.scores["mean_of_rows"] in (0.0, 3.0), name


def test_patching_from_the_first_cell_gains_nothing(course, attacked):
    """The same from a cell in front of everything, with nothing honest in the notebook: nothing."""
    notebooks = {name: notebook_with(course, {"sigmoid": WRONG}) for name in PATCHES}
    for name, notebook in notebooks.items():
        notebook["cells"].insert(1, code("import numpy as np\n" + PATCHES[name]))
    assert {name: graded.score for name, graded in attacked(notebooks).items()} == dict.fromkeys(PATCHES, 0.0)


def test_there_is_nothing_to_find(course, attacked):
    """Whoever looks in a cell for answers, secrets or ways out finds none."""
    looks = {name: "found = []\n" + search + IF_FOUND for name, search in SECRETS.items()}
    results = attacked({name: attack(course, cell) for name, cell in looks.items()})
    assert scores(results) == honest(results)
    assert stumbled(results) == {}


def test_there_is_nothing_to_find_while_being_called(course, attacked):
    """The same from within the function, while a probe is calling it."""
    cells = {
        name: inside_a_call("found = []\n" + search + IF_FOUND.replace("sigmoid", "answer"), "return answer(x)")
        for name, search in SECRETS.items()
    }
    results = attacked({name: attack(course, cell) for name, cell in cells.items()})
    assert scores(results) == honest(results)
    assert stumbled(results) == {}


def test_repository_submissions_and_gradebook_are_not_there(course, attacked, right):
    """Neither by absolute nor by relative path, nor through sqlite, can a submission see or change what we have."""
    neighbour = submit(course, "bob", right)
    url = course.url.removeprefix("sqlite:///")
    wanted = [
        url,
        neighbour,
        neighbour.parents[2],
        course.root,
        course.release(STEM),
        course.solved(STEM),
        REPOSITORY,
        REPOSITORY / "solutions",
        REPOSITORY / "autograder" / "exercises",
        REPOSITORY / "lib" / "layerwise" / "functional" / "activations.py",
        Path.home() / ".ssh",
        "/etc/passwd",
        "/etc/shadow",
    ]
    assert all(path.exists() for path in wanted if isinstance(path, Path) and path.is_relative_to(REPOSITORY))
    names = ("gradebook.db", "solutions", "submitted", "nbgrader_config.py", "autograder/exercises")
    cell = f"""
import os, sqlite3
found = []
for path in {[str(path) for path in wanted]!r}:
    try:
        found.append(os.listdir(path) if os.path.isdir(path) else open(path).read())
    except OSError:
        pass
for up in ("", *("../" * n for n in range(1, 8))):
    found += [up + name for name in {names!r} if os.path.exists(up + name)]
for folder, _, files in os.walk("/"):
    if not folder.startswith(("/proc", "/usr", "/packages")):
        found += [os.path.join(folder, f) for f in files if f.endswith((".ipynb", ".db", ".csv"))]
try:
    book = sqlite3.connect({url!r})
    book.execute("UPDATE grade SET auto_score = 100")
    book.commit()
    found.append("gradebook")
except sqlite3.Error:
    pass
{IF_FOUND}"""
    results = attacked({"in a cell": attack(course, cell)})
    assert scores(results) == honest(results)


def test_exhaustion_costs_only_its_own_exercise(course, attacked):
    """A cell that hangs, dies or eats the machine is ended; the answers above and below it keep their marks."""
    results = attacked({name: attack(course, WRONG + cell) for name, cell in EXHAUSTIONS.items()})
    assert scores(results) == honest(results)
    assert set(untold(results)) <= {"recursion without end"}  # which is an ordinary error, if it has one


def test_exhaustion_in_a_function_costs_only_its_own_exercise(course, attacked):
    """The same, when it happens in the moment in which the function is called."""
    results = attacked({name: attack(course, inside_a_call(cell)) for name, cell in EXHAUSTIONS.items()})
    assert scores(results) == honest(results)
    assert set(untold(results)) <= {"recursion without end"}


def test_monstrous_results_are_wrong_results(course, attacked):
    """Too large, too deep, of no numeric type or of a lying shape: a result that is not right, and nothing worse."""
    results = attacked({body: attack(course, f"def sigmoid(x):\n{body}\n") for body in MONSTERS})
    assert scores(results) == honest(results)


def test_a_flood_of_output_is_cut(course, attacked):
    """A cell that prints without end is ended, and what a cell prints fits on a page."""
    flood = WRONG + "import os\nwhile True:\n    print('x' * 10**6)\n    os.write(1, b'y' * 10**6)\n"
    much = WRONG + "print('x' * 10**8)"
    results = attacked({"endless": attack(course, flood), "much": attack(course, much)})
    assert scores(results) == honest(results)
    assert untold(results) == ["much"]
    assert "more characters were left out" in results["much"].notebook
    assert all(len(graded.notebook) < 200_000 for graded in results.values())


def test_forged_replies_end_the_sandbox_and_are_told(course, attacked):
    """A reply that nobody asked for, or that is none, costs the cell that brought it; nothing else, and no error."""
    results = attacked({name: attack(course, WRONG + forgery) for name, forgery in FORGERIES.items()})
    assert scores(results) == honest(results)
    assert untold(results) == []


def test_forged_replies_from_a_called_function_gain_nothing(course, attacked):
    """The child that calls a function has no way to the grader but its one result."""
    results = attacked({name: attack(course, inside_a_call(forgery)) for name, forgery in FORGERIES.items()})
    assert scores(results) == honest(results)


def test_a_table_of_seen_inputs_does_not_help(course, attacked):
    """Cases are drawn anew: who has the results for the notebook's inputs has nothing."""
    cell = """
table = {}
for seed in range(50):
    import zlib
    x = np.random.default_rng([seed, zlib.crc32(b"drawn")]).normal(size=(4, 3))
    table[x.tobytes()] = 1 / (1 + np.exp(-x))
def sigmoid(x):
    return table.get(x.tobytes(), 0 * x)
"""
    results = attacked({"a table": attack(course, cell)}, seed=None)
    assert scores(results) == honest(results)


def test_metadata_scores_nothing(course, attacked):
    """NaN, huge and negative points in the metadata, and outputs that claim a result, are not looked at."""
    notebook = attack(course, WRONG)
    for cell, points in zip(notebook["cells"], [float("nan"), 1e308, -5, "9", None] * 10, strict=False):
        cell["metadata"].setdefault("nbgrader", {})["points"] = points
        cell["metadata"]["nbgrader"]["score"] = 100
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": "100"}, "metadata": {}}]
    results = attacked({"metadata": notebook})
    assert scores(results) == honest(results)


def test_what_people_read_is_plain_text(course, attacked):
    """HTML, scripts and terminal codes in outputs, names, errors and words arrive as text."""
    evil = "<script>alert(1)</script>\x1b[2J<img src=x onerror=alert(1)>"
    cell = f"print({evil!r})\ndef sigmoid(x):\n    raise ValueError({evil!r})\n"
    notebook = attack(course, cell)
    notebook["cells"].insert(2, {"cell_type": "markdown", "metadata": {}, "source": evil + " a < b"})
    for one in notebook["cells"]:
        if name_of(one) == "why":
            one["source"] = evil
    results = attacked({"injection": notebook})
    assert scores(results) == honest(results)
    graded = results["injection"]
    made = nbformat.reads(graded.notebook, as_version=4)
    nbformat.validate(made)
    page, _ = HTMLExporter().from_notebook_node(made)
    body = page[page.index("<body") :]
    assert "<script>alert" not in body
    assert "<img src=x" not in body
    assert "\x1b" not in graded.notebook + page
    assert "a &lt; b" in graded.notebook
