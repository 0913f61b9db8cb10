"""The kinds of students: how well they answer, and which accident one of their exercises or the whole notebook has."""

import copy
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..core.cell_roles import CHECK_PREFIX

Notebook = dict[str, Any]

_LOOP = "\n\ndef {name}(*args, **kwargs):\n    while True:\n        pass\n"
_FLOAT32 = """

double_{name} = {name}


def {name}(*args, **kwargs):
    return double_{name}(*args, **kwargs).astype(np.float32)
"""
_NOISE = """

import sys
import warnings

print("something on stderr", file=sys.stderr)
warnings.warn("a warning while the cell runs")
np.log(np.zeros(1))
"""
_NOISY = """
quiet_{name} = {name}


def {name}(*args, **kwargs):
    print("{name} was called with", *args)
    print("and says so on stderr", file=sys.stderr)
    return quiet_{name}(*args, **kwargs)
"""


@dataclass(frozen=True)
class Kind:
    """A kind of student.

    name: what they are known for
    right, blank: how likely an exercise is answered rightly, or left as it was; otherwise it holds a misconception
    change_answer: what stands in the cell of one exercise; given its solution and its functions
    counts: whether that exercise can score at all
    change: what happens to the whole notebook; given the exercise's name and its starter
    """

    name: str
    right: float = 0.75
    blank: float = 0.05
    change_answer: Callable[[str, Sequence[str]], str] | None = None
    counts: bool = True
    change: Callable[[Notebook, str, str], Notebook | bytes] | None = None

    @property
    def has_accident(self) -> bool:
        """Whether one exercise is special."""
        return self.change_answer is not None or self.change is not None


def loops(solution: str, functions: Sequence[str]) -> str:
    """Functions that never return."""
    return solution + "".join(_LOOP.format(name=name) for name in functions)


def ends(solution: str, functions: Sequence[str]) -> str:
    """A cell that ends the process."""
    return f"{solution}\n\nimport os\n\nos._exit(1)\n"


def misspells(solution: str, functions: Sequence[str]) -> str:
    """A cell that is not Python."""
    return solution.replace("):", ")", 1)


def in_float32(solution: str, functions: Sequence[str]) -> str:
    """Results in single precision."""
    return solution + "".join(_FLOAT32.format(name=name) for name in functions)


def noisily(solution: str, functions: Sequence[str]) -> str:
    """A right answer with prints, warnings and stderr around it."""
    return solution + _NOISE + "".join(_NOISY.format(name=name) for name in functions)


def tear(notebook: Notebook, name: str, starter: str) -> bytes:
    """The file ends in the middle."""
    text = json.dumps(notebook).encode()
    return text[: len(text) * 2 // 3]


def delete(notebook: Notebook, name: str, starter: str) -> Notebook:
    """The answer and its check are gone."""
    for gone in (name, CHECK_PREFIX + name):
        del notebook["cells"][_place(notebook, gone)]
    return notebook


def duplicate(notebook: Notebook, name: str, starter: str) -> Notebook:
    """The empty starter stands below the answer once more, and so does the check."""
    for original, source in ((name, starter), (CHECK_PREFIX + name, f"check({name})")):
        place = _place(notebook, original)
        twin = {**copy.deepcopy(notebook["cells"][place]), "id": f"{original}-copy", "source": source}
        notebook["cells"].insert(place + 1, twin)
    return notebook


def move(notebook: Notebook, name: str, starter: str) -> Notebook:
    """The answer stands at the very end, as a markdown cell."""
    cell = notebook["cells"].pop(_place(notebook, name))
    kept = {key: value for key, value in cell.items() if key not in ("outputs", "execution_count")}
    notebook["cells"].append({**kept, "cell_type": "markdown"})
    return notebook


def tamper(notebook: Notebook, name: str, starter: str) -> Notebook:
    """The check prints a hundred points, the points are a hundred, and there is an output to prove it."""
    cell = notebook["cells"][_place(notebook, CHECK_PREFIX + name)]
    cell["source"] = "print('100 of 100 points')"
    cell["metadata"]["nbgrader"]["points"] = 100
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "100 of 100 points\n"}]
    return notebook


def elsewhere(notebook: Notebook, name: str, starter: str) -> Notebook:
    """The answer stands in a cell of the student's own."""
    place = _place(notebook, name)
    cell = notebook["cells"][place]
    own: Notebook = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "id": f"{name}-own"}
    notebook["cells"].insert(place, {**own, "source": cell["source"]})
    cell["source"] = "# see the cell above"
    return notebook


def _place(notebook: Notebook, name: str) -> int:
    names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in notebook["cells"]]
    return names.index(name)
