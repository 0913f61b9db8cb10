"""Scores under several seeds: of an exercise's variants, and of the solutions that call one of them."""

import re

import pytest
from samples.small_chapter import RECORD, SOURCE, STEM, small_checkout
from typer.testing import CliRunner

from autograder import exercises
from autograder.cli import app
from autograder.core.record import NOTEBOOK_SEED
from autograder.verify import command
from autograder.verify.exercise_jobs import chosen_exercises, each
from autograder.verify.sample import Sample
from autograder.verify.seeds import drawn_seeds, score_under

SEEDS = tuple(range(8))
# Twice 2 is 2 squared; twice 3 is not.
BY_LUCK = RECORD | {
    "double.py": RECORD["double.py"]
    .replace('Case("two rows", {"x": np.array([[1.0, 3.0]])}), ', "")
    .replace("rng.normal(size=(2, 3))}))", "np.array([rng.choice([2.0, 3.0])])}),)")
}
CALLING = SOURCE.replace("return 0.5 * x", "return double(x) / 4")
CALLED = {"halve.md": RECORD["halve.md"].replace("-     return 0.5 * x", "-     return double(x) / 4")}


def scores(found):
    return {scores.answer: scores.points for scores in found}


def test_a_variant_whose_score_the_seed_decides_is_found(tmp_path, monkeypatch):
    small_checkout(tmp_path, monkeypatch, record=BY_LUCK)
    result = score_under((STEM, "double"), SEEDS)
    lucky = [exercises.load(STEM).exercise("double").cases[0].draw(seed)["x"].item() == 2.0 for seed in SEEDS]
    assert {True, False} == set(lucky)
    assert scores(result.differing) == {"double: 'squares'": tuple(2.0 if luck else 0.5 for luck in lucky)}
    assert "double: 'a sum'" in scores(result.variants)


def test_no_seed_decides_where_every_draw_shows_the_mistake(tmp_path, monkeypatch):
    small_checkout(tmp_path, monkeypatch)
    result = score_under((STEM, "double"), SEEDS)
    assert (len(result.variants), result.callers, result.differing) == (5, (), ())


def test_a_right_answer_that_calls_a_wrong_one_is_scored_too(tmp_path, monkeypatch):
    small_checkout(tmp_path, monkeypatch, CALLING, BY_LUCK | CALLED)
    result = score_under((STEM, "double"), SEEDS)
    lucky = set(scores(result.differing)["halve, which calls double: 'squares'"])
    assert lucky == {0.0, 1.0}
    assert scores(result.callers)["halve, which calls double: 'flips the sign'"] == (0.0,) * len(SEEDS)
    assert score_under((STEM, "halve"), SEEDS).callers == ()


def test_seeds_follow_from_a_number_and_begin_with_the_notebook_s():
    assert drawn_seeds(3, 7) == drawn_seeds(3, 7) != drawn_seeds(3, 8)
    assert drawn_seeds(3, 7)[0] == NOTEBOOK_SEED and len(set(drawn_seeds(20, 7))) == 21


def test_a_sample_is_a_part_that_another_start_replaces(tmp_path, monkeypatch):
    small_checkout(tmp_path, monkeypatch, CALLING, RECORD | CALLED)
    parts = [score_under((STEM, "double"), SEEDS[:1], Sample(3, start)) for start in range(12)]
    answers = [frozenset(scores((*part.variants, *part.callers))) for part in parts]
    whole = score_under((STEM, "double"), SEEDS[:1])
    assert frozenset().union(*answers) == {one.answer for one in (*whole.variants, *whole.callers)}
    assert len(set(answers)) > 1 and max(map(len, answers)) < len(whole.variants) + len(whole.callers)


def chapter_of(name):
    return name[0][:4]


@pytest.mark.parametrize("jobs", [1, 2])
def test_work_is_done_in_order_in_this_process_or_in_others(jobs):
    names = chosen_exercises(["ch01_activations", "ch02_backprop"], ["relu", "Linear"])
    assert names == [("ch01_activations", "relu"), ("ch02_backprop", "Linear")]
    assert list(each(chapter_of, names, jobs)) == ["ch01", "ch02"]


def run(*arguments):
    done = CliRunner().invoke(app, ["verify", *map(str, arguments)])
    return done.exit_code, done.output


def test_the_command_says_which_scores_differ_and_how_to_see_it_again(tmp_path, monkeypatch):
    root = small_checkout(tmp_path, monkeypatch, record=BY_LUCK).root
    monkeypatch.setattr(command, "randbelow", lambda most: 41)
    code, said = run("--seeds", 7, "--only", "double", "--root", root)
    assert said.startswith("seeds 0, ") and "; again with --seeds 7 --from 41\n" in said
    assert re.search(r"double: 'squares': [0-9., ]+ points, by the seed\n1 problem\n", said)
    assert run("--seeds", 7, "--from", 41, "--only", "double", "--root", root) == (code, said) == (1, said)
    assert "--from 41 --one-in 50\n" in run("--seeds", 1, "--one-in", 50, "--root", root)[1]


def test_the_command_is_content_where_no_seed_decides(tmp_path, monkeypatch):
    code, said = run("--seeds", 2, "--from", 3, "--root", small_checkout(tmp_path, monkeypatch).root)
    assert code == 0
    assert "2 exercises" in said and "problem" not in said
