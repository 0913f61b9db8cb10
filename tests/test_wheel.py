"""The course as a wheel, in an environment that knows no checkout: it unpacks itself, checks, updates and resets."""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
pytest.importorskip("hatchling", reason="builds the wheel")
PATH = "ch01_activations/ch01_activations.ipynb"
RELU = """
from autograder import check, reset
import numpy as np
def relu(x):
    return np.maximum(x, 0)
def relu_backward(grad_output, x):
    return grad_output * (x > 0)
print(check(relu))
import autograder, layerwise
print(autograder.__file__, layerwise.__file__)
"""


class Installed:
    """An environment with the wheel in it, and the packages that it needs from the one that runs the tests."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.home, self.here, self.venv = folder / "home", folder / "here", folder / "venv"
        self.here.mkdir()
        run([sys.executable, "-m", "venv", "--without-pip", str(self.venv)], folder)
        self.programs = self.venv / ("Scripts" if os.name == "nt" else "bin")
        site = Path(sysconfig.get_path("purelib", vars={"base": str(self.venv)}))
        # A path in a .pth file adds the packages there, and not what that folder's own .pth files add: no checkout.
        (site / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(self.programs / "python")]
        run([*pip, "install", "--quiet", "--no-deps", "--no-index", "--ignore-installed", str(wheel)], folder)

    def layerwise(self, *arguments: str) -> str:
        return self._run("layerwise", *arguments)

    def python(self, source: str) -> str:
        return self._run("python", "-c", source)

    def _run(self, program: str, *arguments: str) -> str:
        # The widgets' half for the browser comes with a package that is not installed here, only lent.
        lent = {"JUPYTER_PATH": str(Path(sys.prefix, "share", "jupyter")), "LAYERWISE_HOME": str(self.home)}
        return run([str(self.programs / program), *arguments], self.here, **lent)


def run(command: list[str], folder: Path, **variables: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    result = subprocess.run(command, cwd=folder, env={**clean, **variables}, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(made)], repo)
    (found,) = made.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(tmp_path_factory.mktemp("installed"), wheel)


def test_the_wheel_holds_what_learners_get_and_no_solved_notebook(repo: Path, wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    notebooks = {name.removeprefix("autograder/data/") for name in names if name.endswith(".ipynb")}
    assert notebooks == {path.relative_to(repo).as_posix() for path in (repo / "course").rglob("*.ipynb")}
    sources = {name for name in names if name.startswith("autograder/data/solutions/")}
    assert sources == {f"autograder/data/{path.relative_to(repo).as_posix()}" for path in repo.glob("solutions/*/*.py")}


def test_a_learners_day_from_the_wheel(repo: Path, installed: Installed):
    """Start, check, answer, reset, update, doctor; the modules are the wheel's."""
    installed.layerwise("start", "--no-open")
    course = installed.here / "layerwise-course"
    names = {path.name for path in course.iterdir()}
    assert names == {".layerwise", *(path.name for path in (repo / "course").glob("[!.]*"))}
    assert not list(course.rglob("*.py"))
    said = installed.python(RELU)
    assert "relu" in said and "✓" in said
    assert str(repo) not in said
    notebook = json.loads((course / PATH).read_text(encoding="utf-8"))
    cell = next(cell for cell in notebook["cells"] if cell["id"] == "relu")
    starter, cell["source"] = cell["source"], "my_relu = 1"
    (course / PATH).write_text(json.dumps(notebook), encoding="utf-8")
    installed.layerwise("reset", "relu")
    mended = json.loads((course / PATH).read_text(encoding="utf-8"))
    assert "".join(next(cell for cell in mended["cells"] if cell["id"] == "relu")["source"]) == "".join(starter)
    assert "my_relu = 1" in next(course.glob(f"backups/*/{PATH}")).read_text(encoding="utf-8")
    assert "up to date" in installed.layerwise("update")
    assert "relu" in installed.layerwise("mine")
    assert "✗" not in installed.layerwise("doctor")
