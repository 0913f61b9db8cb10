"""Every package that the code imports is one that pyproject.toml asks for."""

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

OUR_OWN = {"autograder", "explore", "layerwise", "mine", "parity", "samples", "tests"}
# What make parity runs, with libraries that are not part of the environment.
ORACLES, THEIRS = "tests/parity/oracles/", {
    "gymnasium", "keras", "networkx", "nltk", "sacrebleu", "scipy", "sklearn", "torch", "torchvision",
}  # fmt: skip


def asked_for(pyproject: str) -> set[str]:
    project = tomllib.loads(pyproject)["project"]
    extras = project["optional-dependencies"].values()
    needs = [*project["dependencies"], *(need for extra in extras for need in extra)]
    return {canonicalize_name(Requirement(need).name) for need in needs}


def import_problems(sources: dict[str, str], pyproject: str) -> list[str]:
    """What a file imports must be asked for by name: that something else needs it today is luck."""
    asked = asked_for(pyproject)
    makers = packages_distributions()
    problems = []
    for file, source in sources.items():
        beside = Path(file).parent.parent
        above = {Path(other).relative_to(beside).parts[0] for other in sources if Path(other).is_relative_to(beside)}
        above = {Path(name).stem for name in above}
        optional = THEIRS | above if file.startswith(ORACLES) else set()
        for name in sorted(imported(source) - sys.stdlib_module_names - OUR_OWN - optional):
            if not asked & {canonicalize_name(maker) for maker in makers.get(name, [])}:
                problems.append(f"{file} imports {name}, which pyproject.toml does not ask for")
    return problems


def imported(source: str) -> set[str]:
    """The top-level packages that a source imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(str(node.module).partition(".")[0])
    return names


@pytest.fixture
def pyproject(repo: Path) -> str:
    return (repo / "pyproject.toml").read_text()


def test_what_the_code_imports_is_asked_for_by_name(repo: Path, pyproject: str):
    folders = [repo / name for name in ("autograder", "lib", "tests")]
    sources = {path: path.read_text() for folder in folders for path in folder.rglob("*.py")}
    named = {str(path.relative_to(repo)): text for path, text in sources.items()}
    assert import_problems(named, pyproject) == []


def test_an_import_that_is_not_asked_for_is_reported(pyproject: str):
    source = "import numpy.linalg, json\ndef late():\n    from joblib import dump\n    import layerwise, nowhere"
    found = import_problems({"a.py": source}, pyproject)
    assert [problem.partition(",")[0] for problem in found] == ["a.py imports joblib", "a.py imports nowhere"]
