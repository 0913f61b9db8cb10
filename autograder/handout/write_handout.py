"""The folder that a class gets: notebooks, a wheel with everything else, an environment file, and a page to begin with.

It is made elsewhere and moved to its place at the end, so that nobody finds half of it.
"""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import GradingError
from . import words
from .chosen import Chosen
from .leak_search import search_behaviour, search_text
from .source_tree import make_tree
from .wheel import build_wheel, constraints, download_wheels


@dataclass(frozen=True)
class Written:
    """What was made. zipped: None where no archive was asked for"""

    folder: Path
    wheel: Path
    zipped: Path | None


def write_handout(
    chosen: Chosen,
    target: Path,
    offline: bool = False,
    zipped: bool = True,
    thorough: bool = False,
    told: Callable[[str], None] = lambda _: None,
) -> Written:
    """Make a class edition in a new folder. Raises GradingError where it is there, or an answer is found in it.

    offline: with the wheels that it needs. thorough: look for what acts like an answer as well
    told: hears which chapter it has come to
    """
    archive = target.with_name(f"{target.name}.zip")
    for path in (target, *([archive] if zipped else [])):
        if path.exists():
            raise GradingError(f"{path} is there already. Move it away, or name another folder: --out FOLDER")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".handout-") as name:
        tree, made = Path(name, "tree"), Path(name, target.name)
        tree.mkdir()
        made.mkdir()
        make_tree(chosen, tree, told)
        found = [*search_text(tree, chosen), *(search_behaviour(tree, chosen) if thorough else ())]
        if found:
            raise GradingError("this would give answers away:\n" + "\n".join(found))
        wheel = build_wheel(tree, made, chosen)
        shutil.copytree(tree / "autograder" / "data" / "course", made / "course")
        _write_words(made, wheel, chosen, offline)
        if offline:
            (made / words.WHEELS).mkdir()
            download_wheels(wheel, made / words.CONSTRAINTS, made / words.WHEELS)
        if zipped:
            shutil.make_archive(str(made), "zip", made.parent, made.name)
            made.with_name(archive.name).replace(archive)
        made.replace(target)
    return Written(target, target / wheel.name, archive if zipped else None)


def _write_words(folder: Path, wheel: Path, chosen: Chosen, offline: bool) -> None:
    texts = {
        "README.md": words.readme(wheel.name, chosen, offline),
        "environment.yml": words.environment(wheel.name),
        words.CONSTRAINTS: constraints(),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
