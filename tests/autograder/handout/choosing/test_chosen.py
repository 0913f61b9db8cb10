"""Which chapters an edition is of: named in any usual way, with those before, and clear words for what is not there."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.core.errors import GradingError
from autograder.handout.chosen import choose
from autograder.handout.write_handout import write_handout


@pytest.mark.parametrize("name", ["ch03_optimizers", "ch03", "3", "03"])
def test_a_chapter_is_known_by_its_stem_and_its_number(name: str):
    chosen = choose([name])
    assert chosen.graded == ("ch03_optimizers",)
    assert chosen.before == ("ch01_activations", "ch02_backprop")
    assert chosen.emptied == chosen.graded
    assert "ch02_backprop" in chosen.open and "ch04_initialization" in chosen.open


def test_what_is_kept_back_is_emptied_and_only_handed_out_if_it_stands_before():
    chosen = choose(["ch02", "ch02"], ["ch01", "ch03", "2"])
    assert chosen.kept_back == ("ch01_activations", "ch03_optimizers")
    assert chosen.handed_out == ("ch01_activations", "ch02_backprop")
    assert chosen.emptied == ("ch01_activations", "ch02_backprop", "ch03_optimizers")


@pytest.mark.parametrize("name", ["ch99", "relu", "", "../ch01", "ch01_activation"])
def test_an_unknown_chapter_is_named_with_those_there_are(name: str):
    with pytest.raises(GradingError, match="ch21_transformer") as refused:
        choose([name])
    assert repr(name) in str(refused.value)


def test_no_chapter_is_asked_for():
    with pytest.raises(GradingError, match="such as ch01"):
        choose([])


@pytest.mark.parametrize("there", ["edition", "edition.zip"])
def test_a_folder_that_is_there_is_left_alone(tmp_path: Path, there: str):
    (tmp_path / there).write_text("mine")
    with pytest.raises(GradingError, match=r"is there already.*--out"):
        write_handout(choose(["ch01"]), tmp_path / "edition")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {there: "mine"}


def test_the_command_says_it_in_a_sentence(tmp_path: Path):
    said = CliRunner().invoke(app, ["handout", "ch77", "--out", str(tmp_path / "edition")])
    assert said.exit_code == 1
    assert "there is no chapter 'ch77' to hand out" in said.output
    assert not list(tmp_path.iterdir())
