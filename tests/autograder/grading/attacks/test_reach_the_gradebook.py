"""Reach the gradebook: the database itself, and files that a later step might trust."""

import json

import pytest
from samples.attacks import WRONG, attack, honest, looking, scores, stumbled
from samples.grading_chapter import STEM, submit

from autograder.grading.course import Course

pytestmark = [pytest.mark.grading, pytest.mark.slow]

LOOKS = {
    "an UPDATE by its path": """
import sqlite3
try:
    book = sqlite3.connect("URL")
    book.execute("UPDATE grade SET auto_score = 100, manual_score = 100")
    book.commit()
    found.append("gradebook")
except sqlite3.Error:
    pass
""",
    "a search for databases": """
import os, sqlite3
for folder, _, files in os.walk("/"):
    if folder.startswith(("/proc", "/sys", "/usr", "/packages")):
        continue
    for name in files:
        path = os.path.join(folder, name)
        try:
            if os.path.isfile(path) and open(path, "rb").read(15) == b"SQLite format 3":
                found.append(path)
        except OSError:
            pass
""",
    "a database server": """
import glob, socket
for path in ["/run/postgresql/.s.PGSQL.5432", "/var/run/postgresql/.s.PGSQL.5432", "/tmp/.s.PGSQL.5432",
             "\\0/postgresql", *glob.glob("/run/**/*.sock", recursive=True)]:
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.connect(path)
            found.append(path)
    except OSError:
        pass
try:
    found.append(socket.create_connection(("127.0.0.1", 5432), timeout=1))
except OSError:
    pass
""",
    "nbgrader's own interface": """
try:
    from nbgrader.api import Gradebook
    found.append(Gradebook)
except ImportError:
    pass
""",
    "the database already open": """
import os
for fd in range(3, 256):
    try:
        start = os.pread(fd, 15, 0)
    except OSError:
        continue
    found += [fd] if start.startswith(b"SQLite") else []
""",
}
LEFT_BEHIND = {
    "files for a later step, where the code runs": """
import os
for place in (".", "/tmp", os.path.expanduser("~"), "/course", "/", "/packages", "..", "../..", "../../.."):
    for name in ("nbgrader_config.py", "sitecustomize.py", "usercustomize.py", "conftest.py", "gradebook.db", "x.pth",
                 "journal/STEM/mallory.json", "autograded/mallory/STEM/STEM.ipynb", "jupyter_config.py"):
        try:
            os.makedirs(os.path.dirname(os.path.join(place, name)) or ".", exist_ok=True)
            with open(os.path.join(place, name), "w") as file:
                file.write("raise SystemExit('left-by-an-attack')")
        except OSError:
            pass
""".replace("STEM", STEM)
}
BESIDE = {"files for a later step, beside the notebook": ""}
ATTACKS = LOOKS | LEFT_BEHIND | BESIDE


def test_no_database_is_in_reach(course, attacked):
    """And the points in it are those of whoever earned them."""
    path = course.url.removeprefix("sqlite:///")
    looks = {name: looking(search.replace("URL", path)) for name, search in LOOKS.items()}
    results = attacked({name: attack(course, cell) for name, cell in looks.items()})
    assert scores(results) == honest(results)
    assert stumbled(results) == {}


def test_what_is_left_behind_is_gone(course, attacked):
    """A private folder of small size, which ends with the submission."""
    results = attacked({name: attack(course, WRONG + cell) for name, cell in LEFT_BEHIND.items()})
    assert scores(results) == honest(results)
    assert not list(course.root.rglob("sitecustomize.py"))


def test_what_is_handed_in_beside_the_notebook_is_not_trusted(course: Course, attacked):
    """No setting, gradebook, journal or time stamp of a learner's counts for the course."""
    notebook = attack(course, WRONG)
    beside = submit(course, "mallory000", notebook).parent
    forged = {"scores": {"sigmoid": 2}, "score": 7, "content": "x", "seed": 7, "notices": [], "reports": {}}
    for name, text in {
        "nbgrader_config.py": "raise SystemExit('a learner runs code')",
        "gradebook.db": "SQLite format 3\0",
        f"journal/{STEM}/mallory000.json": json.dumps(forged),
        "timestamp.txt": "9999-99-99 99:99:99 UTC\n" * 5000,
        "../nbgrader_config.py": "raise SystemExit('a learner runs code')",
    }.items():
        (beside / name).parent.mkdir(parents=True, exist_ok=True)
        (beside / name).write_text(text)
    results = attacked(dict.fromkeys(BESIDE, notebook))
    assert scores(results) == honest(results)
