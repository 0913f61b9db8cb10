"""A course with one small chapter and a class with known scores, for measurements of the grader and not of learners.

The chapter needs a record, and a record stands in the package: so this makes a checkout of its own, with copies of
`autograder` and `lib`, in which the chapter is the only one. Whoever grades there runs `command(...)` with
`surroundings(...)`.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
STEM = "ch01_small"
RECORD = {
    "__init__.py": "",
    "double.py": """\
from autograder.core.record import Aspect, Case, Exercise


def double(x):
    return 2 * x


CASES = (Case("rows", lambda rng: {"x": rng.normal(size=(2, 3))}), Case("one", lambda rng: {"x": rng.normal(size=4)}))
EXERCISE = Exercise(reference=double, aspects=(Aspect("values", 1, CASES),))
""",
    "double.md": """\
## squares
```diff
-     return x + x
+     return x**2
```
3 became 9. Twice a number is no square of it.
> What does x + x give?
""",
    "halve.py": """\
from autograder.core.record import Aspect, Exercise

from .double import CASES


def halve(x):
    return x / 2


EXERCISE = Exercise(reference=halve, aspects=(Aspect("values", 2, CASES),))
""",
    "halve.md": """\
## whole numbers
```diff
-     return 0.5 * x
+     return x // 2
```
3 became 1. Half of three is no whole number.
> What does // do?
""",
}
SOURCE = '''\
# %% [markdown]
# # A small chapter

# %%
import numpy as np

from autograder import check

# %% [markdown]
# Judged: values.

# %% exercise="double"
def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return x + x
    ### END SOLUTION


# %% [markdown]
# Judged: values.

# %% exercise="halve"
def halve(x):
    """Half of x."""
    ### BEGIN SOLUTION
    return 0.5 * x
    ### END SOLUTION
'''
ANSWERS = (
    ({"double": "return x + x", "halve": "return 0.5 * x"}, {"double": 1.0, "halve": 2.0}),
    ({"double": "return x**2", "halve": "return 0.5 * x"}, {"double": 0.0, "halve": 2.0}),
    ({"double": "return 2 * x", "halve": "return x // 2"}, {"double": 1.0, "halve": 0.0}),
    ({"double": "return x - 1", "halve": "return x / 2"}, {"double": 0.0, "halve": 2.0}),
)
BUILD = f"""\
from autograder import exercises
from autograder.build.assemble import assemble, text_of
from autograder.build.learner_files import release
from autograder.build.source import read
from pathlib import Path
home = Path("solutions/{STEM}")
notebook = assemble(read(home / "{STEM}.py"), exercises.load("{STEM}"))
(home / "{STEM}.ipynb").write_text(text_of(notebook))
for name, content in release(notebook, "{STEM}", home).items():
    target = Path("course/{STEM}") / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
"""


def make_course(root: Path, submissions: int) -> dict[str, dict[str, float]]:
    """Make the checkout, which is the course folder, too. Returns the score of each student's exercises."""
    kept_out = shutil.ignore_patterns("__pycache__", "ch0[1-8]_*", "data")
    shutil.copytree(REPOSITORY / "autograder", root / "autograder", ignore=kept_out)
    shutil.copytree(REPOSITORY / "lib", root / "lib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    for name, text in RECORD.items():
        path = root / "autograder" / "exercises" / STEM / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / "solutions" / STEM).mkdir(parents=True)
    (root / "solutions" / STEM / f"{STEM}.py").write_text(SOURCE)
    subprocess.run([sys.executable, "-c", BUILD], cwd=root, env=surroundings(root), check=True)
    return {f"student_{n:05}": _hand_in(root, f"student_{n:05}", n) for n in range(submissions)}


def command(*options: str) -> list[str]:
    """Grade the chapter."""
    return [sys.executable, "-m", "autograder", "grade", STEM, *options]


def surroundings(root: Path) -> dict[str, str]:
    """The environment in which the checkout's own packages are found."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(root / "lib"), str(root)])}


def recorded(root: Path) -> dict[str, dict[str, float]]:
    """The scores in the gradebook, by student and exercise."""
    from nbgrader.api import Gradebook

    found: dict[str, dict[str, float]] = {}
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        for submission in book.assignment_submissions(STEM):
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            found[submission.student.id] = {grade.name.removeprefix("check_"): grade.auto_score for grade in grades}
    return found


def _hand_in(root: Path, student: str, number: int) -> dict[str, float]:
    answers, scores = ANSWERS[number % len(ANSWERS)]
    notebook = json.loads((root / "course" / STEM / f"{STEM}.ipynb").read_text())
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell["source"] = f"def {name}(x):\n    {answers[name]}  # {number}\n"
    path = root / "submitted" / student / STEM / f"{STEM}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook))
    return scores
