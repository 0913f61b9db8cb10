"""A class edition of one chapter, made whole by the command, installed, and worked in as a student would."""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from samples.learners_notebook import learners_notebook, run_in
from typer.testing import CliRunner

from autograder.cli import app
from autograder.handout.chosen import choose
from autograder.handout.leak_search import search_text

pytestmark = pytest.mark.slow
pytest.importorskip("hatchling", reason="builds the wheel")
STEM = "ch01_activations"
EARLY = 14  # cells of the chapter, up to the first figures behind `relu` and its check
WRONG = """
import numpy as np
from autograder import check, compare_answer, hint, other_ways, solution
def relu(x):
    x[x < 0] = 0
    return x
def relu_backward(grad_output, x):
    return np.where(x > 0, grad_output, 0)
def sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))
def sigmoid_backward(grad_output, x):
    s = sigmoid(x)
    return grad_output * s * (1 + s)
for one in (relu, sigmoid):
    print(check(one), hint(one), solution(one), other_ways(one), sep="\\n")
print(compare_answer("which_activation", "words " * 90))
import layerwise
print(layerwise.__file__)
try:
    layerwise.relu(np.zeros(2))
except NameError as error:
    print(error)
"""


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("class") / "edition"
    said = CliRunner().invoke(app, ["handout", "ch01", "--out", str(folder)])
    assert said.exit_code == 0, said.output
    assert "--keep-back" in said.output
    return folder


@pytest.fixture(scope="module")
def unpacked(edition: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, as it lies on a student's disk."""
    (wheel,) = edition.glob("*.whl")
    folder = tmp_path_factory.mktemp("unpacked")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


@pytest.fixture(scope="module")
def python(edition: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the wheel in it, and the packages it needs; no checkout is in its reach."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    found = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    (site / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    (wheel,) = edition.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(found), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", "--ignore-installed", str(wheel)], check=True)
    return found


def _environment(home: Path) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**clean, "LAYERWISE_HOME": str(home), "IPYTHONDIR": str(home / "ipython")}


def test_the_folder_has_what_a_class_needs(edition: Path):
    names = {path.name for path in edition.iterdir()}
    (wheel,) = edition.glob("*.whl")
    assert names == {"README.md", "constraints.txt", "course", "environment.yml", wheel.name}
    assert (edition / "course" / STEM / f"{STEM}.ipynb").is_file()
    assert wheel.name in (edition / "README.md").read_text() and wheel.name in (edition / "environment.yml").read_text()
    archive = zipfile.ZipFile(edition.with_name("edition.zip"))
    assert f"edition/{wheel.name}" in archive.namelist()


def test_nothing_of_grading_and_no_record_of_a_mistake_is_in_it(unpacked: Path):
    files = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    packages = {name.split("/")[1] for name in files if name.startswith("autograder/")}
    assert not packages & {"build", "desk", "grading", "handout", "sandbox", "simulate", "verify", "cli.py"}
    assert not [name for name in files if name.startswith(f"autograder/exercises/{STEM}") and name.endswith(".md")]
    assert not [name for name in files if name.endswith(".ipynb") and not name.startswith("autograder/data/course/")]
    assert not [name for name in files if name.startswith("autograder/exercises/ch02")]


def test_no_answer_is_found_in_it(unpacked: Path):
    assert search_text(unpacked, choose(["ch01"])) == []


def test_a_wrong_answer_is_named_and_placed(python: Path, tmp_path: Path):
    cell = tmp_path / "cell.py"  # the smallest repair reads the answer's source
    cell.write_text(WRONG, encoding="utf-8")
    ran = subprocess.run([str(python), str(cell)], capture_output=True, text=True, env=_environment(tmp_path / "home"))
    assert ran.returncode == 0, ran.stderr
    assert "This looks like: writes into its input" in ran.stdout
    assert "of sigmoid_backward" in ran.stdout and "1 + s" in ran.stdout
    assert ran.stdout.count("no answers to what is still to be graded") == 5
    assert "`relu` is yours to write (exercise `relu` of chapter 1)" in ran.stdout
    assert str(python.parents[1]) in ran.stdout


@pytest.mark.parametrize("solved", [False, True], ids=["unsolved", "solved"])
def test_a_notebook_runs_without_an_error(
    repo: Path, python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, solved: bool
):
    """Pictures stand where `relu` is missing; once it passes, the same cells run on it."""
    for name in [name for name in os.environ if name.startswith("PYTHON")]:
        monkeypatch.delenv(name)
    notebook = learners_notebook(repo, STEM, solved)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"][:EARLY]
    notebook.cells = code
    kernel = tmp_path / "kernels" / "class"
    kernel.mkdir(parents=True)
    arguments = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(json.dumps({"argv": arguments, "display_name": "class", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    run_in(notebook, tmp_path, "class", _environment(tmp_path / "home"))
    pictured = [cell for cell in code if "This runs on your own code" in json.dumps(cell.outputs)]
    behind = next(cell for cell in code if cell.id == "a-unit_2")
    assert (behind in pictured) is not solved
    assert "image/png" in json.dumps(behind.outputs)
