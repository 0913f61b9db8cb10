"""Where modules stand and what they are called, so that whoever knows one package finds the way in the others."""

import importlib
import pkgutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import autograder
import explore
import layerwise
import mine

FULL = 30  # modules that can still be taken in at a glance
# Names that say the same in every package that has them: what an explorer computes and what it shows, a package's own
# commands, the probes that a chapter's records share.
PATTERNS = {
    *(("explore", "model"), ("explore", "explorer"), ("exercises", "probe")),
    *(("autograder", "command"), ("desk", "command")),
}


def shadowed(package: ModuleType) -> list[str]:
    """The modules of a package, and of the packages in it, that stand behind something else of their name.

    `import layerwise.functional.softmax` would then give the function, and so would a patch or a pickled reference.
    """
    found = []
    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        standing_there = vars(package).get(module.name.rpartition(".")[2])
        if standing_there is not None and getattr(standing_there, "__name__", None) != module.name:
            found.append(module.name)
        elif module.ispkg:
            found += shadowed(importlib.import_module(module.name))
    return found


def folders(root: Path) -> Iterator[tuple[Path, list[str]]]:
    """Each folder below `root` with modules in it, and their names."""
    for folder in [root, *(path for path in root.rglob("*") if path.is_dir())]:
        names = sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
        if names:
            yield folder, names


def namesakes(root: Path) -> list[str]:
    """Modules of one name in folders that stand side by side."""
    places: dict[tuple[Path, str], list[str]] = defaultdict(list)
    for folder, names in folders(root):
        for name in names:
            if (folder.parent.name, name) not in PATTERNS:
                places[folder.parent, name].append(folder.name)
    return [f"{name} in {', '.join(sorted(where))}" for (_, name), where in places.items() if len(where) > 1]


@pytest.mark.parametrize("package", [autograder, explore, layerwise, mine], ids=lambda package: package.__name__)
def test_a_dotted_path_leads_to_the_module_of_that_name(package: ModuleType):
    assert shadowed(package) == []


@pytest.mark.parametrize("name", ["autograder", "lib", "tests", "benchmarks"])
def test_no_folder_holds_more_modules_than_one_can_take_in(repo: Path, name: str):
    crowded = {str(folder): len(names) for folder, names in folders(repo / name) if len(names) > FULL}
    assert crowded == {}


@pytest.mark.parametrize("name", ["autograder", "lib/explore", "lib/layerwise"])
def test_a_module_name_means_one_thing_among_neighbours(repo: Path, name: str):
    assert namesakes(repo / name) == []


# A learner's kernel

KERNEL = """
import sys
import autograder, explore, layerwise, mine

def relu(x):
    return {body}

def relu_backward(grad_output, x):
    return grad_output * (x > 0)

print(autograder.check(relu).report.state)
print(*sys.modules)
"""


@pytest.mark.parametrize(("body", "state"), [("x * (x > 0)", "right"), ("-x", "partly")])
def test_a_learners_kernel_loads_nothing_that_grades(tmp_path: Path, body: str, state: str):
    """Not even late: neither for the card of a right answer, nor for the hint to a wrong one."""
    program = tmp_path / "kernel.py"
    program.write_text(KERNEL.format(body=body))
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=True)
    verdict, loaded = done.stdout.splitlines()[-2:]
    assert verdict == state
    assert "autograder.core.record" in loaded.split()
    assert [name for name in loaded.split() if name.startswith(("autograder.grading", "autograder.sandbox"))] == []


# And the rules, on packages that break one each


def write(root: Path, *files: str) -> None:
    for file in files:
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")


def test_a_function_that_hides_its_module_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write(tmp_path, "shadowy/inner/curves.py", "shadowy/inner/plain.py")
    (tmp_path / "shadowy" / "__init__.py").write_text("")
    (tmp_path / "shadowy" / "inner" / "__init__.py").write_text("from .plain import curves")
    (tmp_path / "shadowy" / "inner" / "plain.py").write_text("def curves(): ...")
    monkeypatch.syspath_prepend(tmp_path)
    assert shadowed(importlib.import_module("shadowy")) == ["shadowy.inner.curves"]


def test_a_name_in_two_neighbouring_packages_is_reported(tmp_path: Path):
    write(tmp_path, "autograder/build/rules.py", "autograder/verify/rules.py", "autograder/verify/deep/rules.py")
    write(tmp_path, "autograder/build/command.py", "autograder/verify/command.py")
    assert namesakes(tmp_path) == ["rules in build, verify"]


def test_a_pattern_counts_only_where_it_is_one(tmp_path: Path):
    write(tmp_path, "layerwise/nn/probe.py", "layerwise/optim/probe.py")
    assert namesakes(tmp_path) == ["probe in nn, optim"]


def test_what_a_folder_holds_is_counted(tmp_path: Path):
    write(tmp_path, "crowd/__init__.py", *(f"crowd/module_{number}.py" for number in range(3)))
    assert {folder.name: len(names) for folder, names in folders(tmp_path)} == {"crowd": 3}
