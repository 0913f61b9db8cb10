"""Every attack runs through the real pipeline, between two honest submissions; and what is asserted each time."""

import contextlib
import ctypes
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from samples.grading_chapter import FULL, RIGHT, STEM, notebook_with, submit

from autograder.core.cell_roles import CHECK_PREFIX
from autograder.grading.course import Course
from autograder.sandbox.limits import Limits
from autograder.sandbox.warm import POOL

LIMITS = Limits(cell_seconds=1, slack_seconds=2, submission_seconds=60)
LEFT = "left-by-an-attack"  # in the name of whatever an attack leaves somewhere
_SUBREAPER = 36  # prctl(PR_SET_CHILD_SUBREAPER)


@dataclass(frozen=True)
class Told:
    """What is kept of one submission: points in the gradebook, and what the instructor reads."""

    scores: dict[str, float]
    notices: tuple[str, ...]  # that ask for a look
    failure: str  # why sigmoid is wrong
    notebook: str
    seconds: float

    @property
    def score(self) -> float:
        return sum(self.scores.values())


@pytest.fixture
def limits() -> Limits:
    """Those of every attack."""
    return LIMITS


@pytest.fixture
def told(course: Course) -> Callable[[str], Told]:
    """What was kept of a student's submission."""

    def read(student: str) -> Told:
        with Gradebook(course.url) as book:
            grades = book.find_submission_notebook(STEM, STEM, student).grades
            scores = {grade.cell.name.removeprefix(CHECK_PREFIX): grade.auto_score for grade in grades}
        journal = json.loads(course.journal(student, STEM).read_text())
        failure = journal["reports"]["sigmoid"]["aspects"][0]["failure"]
        return Told(
            {name: scores[name] for name in FULL},
            tuple(notice["text"] for notice in journal["notices"] if notice["needs_review"]),
            failure["message"] if failure else "",
            course.autograded(student, STEM).read_text(),
            journal["seconds"],
        )

    return read


@pytest.fixture
def attacked(course, prepared_gradebook, grade, right, told, monkeypatch, tmp_path) -> Callable[..., dict[str, Told]]:
    """Grade attacks among honest submissions, check these, and return what each attack brought."""
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    monkeypatch.setenv("LAYERWISE_SECRET", "an environment variable of whoever grades")
    slip = notebook_with(course, {**RIGHT, "sigmoid": "def sigmoid(x):\n    return 1 / (1 + np.exp(-x))\n"})

    def run(notebooks: Mapping[str, Any], spoil: Sequence[Callable] = (), **options: Any) -> dict[str, Told]:
        """`spoil`: for each notebook, what befalls its file before the run."""
        names = {f"mallory{number:03}": name for number, name in enumerate(notebooks)}
        attacks = {student: notebooks[name] for student, name in names.items()}
        for student, notebook in {"ann": right, **attacks, "zoe": slip}.items():
            submit(course, student, notebook)
        for student, befall in zip(attacks, spoil, strict=False):
            befall(course.submission(student, STEM))
        with nothing_left(tmp_path / "scratch"):
            outcome = grade({}, **{"limits": LIMITS, **options})
        assert outcome.failed == {}
        ann, zoe = told("ann"), told("zoe")
        assert ann.scores == FULL
        assert zoe.scores == {**FULL, "sigmoid": 1.0}
        assert "exp overflows" in course.journal("zoe", STEM).read_text()
        assert ann.notices == zoe.notices == ()
        results = {name: told(student) for student, name in names.items()}
        # How long a sandbox takes to start and to end depends on what else the machine does: the honest ones say it.
        allowed = LIMITS.submission_seconds + LIMITS.slack_seconds + 6 * max(ann.seconds, zoe.seconds)
        assert {name: one.seconds for name, one in results.items() if one.seconds > allowed} == {}
        return results

    return run


@contextlib.contextmanager
def nothing_left(scratch: Path) -> Iterator[None]:
    """No process, descriptor, mount or file more at the end than at the beginning, and not much more memory."""
    libc = ctypes.CDLL(None)
    libc.prctl(_SUBREAPER, 1)  # whoever outlives its parent becomes a child of ours
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    POOL.close()
    before = _held()
    try:
        yield
        POOL.close()
        deadline = time.monotonic() + _SOON
        while _held()["processes"] > before["processes"] and time.monotonic() < deadline:
            time.sleep(0.05)
        after = _held()
    finally:
        libc.prctl(_SUBREAPER, 0)
    assert {kind: (before[kind], after[kind]) for kind in before if after[kind] > before[kind] + _KEPT[kind]} == {}
    assert list(scratch.iterdir()) == []
    assert [path for place in ("/tmp", "/dev/shm", "/dev/mqueue") for path in Path(place).glob(f"*{LEFT}*")] == []
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 512 << 10


_SOON = 120  # seconds; the kernel ends what was in a namespace a moment after its first process, where it has time
_KEPT = {"processes": 0, "descriptors": 4, "mounts": 0}  # what modules open for good when they are first used


def _held() -> dict[str, int]:
    return {
        "processes": len(list(_below(os.getpid()))),
        "descriptors": len(os.listdir("/proc/self/fd")),
        # Other tests of this machine may mount something in their temporary folders meanwhile.
        "mounts": sum(not line.split()[4].startswith("/tmp/") for line in Path("/proc/self/mountinfo").open()),
    }


def _below(pid: int) -> Iterator[int]:
    """The processes below one that are not dead already."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, task.read_text().split()):
                if Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                    yield child
                    yield from _below(child)
