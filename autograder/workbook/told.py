"""What an update has done, in a few lines for a terminal."""

from collections.abc import Iterator

from .folder import Folder
from .merge import Outcome
from .update import Update


def told(folder: Folder, report: Update) -> Iterator[str]:
    """One line for the folder, then one or more for each notebook that something is to be said of."""
    if report.made and not report.updated and not report.unchanged:
        yield f"The course is in {folder.root}. It is yours: work in it, add cells, move it where you like."
    else:
        for path in report.made:
            yield f"{path}: new"
    for path, outcome in {**report.updated, **report.made}.items():
        said = list(_said(outcome))
        if path in report.updated:
            yield f"{path}: {'; '.join(said) or 'up to date, there was nothing of yours in it'}"
        elif outcome.carried:
            yield f"{path}: {'; '.join(said)}"
        yield from (f"    {line}" for line in _to_look_at(outcome))
    for path in report.withdrawn:
        yield f"{path} is no longer part of the course. It stays as it is."
    for path, reason in report.left.items():
        yield f"{path} was left as it is: {reason}. Mend it or move it away, then run `layerwise update` again."
    if not (report.made or report.updated or report.left):
        yield "Everything is up to date."
    elif report.backup:
        yield f"All that was overwritten is kept in {report.backup}"


def _said(outcome: Outcome) -> Iterator[str]:
    if outcome.carried:
        yield f"{_count(len(outcome.carried), 'answer')} carried over"
    if outcome.added:
        yield f"{_count(outcome.added, 'added cell')} kept"
    if outcome.kept:
        yield f"{_count(outcome.kept, 'changed cell')} kept as you left {'it' if outcome.kept == 1 else 'them'}"
    if outcome.new:
        yield f"new: {', '.join(outcome.new)}"
    if outcome.put_back:
        yield f"put back: {', '.join(outcome.put_back)}"


def _to_look_at(outcome: Outcome) -> Iterator[str]:
    """What a learner may want to do something about."""
    for old, new in outcome.renamed.items():
        yield f"{old} is called {new} now; change the name in your answer"
    for name, path in outcome.arrived.items():
        yield f"{name} moved here from {path}"
    if outcome.withdrawn:
        yield f"no longer asked for: {', '.join(outcome.withdrawn)}; your answers stand at the end"
    if outcome.beside:
        yield f"{_count(outcome.beside, 'cell')} that you and the course both changed: yours stands below the new one"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
