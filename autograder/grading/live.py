"""What a run tells while it goes on: a bar for whoever watches, and lines of JSON for a program."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .kept.audit import append_line

if TYPE_CHECKING:
    from rich.console import Console

Tick = Callable[[str, int, int], Any]  # a student, how many are done, and of how many


class EventLog:
    """Events as lines of JSON at the end of a file, or nowhere. Raises RunEnded where they cannot be written."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self.counts = Counter[str]()

    def tell(self, event: str, **facts: Any) -> None:
        """Note that something has happened."""
        self.counts[event] += 1
        if self._path is not None:
            append_line(self._path, {"event": event, **facts})

    @contextmanager
    def run(self, **facts: Any) -> Iterator[None]:
        """The events "run started" and "run ended", whatever ends it."""
        self.tell("run started", **facts)
        ended = "interrupted"
        try:
            yield
            ended = "complete"
        except Exception as error:
            ended = str(error)
            raise
        finally:
            counts = {event: count for event, count in self.counts.items() if event != "run started"}
            self.tell("run ended", how=ended, counts=counts)


@contextmanager
def submission_bar(console: "Console", what: str) -> Iterator[Tick]:
    """A bar of submissions with the rate and the time that is left, in a terminal only and gone at the end."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.progress import Task as Progressing

    class Rate(TextColumn):
        """Submissions a second, or a minute where that is less than one."""

        def render(self, task: Progressing) -> Any:
            """As text."""
            speed = task.finished_speed or task.speed or 0.0
            self.text_format = f"{speed:.1f}/s" if speed >= 1 else f"{60 * speed:.1f}/min"
            return super().render(task)

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        Rate(""),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda student, done, of: bar.update(task, completed=done, total=of)
