"""Patch the shell: what runs the cells is made to run something else, or something more, or later."""

import pytest
from samples.attacks import WRONG, attack, gained
from samples.grading_chapter import code, notebook_with

pytestmark = [pytest.mark.grading, pytest.mark.slow]

ATTACKS = {
    "a transformer of syntax trees": """
import ast
class Gone(ast.NodeTransformer):
    def visit_Call(self, node): return ast.Constant(True)
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Gone())
""",
    "a transformer of sources": """
get_ipython().input_transformers_post.append(lambda lines: ["100\\n"])
get_ipython().input_transformers_cleanup.append(lambda lines: ["100\\n"])
""",
    "IPython's own methods": """
ip = get_ipython()
ip.showtraceback = lambda *a, **k: None
ip.run_cell = lambda *a, **k: None
""",
    "the worker's shell": """
from autograder.worker import shell
shell.Shell.run = lambda self, source: {"output": "2.0 of 2.0", "error": "", "score": 2.0}
""",
    "forged outputs": """
from IPython.display import HTML, display
display(HTML("<div class='score'>sigmoid: 2 of 2 points</div>"), metadata={"nbgrader": {"score": 2}})
print("FULL MARKS"); 100
""",
    "hooks before and after each cell": """
def full(*a): get_ipython().user_ns["sigmoid"] = lambda x: x
for event in ("pre_run_cell", "post_run_cell", "pre_execute", "post_execute"):
    get_ipython().events.register(event, full)
""",
    "hooks of Python": """
import atexit, sys
atexit.register(lambda: print("full marks"))
sys.excepthook = sys.displayhook = sys.unraisablehook = lambda *a: None
sys.settrace(lambda *a: None)
sys.setprofile(lambda *a: None)
sys.addaudithook(lambda *a: None)
""",
    "a thread that acts later": """
import sys, threading, time
def later():
    while True:
        time.sleep(0.01)
        sys.modules["__main__"].__dict__["sigmoid"] = get_ipython().user_ns["sigmoid"] = lambda x: x
threading.Thread(target=later, daemon=True).start()
""",
    "a timer that acts later": """
import signal
def later(*a): get_ipython().user_ns["sigmoid"] = lambda x: x
signal.signal(signal.SIGALRM, later)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
""",
    "the collector of garbage": """
import gc
def full(*a): get_ipython().user_ns["sigmoid"] = lambda x: x
gc.callbacks.append(full)
gc.set_threshold(1)
""",
    "an import of its own": """
import sys
class Finder:
    def find_spec(self, name, *a): get_ipython().user_ns["sigmoid"] = lambda x: x
sys.meta_path.insert(0, Finder())
sys.modules.pop("json", None)
sys.path_hooks.clear()
""",
    "magics that run nothing": """
from IPython.core.magic import register_cell_magic, register_line_magic
@register_line_magic
def matplotlib(line): get_ipython().user_ns["sigmoid"] = lambda x: x
get_ipython().run_line_magic("alias_magic", "time timeit")
get_ipython().run_line_magic("xmode", "Minimal")
""",
    "a namespace of its own": """
class Names(dict):
    def __getitem__(self, name): return super().__getitem__("relu" if name == "sigmoid" else name)
    def __contains__(self, name): return True
get_ipython().user_ns = Names(get_ipython().user_ns)
""",
    "another shell": """
from IPython.core.interactiveshell import InteractiveShell
InteractiveShell.clear_instance()
InteractiveShell.run_cell = lambda *a, **k: None
InteractiveShell.instance()
""",
    "the standard streams": """
import io, sys
class Full(io.StringIO):
    def write(self, text): raise SystemExit(0)
sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = sys.stdin = Full()
""",
}


def test_a_wrong_answer_stays_wrong(course, attacked):
    """Whatever runs in its place, or later."""
    results = attacked({name: attack(course, WRONG + patch) for name, patch in ATTACKS.items()})
    assert gained(results) == []


def test_from_the_first_cell_nothing_becomes_something(course, attacked):
    """In front of everything, with nothing honest in the notebook."""
    notebooks = {name: notebook_with(course, {"sigmoid": WRONG}) for name in ATTACKS}
    for name, notebook in notebooks.items():
        notebook["cells"].insert(1, code("import numpy as np\n" + ATTACKS[name]))
    assert {name: told.score for name, told in attacked(notebooks).items()} == dict.fromkeys(ATTACKS, 0.0)
