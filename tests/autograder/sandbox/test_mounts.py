import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.core import packages
from autograder.core.errors import GradingError
from autograder.core.packages import allowed_places, closure
from autograder.sandbox import bubblewrap
from autograder.sandbox.limits import Limits
from autograder.sandbox.mounts import mounts


def test_only_the_allowed_packages_and_what_they_need_are_shown():
    """numpy, matplotlib and IPython are; whatever could compute an answer or grade one is not."""
    names = set(closure(packages.ALLOWED))
    assert {"numpy", "matplotlib", "ipython", "traitlets", "contourpy"} <= names
    assert not names & {"scipy", "scikit-learn", "nbgrader", "nbconvert", "layerwise", "sqlalchemy", "jupytext"}
    shown = {place.name for place in allowed_places()}
    assert {"numpy", "matplotlib", "IPython"} <= shown
    assert not [name for name in shown if name.endswith(".pth") or name.startswith(("scipy", "sklearn", "nbgrader"))]


@pytest.mark.parametrize("as_root", [True, False])
def test_what_is_mounted_is_read_only_and_listed(as_root, tmp_path):
    """Nothing is bound for writing, nothing of the course is bound at all, and the rest is closed at the end."""
    arguments = mounts(tmp_path / "edition", Limits(), as_root, ())
    assert not {"--bind", "--dev-bind", "--bind-try"} & set(arguments)
    bound = [arguments[i + 1] for i, word in enumerate(arguments) if word == "--ro-bind"]
    repository = Path(__file__).parents[3]
    own = [place for place in bound if Path(place).is_relative_to(repository) and ".venv" not in place]
    assert own == []
    assert arguments[-4:] == ["--remount-ro", "/", "--chdir", "/tmp"]
    for word in ("--unshare-net", "--unshare-pid", "--unshare-ipc", "--die-with-parent", "--new-session", "--clearenv"):
        assert word in arguments
    assert ("--unshare-user" in arguments) is not as_root


def test_a_course_below_a_system_folder_is_covered():
    """Who keeps the repository under /usr/src does not show it to submissions."""
    masked = Path("/usr/src/course")
    arguments = mounts(Path("/edition"), Limits(), False, (masked, Path("/home/course")))
    assert arguments[arguments.index(str(masked)) - 1] == "--tmpfs"
    assert "/home/course" not in arguments


def test_without_bubblewrap_it_refuses_with_reason_and_remedy(monkeypatch):
    """The message says what is missing, how to get it, and how to say that one wants to go without."""
    monkeypatch.setenv("PATH", "/nowhere")
    bubblewrap.require.cache_clear()
    with pytest.raises(GradingError, match=r"not installed.*apt install bubblewrap.*--isolation none"):
        bubblewrap.require()


def test_a_system_that_forbids_namespaces_is_named(monkeypatch, tmp_path):
    """Bubblewrap's own words are part of the refusal."""
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    bubblewrap.require.cache_clear()
    with pytest.raises(GradingError, match=r"uid map: Permission denied.*remedy|uid map: Permission denied.*Linux"):
        bubblewrap.require()
    bubblewrap.require.cache_clear()


@pytest.mark.grading
def test_a_killed_grader_leaves_no_sandbox_behind():
    """Whoever kills the grader outright has killed its sandboxes with it."""
    code = """
import sys, time
from autograder import exercises
from autograder.sandbox.bubblewrap import Bubblewrap
from autograder.sandbox.limits import Limits
from autograder.sandbox.student_edition import student_edition
sandbox = Bubblewrap(student_edition(exercises.load("ch01_activations")), Limits())
sandbox.start()
print(sandbox._process.pid, flush=True)
sandbox.run_cell("import time; time.sleep(60)", 60)
"""
    grader = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    sandbox = int(grader.stdout.readline())
    below = [int(pid) for pid in Path(f"/proc/{sandbox}/task/{sandbox}/children").read_text().split()]
    assert below
    grader.kill()
    grader.wait()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(map(is_running, (sandbox, *below))):
        time.sleep(0.05)
    assert not any(map(is_running, (sandbox, *below)))


def is_running(pid):
    """Whether a process is there and is more than the memory of one."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
