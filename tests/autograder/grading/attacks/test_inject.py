"""Inject into what people read: the terminal, the autograded notebook and its page, the journal, the exported table.

What a browser makes of every form of Markdown is tried in `tests/browser/test_submitted_words.py`.
"""

import csv
import io
import json

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from nbgrader.plugins.export import CsvExportPlugin
from samples.attacks import attack, honest, scores
from samples.grading_chapter import RELU_RIGHT, STEM, code, name_of, submit
from samples.hostile_names import NAMES
from typer.testing import CliRunner

from autograder.cli import app

pytestmark = [pytest.mark.grading, pytest.mark.slow]

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
SCREEN = "\x1b[2J\x1b]0;FULL MARKS\x07\x1b]8;;file:///etc/passwd\x07all right\x1b]8;;\x07\x9b31m\rsigmoid: 2 of 2\b\b"
WORDS = {
    "markup": SCRIPT,
    "the end of the page": f"</pre></div></body></html>{SCRIPT}",
    "codes of a terminal": SCREEN,
    "letters from right to left": "\u202e2 fo 2\u202c \u2066sthgir lla\u2069",
    "markup of our own console": "[red]FULL MARKS[/red] [link=file:///etc/passwd]here[/link] [/]",
    "a formula of TeX": r"$\href{javascript:alert(1)}{x}$ \(\def\x{\x}\x\)",
    "a formula of a spreadsheet": "=HYPERLINK(\"http://elsewhere.example\"),+1,-1,@SUM(1)\t=cmd|' /C calc'!A0",
    "quotes and braces of JSON": '"}], "score": 7, "state": "right", "notices": [',
    "a template": "{{ self.__init__.__globals__ }} {% raw %} ${x} {0.__class__} %s%n",
}
ATTACKS = WORDS | NAMES


def spoken(words: str) -> str:
    """A cell that says it everywhere: printed, shown, as the name of a thing, and as an error when it is called."""
    return f"""
import sys, warnings
from IPython.display import HTML, display
words = {words!r}
print(words); print(words, file=sys.stderr); warnings.warn(words); display(HTML(words))
class Thing:
    __repr__ = lambda self: words
def sigmoid(x):
    raise type(words.replace("\\0", ""), (ValueError,), {{}})(words)
Thing()
"""


def test_words_are_plain_text_wherever_they_are_read(course, attacked):
    """In outputs, errors, notices, written answers and added cells."""
    notebooks = {}
    for name, words in WORDS.items():
        notebooks[name] = attack(course, spoken(words))
        for cell in notebooks[name]["cells"]:
            if name_of(cell) == "why":
                cell["source"] = words
        long = {**code("#" * 300_000), "metadata": {"nbgrader": {"grade_id": words}}}
        notebooks[name]["cells"] += [long, {"cell_type": "markdown", "metadata": {}, "source": words}]
    results = attacked(notebooks)
    assert scores(results) == honest(results)
    for name, told in results.items():
        made = nbformat.reads(told.notebook, as_version=4)
        nbformat.validate(made)
        page, _ = HTMLExporter().from_notebook_node(made)
        body = page[page.index("<body") :]
        for active in ("<script>alert", "<img src=x", "href=javascript", 'href="javascript', 'href="file'):
            assert active not in body, name
        for control in "\x1b\x07\x9b\b\r":
            assert control not in told.notebook + page + "".join(told.notices), name
    shown = screen(course)
    assert "\x1b]0;" not in shown and "\x07" not in shown and "\x1b[2J" not in shown and "\x9b" not in shown
    journals = [course.journal(f"mallory{n:03}", STEM).read_text() for n in range(len(WORDS))]
    assert [json.loads(journal)["score"] for journal in journals] == [5.0] * len(WORDS)


def test_names_that_act_are_nobodys(course, attacked):
    """Whoever hands in under such a name is not graded, harms nobody, and is told with a harmless name."""
    for student in NAMES.values():
        submit(course, student, attack(course, RELU_RIGHT))
    attacked({})
    with Gradebook(course.url) as book:
        assert sorted(student.id for student in book.students) == ["ann", "zoe"]
        table = course.root / "grades.csv"
        CsvExportPlugin(to=str(table)).export(book)
    rows = list(csv.DictReader(io.StringIO(table.read_text())))
    assert [(row["student_id"], row["score"]) for row in rows] == [("ann", "7.0"), ("zoe", "6.0")]
    shown = screen(course)
    told = [name for name in NAMES.values() if repr(name)[1:-1][:20] in shown.replace("\n", "")]
    assert [name for name in NAMES.values() if name not in told and not name.startswith(".")] == []
    assert "\x1b[2J" not in shown and "\u202e" not in shown


def screen(course) -> str:
    """What the command shows of the course, in a terminal with colours."""
    environment = {"FORCE_COLOR": "1", "COLUMNS": "250", "TERM": "xterm-256color"}
    command = ["grade", STEM, "--course-dir", str(course.root), "--jobs", "1"]
    return CliRunner().invoke(app, command, env=environment, color=True).output
