"""The wheel of a class edition, made of its packages by hatchling, and those that it needs without a network."""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..core.errors import GradingError
from .chosen import Chosen
from .source_tree import CHECKOUT

_PACKAGES = ("autograder", "explore", "layerwise", "mine")


def build_wheel(tree: Path, folder: Path, chosen: Chosen) -> Path:
    """Make a wheel of the packages in `tree` in a folder, and return its path. Raises GradingError."""
    if find_spec("hatchling") is None:
        raise GradingError(
            f"making a wheel needs hatchling, which is not installed: {sys.executable} -m pip install hatchling"
        )
    (tree / "pyproject.toml").write_text(_project(chosen), encoding="utf-8")
    for name in ("LICENSE", "LICENSE-TEXT"):
        shutil.copy(CHECKOUT / name, tree / name)
    _run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)], tree)
    (made,) = folder.glob("*.whl")
    return made


def download_wheels(wheel: Path, constraints: Path, folder: Path) -> None:
    """Fetch what the wheel needs, for this system and this version of Python. Raises GradingError."""
    _run(
        [
            *(sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"),
            *("--only-binary", ":all:", "--dest", str(folder), "--constraint", str(constraints), str(wheel)),
        ],
        folder.parent,
    )


def constraints() -> str:
    """The versions that the course was made with, without what is said about how they were found."""
    lines = (CHECKOUT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if line and not line.lstrip().startswith(("#", "--"))) + "\n"


def dependencies() -> list[str]:
    """What the course needs."""
    return list(_checkout()["dependencies"])


def version(chosen: Chosen) -> str:
    """The course's version, with a mark of which chapters' answers are not in it."""
    mark = hashlib.sha256(" ".join((*chosen.handed_out, "/", *chosen.emptied)).encode()).hexdigest()[:8]
    return f"{_checkout()['version']}+class.{mark}"


def _checkout() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project


def _project(chosen: Chosen) -> str:
    """The wheel's pyproject.toml. A list or a text of JSON is one of TOML."""
    project = _checkout()
    kept = ("name", "description", "requires-python", "license", "license-files", "dependencies")
    values = {**{name: project[name] for name in kept}, "version": version(chosen)}
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    return "\n".join(
        [
            '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n\n[project]',
            *lines,
            '\n[project.scripts]\nlayerwise = "autograder.learner:app"\n',
            f"[tool.hatch.build.targets.wheel]\nonly-include = {json.dumps(_PACKAGES)}\n",
        ]
    )


def _run(command: list[str], folder: Path) -> None:
    """Run a program. What it writes is read from a file: a program that it leaves behind cannot hold the pipe."""
    with tempfile.TemporaryFile() as said:
        code = subprocess.run(command, cwd=folder, stdout=said, stderr=subprocess.STDOUT).returncode
        said.seek(0)
        text = said.read().decode(errors="replace").strip()
    if code != 0:
        raise GradingError(f"`{' '.join(command[1:5])} …` ended with {code}:\n{text[-1500:]}")
