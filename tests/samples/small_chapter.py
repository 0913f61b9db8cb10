"""A chapter small enough to build in seconds: its record, its source, and a checkout to put them into."""

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from autograder import exercises
from autograder.build.folders import Folders

STEM = "ch90_small"

DOUBLE = """
import numpy as np

from autograder.core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def double(x):
    return 2 * x


def double_backward(grad_output, x):
    return 2 * grad_output


def pair(forward, backward, x):
    return {"output": lambda: forward(x), "grad": lambda: backward(1 + x**2, x)}


def adds(x):
    return x + x


CASES = (Case("two rows", {"x": np.array([[1.0, 3.0]])}), Case("drawn", lambda rng: {"x": rng.normal(size=(2, 3))}))
EXERCISE = Exercise(
    reference=(double, double_backward),
    probe=pair,
    aspects=(
        Aspect("values", 1, CASES, ("output",)),
        Aspect("gradient", 0.5, CASES, ("grad",)),
        leaves_inputs_alone(0.5, CASES, requires="values"),
    ),
    accepted=(Accepted("a sum", adds),),
)
"""

DOUBLE_MISTAKES = """\
You can now double every number of an array and say how steep that is.

## squares
```diff
-     return secret * x
+     return x**secret
```
3 became 9. Twice a number is no square.
> What does x + x give?

## flips the sign
```diff
-     secret = 2
+     secret = -2
```
1 became -2. Twice a positive number is positive.
> Where does the minus come from?

## writes into its input
```diff
-     return secret * x
+     x *= secret
+     return x
```
x has changed. The caller still needs it as it was.
> Which operator makes a new array?

## no slope
```diff
-     return grad_output + grad_output
+     return grad_output
```
The slope is 1 in yours. Twice x rises faster than x.
> How steep is 2x?
"""

HALVE = """
from autograder.core.record import Aspect, Exercise

from .double import CASES


def halve(x):
    return x / 2


EXERCISE = Exercise(reference=halve, aspects=(Aspect("values", 1, CASES),))
"""

HALVE_MISTAKES = """\
You can now halve every number of an array without loops of your own.

## whole numbers
```diff
-     return 0.5 * x
+     return x // 2
```
3 became 1. Half of three is no whole number.
> What does // do?

## doubles
```diff
-     return 0.5 * x
+     return double(x)
```
3 became 6. Half of a number is less than it.
> Which way round?

## gives x back
```diff
-     return 0.5 * x
+     return x
```
3 stayed 3. Half of a number is less than it.
> What should change?
"""

WRITTEN = """\
# why

## excellent, 3 points

Because halving undoes doubling, and the other way round, so both together leave every number what it was.

> The reason and the words.

## good, 2 points

Because halving is the opposite of doubling, so they cancel if you do both.

> The reason, in words that leave the order open.

## acceptable, 1 point

Because 2 times 0.5 is 1, I think that this is the reason here.

> Half of a reason, in half a sentence.

## poor, 0 points

It is so because the numbers come out that way when I run it.

> What is seen is no reason.
"""

RECORD = {
    "__init__.py": "",
    "WRITTEN.md": WRITTEN,
    "double.py": DOUBLE,
    "double.md": DOUBLE_MISTAKES,
    "halve.py": HALVE,
    "halve.md": HALVE_MISTAKES,
}

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

from autograder import check, claim
from explore import describe

if "SMALL_RECORDS" in os.environ:  # not where answers are graded
    __import__("autograder.exercises").exercises.__path__[:] = [os.environ["SMALL_RECORDS"]]

# %% [markdown]
# ## Doubling
#
# How steep is $2x$? Judged: values, the gradient, and that x stays as it was.

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
describe("Twice x rises twice as fast as x.")
claim("Doubling doubles", True, slope=2)

# %% [markdown]
# ### Half of it
#
# Judged, on paper: values (in a batch, too; by hand). There is more to say, but not here.

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

# %% [markdown] written="why" points=3
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


def small_checkout(
    root: Path, monkeypatch: pytest.MonkeyPatch, source: str = SOURCE, record: Mapping[str, str] = RECORD
) -> Folders:
    """A folder that looks like a checkout with one small chapter and a welcome page, its record known for a test."""
    folders = Folders(root / "checkout")
    records = folders.root / "autograder" / "exercises"
    for path, text in (
        (folders.solutions / STEM / f"{STEM}.py", source),
        (folders.solutions / STEM / "numbers.csv", "1,2\n"),
        (folders.solutions / "00_welcome.py", WELCOME),
        *((records / STEM / name, text) for name, text in record.items()),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    know_records(records, monkeypatch)
    return folders


def know_records(records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a folder's records be found, here and in the kernels that a build starts, and nowhere but in this test."""
    monkeypatch.setattr(exercises, "__path__", [str(records)])
    for stem in exercises.stems():
        for name in [name for name in sys.modules if f"{name}.".startswith(f"{exercises.__name__}.{stem}.")]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.delattr(exercises, stem, raising=False)
    monkeypatch.setenv("SMALL_RECORDS", str(records))
