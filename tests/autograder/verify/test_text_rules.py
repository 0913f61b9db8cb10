"""Each rule about a chapter's text is broken once, and said with the file and the cell."""

from pathlib import Path

import pytest

from autograder.build.source import read
from autograder.core.answers import read_source
from autograder.verify.text_rules import given_away, of_chapter, of_text

SOURCE = """\
# %% [markdown]
# # A chapter: what it is about
#
# **You need** chapters 2 to 4 and 6. **Time:** an hour.

# %% [markdown]
# There are one exercise and one question in words. Eight exercises in chapter 2 were longer.

# %%
import numpy as np

# %% [markdown]
# Twice as much, please. Judged: values.

# %% exercise="double" minutes=5 difficulty=1
def double(x):
    \"\"\"Twice x.\"\"\"
    ### BEGIN SOLUTION
    return np.multiply(2, x)
    ### END SOLUTION

# %% tags=["guess"]
guess("ch90_one", "How much?")
guess("ch90_two", "How much?")
guess("ch90_three", "How much?")
guess("ch90_four", "How much?")

# %% tags=["explore"]
describe("Two lines.")
plt.show()

# %% [markdown] written="why" points=2 minutes=5
# ### BEGIN SOLUTION
# Because.
# ### END SOLUTION
"""


def said(folder: Path, text: str) -> list[str]:
    """What the rules say of a source."""
    path = folder / "ch90_small.py"
    path.write_text(text, encoding="utf-8")
    source = read(path)
    return [*of_text(source), *of_chapter(source, read_source(path))]


def test_a_chapter_that_keeps_the_rules_is_left_in_peace(tmp_path):
    assert said(tmp_path, SOURCE) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("# # A chapter", "# ## A chapter", "has first-level headings in cells none"),
        ("# Twice as", "# # Twice\n# as", "has first-level headings in cells 1, 4"),
        ("Twice as much", "Twice as much " + "and more " * 60, "has 126 words; a text has up to 120"),
        ("Twice as much", "It is easy", "says 'easy'"),
        ("please.", "please!", "says '!'"),
        ("# Because.", "# Obviously.", "says 'Obviously'"),
        ("import numpy as np\n", "import numpy as np\n" + "x = 1\n" * 25, "has 26 lines"),
        ("import numpy as np", "import numpy as np  # " + "x" * 100, "has a line of 122 characters"),
        ('describe("Two lines.")\n', "", "shows a figure that nothing describes"),
        ('guess("ch90_four", "How much?")\n', "", "asks for 3 predictions; 4 is the least"),
        (" minutes=5 difficulty=1", "", "does not say what it takes"),
        ("chapters 2 to 4 and 6", "chapters 2 to 4 and 96", "rests on chapters 2, 3, 4, 96, and is chapter 90"),
        ("**You need** chapters", "See chapters", "does not say in its first cell on which chapters it rests"),
        ("one exercise and", "eleven exercises and", "says “eleven exercises”; there are one"),
        ("one question in", "2 questions in", "says “2 questions in words”; there are one"),
        ('exercise="double" minutes', 'minutes=5 exercise = "double" #', "is read in two ways"),
    ],
)
def test_a_rule_that_is_broken_is_said(tmp_path, old, new, words):
    assert old in SOURCE
    found = said(tmp_path, SOURCE.replace(old, new))
    assert any(words in one and one.startswith("ch90_small.py: ") for one in found), found


def test_tables_code_and_the_mark_scheme_are_no_words_to_read(tmp_path):
    extra = "\n# ```\n# " + "word " * 130 + "\n# ```\n# | " + "word " * 130 + "|\n"
    assert said(tmp_path, SOURCE.replace("# Twice as", extra.lstrip("\n") + "# Twice as")) == []


def test_a_line_of_a_solution_in_a_learner_s_notebook_is_said(tmp_path):
    """Unless the author shows it on purpose, or it is so short that it gives nothing away."""
    path = tmp_path / "ch90_small.py"
    path.write_text(SOURCE, encoding="utf-8")
    source = read(path)
    assert given_away(source, ["def double(x):\n    # your code here", "return x"]) == []
    assert "return np.multiply(2, x)" in given_away(source, ["y = 1\n    return np.multiply(2, x)"])[0]
    shown = SOURCE.replace("# Twice as", "# return np.multiply(2, x)\n# Twice as")
    path.write_text(shown, encoding="utf-8")
    assert given_away(read(path), ["return np.multiply(2, x)"]) == []
