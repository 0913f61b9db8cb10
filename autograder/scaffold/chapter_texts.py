"""What a new chapter's files hold before anybody has written them; what is to be written is marked."""

from string import Template

from ..verify.placeholders import MARK

SOURCE = Template(f"""\
# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # {MARK}: the title, in one or two words: and what it is about
#
# {MARK}: what the chapters before leave open, and the question that follows from it.
#
# **When you are through, you can**
# - {MARK}: four or five things, each with a verb;
#
# {MARK}: **You need** chapters 2 and 3. **Time:** about four hours.

# %% [markdown]
# There are no exercises and one question in words. Write where it says `# your code here`, then run the `check` below.

# %%
import matplotlib.pyplot as plt  # not found? Begin with `make start` or `layerwise start`
import numpy as np

import layerwise as lw  # not found? Begin with `make start` or `layerwise start`
from autograder import case, check, claim, guess, hint, other_ways, solution, truth, working
from explore import describe, use_course_style

use_course_style()

# %% [markdown]
# ## {MARK}: 2 In your own words
#
# {MARK}: a question whose answer needs several sections of the chapter. Five to ten sentences.
#
# ### BEGIN MARK SCHEME
# **4 points, one each:**
# 1. {MARK}: what an answer must say for a point, and what loses it
# ### END MARK SCHEME

# %% [markdown] written="in_own_words_$number" points=4 minutes=25
# ### BEGIN SOLUTION
# {MARK}: a good answer, of forty words at least.
# ### END SOLUTION

# %% [markdown]
# ## Further reading
#
# - {MARK}: authors, *title* (year): what to read it for.
""")

SAMPLES = Template(f"""\
# in_own_words_$number

## excellent, 4 points

{MARK}: an answer that has all four points.

> {MARK}: why it gets them.

## good, 3 points

{MARK}: an answer that lacks one.

> {MARK}: which one, and why.

## acceptable, 2 points

{MARK}: an answer that has half of it.

> {MARK}: which half.

## poor, 0 points

{MARK}: an answer that sounds right and says nothing.

> {MARK}: what it does not say.
""")

RECORD = Template(f'''\
"""Chapter $n, {MARK}: its topic: the records of the exercises in solutions/$stem."""

# What of layerwise is there when an answer is graded; see `Chapter.allows`.
ALLOWS: tuple[str, ...] = ()
''')

TESTS = Template(f'''\
"""Chapter $n's records: the diagnosis on answers that real people hand in."""


def test_an_answer_that_somebody_handed_in_is_told_what_is_wrong():
    """{MARK}: an answer to one of its exercises, what it earns, and under which name it is known."""
    raise NotImplementedError
''')

README_ROW = Template(
    f"| [$n {MARK}: title](course/$stem/$stem.ipynb) | what you write | say what the chapter is for |"
)
WELCOME_ROW = Template(f"# | [$n {MARK}: title]($stem/$stem.ipynb) | say what the chapter is for |")
