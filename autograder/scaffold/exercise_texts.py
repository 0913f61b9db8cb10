"""What a new exercise's files hold before anybody has written them; what is to be written is marked."""

from string import Template

from ..verify.placeholders import MARK

CELLS = Template(f"""\
# %% [markdown]
# ## {MARK}: the number and the title of this section
#
# {MARK}: a question, what makes it pressing (a picture, a number), the formula, and what each factor does.
#
# **Write `$name`**: {MARK}: what it does, with shapes.
#
# Judged: {MARK}: the values, and that `x` stays as it was.
#
# <details><summary>A nudge</summary>
#
# {MARK}: one sentence that gets a beginner going.
#
# </details>

# %% exercise="$name"
$starter
# %% [markdown]
# {MARK}: what can be done and seen with it now.

""")

FUNCTION = Template(f'''\
def $name(x):
    """{MARK}: what it returns, with shapes, and an example to follow by hand."""
    ### BEGIN SOLUTION
    raise NotImplementedError("{MARK}: the solution")
    ### END SOLUTION
''')

CLASS = Template(f'''\
class $name:
    """{MARK}: what it is, with shapes, and an example to follow by hand."""

    def __init__(self, x):
        """{MARK}: what it keeps."""
        ### BEGIN SOLUTION
        raise NotImplementedError("{MARK}: the solution")
        ### END SOLUTION
''')

RECORD = Template(f'''\
"""$name: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

import $package

from ...core.record import Aspect, Case, Exercise, leaves_inputs_alone
$probe
# {MARK}: the inputs, by the names of the arguments: one case to follow by hand, and drawn ones.
BY_HAND = Case("by hand", {{"x": np.array([1.0, -2.0])}})
DRAWN = Case("drawn", lambda rng: {{"x": rng.normal(size=(3, 4))}})

EXERCISE = Exercise(
    reference=$package.$name,
$uses    aspects=(  # {MARK}: what can be right or wrong by itself, with its points
        Aspect("values", 1, (BY_HAND, DRAWN)),
        leaves_inputs_alone(0.5, (BY_HAND, DRAWN), requires="values"),
    ),
)
''')

PROBE = Template(f'''

def drive($name, x):
    """{MARK}: the probe: make one, call its methods, return what came, by name."""
    return {{"output": $name(x)}}

''')

MISTAKES = (
    f"You can now {MARK}: what somebody can do who has passed, in one sentence.\n"
    + f"""
## {MARK}: the name of a mistake
```diff
-     {MARK}: a line of the solution
+     {MARK}: what is written instead
```
{MARK}: what was seen, why it happens, and how to see it oneself, without the answer.
> {MARK}: one step further, still without the answer.
"""
    * 3
)

REFERENCE = Template(f'''\
"""{MARK}: the idea in a sentence, with its formula in the code's own names."""


$definition
''')

REFERENCE_FUNCTION = Template(f'''\
def $name(x):
    """{MARK}: what it returns, with shapes, and an example, >>> $name(…), with what it gives in the line below."""
    raise NotImplementedError("{MARK}: the reference")''')

REFERENCE_CLASS = Template(f'''\
class $name:
    """{MARK}: what it is, and an example, >>> $name(…), with what it gives in the line below."""

    def __init__(self, x):
        raise NotImplementedError("{MARK}: the reference")''')

TESTS = Template(f'''\
"""$name. {MARK}: what it is held against."""

from $package import $name


def test_$test():
    """{MARK}: what it promises, with numbers that were worked out elsewhere, such as on paper."""
    raise NotImplementedError($name)
''')
