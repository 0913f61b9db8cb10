"""The model answer and the rubric open for who has written an answer of some length."""

import json
import os

import pytest

from autograder.exercises import source, stems
from autograder.notebook.written import LEAST, compare_answer

QUESTION = "which_activation"
OWN = " ".join(f"word{number % 30}" for number in range(LEAST))
RUBRIC, MODEL = "4 points, one each", "1.10 is log 3"


def notebook(folder, text: str, name: str = "ch01.ipynb", question: str = QUESTION, age: int = 0):
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["A title"]},
        {"cell_type": "markdown", "metadata": {"nbgrader": {"grade_id": question}}, "source": text.splitlines(True)},
    ]
    path = folder / name
    path.write_text(json.dumps({"cells": cells}))
    os.utime(path, (1_000_000 - age, 1_000_000 - age))
    return path


def test_forty_words_in_the_saved_notebook_open_both(place):
    notebook(place / "work", OWN)
    page = compare_answer(QUESTION).text
    assert RUBRIC in page and MODEL in page
    assert page.index(RUBRIC) < page.index(MODEL)
    assert "BEGIN" not in page and "END" not in page and "\n#" not in page


@pytest.mark.parametrize("text", ["*Your answer here.*", OWN.rpartition(" ")[0], "the same " * LEAST, ""])
def test_less_opens_nothing_and_says_what_is_there(place, text):
    notebook(place / "work", text)
    page = compare_answer(QUESTION).text
    assert "40 words" in page and "Ctrl+S" in page and RUBRIC not in page and MODEL not in page


def test_a_text_that_is_passed_counts_in_place_of_the_notebook(place):
    notebook(place / "work", "*Your answer here.*")
    assert MODEL in compare_answer(QUESTION, OWN).text
    short = compare_answer(QUESTION, "too short").text
    assert "There are 2" in short and "Ctrl+S" not in short and MODEL not in short


def test_without_a_notebook_it_asks_for_the_text(place):
    odd = '{"cells": [3, {"metadata": []}, {"metadata": {"nbgrader": 1}}]}'
    for content in (None, "not json", "[]", '{"cells": 3}', odd):
        if content is not None:
            (place / "work" / "broken.ipynb").write_text(content)
        page = compare_answer(QUESTION).text
        assert f'compare_answer("{QUESTION}", ' in page and MODEL not in page


@pytest.mark.parametrize("question", ["nothing", 3, None, len])
def test_a_question_that_there_is_not_names_those_there_are(question):
    page = compare_answer(question).text
    assert all(f'"{name}"' in page for stem in stems() for name in source(stem).written)


def test_a_text_that_is_none_is_asked_for():
    assert "list" in compare_answer(QUESTION, ["words"]).text


def test_the_kernel_s_own_notebook_comes_before_a_newer_one(place, monkeypatch):
    own = notebook(place / "work", OWN, "mine.ipynb", age=1000)
    notebook(place / "work", "*Your answer here.*", "copy.ipynb")
    assert MODEL not in compare_answer(QUESTION).text  # nobody says which is mine, and the copy is newer
    for said in (str(own), "somewhere/else/mine.ipynb"):
        monkeypatch.setenv("JPY_SESSION_NAME", said)
        assert MODEL in compare_answer(QUESTION).text
    monkeypatch.setenv("JPY_SESSION_NAME", "gone.ipynb")
    assert MODEL not in compare_answer(QUESTION).text


def test_an_unknown_question_of_a_chapter_is_a_key_error():
    with pytest.raises(KeyError, match="nothing"):
        source(stems()[0]).model_answer("nothing")
