"""What a class reads in its folder, and what conda reads."""

from collections.abc import Sequence

from .chosen import Chosen

CONSTRAINTS, WHEELS = "constraints.txt", "wheels"


def readme(wheel: str, chosen: Chosen, offline: bool) -> str:
    """The page to begin with."""
    chapters = _listed([str(int(stem[2:4])) for stem in chosen.graded])
    install = f"pip install --constraint {CONSTRAINTS} {wheel}"
    without = f"pip install --no-index --find-links {WHEELS} --constraint {CONSTRAINTS} {wheel}"
    network = f"Without a network, in place of the last line:\n\n    {without}\n\n" if offline else ""
    return f"""# Layerwise, for your class

You are asked for {"chapter" if len(chosen.graded) == 1 else "chapters"} {chapters}.

Python 3.11 or newer is needed. In this folder:

    python -m venv layerwise-venv
    . layerwise-venv/bin/activate          # Windows: layerwise-venv\\Scripts\\activate
    {install}

{network}With conda: `conda env create -f environment.yml`, then `conda activate layerwise`.

Then `layerwise start` makes your own folder, `layerwise-course`, and opens it. You hand in the notebooks from there.

- `check` tells what holds and what a mistake looks like; `hint` goes on in steps.
- A figure or explorer that needs a function of yours shows a picture until that function passes its check. It says
  which. Run its cell again then: it runs on your code.
- The answers to what you are asked for are not in here. `solution` and `compare_answer` say so.
"""


def environment(wheel: str) -> str:
    """The environment file for conda."""
    return f"""# conda env create -f environment.yml
# conda activate layerwise
# layerwise start
name: layerwise
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python >=3.11,<3.15
  - pip
  - pip:
      - --constraint {CONSTRAINTS}
      - ./{wheel}
"""


def _listed(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
