"""What every test may count on: reproducible hypothesis examples, one BLAS thread, a home of its own for progress.

A test marked `browser` is skipped where there is no Chromium, one marked `grading` where bubblewrap does
not work, one marked `postgres` where there is no PostgreSQL server. Of those marked `sampled`, of which each chapter
has some, `make test` takes a part.
"""

import os
import shutil
import subprocess
from pathlib import Path

import hypothesis
import pytest
from samples.chromium import find_chromium
from samples.postgres_server import find_postgres

for _threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

# The same examples on every machine and in every run; no example fails for being slow on a busy one.
hypothesis.settings.register_profile("course", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("course")

REPO = Path(__file__).parents[1]


def sandbox_works() -> bool:
    """Whether bubblewrap is installed and the system lets it make namespaces."""
    if not shutil.which("bwrap"):
        return False
    command = "bwrap --unshare-all --die-with-parent --ro-bind / / --proc /proc --dev /dev true"
    return subprocess.run(command.split(), capture_output=True, timeout=30).returncode == 0


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of `autograder verify` that say what is in a sample; without them, everything runs."""
    group = parser.getgroup("sample", "what runs of the tests marked sampled")
    group.addoption("--one-in", type=int, default=1, help="one chapter in so many")
    group.addoption("--from", type=int, default=0, help="a number from which it follows which")
    group.addoption("--whole", action="append", default=[], help="a chapter that is always among them")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the sample leaves out, and skip what this system cannot run."""
    from autograder.verify.sample import Sample  # loads numpy, which must find the number of threads

    one_in, start, whole = (config.getoption(name) for name in ("--one-in", "--from", "--whole"))
    sample = Sample(one_in, start, frozenset(whole))
    left_out = [
        item for item in items if item.get_closest_marker("sampled") and not sample.of(stem_of(item)).takes(item.nodeid)
    ]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
    skip_what_cannot_run(items)


def stem_of(item: pytest.Item) -> str:
    """The chapter for which a test runs: its parameter, or what its module is about."""
    parameters = getattr(item, "callspec", None)
    return parameters.params["stem"] if parameters and "stem" in parameters.params else item.path.stem[len("test_") :]


def skip_what_cannot_run(items: list[pytest.Item]) -> None:
    """Mark what needs a program or a right that this system does not have."""
    needs = {
        "browser": (find_chromium, "no Chromium here"),
        "grading": (sandbox_works, "bubblewrap is missing, or not allowed to work"),
        "postgres": (find_postgres, "no PostgreSQL server here"),
    }
    for marker, (available, reason) in needs.items():
        marked = [item for item in items if item.get_closest_marker(marker)]
        if marked and not available():
            for item in marked:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session", autouse=True)
def _progress_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Checks that run in tests are not the progress of whoever runs them."""
    os.environ["LAYERWISE_HOME"] = str(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def repo() -> Path:
    """The root of the checkout that is tested."""
    return REPO


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is: playwright.chromium.launch(executable_path=chromium)."""
    return find_chromium() or pytest.skip("no Chromium here")
