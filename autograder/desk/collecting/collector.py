"""nbgrader's `zip_collect` with whose a file is: by the number or name in a download, joined by the course's roster.

`nbgrader zip_collect` takes these by `nbgrader_config.py`; `autograder collect` runs the same and says what came of it.
"""

import filecmp
import os
import shutil
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.apps.zipcollectapp import ZipCollectApp
from nbgrader.plugins.zipcollect import ExtractorPlugin, FileNameCollectorPlugin
from nbgrader.utils import unzip
from traitlets import default

from ...grading.course import Course, is_a_name
from .download_names import NAMED_REGEXP, without_copy
from .roster import read_roster
from .strays import grade_ids, whose

LARGEST_ARCHIVE = 200 << 20  # bytes that a student's own zip may unpack to


@dataclass
class Found:
    """What a download held. taken: files by student. late: whom Canvas calls late. strays: what is nobody's, and why.

    newer: whose submission of before was replaced, and is kept. same: who had handed in the same already
    """

    taken: dict[str, list[Path]] = field(default_factory=dict)
    late: list[str] = field(default_factory=list)
    strays: list[tuple[Path, str]] = field(default_factory=list)
    newer: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)


class RosterCollector(FileNameCollectorPlugin):
    """Says whose a downloaded file is. Without a roster, students are known by the numbers of the download."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        course = self.parent.coursedir
        self.found = Found()
        self._course = Course.at(Path(course.root))
        self._stem = course.assignment_id
        self._roster = read_roster(self._course)
        self._home = Path(self.parent._format_collect_path(self.parent.extracted_directory))

    @default("named_regexp")
    def _pattern(self) -> str:
        return NAMED_REGEXP

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Whose a file is and what it is called there, or None."""
        path = Path(submitted_file)
        inside = path.relative_to(self._home)
        if path.suffix != ".ipynb" or any(part.startswith((".", "__MACOSX")) for part in inside.parts):
            return None
        told: dict[str, str] = self._match(submitted_file) or {}
        student, problem = self._student(told, inside)
        if not problem:
            student, name, problem = self._place(student, path)
        if problem:
            self.found.strays.append((path, problem))
            return None
        self.found.taken.setdefault(student, []).append(path)
        if told.get("late") and student not in self.found.late:
            self.found.late.append(student)
        return {"student_id": student, "file_id": name}

    def _student(self, told: dict[str, str], inside: Path) -> tuple[str, str]:
        """The student, or why nobody is."""
        if told:
            number, name = told["student_id"], told.get("full_name") or ""
            student = self._roster.find(number, name) or ("" if self._roster else number)
            who = f"{name} ({number})" if name else number
            return student, "" if student else f"{who} is not on the roster"
        for part in reversed((*inside.parts[:-1], inside.stem)):  # a folder drop: the file's own name, or its folder's
            student = whose(part, self._stem, self._roster)
            if student:
                return student, ""
        folder = inside.parts[-2] if len(inside.parts) > 1 else ""
        if not self._roster and folder and is_a_name(folder) and folder != self._stem:
            return folder, ""
        return "", "nobody of the roster is in its name"

    def _place(self, student: str, path: Path) -> tuple[str, str, str]:
        """The student, what the file is called in the submission, and why it cannot be taken."""
        found = grade_ids(path)
        ours = bool(found and found & (grade_ids(self._course.release(self._stem)) or set()))
        chapters = without_copy(path.stem).endswith(self._stem)
        name = f"{self._stem}.ipynb" if ours or chapters else path.name
        for other in self.found.taken.get(student, []):
            if filecmp.cmp(other, path, shallow=False):
                return student, name, f"{student} has handed in the same twice"
            if name == f"{self._stem}.ipynb":
                return student, name, f"a second {self._stem} of {student}; {other.name} was taken"
        return student, name, ""


class CarefulExtractor(ExtractorPlugin):
    """Unpacks a download. A zip within it that cannot be unpacked is a stray, and stops nobody."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Copy what is no archive, and unpack what is."""
        for top in sorted(Path(archive_path).iterdir()):
            if top.is_dir():
                shutil.copytree(top, Path(extracted_path, top.name), dirs_exist_ok=True, ignore=_links)
            elif top.suffix in self.zip_ext:
                unzip(str(top), extracted_path, zip_ext=self.zip_ext, create_own_folder=True)
            else:
                shutil.copy(top, extracted_path)
        for inner in [path for path in sorted(Path(extracted_path).rglob("*.zip")) if path.is_file()]:
            try:
                with zipfile.ZipFile(inner) as archive:
                    size = sum(entry.file_size for entry in archive.infolist())
                if size > LARGEST_ARCHIVE:
                    raise OSError(f"would unpack to {size >> 20} MB")
                unzip(str(inner), str(inner.parent), zip_ext=[".zip"], create_own_folder=True)
            except Exception as error:  # whatever the unpacking of what somebody handed in stumbles over
                self.parent.collector_plugin_inst.found.strays.append((inner, f"cannot be unpacked ({error})"))


def _links(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if os.path.islink(os.path.join(folder, name))]


class Collect(ZipCollectApp):
    """`nbgrader zip_collect` that keeps what it replaces, and leaves alone what has not changed."""

    @default("collector_plugin")
    def _collector(self) -> Any:
        return RosterCollector

    @default("extractor_plugin")
    def _extractor(self) -> Any:
        return CarefulExtractor

    def _clear_existing_files(self, path: str) -> None:
        """What is unpacked is made anew; a submission of before goes to `replaced/` beside it."""
        there = Path(path)
        if not any(there.iterdir()):
            return
        if there == Path(self._format_collect_path(self.extracted_directory)):
            shutil.rmtree(there)
        else:
            kept = Path(
                self._format_collect_path("replaced"), f"{datetime.now():%Y-%m-%d_%H%M%S_%f}", there.parent.name
            )
            kept.parent.mkdir(parents=True)
            there.rename(kept)
            self.collector_plugin_inst.found.newer.append(there.parent.name)
        there.mkdir()

    def _transfer_files(self, collected_data: dict[str, Any]) -> None:
        """Copy what is new."""
        same = [student for student, data in collected_data.items() if _unchanged(data)]
        self.collector_plugin_inst.found.same += same
        super()._transfer_files({who: data for who, data in collected_data.items() if who not in same})


def _unchanged(data: dict[str, Any]) -> bool:
    """Whether all that was collected of somebody stands there already."""
    pairs = list(zip(data["src_files"], data["dest_files"], strict=True))
    return all(os.path.isfile(to) and filecmp.cmp(source, to, shallow=False) for source, to in pairs)
