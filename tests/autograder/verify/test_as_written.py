"""Words reach the card as their author wrote them, answers the sandbox with what they use, and cases are drawn."""

import pytest
from samples.small_chapter import RECORD, SOURCE, STEM, small_checkout

from autograder import exercises
from autograder.verify.as_written import of_hints, of_model_answers
from autograder.verify.in_edition import of_edition
from autograder.verify.verify_chapter import verify

LONG = "Because of what follows from the definition, step by step, as one can see on paper. " * 4
SCHEME = "Two points for the reason, one for the words."


def halve(tmp_path, monkeypatch, **changed):
    small_checkout(tmp_path, monkeypatch, record=RECORD | changed)
    return exercises.find("halve"), exercises.module_of(STEM, "halve").with_suffix(".md")


def test_a_hint_comes_back_as_it_is_written(tmp_path, monkeypatch):
    assert list(of_hints(*halve(tmp_path, monkeypatch))) == []


def test_what_markdown_makes_something_else_of_is_said(tmp_path, monkeypatch):
    text = RECORD["halve.md"].replace("> What does // do?", ">What does // do?")
    found = list(of_hints(*halve(tmp_path, monkeypatch, **{"halve.md": text})))
    assert any("shows the second hint of 'whole numbers' otherwise than halve.md has it" in one for one in found)


@pytest.mark.parametrize(
    ("scheme", "answer", "words"),
    [
        ("3 points in all.", LONG, []),
        ("3 points in all.", "Because of it.", ["its model answer has 3 words"]),
        (SCHEME, LONG, ["does not say for what the 3 points are"]),
        ("3 points.\n# ### More", LONG, ["holds ###"]),
    ],
)
def test_a_question_has_a_model_answer_and_a_rubric(tmp_path, monkeypatch, scheme, answer, words):
    text = SOURCE.replace(SCHEME, scheme).replace("Because of the sample answer.", answer)
    small_checkout(tmp_path, monkeypatch, text)
    found = list(of_model_answers(exercises.source(STEM)))
    assert len(found) == len(words)
    assert all(word in one for word, one in zip(words, found, strict=True))


def problems(tmp_path, monkeypatch, name, old, new):
    assert old in RECORD[name]
    folders = small_checkout(tmp_path, monkeypatch, record=RECORD | {name: RECORD[name].replace(old, new)})
    return verify(folders, STEM).problems


def test_inputs_that_never_change_are_said(tmp_path, monkeypatch):
    found = problems(tmp_path, monkeypatch, "halve.py", 'values", 1, CASES', 'values", 1, CASES[:1]')
    assert any("halve: has no case whose inputs are drawn" in one for one in found)


def test_an_input_that_hides_what_every_case_has_is_said(tmp_path, monkeypatch):
    old = 'Case("drawn", lambda rng: {"x": rng.normal(size=(2, 3))})'
    found = problems(tmp_path, monkeypatch, "double.py", old, old.replace('{"x"', '{"expected"'))
    assert any("calls an input of 'drawn' 'expected', which every case() has" in one for one in found), found


def test_what_allows_does_not_name_is_missed_by_the_answer_that_uses_it(tmp_path, monkeypatch):
    """The solution runs in the notebook, which has all of layerwise, and not where answers are graded."""
    source = SOURCE.replace(
        "    return 0.5 * x", "    from layerwise import identity\n\n    x = identity(x)\n    return 0.5 * x"
    )
    record = {**RECORD, "__init__.py": 'ALLOWS = ("relu",)\n'}
    small_checkout(tmp_path, monkeypatch, source, record)
    chapter = exercises.load(STEM)
    [problem] = [one for one in of_edition(chapter, chapter.exercises) if one.startswith("halve: its solution")]
    assert "with what ALLOWS names" in problem and "identity" in problem
    record["__init__.py"] = 'ALLOWS = ("identity",)\n'
    small_checkout(tmp_path, monkeypatch, source, record)
    chapter = exercises.load(STEM)
    assert [one for one in of_edition(chapter, chapter.exercises) if one.startswith("halve:")] == []
