"""A new exercise's files: its cells in the chapter, its record and mistakes, its reference, and tests of that."""

from collections import Counter
from pathlib import Path

from .. import exercises
from ..build.folders import Folders
from ..core.errors import BuildError, RecordError
from . import exercise_texts as texts
from .admissible import is_free, module_name, of_name
from .insertions import exported, with_cells, with_export, with_public_name

_PUBLIC = Path("tests/layerwise/test_public_api.py")


def new_exercise(root: Path, stem: str, name: str, package: str = "", after: str = "") -> dict[Path, str]:
    """The files that are made or changed, with what they will hold. Raises BuildError; nothing is written here."""
    folders = Folders(root)
    there = sorted({*exercises.stems()} & {*folders.chapters()})
    if stem not in there:
        raise BuildError(f"there is no chapter {stem!r}; there are: {', '.join(there)}. autograder new chapter {stem}")
    problems = list(of_name(folders, stem, name))
    asked = list(exercises.source(stem).exercises)
    if after and after not in asked:
        problems.append(f"{stem} has no exercise {after!r} to follow; it has: {', '.join(asked) or 'none'}")
    library = root / "lib" / "layerwise"
    packages = sorted(path.parent.name for path in library.glob("*/__init__.py"))
    home = package or _usual_package(stem, problems)
    if home and home not in packages:
        problems.append(
            f"there is no package layerwise.{home}; there are: {', '.join(packages)}. A new one is a folder with an "
            "__init__.py, and stands in the layers of pyproject.toml"
        )
    if problems:
        raise BuildError(*problems)
    return _files(folders, stem, name, home, after or (asked[-1] if asked else ""))


def _usual_package(stem: str, problems: list[str]) -> str:
    """The package in which most references of a chapter stand."""
    try:
        references = [one for exercise in exercises.load(stem).exercises for one in exercise.references]
    except RecordError as error:
        problems.append(f"{stem} cannot be read, so say where the reference belongs, such as --package optim: {error}")
        return ""
    homes = Counter(one.__module__.split(".")[1] for one in references if one.__module__.startswith("layerwise."))
    if not homes:
        problems.append(f"{stem} has no exercise yet, so say where the reference belongs, such as --package optim")
        return ""
    return homes.most_common(1)[0][0]


def _files(folders: Folders, stem: str, name: str, package: str, after: str) -> dict[Path, str]:
    root, module = folders.root, module_name(name)
    library, record = root / "lib" / "layerwise", root / "autograder" / "exercises" / stem
    exporting = library / package / "__init__.py"
    if not exported(exporting.read_text(encoding="utf-8")):  # such as functional, whose names lw itself exports
        exporting = library / "__init__.py"
    dotted = "layerwise" if exporting.parent == library else f"layerwise.{package}"
    is_class = name[:1].isupper()
    made = {
        record / f"{module}.py": texts.RECORD.substitute(
            name=name,
            package=dotted,
            probe=texts.PROBE.substitute(name=name) if is_class else "",
            uses="    probe=drive,\n" if is_class else "",
        ),
        record / f"{module}.md": texts.MISTAKES,
    }
    source = folders.source(stem)
    starter = (texts.CLASS if is_class else texts.FUNCTION).substitute(name=name)
    cells = texts.CELLS.substitute(name=name, starter=starter)
    changed = {source: with_cells(source.read_text(encoding="utf-8"), cells, after)}
    if name not in exported(exporting.read_text(encoding="utf-8")):  # otherwise the library has it already
        made |= _reference(root, package, dotted, name)
        changed |= _exports(root, exporting, package, module, name)
    taken = [folders.short(path) for path in made if not is_free(path)]
    if taken:
        raise BuildError(*(f"{path} is there already; take another name, or remove it" for path in taken))
    return changed | made


def _reference(root: Path, package: str, dotted: str, name: str) -> dict[Path, str]:
    """The reference's module, and its tests."""
    module = module_name(name)
    template = texts.REFERENCE_CLASS if name[:1].isupper() else texts.REFERENCE_FUNCTION
    return {
        root / "lib" / "layerwise" / package / f"{module}.py": texts.REFERENCE.substitute(
            definition=template.substitute(name=name)
        ),
        root / "tests" / "layerwise" / package / f"test_{module}.py": texts.TESTS.substitute(
            name=name, package=dotted, test=f"{module}_keeps_its_word"
        ),
    }


def _exports(root: Path, exporting: Path, package: str, module: str, name: str) -> dict[Path, str]:
    """The package's `__init__` with the name in it, and the list of public names where it has the others."""
    text = exporting.read_text(encoding="utf-8")
    inside = module if exporting.parent.name == package else f"{package}.{module}"
    changed = {exporting: with_export(text, inside, name)}
    public = root / _PUBLIC
    if public.is_file():
        before = public.read_text(encoding="utf-8")
        listed = with_public_name(before, exported(text), name, "(x)")
        changed |= {public: listed} if listed != before else {}
    return changed
