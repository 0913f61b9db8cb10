"""pyproject.toml says what is needed, requirements.lock which versions, environment.yml the same for conda.

Each check is a function from texts to a list of problems, so that a second test can feed it a broken text and
see that it speaks.
"""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

REQUIRED = ["ipywidgets", "jupyterlab", "matplotlib", "nbgrader", "nbval", "numpy"]
CONDA_TOOLS = {"git", "make", "pip", "python"}
PINNED = re.compile(r"[a-z0-9][a-z0-9-]*==[0-9][\w.+!]*( ; \S.*)?")
# In pieces, so that this file does not contain what it looks for.
HOSTS = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "ana" + "conda.org",
    "ana" + "conda.com",
    "npmjs" + ".org",
    "npmjs" + ".com",
    "deb." + "debian.org",
]
INDEX_OPTION = re.compile(r"--(extra-index-url|index-url|find-links|trusted-host)\b")


# What is held against what


def pins(lock: str) -> dict[str, str]:
    """Name to version, from the lines of a lock."""
    parts = (line.partition(" ;")[0].partition("==") for line in lock.splitlines())
    return {name: version for name, equal, version in parts if equal}


def wanted(pyproject: str) -> list[Requirement]:
    """The course's dependencies and those of its extras."""
    project = tomllib.loads(pyproject)["project"]
    extras = project["optional-dependencies"].values()
    return [Requirement(text) for text in [*project["dependencies"], *(text for extra in extras for text in extra)]]


def listed(environment: str) -> dict[str, str]:
    """Name to version specifier, conda's packages and pip's together."""
    entries = yaml.safe_load(environment)["dependencies"]
    pip = [text for entry in entries if isinstance(entry, dict) for text in entry["pip"]]
    texts = [entry for entry in entries if isinstance(entry, str)] + [text for text in pip if text != "-e ."]
    return {canonicalize_name(r.name): str(r.specifier) for r in map(Requirement, texts)}


def lock_problems(lock: str) -> list[str]:
    problems = [f"not name==version: {line!r}" for line in lock.splitlines() if not PINNED.fullmatch(line)]
    names = [line.partition("==")[0] for line in lock.splitlines()]
    problems += [f"pinned twice: {name}" for name in sorted({n for n in names if names.count(n) > 1})]
    for line in filter(PINNED.fullmatch, lock.splitlines()):
        try:
            Requirement(line)
        except InvalidRequirement as error:
            problems.append(f"unreadable: {line!r} ({error})")
    return problems


def dependency_problems(pyproject: str, lock: str) -> list[str]:
    locked = pins(lock)
    problems = []
    for need in wanted(pyproject):
        version = locked.get(canonicalize_name(need.name))
        if version is None:
            problems.append(f"not in the lock: {need.name}")
        elif version not in need.specifier:
            problems.append(f"the lock has {need.name} {version}, pyproject.toml wants {need.specifier}")
    return problems


def environment_problems(environment: str, pyproject: str, lock: str) -> list[str]:
    locked, conda = pins(lock), listed(environment)
    names = {canonicalize_name(requirement.name) for requirement in wanted(pyproject)}
    problems = [f"not in environment.yml: {name}" for name in sorted((names | CONDA_TOOLS) - conda.keys())]
    problems += [f"only in environment.yml: {name}" for name in sorted(conda.keys() - names - CONDA_TOOLS)]
    problems += [
        f"environment.yml has {name} {conda[name]}, the lock {locked.get(name)}"
        for name in sorted(names & conda.keys())
        if conda[name] != f"=={locked.get(name)}"
    ]
    oldest = tomllib.loads(pyproject)["project"]["requires-python"]
    if not set(SpecifierSet(oldest)) <= set(SpecifierSet(conda.get("python", ""))):
        problems.append(f"environment.yml has python {conda.get('python')}, pyproject.toml {oldest}")
    if "-e ." not in environment:
        problems.append("environment.yml does not install the project itself")
    return problems


def required_problems(environment: str, pyproject: str, lock: str) -> list[str]:
    places = {
        "pyproject.toml": {canonicalize_name(requirement.name) for requirement in wanted(pyproject)},
        "requirements.lock": pins(lock).keys(),
        "environment.yml": listed(environment).keys(),
    }
    return [f"{place} lacks {name}" for place, has in places.items() for name in REQUIRED if name not in has]


def host_problems(files: dict[str, str]) -> list[str]:
    """A host anywhere, or an option of pip's that names one in what a learner installs from."""
    problems = [f"{name} names {host}" for name, text in files.items() for host in HOSTS if host in text.lower()]
    installs = ("requirements.lock", "environment.yml", "pyproject.toml", "Makefile", "setup/", ".ci/")
    return problems + [
        f"{name} names an index"
        for name, text in files.items()
        if name.startswith(installs) and INDEX_OPTION.search(text)
    ]


