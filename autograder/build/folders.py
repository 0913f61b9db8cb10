"""Where a chapter lives: one stem in four places.

The source and the instructor's notebook stand in solutions/, what learners open in course/, and the record in
autograder/exercises/. Pages without exercises, such as the welcome page, are single files in solutions/.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import BuildError


@dataclass(frozen=True)
class Folders:
    """The folders under the root of a checkout."""

    root: Path

    @property
    def solutions(self) -> Path:
        """The sources and the instructor's notebooks; nbgrader's source directory."""
        return self.root / "solutions"

    @property
    def course(self) -> Path:
        """What learners open; nbgrader's release directory."""
        return self.root / "course"

    def chapters(self) -> list[str]:
        """The stems of the chapters that have a source."""
        return sorted(path.stem for path in self.solutions.glob("*/*.py") if path.stem == path.parent.name)

    def pages(self) -> list[str]:
        """The stems of the pages without exercises."""
        return sorted(path.stem for path in self.solutions.glob("*.py"))

    def source(self, stem: str) -> Path:
        """The source of a chapter or a page."""
        return self.solutions / f"{stem}.py" if stem in self.pages() else self.solutions / stem / f"{stem}.py"

    def solved(self, stem: str) -> Path:
        """The instructor's executed notebook."""
        return self.solutions / stem / f"{stem}.ipynb"

    def released(self, stem: str) -> Path:
        """The learner's notebook."""
        return self.course / f"{stem}.ipynb" if stem in self.pages() else self.course / stem / f"{stem}.ipynb"

    def chosen(self, names: Sequence[str]) -> list[str]:
        """The named chapters and pages, all of them when none is named. Raises BuildError for an unknown name."""
        existing = [*self.pages(), *self.chapters()]
        for name in names:
            if name not in existing:
                shown = ", ".join(existing) or f"none in {self.solutions.name}/"
                raise BuildError(f"there is no chapter {name!r}; there are: {shown}")
        return [stem for stem in existing if stem in names] if names else existing

    def short(self, path: Path) -> str:
        """A path as the messages show it: from the root."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)


def repository() -> Folders:
    """The checkout that this package is installed from."""
    return Folders(Path(__file__).resolve().parents[2])
