"""A chapter small enough to build in seconds: its record, its source, and a checkout to put them into."""

import sys
from pathlib import Path

import pytest

from autograder import exercises
from autograder.build import Folders

STEM = "ch90_small"

RECORD = """
import numpy as np

from autograder.core.record import (
    Accepted,
    Aspect,
    Case,
    Chapter,
    Exercise,
    Misconception,
    Written,
    leaves_inputs_alone,
)


def double(x):
    return 2 * x


def double_backward(grad_output, x):
    return 2 * grad_output


def halve(x):
    return x / 2


def pair(forward, backward, x):
    return {"output": lambda: forward(x), "grad": lambda: backward(np.ones_like(x), x)}


def adds(x):
    return x + x


def squares(x):
    return x**2


def negates(x):
    return -2 * x


def in_place(x):
    x *= 2
    return x


def slope_forgotten(grad_output, x):
    return grad_output


def whole(x):
    return x // 2


def twice(x):
    return 2 * x


def same(x):
    return x


CASES = (Case("two rows", {"x": np.array([[1.0, 3.0]])}), Case("drawn", lambda rng: {"x": rng.normal(size=(2, 3))}))

DOUBLE = Exercise(
    reference=(double, double_backward),
    probe=pair,
    aspects=(
        Aspect("values", 1, CASES, ("output",)),
        Aspect("gradient", 0.5, CASES, ("grad",)),
        leaves_inputs_alone(0.5, CASES, requires="values"),
    ),
    accepted=(Accepted("a sum", adds),),
    misconceptions=(
        Misconception("squares", squares, "3 became 9.", "What does x + x give?"),
        Misconception("flips the sign", negates, "1 became -2.", "Where does the minus come from?"),
        Misconception("writes into its input", in_place, "x has changed.", "Which operator makes a new array?"),
        Misconception("no slope", {"double_backward": slope_forgotten}, "The slope is 1.", "How steep is 2x?"),
    ),
)

HALVE = Exercise(
    reference=halve,
    aspects=(Aspect("values", 1, CASES),),
    misconceptions=(
        Misconception("whole numbers", whole, "3 became 1.", "What does // do?"),
        Misconception("doubles", twice, "3 became 6.", "Which way?"),
        Misconception("gives x back", same, "3 stayed 3.", "What should change?"),
    ),
)

CHAPTER = Chapter("ch90_small", exercises=(DOUBLE, HALVE), written=(Written("why", 3),))
"""

SOURCE = '''\
# ---
# jupyter:
#   jupytext:
#     formats: py:percent
# ---

# %% [markdown]
# # A small chapter
#
# What you will be able to do.

# %%
import os

import numpy as np

import autograder.exercises
from autograder import check, claim

autograder.exercises.__path__[:] = [os.environ["SMALL_RECORDS"]]

# %% [markdown]
# ## Doubling
#
# How steep is $2x$?

# %% exercise="double"
def double(x):
    """Twice x, of any shape."""
    ### BEGIN SOLUTION
    secret = 2
    return secret * x
    ### END SOLUTION


def double_backward(grad_output, x):
    """The gradient with respect to x."""
    ### BEGIN SOLUTION
    return grad_output + grad_output
    ### END SOLUTION


# %% tags=["explore"]
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(1, 1))
ax.plot([0, 1], [0, 2])
claim("Doubling doubles", True, slope=2)

# %% [markdown]
# ### Half of it

# %% exercise="halve"
def halve(x):
    """Half of x."""
    ### BEGIN SOLUTION
    return 0.5 * x
    ### END SOLUTION


# %% [markdown]
# ## Why?
#
# In your own words: why?
#
# ### BEGIN MARK SCHEME
# Two points for the reason, one for the words.
# ### END MARK SCHEME

# %% [markdown] written="why"
# ### BEGIN SOLUTION
# Because of the sample answer.
# ### END SOLUTION
'''

WELCOME = """\
# %% [markdown]
# # Welcome

# %%
print("hello")
"""


def small_checkout(root: Path, monkeypatch: pytest.MonkeyPatch, source: str = SOURCE, record: str = RECORD) -> Folders:
    """A folder that looks like a checkout with one small chapter and a welcome page, its record known for a test."""
    folders, records = Folders(root / "checkout"), root / "records"
    for path, text in (
        (folders.solutions / STEM / f"{STEM}.py", source),
        (folders.solutions / STEM / "numbers.csv", "1,2\n"),
        (folders.solutions / "00_welcome.py", WELCOME),
        (records / f"{STEM}.py", record),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    know_records(records, monkeypatch)
    return folders


def know_records(records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a folder's records be found, here and in the kernels that a build starts, and nowhere but in this test."""
    monkeypatch.setattr(exercises, "__path__", [str(records)])
    monkeypatch.delitem(sys.modules, f"{exercises.__name__}.{STEM}", raising=False)
    monkeypatch.delattr(exercises, STEM, raising=False)
    monkeypatch.setenv("SMALL_RECORDS", str(records))
    exercises.load.cache_clear()
