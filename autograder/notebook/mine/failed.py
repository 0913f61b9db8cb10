"""The latest version of each exercise that failed its check: for explorers, in which a mistake can be seen at work.

It stands in a folder of its own beside what has passed. `import mine`, milestones, exports and grading never look
there. A later pass leaves it: beside one's own right version it is worth the most. The next failure replaces it.
"""

from pathlib import Path
from types import ModuleType

from ...core.atomic import write_atomically
from ...core.report import State
from ...worker.observe import is_unwritten
from ..driven import Driven
from ..lookup import is_missing
from .loaded import module_at
from .own_text import NotKept, own_text
from .shelf import folder

_HEADER = '''"""{names}: as it failed its check.

An explorer runs this file when you choose “your broken one”; nothing else does. The next check that fails replaces it.
"""

'''


def path_of_failed(exercise: str) -> Path:
    """The file of an exercise, whether it is there or not."""
    return folder() / "failed" / f"{exercise}.py"


def keep_failed(driven: Driven) -> None:
    """Write an answer that has failed to its file, if it does anything that can be seen."""
    exercise = driven.comparison.exercise
    if driven.report.state not in (State.WRONG, State.PARTLY) or not _does_something(driven):
        return
    pairs = zip(exercise.functions, driven.answer.functions, strict=True)
    written = {name: one for name, one in pairs if not is_unwritten(one) and not is_missing(one)}
    try:
        text = own_text(list(written.values()), list(written))
        write_atomically(path_of_failed(exercise.name), _HEADER.format(names=", ".join(written)) + text)
    except (NotKept, OSError):  # whoever has no broken version to look at has lost nothing that counts
        return


def failed(exercise: str) -> ModuleType | None:
    """The file of an exercise as a module, or None where there is none that can be loaded."""
    path = path_of_failed(exercise)
    return module_at(
        path,
        f"mine.failed.{exercise}",
        f"mine: your broken {exercise} cannot be loaded ({{error}}), so it cannot be chosen. "
        f"The next check({exercise}) that fails writes it anew; the file is {path}",
    )


def _does_something(driven: Driven) -> bool:
    """Whether any case gave a value: what raises everywhere has nothing to show."""
    seen = map(driven.answer.observation, driven.comparison.exercise.cases)
    return any(one is not None and one.values for one in seen)
