"""A mistake that somebody named in a class, and the file of the course folder in which a chapter's are kept.

The records of the course know nothing of it: what a person wrote about a class stands with the class.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ...core.atomic import write_atomically
from ...core.errors import GradingError
from ...core.report import Diagnosis, Report, State

FORMAT = 1


@dataclass(frozen=True)
class ClassMistake:
    """A name with its hints, and what the answers that have it are known by.

    changes: digests of the smallest change that would make such an answer right, see `core.code_shape`
    answers: of one who made it, what the notebook holds, by exercise; to see what it gives under another seed
    who, when: named it
    """

    exercise: str
    name: str
    hint: str
    second_hint: str = ""
    changes: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    who: str = ""
    when: str = ""

    @property
    def diagnosis(self) -> Diagnosis:
        """What a card says of an answer that has it."""
        return Diagnosis(self.name, self.hint, self.second_hint, misconception=True)


def waits_for_a_name(report: Report) -> bool:
    """Whether an answer is wrong, and nobody could say with which mistake."""
    named = report.diagnosis is not None and report.diagnosis.misconception
    return report.state in (State.PARTLY, State.WRONG) and not named


def with_name(report: Report, mistake: ClassMistake) -> Report:
    """The report, as it is once the mistake has a name."""
    return replace(report, diagnosis=mistake.diagnosis, notes=())


def read_mistakes(path: Path) -> tuple[ClassMistake, ...]:
    """Those of a chapter; none where there is no file. Raises GradingError where it cannot be read."""
    try:
        kept = json.loads(path.read_bytes())
        if kept["format"] != FORMAT:
            raise ValueError(f"its format is {kept['format']}, and {FORMAT} is known")
        return tuple(map(_mistake, kept["mistakes"]))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        why = error.strerror if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
        raise GradingError(
            f"{path} holds the mistakes that were named in this class, and cannot be read ({why}). Bring it back from "
            "a backup, or remove it: then these mistakes have no name in later runs"
        ) from None


def write_mistakes(path: Path, mistakes: Sequence[ClassMistake]) -> None:
    """Keep them, whole or not at all. Raises GradingError."""
    try:
        kept = {"format": FORMAT, "mistakes": [asdict(one) for one in mistakes]}
        write_atomically(path, json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    except OSError as error:
        raise GradingError(f"cannot write {error.filename}: {error.strerror}; nobody was given the name") from None


def _mistake(kept: Mapping[str, object]) -> ClassMistake:
    one = ClassMistake(**kept)  # type: ignore[arg-type]
    texts = (
        one.exercise,
        one.name,
        one.hint,
        one.second_hint,
        *one.changes,
        *(t for pair in one.answers for t in pair),
    )
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("something other than a text stands where a text belongs")
    return replace(one, changes=tuple(one.changes), answers=tuple((name, code) for name, code in one.answers))
