"""Add an exercise to a chapter as CONTRIBUTING says, from nothing to a green `verify` and a built notebook."""

import re
from pathlib import Path

from samples.small_chapter import SOURCE, STEM, small_checkout

from autograder.build.build_chapter import build
from autograder.build.outdated import stale
from autograder.verify.verify_chapter import shared_names, verify

CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"

REFERENCE = '''\
"""The reference of a new exercise."""

import numpy as np


def clamp(x, low, high):
    """x, but at least low and at most high."""
    return np.clip(x, low, high)
'''

CELLS = '''\
# %% [markdown]
# ## Between two limits
#
# Judged: values.

# %% exercise="clamp"
def clamp(x, low, high):
    """Return x where it is between low and high, and else the limit that is nearer."""
    ### BEGIN SOLUTION
    return np.minimum(np.maximum(x, low), high)
    ### END SOLUTION


# %% [markdown]
# ## Why?
'''

RECORD = '''\
"""clamp: what is asked, what is right and what goes wrong."""

import numpy as np
from scratch_library import clamp

from autograder.core.record import Aspect, Case, Exercise

CASES = (
    Case("by hand", {"x": np.array([-2.0, 0.5, 3.0]), "low": -1.0, "high": 1.0}),
    Case("drawn", lambda rng: {"x": rng.normal(size=(4, 3)), "low": -0.5, "high": 0.25}),
)
EXERCISE = Exercise(reference=clamp, aspects=(Aspect("values", 2, CASES),))
'''

MISTAKES = """\
You can now keep every number of an array between two limits of your own.

## the limits swapped
```diff
-     return np.minimum(np.maximum(x, low), high)
+     return np.maximum(np.minimum(x, low), high)
```
All your numbers are the same. The larger of x and high is never below high.
> Which function keeps a number above low?

## the upper limit is forgotten
```diff
-     return np.minimum(np.maximum(x, low), high)
+     return np.maximum(x, low)
```
Small numbers stop at low, and large ones pass. Feed it a number above high.
> There are two limits and one comparison.

## what is outside becomes 0
```diff
-     return np.minimum(np.maximum(x, low), high)
+     return np.where((x >= low) & (x <= high), x, 0)
```
Numbers outside of the limits are 0 in yours. They should stop at the limit that is nearer.
> Draw yours from -3 to 3: it jumps.

# Also right
## np.clip
```diff
-     return np.minimum(np.maximum(x, low), high)
+     return np.clip(x, low, high)
```
"""


def files_of(root: Path) -> dict[str, bytes]:
    return {
        p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file() and p.suffix != ".pyc"
    }


def test_an_exercise_is_added_by_the_files_that_contributing_names(tmp_path, monkeypatch):
    folders = small_checkout(tmp_path, monkeypatch)
    library, record = folders.root / "lib", f"autograder/exercises/{STEM}"
    library.mkdir()
    before = files_of(folders.root)
    for name, text in (
        ("lib/scratch_library.py", REFERENCE),
        (f"solutions/{STEM}/{STEM}.py", SOURCE.replace("# %% [markdown]\n# ## Why?\n", CELLS)),
        (f"{record}/clamp.py", RECORD),
        (f"{record}/clamp.md", MISTAKES),
    ):
        (folders.root / name).write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(library)
    monkeypatch.setenv("PYTHONPATH", str(library), prepend=":")

    after = files_of(folders.root)
    touched = [name for name in after if before.get(name) != after[name]]
    named = re.findall(r"^\d\. `([^`]+)`", CONTRIBUTING.read_text(encoding="utf-8"), re.MULTILINE)
    patterns = [
        name.replace("chNN_topic", STEM).replace("NAME", "clamp").replace("…", "scratch_library.py") for name in named
    ]
    assert sorted(touched) == sorted(name.replace("lib/layerwise/", "lib/") for name in patterns)

    found = verify(folders, STEM)
    assert (found.problems, shared_names()) == ([], [])
    [row] = [row for row in found.rows if row.exercise == "clamp"]
    assert (row.points, row.accepted, row.caught, row.in_notebook) == (2, 1, 3, True)
    build(folders, STEM)
    assert stale(folders, STEM) == []
    assert "def clamp" in folders.released(STEM).read_text(encoding="utf-8")
