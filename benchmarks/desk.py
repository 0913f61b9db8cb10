"""Feedback, report and export of a class, beside nbgrader's own, in one run: processor time, and memory at the peak.

A class is simulated and graded once; its submissions are then copied under new names until there are as many as asked
for, journal and gradebook included. Each program runs in a process of its own. nbgrader's own feedback is its HTML
exporter, one student after the other, for a part of the class.

Run `python benchmarks/desk.py --students 200`, on Linux with bubblewrap.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from nbgrader.api import Gradebook

STEM = "ch01_activations"
OWN = [sys.executable, "-m", "autograder"]
NBGRADER = [sys.executable, "-m", "nbgrader"]
THEIRS = (  # nbgrader's own feedback, as it is without our settings
    "from autograder.grading.plugin import config\n"
    "c = get_config()\n"
    "c.merge(config())\n"
    "del c.GenerateFeedback['exporter_class']\n"
    "del c.GenerateFeedback['preprocessors']\n"
)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--simulated", type=int, default=12, help="How many of them are graded; the others are copies.")
    parser.add_argument("--theirs", type=int, default=10, help="Of how many nbgrader's own feedback is made.")
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "class"
        demo = ["demo", "--out", str(root), "--students", str(asked.simulated), "--chapter", STEM]
        subprocess.run([*OWN, *demo], check=True, stdout=subprocess.DEVNULL)
        multiply(root, asked.students)
        shutil.rmtree(root / "feedback")
        ours = measured([*OWN, "feedback", STEM, "--jobs", str(asked.jobs)], root)
        report = measured([*OWN, "report", STEM], root)
        plug_in = "--exporter=autograder.desk.exports.exercises.ExerciseExport"
        export = measured([*NBGRADER, "export", plug_in, "--to", "ours.csv"], root)
        plain = measured([*NBGRADER, "export", "--to", "theirs.csv"], root)
        shutil.rmtree(root / "feedback")
        theirs = nbgraders_feedback(root, asked.theirs)
    a_page, their_page = ours[0] / asked.students, theirs[0] / asked.theirs
    print(f"{asked.students} students, {STEM}; seconds of the processor, MB at the peak of one process")
    print(f"{'autograder feedback':32}{said(ours)}, {1000 * a_page:.0f} ms a student")
    print(f"{f'nbgrader feedback, of {asked.theirs}':32}{said(theirs)}, {1000 * their_page:.0f} ms a student")
    print(f"{'ratio a student':32}{their_page / a_page:8.1f}, the start of both programs included")
    print(f"{'autograder report':32}{said(report)}")
    print(f"{'export of every exercise':32}{said(export)}")
    print(f"{'export of nbgrader':32}{said(plain)}")


def said(measurement: tuple[float, int]) -> str:
    """A measurement in words."""
    seconds, memory = measurement
    return f"{seconds:8.1f} s, {memory} MB"


def measured(command: list[str], root: Path) -> tuple[float, int]:
    """Seconds of the processor, which a busy machine does not change, and MB that the largest process held."""
    measure = (
        "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode; "
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); print(used.ru_utime + used.ru_stime, used.ru_maxrss); "
        "sys.exit(code)"
    )
    run = [sys.executable, "-c", measure, *command]
    ended = subprocess.run(run, cwd=root, check=True, capture_output=True, text=True)
    seconds, memory = ended.stdout.split()
    return float(seconds), int(memory) >> 10


def nbgraders_feedback(root: Path, students: int) -> tuple[float, int]:
    """With nbgrader's exporter and preprocessors, for the first students."""
    settings = root / "nbgrader_config.py"
    before = settings.read_text()
    settings.write_text(THEIRS)
    first = sorted(path.name for path in (root / "autograded").iterdir())[:students]
    for path in (root / "autograded").iterdir():
        if path.name not in first:
            shutil.rmtree(path)
    try:
        return measured([*NBGRADER, "generate_feedback", STEM, "--force"], root)
    finally:
        settings.write_text(before)


def multiply(root: Path, students: int) -> None:
    """Copy graded submissions under new names, in folders, journal and gradebook."""
    known = sorted(path.name for path in (root / "autograded").iterdir())
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        scores = {name: _scores(book, name) for name in known}
        for number in range(len(known), students):
            like, name = known[number % len(known)], f"copy_{number:05}"
            for step in ("submitted", "autograded"):
                shutil.copytree(root / step / like, root / step / name)
            entry = json.loads((root / "journal" / STEM / f"{like}.json").read_text())
            (root / "journal" / STEM / f"{name}.json").write_text(json.dumps({**entry, "student": name}))
            book.add_student(name)
            submission = book.add_submission(STEM, name)
            for grade in submission.notebooks[0].grades:
                grade.auto_score, grade.needs_manual_grade = scores[like][grade.name]
        book.db.commit()


def _scores(book: Gradebook, student: str) -> dict[str, tuple[float | None, bool]]:
    found = book.find_submission_notebook(STEM, STEM, student)
    return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in found.grades}


if __name__ == "__main__":
    main()
