"""A checkout with the first chapter alone, in which programs of this project run as in the whole one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

FIRST = "ch01_activations"
_OTHERS = shutil.ignore_patterns("__pycache__", "ch[0-9][0-9]_*")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.ipynb", "*.png")


def small_course(root: Path, repo: Path) -> Path:
    """Copy what a chapter has to do with: library, autograder, the first chapter, the lists of chapters."""
    shutil.copytree(repo / "lib", root / "lib", ignore=_LEFT_OUT)
    shutil.copytree(repo / "autograder", root / "autograder", ignore=_OTHERS)
    for name in (f"autograder/exercises/{FIRST}", f"solutions/{FIRST}"):
        shutil.copytree(repo / name, root / name, ignore=_LEFT_OUT)
    for name in ("README.md", "solutions/00_welcome.py", "tests/layerwise/test_public_api.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(repo / name, root / name)
    return root


def autograder(root: Path, *arguments: str) -> tuple[int, str]:
    """Run the copy's own program in it: its exit status and what it says."""
    own = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), str(root / "lib")]), "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-m", "autograder", *arguments], capture_output=True, text=True, cwd=root, env=own
    )
    return done.returncode, done.stdout + done.stderr


def files_of(root: Path) -> dict[str, bytes]:
    """What stands in a folder, by path."""
    found = (path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}
