import json
import os
import sys
from pathlib import Path

import pytest
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from samples.small_chapter import RECORD, SOURCE, STEM, small_checkout

from autograder.build.assemble import effort, text_of
from autograder.build.names import CellNames, slug
from autograder.build.nbgrader_settings import release_config
from autograder.build.plan import plan
from autograder.build.source import Cell
from autograder.core.cell_roles import Role
from autograder.core.errors import BuildError


@pytest.fixture
def planned(tmp_path, monkeypatch):
    """The folders of the sample chapter, and what follows from its source without running it."""
    folders = small_checkout(tmp_path, monkeypatch)
    return folders, plan(folders, STEM)


def learners(folders, made):
    return json.loads(made.released[folders.released(STEM)])


def by_id(notebook):
    return {cell["id"]: cell for cell in notebook["cells"]}


def test_ids_come_from_headings_and_exercises(planned):
    assert list(by_id(planned[1].notebook)) == [
        "a-small-chapter_1",
        "a-small-chapter_2",
        "doubling_1",
        "double",
        "check_double",
        "doubling_2",
        "doubling-half-of-it_1",
        "halve",
        "check_halve",
        "why_1",
        "why",
        "compare_why",
    ]


def test_a_new_cell_changes_ids_in_its_own_section_only(tmp_path, monkeypatch, planned):
    before = list(by_id(planned[1].notebook))
    source = SOURCE.replace("# ### Half of it", "# An added cell.\n\n# %% [markdown]\n# ### Half of it")
    after = list(by_id(plan(small_checkout(tmp_path, monkeypatch, source), STEM).notebook))
    assert [name for name in after if name not in before] == ["doubling_3"]
    assert [name for name in after if name in before] == before


def test_headings_of_one_name_are_told_apart_by_their_sections():
    names = CellNames()
    texts = ["# T", "## A\n\n### Try it", "## B\n\n### Try it", "```\n# no heading\n```", "### BEGIN SOLUTION"]
    assert [names.of(text, markdown=True) for text in texts] == [
        "t_1",
        "a-try-it_1",
        "b-try-it_1",
        "b-try-it_2",
        "b-try-it_3",
    ]


def test_two_cells_never_share_an_id():
    names = CellNames()
    names.fixed("relu")
    with pytest.raises(BuildError, match="'relu'"):
        names.fixed("relu")


def test_slugs_are_plain_whatever_the_heading():
    assert slug("Where did the gradient go?") == "where-did-the-gradient-go"
    assert slug("$\\sigma'(x)$") == "section"
    assert slug("2.1 A hinge") == slug("3 A hinge") == "a-hinge"
    assert slug("Élan, and what isn't") == "elan-and-what-isnt"


def test_what_a_submission_may_change_is_said_to_nbgrader(planned):
    meta = {name: cell["metadata"].get("nbgrader") for name, cell in by_id(planned[1].notebook).items()}
    kinds = {name: (m["solution"], m["grade"], m["locked"]) for name, m in meta.items() if m}
    solution, graded, locked = (True, False, False), (False, True, True), (False, False, True)
    assert kinds == {
        "a-small-chapter_2": locked,
        "double": solution,
        "check_double": graded,
        "doubling_2": locked,
        "halve": solution,
        "check_halve": graded,
        "why_1": locked,
        "why": (True, True, False),
        "compare_why": locked,
    }
    assert all(m["grade_id"] == name for name, m in meta.items() if m)
    assert [meta[name]["points"] for name in ("check_double", "check_halve", "why")] == [2, 1, 3]
    assert by_id(planned[1].notebook)["check_double"]["source"] == "check(double)"


def test_learners_get_stubs_a_place_to_write_and_no_rubric(planned):
    cells = {name: "".join(cell["source"]) for name, cell in by_id(learners(*planned)).items()}
    assert cells["double"] == (
        'def double(x):\n    """Twice x, of any shape."""\n    # your code here\n\n\n'
        'def double_backward(grad_output, x):\n    """The gradient with respect to x."""\n    # your code here'
    )
    assert cells["why"] == "*Your answer here.*"
    assert cells["why_1"].strip() == "## Why?\n\nIn your own words: why?"


