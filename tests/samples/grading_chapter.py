"""A small chapter to grade: three exercises with references in layerwise and elsewhere, and a course for it."""

import copy
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from samples.relu_record import RELU
from samples.small_chapter import know_records

import layerwise
from autograder.build.assemble import assemble, text_of
from autograder.build.learner_files import release
from autograder.build.source import read
from autograder.core.record import WARNINGS, Aspect, Case, Chapter, Exercise, Misconception, Written
from autograder.grading.course import Course

STEM = "ch91_graded"
TESTS = Path(__file__).parents[1]


def overflows(x):
    return 1 / (1 + np.exp(-x))


def mean_of_rows(x):
    return x.mean(axis=1)


def mean_of_columns(x):
    return x.mean(axis=0)


DRAWN = Case("drawn", lambda rng: {"x": rng.normal(size=(4, 3))})
LARGE = Case("large", {"x": np.array([-1000.0, 1000.0])})

SIGMOID = Exercise(
    reference=layerwise.sigmoid,
    aspects=(
        Aspect("values", 1, (DRAWN,)),
        Aspect("no warning", 1, (LARGE,), observations=(WARNINGS,), requires="values"),
    ),
    misconceptions=(Misconception("exp overflows", (overflows,), "exp(1000) is beyond float64.", "Look at the sign."),),
    time_limit=2,
)
MEANS = Exercise(
    reference=mean_of_rows,
    aspects=(Aspect("values", 3, (DRAWN,)),),
    misconceptions=(Misconception("wrong axis", (mean_of_columns,), "One number a column.", "Which axis?"),),
    time_limit=2,
)
CHAPTER = Chapter(STEM, (RELU, SIGMOID, MEANS), written=(Written("why", 4),))

RECORD = {
    "__init__.py": "",
    "relu.py": "from samples.relu_record import RELU as EXERCISE\n",
    "sigmoid.py": "from samples.grading_chapter import SIGMOID as EXERCISE\n",
    "mean_of_rows.py": "from samples.grading_chapter import MEANS as EXERCISE\n",
}
SOURCE = '''\
# %% [markdown]
# # A chapter to grade

# %%
import numpy as np

import layerwise
from autograder import check
from explore import use_course_style

# %% exercise="relu"
def relu(x):
    """The larger of x and 0."""
    ### BEGIN SOLUTION
    return np.maximum(x, 0)
    ### END SOLUTION


def relu_backward(grad_output, x):
    """The gradient with respect to x."""
    ### BEGIN SOLUTION
    return grad_output * (x > 0)
    ### END SOLUTION


# %% tags=["explore"]
raise RuntimeError("explore cells are not run when graded", relu)

# %% [markdown]
# ## The sigmoid

# %% exercise="sigmoid"
def sigmoid(x):
    """1 / (1 + exp(-x))."""
    ### BEGIN SOLUTION
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))
    ### END SOLUTION


# %% exercise="mean_of_rows"
def mean_of_rows(x):
    """The mean of each row."""
    ### BEGIN SOLUTION
    return x.mean(axis=1)
    ### END SOLUTION


# %% [markdown]
# Why?

# %% [markdown] written="why" points=4
# ### BEGIN SOLUTION
# Because.
# ### END SOLUTION
'''

RELU_RIGHT = """\
def relu(x):
    return np.maximum(x, 0)


def relu_backward(grad_output, x):
    return grad_output * (x > 0)
"""
SIGMOID_RIGHT = """\
def sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))
"""
MEANS_RIGHT = "def mean_of_rows(x):\n    return x.mean(axis=1)\n"
RIGHT = {"relu": RELU_RIGHT, "sigmoid": SIGMOID_RIGHT, "mean_of_rows": MEANS_RIGHT, "why": "Because of this."}
FULL = {"relu": 2.0, "sigmoid": 2.0, "mean_of_rows": 3.0}
# As the course's own, and with the small chapter's record for the processes that nbgrader starts.
CONFIG = """
import sys
sys.path.insert(0, {tests!r})
from autograder import exercises
exercises.__path__[:] = [{records!r}]
from autograder.grading.plugin import config
get_config().merge(config())
"""


def make_course(root: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course folder in which the chapter has been built, and its record can be found."""
    records, solutions = root / "class" / "autograder" / "exercises", root / "class" / "solutions" / STEM
    for path, text in (
        *((records / STEM / name, text) for name, text in RECORD.items()),
        (solutions / f"{STEM}.py", SOURCE),
        (root / "class" / "nbgrader_config.py", CONFIG.format(tests=str(TESTS), records=str(records))),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    know_records(records, monkeypatch)
    notebook = assemble(read(solutions / f"{STEM}.py"), CHAPTER)
    (solutions / f"{STEM}.ipynb").write_text(text_of(notebook))
    course = Course.at(root / "class")
    for name, content in release(notebook, STEM, solutions).items():
        target = course.release(STEM).parent / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return course


def notebook_with(course: Course, answers: Mapping[str, str], added: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """The release with answers in it, and code cells added, each behind the cell of that name."""
    notebook = copy.deepcopy(json.loads(course.release(STEM).read_text()))
    for cell in notebook["cells"]:
        name = name_of(cell)
        if name in answers:
            cell["source"] = answers[name]
    for after, source in added:
        place = next(i for i, cell in enumerate(notebook["cells"]) if name_of(cell) == after)
        notebook["cells"].insert(place + 1, code(source))
    return notebook


def name_of(cell: Mapping[str, Any]) -> str:
    """A cell's grade_id, or ""."""
    return cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")


def code(source: str) -> dict[str, Any]:
    """A cell as Jupyter adds one."""
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}


def submit(course: Course, student: str, notebook: Any) -> Path:
    """Hand in a notebook, or bytes that should have been one."""
    path = course.submission(student, STEM)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode())
    return path
