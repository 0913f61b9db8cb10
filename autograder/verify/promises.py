"""What a statement says is judged, beside what the record judges: phrases without an aspect, aspects without a phrase.

A statement says it in words of its own ("that x stays as it was"), so a phrase and an aspect are taken for each other
where they share a word. That is little, and enough to notice an aspect that nobody was told of, and a promise that
nobody keeps.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ..build.source import Source
from ..core.cell_roles import Role
from ..core.record import Chapter, Exercise

_JUDGED = re.compile(r"\bJudged[^:\n]*: (.*)")
_SAME_AS = re.compile(r"the same as for (?:the )?`?(\w+)`?")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_AFTERTHOUGHT = re.compile(r"(?:and )?(?:which|even|if|because|among|with|in|to|others|each|the last|large ones)\b")
_SENTENCE_END = re.compile(r"\.(?: |$)")
_SEPARATORS = re.compile(r"[,;]| and that | and (?=the )")
_STEM = 4  # letters that tell a word from others, whatever its ending

# Words that say nothing here.
_EMPTY = re.compile("the|that|and|are|this|its|all|any|with|for|from|only|others?|also|when|where|which|what|not")
# Words of aspects, and what statements say instead.
_SAME = {
    "leav": ("stay", "left", "chan", "alon", "were", "was"),
    "shap": ("dime", "axes", "numb"),
    "forw": ("outp",),
    "warn": ("over",),
}


@dataclass(frozen=True)
class Promises:
    """An exercise's phrases and aspects.

    kept: each phrase with the aspects that it may mean. untold: the aspects that no phrase may mean
    """

    exercise: str
    kept: tuple[tuple[str, tuple[str, ...]], ...]
    untold: tuple[str, ...]

    @property
    def problems(self) -> Iterator[str]:
        """Phrases without an aspect, and aspects without a phrase."""
        if not self.kept:
            yield f"{self.exercise}: its statement does not say what is judged"
            return
        for phrase, aspects in self.kept:
            if not aspects:
                yield f"{self.exercise}: “{phrase}” is said to be judged, and no aspect is called so"
        for aspect in self.untold:
            yield f"{self.exercise}: {aspect!r} is judged, and the statement does not say so"


def promises(source: Source, chapter: Chapter) -> Iterator[Promises]:
    """The phrases of each exercise's statement, which stands in the texts above it, beside its aspects."""
    texts: list[str] = []
    said: dict[str, list[str]] = {}
    for cell in source.cells:
        if cell.role is Role.TEXT:
            texts.append(cell.text)
        elif cell.role is Role.EXERCISE:
            said[cell.name.lower()] = phrases("\n".join(texts), said)
            texts = []
            for exercise in chapter.exercises:
                if exercise.name == cell.name:
                    yield _compared(exercise, said[cell.name.lower()])


def phrases(text: str, earlier: Mapping[str, list[str]] = MappingProxyType({})) -> list[str]:
    """What a statement says is judged, phrase by phrase. earlier: the phrases of exercises, by name in small letters"""
    found: list[str] = []
    for judged in _JUDGED.findall(text):
        told = _BRACKETED.sub(lambda match: re.sub("[,;.]", "", match[1]), judged)
        for part in _SEPARATORS.split(_SENTENCE_END.split(told, maxsplit=1)[0]):
            phrase, same = " ".join(part.split()).removeprefix("and "), _SAME_AS.search(part)
            if same is not None:
                found += earlier.get(same[1].lower(), [])
            elif found and _AFTERTHOUGHT.match(phrase):
                found[-1] += f", {phrase}"
            elif _stems(phrase):
                found.append(phrase)
    return found


def _compared(exercise: Exercise, said: Sequence[str]) -> Promises:
    names = [aspect.name for aspect in exercise.aspects]
    kept = tuple((phrase, tuple(name for name in names if _may_mean(phrase, name))) for phrase in said)
    told = {name for _, aspects in kept for name in aspects}
    return Promises(exercise.name, kept, tuple(name for name in names if name not in told))


def _may_mean(phrase: str, aspect: str) -> bool:
    meant = _stems(aspect)
    for stem in tuple(meant):
        meant |= {*_SAME.get(stem, ())}
    return bool(_stems(phrase) & meant)


def _stems(text: str) -> set[str]:
    words = re.findall(r"[a-z0-9]+", text.lower().replace("_", ""))
    return {
        word[:_STEM]
        for word in words
        if not _EMPTY.fullmatch(word) and (len(word) > 2 or word.isdigit() or word == "x")
    }
