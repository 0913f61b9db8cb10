"""Edits of a solution: those that a case notices, those that none does, and those that are known to be no mistake."""

import ast

import pytest
from samples.small_chapter import RECORD, SOURCE, STEM, small_checkout
from typer.testing import CliRunner

from autograder import exercises
from autograder.cli import app
from autograder.verify.changes import change, lines_of
from autograder.verify.mutants import judge_mutants
from autograder.verify.mutation import ChapterMutants

NUMBERS = 'np.array([[1.0, 3.0]])}), Case("drawn", lambda rng: {"x": rng.normal(size=(2, 3))}))'
FEW = RECORD["double.py"].replace(NUMBERS, "np.array([[2.0]])}),)").replace("1 + x**2", "np.ones_like(x)")
TWO_ONLY = RECORD | {"double.py": FEW}  # one number, and gradients that a mistake of one leaves alone
SQUARE = "return secret ** x"  # 2 * 2 is 2**2
LISTED = "\n# No difference\n- `return  secret ** x`: two squared is two doubled.\n"


def result(root, monkeypatch, exercise="double", record=RECORD, source=SOURCE):
    small_checkout(root, monkeypatch, source, record)
    return judge_mutants(exercises.load(STEM).exercise(exercise), exercises.source(STEM).answer(exercise))


def texts(found):
    return [mutant.change.text for mutant in found.unnoticed]


def with_listed(text=LISTED):
    return TWO_ONLY | {"double.md": TWO_ONLY["double.md"] + text}


def test_an_edit_that_costs_marks_is_rejected(tmp_path, monkeypatch):
    found = result(tmp_path, monkeypatch)
    assert found.mutants == found.rejected + found.harmless + len(found.unnoticed)
    assert found.rejected > 50
    assert SQUARE not in texts(found)


def test_an_edit_that_no_case_shows_is_unnoticed_with_its_place(tmp_path, monkeypatch):
    found = result(tmp_path, monkeypatch, record=TWO_ONLY)
    [square] = [mutant for mutant in found.unnoticed if mutant.change.text == SQUARE]
    assert (square.function, square.line, square.change.before) == ("double", 4, "return secret * x")


def test_what_is_listed_makes_no_difference(tmp_path, monkeypatch):
    bare = result(tmp_path / "bare", monkeypatch, record=TWO_ONLY)
    found = result(tmp_path / "listed", monkeypatch, record=with_listed())
    assert SQUARE not in texts(found)
    assert (found.listed, found.rejected, found.stale) == (1, bare.rejected, ())


def test_what_is_listed_and_costs_marks_is_stale(tmp_path, monkeypatch):
    record = RECORD | {"double.md": RECORD["double.md"] + LISTED}
    assert result(tmp_path, monkeypatch, record=record).stale == ("return  secret ** x",)


def test_what_is_listed_and_is_harmless_anyway_is_not_stale(tmp_path, monkeypatch):
    record = RECORD | {"double.md": RECORD["double.md"] + "\n# No difference\n- `also secret = 2`: set twice.\n"}
    found = result(tmp_path, monkeypatch, record=record)
    assert (found.listed, found.stale) == (0, ())


def test_no_edit_is_judged_where_the_solution_itself_fails(tmp_path, monkeypatch):
    source = SOURCE.replace("secret = 2", "secret = 3")
    record = RECORD | {"double.md": RECORD["double.md"].replace("secret = 2", "secret = 3")}
    assert "does not get full marks" in result(tmp_path, monkeypatch, record=record, source=source).problem


def test_an_endless_loop_is_rejected(tmp_path, monkeypatch):
    loop = "    rest, out = 4, 0\n    while rest > 0:\n        out = out + x / 8\n        rest -= 1\n    return out\n"
    source = SOURCE.replace("    return 0.5 * x\n", loop)
    record = RECORD | {
        "halve.md": RECORD["halve.md"]
        .replace("-     return 0.5 * x", "-     return out")
        .replace("+     return x // 2", "+     return out // 1")
    }
    found = result(tmp_path, monkeypatch, "halve", record, source)
    assert found.problem == ""
    assert "rest += 1" not in texts(found)
    assert "without rest -= 1" not in texts(found)


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("a = 1\nb = 2", "a = 1\nb = 3", "b = 3"),
        ("a = 1\nb = 2", "a = 1", "without b = 2"),
        ("a = 1\nb = 2", "a = 1\na = 1\nb = 2", "also a = 1"),
        ("a = 1\nb = 2", "b = 2\na = 1", "moved b = 2"),
        (
            "for i in x:\n    __tick__()\n    a = 1\n    b = 2",
            "for i in x:\n    __tick__()\n    a = 1\nb = 2",
            "moved b = 2",
        ),
    ],
)
def test_a_change_is_called_by_its_new_line_or_what_became_of_the_old_one(before, after, text):
    assert change(*(lines_of(ast.parse(part)) for part in (before, after))).text == text


def test_a_chapter_with_too_many_unnoticed_edits_is_reported(tmp_path, monkeypatch):
    chapter = ChapterMutants(STEM, [result(tmp_path, monkeypatch, record=TWO_ONLY)])
    assert chapter.share < 0.98
    [problem] = chapter.problems
    assert problem == f"{STEM}: {chapter.share:.1%} of the edits cost marks; 98% is the least"


def run(*arguments):
    done = CliRunner().invoke(app, ["verify", "--mutants", *map(str, arguments)])
    return done.exit_code, done.output


def test_the_command_shows_each_unnoticed_edit_and_fails(tmp_path, monkeypatch):
    code, said = run("--only", "double", "--root", small_checkout(tmp_path, monkeypatch, record=TWO_ONLY).root)
    assert code == 1
    assert "double: double, line 4: return secret * x\n" in said and f": `{SQUARE}`\n" in said
    assert "1 exercises: " in said and "98% is the least\n1 problem\n" in said
    assert "halve" not in said


def test_the_command_knows_which_exercises_there_are(tmp_path, monkeypatch):
    code, said = run("--only", "treble", "--root", small_checkout(tmp_path, monkeypatch).root)
    assert (code, said) == (1, f"there is no exercise 'treble' in {STEM}\n1 problem\n")