def test_behind_a_question_stands_a_cell_that_knows_its_name_and_nothing_more(planned):
    """It compares with what is saved, so nothing of it is stored, and grading passes it over."""
    cell = by_id(learners(*planned))["compare_why"]
    assert "".join(cell["source"]) == 'from autograder import compare_answer\n\ncompare_answer("why")'
    assert cell["metadata"]["tags"] == ["explore", "nbval-ignore-output"]
    assert cell["metadata"].get("editable", True)


GUESS = """\
# %% tags=["guess"]
guess("ch90_slope", "How steep?", number="")

# %% tags=["explore", "shown"] seconds=9
truth("ch90_slope", 2)

# %% tags=["explore"]
import matplotlib"""


def test_what_would_tell_the_answer_is_folded(tmp_path, monkeypatch):
    """The code of figures and guesses is, unless it is part of what is read; what a learner writes or checks is not."""
    source = SOURCE.replace('# %% tags=["explore"]\nimport matplotlib', GUESS)
    folders = small_checkout(tmp_path, monkeypatch, source)
    cells = learners(folders, plan(folders, STEM))["cells"]
    folded = [c["id"] for c in cells if c["metadata"].get("jupyter", {}).get("source_hidden")]
    assert folded == ["doubling_2", "doubling_4"]  # the guess, and the figure; 3 is the one that is shown


def test_a_statement_ends_with_what_the_exercise_takes(tmp_path, monkeypatch):
    """In both notebooks; what is not known is not said."""
    source = SOURCE.replace('exercise="double"', 'exercise="double" minutes=10 difficulty=2')
    source = source.replace('exercise="halve"', 'exercise="halve" minutes=5')
    folders = small_checkout(tmp_path, monkeypatch, source)
    made = plan(folders, STEM)
    for notebook in (made.notebook, learners(folders, made)):
        cells = {name: "".join(cell["source"]) for name, cell in by_id(notebook).items()}
        said = "and that x stays as it was.\n\n*About 10 minutes, difficulty 2 of 3.*"
        assert cells["doubling_1"].endswith(f"How steep is $2x$? Judged: values, the gradient, {said}")
        assert cells["doubling-half-of-it_1"].endswith("but not here.\n\n*About 5 minutes.*")
        assert "minutes" not in cells["why_1"]


def test_a_statement_says_which_exercises_the_solution_calls(tmp_path, monkeypatch):
    """By way of a function that is given, too: whoever has those wrong knows where to begin."""
    source = SOURCE.replace('exercise="halve"', 'exercise="halve" minutes=5')
    source = source.replace("import numpy as np", "import numpy as np\n\ndef scaled(x):\n    return double(x) / 4")
    source = source.replace("    return 0.5 * x", "    scaled(x)\n    return 0.5 * x")
    folders = small_checkout(tmp_path, monkeypatch, source)
    cells = by_id(learners(folders, plan(folders, STEM)))
    assert "".join(cells["doubling-half-of-it_1"]["source"]).endswith("*About 5 minutes. Uses your `double`.*")


@pytest.mark.parametrize(
    ("called", "said"),
    [
        ((), ""),
        (("a",), " Uses your `a`."),
        (("a", "b"), " Uses your `a` and `b`."),
        (("a", "b", "c"), " Uses your `a`, `b` and `c`."),
    ],
)
def test_what_is_called_is_listed(called, said):
    cell = Cell(1, 1, Role.EXERCISE, "", minutes=3)
    assert effort(cell, called) == f"*About 3 minutes.{said}*"