# The files as they are


@pytest.fixture(scope="module")
def lock(repo: Path) -> str:
    return (repo / "requirements.lock").read_text()


@pytest.fixture(scope="module")
def pyproject(repo: Path) -> str:
    return (repo / "pyproject.toml").read_text()


@pytest.fixture(scope="module")
def environment(repo: Path) -> str:
    return (repo / "environment.yml").read_text()


def test_every_line_of_the_lock_pins_one_version(lock: str):
    assert lock_problems(lock) == []
    assert len(pins(lock)) > 100  # what the packages need in turn is pinned too


def test_every_dependency_is_pinned_to_a_version_that_it_allows(pyproject: str, lock: str):
    assert dependency_problems(pyproject, lock) == []


def test_conda_gets_the_versions_of_the_lock(environment: str, pyproject: str, lock: str):
    assert environment_problems(environment, pyproject, lock) == []


def test_the_required_packages_are_everywhere(environment: str, pyproject: str, lock: str):
    assert required_problems(environment, pyproject, lock) == []


def test_no_file_names_a_package_registry(repo: Path):
    """Where packages come from is the machine's affair: a mirror must work as well as the original."""
    if not (repo / ".git").exists():
        pytest.skip("not a git checkout")
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=repo, capture_output=True, check=True).stdout
    paths = [repo / name for name in listing.decode().split("\0") if name]
    texts = {path: path.read_bytes().decode(errors="ignore") for path in paths if path.is_file()}
    assert host_problems({str(path.relative_to(repo)): text for path, text in texts.items()}) == []


# And the checks, on texts that break one rule each


@pytest.mark.parametrize(
    "line",
    [
        "numpy>=2",
        "numpy",
        "# made by a tool",
        "",
        "-e .",
        "Numpy==2.4.6",
        "numpy @ file:///somewhere/numpy.whl",
        "numpy==2.4.6 --hash=sha256:00",
        "numpy==2.4.6 ; no_such_marker == '1'",
    ],
)
def test_a_line_that_pins_nothing_is_reported(lock: str, line: str):
    assert lock_problems(lock.replace("mypy-extensions", f"{line}\nmypy-extensions", 1))


def test_a_package_pinned_twice_is_reported(lock: str):
    assert lock_problems(lock + "numpy==2.0.0\n") == ["pinned twice: numpy"]


def test_a_dependency_that_is_not_locked_is_reported(pyproject: str, lock: str):
    without = re.sub(r"^numpy==.*\n", "", lock, flags=re.M)
    assert dependency_problems(pyproject, without) == ["not in the lock: numpy"]
    old = re.sub(r"^numpy==.*$", "numpy==1.26.4", lock, flags=re.M)
    assert any("numpy 1.26.4" in problem for problem in dependency_problems(pyproject, old))


@pytest.mark.parametrize(
    ("pattern", "replacement", "problem"),
    [
        (r"  - numpy==.*\n", "", "not in environment.yml: numpy"),
        (r"numpy==.*", "numpy==2.0.0", "environment.yml has numpy ==2.0.0"),
        (r"numpy==.*", "numpy", "environment.yml has numpy ,"),
        (r"  - pip\n", "  - pip\n  - pandas==2.2.0\n", "only in environment.yml: pandas"),
        (r"python >=3.11", "python >=3.9", "environment.yml has python"),
        (r" *- -e \.\n", "", "does not install the project"),
    ],
)
def test_a_conda_environment_that_differs_is_reported(
    environment: str, pyproject: str, lock: str, pattern: str, replacement: str, problem: str
):
    broken = re.sub(pattern, replacement, environment, count=1)
    assert broken != environment
    assert any(problem in found for found in environment_problems(broken, pyproject, lock))


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_required_package_is_reported(environment: str, pyproject: str, lock: str, name: str):
    def without(text: str) -> str:
        return re.sub(rf"^.*\b{name}[=>].*\n", "", text, flags=re.M)

    assert required_problems(without(environment), pyproject, lock) == [f"environment.yml lacks {name}"]
    assert required_problems(environment, without(pyproject), lock) == [f"pyproject.toml lacks {name}"]
    assert required_problems(environment, pyproject, without(lock)) == [f"requirements.lock lacks {name}"]


@pytest.mark.parametrize("host", HOSTS)
def test_a_registry_in_a_file_is_reported(host: str):
    assert host_problems({"README.md": f"pip install -i https://{host}/simple"})


def test_an_index_option_in_a_file_is_reported():
    assert host_problems({"requirements.lock": "--extra" + "-index-url https://example.invalid\n"})
