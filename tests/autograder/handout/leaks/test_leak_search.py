"""Answers planted where they might slip into a class edition, as text and as what acts alike: the search finds each."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import layerwise
from autograder import exercises
from autograder.core.record import source_of
from autograder.exercises.ch01_activations.sigmoid import by_masks
from autograder.handout import acting_alike
from autograder.handout.chosen import choose
from autograder.handout.leak_search import search_text

CHOSEN = choose(["ch01"])
QUESTION = "which_activation"


class _Other(ast.NodeTransformer):
    """Other names for everything that a function names itself."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.name, node.returns = "steep", None
        node.body = [ast.Expr(ast.Constant("Something else.")), *node.body[bool(ast.get_docstring(node)) :]]
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg(f"my_{node.arg}")

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(f"my_{node.id}" if node.id in ("x", "dim", "shifted", "e") else node.id, node.ctx)


def disguised(code: str) -> str:
    """A function under another name, with other variables, no annotations and another docstring."""
    return ast.unparse(ast.fix_missing_locations(_Other().visit(ast.parse(code))))


def notebook(kind: str, text: str) -> str:
    cell = {"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True)}
    return json.dumps({"cells": [cell | ({"outputs": []} if kind == "code" else {})], "nbformat": 4})


def test_a_body_is_found_wherever_it_stands_and_whatever_it_is_called(tmp_path: Path):
    reference = disguised(source_of(layerwise.log_softmax))
    solution = disguised(exercises.source(CHOSEN.graded[0]).answer("sigmoid").text.partition("def sigmoid_b")[0])
    accepted = disguised(source_of(by_masks))
    assert "my_shifted" in reference and "my_e" in solution
    plants = {
        "explore/model.py": (
            f"import numpy as np\n\nclass Model:\n    @staticmethod\n{indented(reference)}",
            "the library's",
        ),
        "course/one.ipynb": (notebook("code", f"import numpy as np\n{solution}\n"), "the solution"),
        "course/two.ipynb": (notebook("markdown", f"Like this:\n```python\n{solution}\n```\n"), "the solution"),
        "pictures.json": (json.dumps({"key": [{"text": [f"{line}\n" for line in reference.split("\n")]}]}), "the lib"),
        "notes.md": (f"# A note\n\n```python\n{accepted}\n```\n", "an accepted way"),
    }
    found = planted(tmp_path, {name: text for name, (text, _) in plants.items()})
    for name, (_, whose) in plants.items():
        assert [line for line in found if line.startswith(f"{name} has the body of {whose}")], (name, found)
    assert len({line.partition(" ")[0] for line in found}) == len(plants)


def test_a_line_that_only_graders_read_is_found_however_it_is_wrapped(tmp_path: Path):
    """Of a model answer, a rubric and a sample answer: one line is enough."""
    stem = CHOSEN.graded[0]
    model = exercises.source(stem).model_answer(QUESTION)
    sample = exercises.calibration_file(stem).read_text(encoding="utf-8").split("\n\n")[2]
    words = model.text.split("\n")[0].split()
    wrapped = "\n".join(f"# {' '.join(words[at : at + 5])}" for at in range(0, len(words), 5))
    plants = {
        "source.py": (f"x = 1\n{wrapped}\n", "the model answer"),
        "course/one.ipynb": (notebook("markdown", f"Why?\n\n{model.rubric.splitlines()[1]}"), "the rubric"),
        "samples.json": (json.dumps({"texts": ["a", sample]}), "a sample answer"),
    }
    found = planted(tmp_path, {name: text for name, (text, _) in plants.items()})
    assert sorted(found) == sorted(f"{name} has {whose} of '{QUESTION}'" for name, (_, whose) in plants.items())


def test_what_everybody_writes_is_no_answer(tmp_path: Path):
    short = "def relu(x):\n    return np.maximum(x, 0)\n"
    other = "def f(x):\n    e = np.exp(-np.abs(x))\n    return np.where(x >= 0, 1 / (1 + e), 1 / (2 + e))\n"
    assert planted(tmp_path, {"a.py": short, "b.py": other, "c.ipynb": notebook("code", "%time def f(: x")}) == []


HELPERS = '''
import numpy as np

def clipped_below(values):
    """Not an answer by its name."""
    return np.clip(values, 0, None)

def another(values):
    return np.abs(values)

def forever(values):
    while True:
        pass

class Curves:
    @staticmethod
    def gentle(z):
        return 0.5 * (1 + np.tanh(np.asarray(z) / 2))

def _soft(z, dim=-1):
    raised = np.exp(z - z.max(dim, keepdims=True))
    return raised / raised.sum(dim, keepdims=True)
'''


def test_what_only_acts_alike_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A function and a static method; another function, and one that never ends, is no answer."""
    package = tmp_path / "planted_helpers"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "shapes.py").write_text(HELPERS)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(acting_alike, "PACKAGES", ("planted_helpers",))
    monkeypatch.setattr(acting_alike, "_SECONDS", 0.05)
    every = list(acting_alike.candidates())
    chapter = exercises.load(CHOSEN.graded[0])
    found = [
        line for name in ("relu", "sigmoid", "softmax") for line in acting_alike.found(chapter.exercise(name), every)
    ]
    assert found == [
        "planted_helpers.shapes.clipped_below does what `relu` is asked for",
        "planted_helpers.shapes.Curves.gentle does what `sigmoid` is asked for",
        "planted_helpers.shapes._soft does what `softmax` is asked for",
    ]


ACTS = """
import os, subprocess, sys
from autograder.handout.acting_alike import _only_compute
sys.addaudithook(_only_compute)
for act in (lambda: open("made", "w"), lambda: os.mkdir("made"), lambda: subprocess.run(["true"])):
    try:
        act()
    except PermissionError as said:
        print(said)
open(os.__file__).close()
"""


def test_a_candidate_may_compute_and_read_and_nothing_else(tmp_path: Path):
    """In a process of its own: such a hook stays."""
    ran = subprocess.run([sys.executable, "-c", ACTS], capture_output=True, text=True, cwd=tmp_path)
    assert ran.stdout.splitlines() == [
        f"a search does not {event}" for event in ("open", "os.mkdir", "subprocess.Popen")
    ]
    assert (ran.returncode, list(tmp_path.iterdir())) == (0, [])


def planted(folder: Path, files: dict[str, str]) -> list[str]:
    """What is found when these lie in an edition."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return search_text(folder, CHOSEN)


def indented(code: str) -> str:
    return "".join(f"    {line}\n" for line in code.splitlines())
