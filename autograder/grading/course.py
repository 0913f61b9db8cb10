"""An instructor's course folder, as nbgrader sees it: which folder holds what, and where the gradebook is."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Self

from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from ..build.nbgrader_settings import release_config
from ..core.errors import GradingError
from .lateness.hand_in_time import FILE, HandInTime, read_time

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory

CONFIG = "nbgrader_config.py"
JOURNAL = "journal"
STRUCTURE = "{nbgrader_step}/{student_id}/{assignment_id}"
MISTAKES = "mistakes"


@dataclass
class CourseFolders:
    """Of nbgrader's CourseDirectory, whose import takes two seconds, the settings that say where things are."""

    root: str
    db_url: str
    directory_structure: str = STRUCTURE
    source_directory: str = "source"
    release_directory: str = "release"
    submitted_directory: str = "submitted"
    autograded_directory: str = "autograded"
    feedback_directory: str = "feedback"

    @classmethod
    def of(cls, root: Path, config: Config) -> Self:
        """Those of a course folder with these settings."""
        gradebook = f"sqlite:///{root / 'gradebook.db'}"
        chosen = {
            one.name: config.CourseDirectory[one.name] for one in fields(cls) if one.name in config.CourseDirectory
        }
        return cls(**{"db_url": gradebook, **chosen, "root": str(root)})

    def format_path(self, nbgrader_step: str, student_id: str, assignment_id: str) -> str:
        """The folder of a student's assignment in a step."""
        names = {"nbgrader_step": nbgrader_step, "student_id": student_id, "assignment_id": assignment_id}
        return str(Path(self.root, self.directory_structure.format(**names)))


@dataclass(frozen=True)
class Course:
    """A course folder with its settings."""

    folders: CourseFolders
    config: Config

    @classmethod
    def at(cls, root: Path) -> "Course":
        """The course in a folder; its nbgrader_config.py counts. Raises GradingError when there is no such folder."""
        root = root.resolve()
        if not root.is_dir():
            raise GradingError(f"there is no course folder {root}")
        config = release_config()
        try:
            config.merge(PyFileConfigLoader(CONFIG, path=str(root)).load_config())
        except ConfigFileNotFound:
            pass  # the course's own names for its folders are nbgrader's settings above
        except Exception as error:
            raise GradingError(f"{root / CONFIG} cannot be read: {type(error).__name__}: {error}") from None
        return cls(CourseFolders.of(root, config), config)

    def nbgrader(self) -> "CourseDirectory":
        """The folders as nbgrader's own programs take them."""
        from nbgrader.coursedir import CourseDirectory

        return CourseDirectory(root=str(self.root), db_url=self.url, config=self.config)

    @property
    def root(self) -> Path:
        """The course folder itself."""
        return Path(self.folders.root)

    @property
    def url(self) -> str:
        """The gradebook's address."""
        return str(self.folders.db_url)

    def release(self, chapter: str) -> Path:
        """The notebook that was handed out."""
        return self._folder(self.folders.release_directory, ".", chapter) / f"{chapter}.ipynb"

    def solved(self, chapter: str) -> Path:
        """The instructor's notebook, solutions and all."""
        return self._folder(self.folders.source_directory, ".", chapter) / f"{chapter}.ipynb"

    def submission(self, student: str, chapter: str) -> Path:
        """The notebook that a student handed in."""
        return self._folder(self.folders.submitted_directory, student, chapter) / f"{chapter}.ipynb"

    def autograded(self, student: str, chapter: str) -> Path:
        """The notebook that graders see."""
        return self._folder(self.folders.autograded_directory, student, chapter) / f"{chapter}.ipynb"

    def feedback(self, student: str, chapter: str) -> Path:
        """The page that a student gets back."""
        return self._folder(self.folders.feedback_directory, student, chapter) / f"{chapter}.html"

    def journal(self, student: str, chapter: str) -> Path:
        """What the last grading of a submission brought."""
        return self.root / JOURNAL / chapter / f"{student}.json"

    def audit_trail(self, chapter: str) -> Path:
        """Which scores were changed, when, and by whom."""
        return self.root / JOURNAL / f"{chapter}.jsonl"

    def mistakes(self, chapter: str) -> Path:
        """The mistakes that were named in this class."""
        return self.root / MISTAKES / f"{chapter}.json"

    def releases(self, chapter: str) -> Path:
        """The folder with every release that submissions of the chapter were graded with."""
        return self.root / JOURNAL / chapter / "releases"

    def lock(self, chapter: str) -> Path:
        """What a grader holds while it is at work."""
        return self.root / JOURNAL / chapter / ".lock"

    def students(self, chapter: str) -> tuple[list[str], list[str]]:
        """Who has handed in the chapter, and folders whose names cannot be a student's.

        Raises GradingError when nobody has.
        """
        home = self.root / self.folders.submitted_directory
        if not home.is_dir():
            raise GradingError(f"there is no folder {home}. Submissions belong into {home}/<student>/{chapter}/")
        found = sorted(path.name for path in home.iterdir() if self.submission(path.name, chapter).parent.exists())
        good = [name for name in found if is_a_name(name)]
        if not good:
            raise GradingError(f"nobody has submitted {chapter}: there is no {home}/<student>/{chapter}/")
        return good, [name for name in found if not is_a_name(name) and not name.startswith(".")]

    def loose(self) -> list[Path]:
        """Notebooks in the folder of submissions that lie outside any submission, by their place in the course."""
        if self.folders.directory_structure != STRUCTURE:
            return []
        home = self.root / self.folders.submitted_directory
        found = (path.relative_to(self.root) for pattern in ("*.ipynb", "*/*.ipynb") for path in home.glob(pattern))
        return sorted(path for path in found if not any(part.startswith(".") for part in path.parts))

    def hand_in_time(self, student: str, chapter: str) -> HandInTime:
        """When it was handed in, as nbgrader's timestamp.txt says."""
        return read_time(self.submission(student, chapter).with_name(FILE), self.zone)

    @property
    def zone(self) -> str:
        """The time zone in which nbgrader's exchange notes times here."""
        return str(self.config.Exchange.get("timezone", "UTC"))

    def _folder(self, step: str, student: str, chapter: str) -> Path:
        return Path(self.folders.format_path(step, student, chapter))


def is_a_name(name: str) -> bool:
    """Whether a folder's name can be a student's in the gradebook, on a page and in a terminal."""
    # Formgrader writes names into its pages as they are, as HTML and in quotes for JavaScript, and nbgrader's exported
    # table into a row: a comma would begin the next column, and one of the first characters a spreadsheet's formula.
    harmless = not name.startswith((".", "=", "+", "-", "@")) and not set(name) & set('<>"\\,')
    return name.isprintable() and len(name) <= 128 and harmless
