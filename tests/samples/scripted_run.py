"""A chapter whose exercises are seen in scripted sandboxes only, and its cells."""

from samples.fake_sandbox import FakeSandboxes

from autograder.core.cell_roles import CHECK_PREFIX, Role
from autograder.core.record import Aspect, Case, Chapter, Exercise
from autograder.grading.restore import Cell
from autograder.grading.running.run import Seen
from autograder.worker.observe import ErrorKind

SEED = 11


def double(x):
    return 2 * x


def double_backward(grad_output, x):
    return 2 * grad_output


def halve(x):
    return x / 2


def cases(*names: str) -> tuple[Case, ...]:
    """Cases that a script can tell apart."""
    return tuple(Case(name, lambda rng, name=name: {"case": name, "x": rng.normal()}) for name in names)


DOUBLE = Exercise((double, double_backward), (Aspect("values", 1, cases("d1", "d2", "d3", "d4")),), (), time_limit=3)
HALVE = Exercise(halve, (Aspect("values", 1, cases("h1", "h2")),), (), time_limit=4)
CHAPTER = Chapter("ch99_run", (DOUBLE, HALVE))


def code(source: str, name: str = "", role: Role = Role.ADDED, changed: bool = False, is_run: bool = True) -> Cell:
    """A cell of code, by default an added one."""
    return Cell(role, source, "code", name, run=is_run, changed=changed)


def check(name: str) -> Cell:
    """The check of an exercise."""
    return Cell(Role.CHECK, f"check({name})", "code", CHECK_PREFIX + name)


def answer(name: str, changed: bool = True, source: str = "def") -> Cell:
    """An answer."""
    return code(source, name, Role.EXERCISE, changed)


def asked(sandboxes: FakeSandboxes, kind: str) -> list[tuple[int, str]]:
    """Which sandbox was asked what of this kind."""
    return [(number, what) for number, asked_kind, what in sandboxes.asked if asked_kind == kind]


def texts(seen: Seen) -> list[str]:
    """What the instructor is told."""
    return [notice.text for notice in seen.notices]


def kinds(seen: Seen, exercise: str) -> dict[str, ErrorKind | None]:
    """By case, what kind of error there was, None for none."""
    return {name: one.error and one.error.kind for name, one in seen.observations[exercise].items()}
