"""The packages of a class edition in a folder, ready to be made into a wheel: copied, and emptied."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import layerwise

from .. import exercises
from ..notebook.class_edition import edition, pictures
from .chosen import Chosen
from .emptied_library import empty_library
from .emptied_records import empty_records, record_path, store_observations
from .emptied_source import emptied
from .given_outputs import pictures_of

CHECKOUT = Path(__file__).resolve().parents[2]
# What a learner's kernel and the command `layerwise` load; the rest grades, builds or keeps answers.
PACKAGES = ("core", "notebook", "repair", "workbook", "worker")
_LEFT = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


def make_tree(chosen: Chosen, root: Path, told: Callable[[str], None] = lambda _: None) -> None:
    """Write the packages into an empty folder. told: hears which chapter it has come to"""
    library = Path(layerwise.__file__).resolve().parents[1]
    for name in ("layerwise", "explore", "mine"):
        shutil.copytree(library / name, root / name, ignore=_LEFT)
    own = root / "autograder"
    for name in PACKAGES:
        shutil.copytree(CHECKOUT / "autograder" / name, own / name, ignore=_LEFT)
    for name in ("__init__.py", "learner.py"):
        shutil.copy(CHECKOUT / "autograder" / name, own / name)
    _copy_records(chosen, own)
    empty_library(root / "layerwise", chosen.chapters())
    empty_records(own, [stem for stem in chosen.handed_out if stem in chosen.emptied])
    _write_data(chosen, own / "data")
    for stem in chosen.handed_out:
        told(stem)
        if stem in chosen.emptied:
            for exercise in exercises.load(stem).exercises:
                store_observations(exercise, record_path(own, stem, exercise))


def _copy_records(chosen: Chosen, own: Path) -> None:
    records = CHECKOUT / "autograder" / "exercises"
    (own / "exercises").mkdir()
    for path in records.glob("*.py"):
        shutil.copy(path, own / "exercises" / path.name)
    for stem in chosen.handed_out:
        shutil.copytree(records / stem, own / "exercises" / stem, ignore=_LEFT)


def _write_data(chosen: Chosen, data: Path) -> None:
    """The notebooks, the chapters' sources, the pictures, and the mark of a class edition."""
    for folder in ("course", "solutions", pictures.FOLDER):
        (data / folder).mkdir(parents=True)
    for path in (CHECKOUT / "course").glob("*.ipynb"):
        shutil.copy(path, data / "course" / path.name)
    for stem in chosen.handed_out:
        shutil.copytree(CHECKOUT / "course" / stem, data / "course" / stem, ignore=_LEFT)
        source = exercises.source(stem)
        text = source.path.read_text(encoding="utf-8")
        (data / "solutions" / stem).mkdir()
        (data / "solutions" / stem / f"{stem}.py").write_text(
            emptied(text) if stem in chosen.emptied else text, encoding="utf-8"
        )
        shown = pictures_of(source.path.with_suffix(".ipynb"), {*source.exercises, *source.written})
        (data / pictures.FOLDER / f"{stem}.json").write_text(json.dumps(shown), encoding="utf-8")
    withheld = {
        name: (exercise.name, int(chapter.stem[2:4]))
        for chapter in chosen.chapters()
        for exercise in chapter.exercises
        for name in exercise.functions
    }
    (data / edition.FILE).write_text(json.dumps({"withheld": withheld}, indent=1) + "\n", encoding="utf-8")
