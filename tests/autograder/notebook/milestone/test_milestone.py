"""Milestones run on the learner's parts, say whose they were, and tell what to do where a mark is missed."""

import subprocess
import sys

import matplotlib.pyplot as plt
import pytest
from samples.own_linear import LINEAR

from autograder import milestone
from autograder.notebook.milestone import milestone as milestones
from autograder.notebook.milestone.toolbox import Toolbox
from autograder.notebook.mine import shelf
from autograder.notebook.progress import events


@pytest.fixture(autouse=True)
def _figures_are_closed(monkeypatch):
    monkeypatch.setattr(plt, "show", lambda: plt.close("all"))


def kept(name: str, text: str) -> None:
    shelf.folder().mkdir(parents=True, exist_ok=True)
    shelf.path_of(name).write_text(text)


@pytest.mark.parametrize("name", milestones.MILESTONES)
def test_every_milestone_is_reached_with_the_library_alone(name, capsys):
    milestone(name)
    said = capsys.readouterr().out
    asked = milestones.MILESTONES[name]
    assert f"✓ {asked.sentence}" in said
    assert "None of the" in said
    (event,) = events()
    assert (event["milestone"], event["parts"], event["reached"]) == (name, 0, True)
    assert event["of"] >= 7


@pytest.mark.usefixtures("place")
def test_a_class_that_passes_its_check_is_in_the_milestone_of_another_process(kernel):
    names = kernel(LINEAR) and kernel("card = check(Linear)")
    assert names["card"].report.state == "right"
    code = "import matplotlib; matplotlib.use('agg'); from autograder import milestone; milestone('digits')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "1 of 7 parts are yours: Linear; the library's: relu" in done.stdout
    assert done.stdout.startswith("✓")
    assert events()[-1]["parts"] == 1


def test_a_part_that_does_no_good_misses_the_mark_and_is_found_by_leaving_it_out(capsys):
    kept("relu", "def relu(x): return x * 0\n\n\ndef relu_backward(g, x): return g * 0\n")
    milestone("digits")
    said = capsys.readouterr().out
    assert "✗ not yet: " in said
    assert 'milestone("digits", library=["relu"])' in said
    assert events()[-1]["reached"] is False
    milestone("digits", library=["relu", "relu_backward"])
    assert "✓" in capsys.readouterr().out


def test_a_part_that_raises_is_named(capsys):
    kept("Linear", LINEAR.replace("self.x = x", "raise TypeError('lists only')"))
    milestone("digits")
    assert "✗ the milestone stopped in your Linear: TypeError: lists only" in capsys.readouterr().out
    assert events() == []


def test_a_fault_that_is_not_the_learners_is_not_laid_at_their_door(monkeypatch):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(milestones, "_network", lambda _: broken)
    with pytest.raises(ZeroDivisionError):
        milestone("digits")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("digit",), "there are 'digits', 'adam'"),
        (("digits", "relu"), "a list of names"),
        (("digits", ["ReLu"]), "a list of names"),
    ],
)
def test_what_cannot_be_asked_for_is_told(arguments, said):
    with pytest.raises(ValueError, match=said):
        milestone(*arguments)


def test_a_slow_part_is_exchanged_and_it_is_said():
    kept("relu", "def relu(x): return x\n\n\ndef relu_backward(g, x): return g\n")
    tools = Toolbox()
    assert tools.at_most(60, "relu", lambda relu: relu(1)).__module__ == "mine.yours.relu"
    assert str(tools) == "All 1 parts are yours: relu."
    found = tools.at_most(0.0, "relu", lambda relu: [relu(1) for _ in range(1000)])
    assert found.__module__.startswith("layerwise")
    assert "Your relu is right and takes" in tools.notes[0]
    assert tools.yours == []
