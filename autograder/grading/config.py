"""The settings of sandboxed grading, for nbgrader_config.py: `c.Grading.cell_seconds = 40`."""

from dataclasses import fields

from traitlets import Enum, Float, Int, Unicode
from traitlets.config import Configurable

from ..sandbox.limits import Limits
from .job import Isolation

_DEFAULT = Limits()


class Grading(Configurable):
    """How submissions are graded."""

    isolation = Enum(
        list(Isolation),
        Isolation.BUBBLEWRAP,
        help="bubblewrap, or none: without a sandbox, only for submissions that you trust; every report says so.",
    ).tag(config=True)
    seed = Int(-1, help="The seed of the cases that are drawn; negative: a new one in every run.").tag(config=True)
    jobs = Int(2, help="How many submissions are graded at once.").tag(config=True)
    scheduler = Unicode(
        "", help="The address of a dask.distributed scheduler whose workers grade; empty: this machine does."
    ).tag(config=True)

    cell_seconds = Float(_DEFAULT.cell_seconds, help="Seconds for one cell.").tag(config=True)
    submission_seconds = Float(_DEFAULT.submission_seconds, help="Seconds for a whole submission.").tag(config=True)
    memory = Int(_DEFAULT.memory, help="Megabytes of address space for one process.").tag(config=True)
    total_memory = Int(_DEFAULT.total_memory, help="Megabytes for all processes of a submission.").tag(config=True)
    processes = Int(_DEFAULT.processes, help="Processes and threads at once.").tag(config=True)
    scratch = Int(_DEFAULT.scratch, help="Megabytes in /tmp.").tag(config=True)
    output = Int(_DEFAULT.output, help="Characters that a cell may print.").tag(config=True)

    @property
    def limits(self) -> Limits:
        """The limits that are set here, and the others as they are."""
        return Limits(**{f.name: getattr(self, f.name) for f in fields(Limits) if self.has_trait(f.name)})