def test_a_guess_is_to_grading_what_a_figure_is(tmp_path, monkeypatch):
    """It is locked, tagged explore, and can be played with; seconds do not go into the notebook."""
    source = SOURCE.replace('# %% tags=["explore"]\nimport matplotlib', GUESS)
    folders = small_checkout(tmp_path, monkeypatch, source)
    cells = {"".join(c["source"])[:6]: c["metadata"] for c in learners(folders, plan(folders, STEM))["cells"]}
    assert cells["guess("]["tags"] == ["explore", "guess"]
    assert cells["guess("]["nbgrader"]["locked"] and cells["guess("].get("editable", True)
    assert cells["truth("]["tags"] == ["explore", "shown"]


def test_learners_can_play_with_figures_and_cannot_break_checks(planned):
    meta = {name: cell["metadata"] for name, cell in by_id(learners(*planned)).items()}
    assert meta["doubling_2"].get("editable", True) and meta["doubling_2"]["tags"] == ["explore"]
    assert meta["double"].get("editable", True) and meta["double"]["deletable"] is False
    for name in ("check_double", "a-small-chapter_2"):
        assert (meta[name]["editable"], meta[name]["deletable"]) == (False, False)


def test_nothing_for_instructors_reaches_the_course(planned):
    folders, made = planned
    assert {path.relative_to(folders.course / STEM).as_posix() for path in made.released} == {
        f"{STEM}.ipynb",
        "numbers.csv",
    }
    text = made.released[folders.released(STEM)].decode()
    for secret in ("secret", "grad_output + grad_output", "0.5 * x", "sample answer", "Two points for", "BEGIN", "END"):
        assert secret not in text
    assert all(not cell.get("outputs") for cell in json.loads(text)["cells"])


def test_the_file_says_nothing_about_the_machine_that_made_it(planned):
    for notebook in (json.loads(text_of(planned[1].notebook)), learners(*planned)):
        assert set(notebook["metadata"]) == {"kernelspec", "language_info", "layerwise"}
        assert "version" not in notebook["metadata"]["language_info"]
        assert all(
            set(cell["metadata"]) <= {"nbgrader", "tags", "editable", "deletable", "jupyter"}
            for cell in notebook["cells"]
        )


def test_a_plan_is_the_same_every_time(planned):
    folders, first = planned
    again = plan(folders, STEM)
    assert (text_of(first.notebook), first.released) == (text_of(again.notebook), again.released)


def test_the_digest_follows_the_source_and_the_record(tmp_path, monkeypatch):
    digests = {
        plan(small_checkout(tmp_path, monkeypatch, source, record), STEM).notebook.metadata.layerwise.digest
        for source, record in (
            (SOURCE, RECORD),
            (SOURCE + "\n", RECORD),
            *((SOURCE, RECORD | {name: text + "\n"}) for name, text in RECORD.items()),
        )
    }
    assert len(digests) == 2 + len(RECORD) - 1  # samples for graders make no other notebook


def test_nbgraders_own_command_gives_the_same_notebook(planned, monkeypatch):
    """Formgrader's button runs generate-assignment with the gradebook; it must not make another notebook."""
    folders, made = planned
    folders.solved(STEM).write_text(text_of(made.notebook))
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)  # nbgrader calls alembic
    config = release_config()
    course = CourseDirectory(root=str(folders.root), assignment_id=STEM, config=config)
    GenerateAssignment(coursedir=course, config=config).start()
    assert {path: path.read_bytes() for path in made.released} == made.released
    assert not (folders.course / STEM / f"{STEM}.py").exists()


def test_an_exercise_says_what_it_was_called(tmp_path, monkeypatch):
    """So that an update of a learner's folder finds the answer; nbgrader leaves it in the learner's notebook."""
    source = SOURCE.replace('exercise="double"', 'exercise="double" formerly="twice times_two"')
    assert source != SOURCE
    folders = small_checkout(tmp_path, monkeypatch, source)
    made = plan(folders, STEM)
    for notebook in (made.notebook, learners(folders, made)):
        cells = {name: cell["metadata"].get("layerwise") for name, cell in by_id(notebook).items()}
        assert cells["double"] == {"formerly": ["twice", "times_two"]}
        assert cells["halve"] is None
