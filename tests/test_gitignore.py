"""What a class hands in and gets back is never committed; what the course consists of always can be."""

import subprocess
from pathlib import Path

import pytest

CHAPTER = "ch01_activations/ch01_activations"


def ignored(repo: Path, path: str) -> bool:
    if not (repo / ".git").exists():
        pytest.skip("not a git checkout")
    return subprocess.run(["git", "check-ignore", "--no-index", "-q", path], cwd=repo).returncode == 0


@pytest.mark.parametrize(
    "path",
    [
        "gradebook.db",
        "gradebook.db-journal",
        f"submitted/ada/{CHAPTER}.ipynb",
        f"autograded/ada/{CHAPTER}.ipynb",
        f"feedback/ada/{CHAPTER}.html",
        "demo/gradebook.db",
        "progress.jsonl",
        f"my-course/{CHAPTER}.ipynb",
        f"my-course/backups/2026-01-31T12-00-00/{CHAPTER}.ipynb",
        "layerwise-course/00_welcome.ipynb",
        "course/ch01_activations/.ipynb_checkpoints/ch01_activations-checkpoint.ipynb",
        ".venv/bin/python",
    ],
)
def test_what_belongs_to_people_and_machines_stays_out(repo: Path, path: str):
    assert ignored(repo, path)


@pytest.mark.parametrize(
    "path",
    [
        "course/00_welcome.ipynb",
        f"course/{CHAPTER}.ipynb",
        f"solutions/{CHAPTER}.ipynb",
        f"solutions/{CHAPTER}.py",
        "autograder/build/build_chapter.py",
        "lib/layerwise/data/__init__.py",
        "lib/layerwise/models/weights/glyph_net.npz",
        "lib/layerwise/models/weights/shape_net.npz",
    ],
)
def test_the_course_itself_is_kept(repo: Path, path: str):
    assert not ignored(repo, path)
