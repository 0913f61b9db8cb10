"""`import mine`, as a learner uses it."""

import pytest
from samples.own_linear import LINEAR

import layerwise
import mine
from autograder.notebook.mine import parts, shelf
from layerwise.nn import CrossEntropyLoss, ReLU, Sequential
from layerwise.optim import SGD
from layerwise.training import Trainer


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LAYERWISE_HOME", str(tmp_path))
    shelf.folder().mkdir()


def test_without_any_pass_everything_is_the_librarys():
    assert mine.relu is layerwise.relu
    assert mine.Adam is layerwise.optim.Adam
    assert mine.parts().yours == []
    assert len(mine.parts()) == len(set(parts.names())) > 80


def test_a_class_of_ones_own_composes_with_the_library():
    shelf.path_of("Linear").write_text(LINEAR)
    X, y = layerwise.datasets.digits()
    model = Sequential(mine.Linear(64, 32, rng=0), ReLU(), mine.Linear(32, 10, rng=1))
    Trainer(model, CrossEntropyLoss(), SGD(model.parameters(), lr=0.5)).fit([(X, y)] * 60, epochs=1)
    assert (model(X).argmax(axis=1) == y).mean() > 0.7
    assert type(model[0]).__module__ == "mine.yours.Linear"


def test_the_table_says_which_is_whose_by_chapter():
    shelf.path_of("Linear").write_text(LINEAR)
    shelf.path_of("relu").write_text(
        "def relu(x): return x * (x > 0)\n\n\ndef relu_backward(g, x): return g * (x > 0)\n"
    )
    table = mine.parts()
    assert table.yours == ["relu", "relu_backward", "Linear"]
    text = repr(table)
    assert text.startswith(f"3 of {len(table)} parts are yours")
    lines = text.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("ch02_backprop"))
    assert lines[at].split()[1:] == ["1", "of", str(sum(one.chapter == "ch02_backprop" for one in table))]
    assert lines[at + 1].split() == ["yours", "Linear"]
    assert "● Linear" in table._repr_html_() and "○ Adam" in table._repr_html_()


@pytest.mark.parametrize(
    ("name", "said"),
    [("Linaer", "did you mean `Linear`"), ("ReLU", "layerwise.nn.ReLU"), ("zzz", "mine.parts()"), ("Relu", "`relu`")],
)
def test_an_unknown_name_is_told_near_ones(name, said):
    with pytest.raises(AttributeError, match=f"no exercise asks for `{name}`.*") as raised:
        getattr(mine, name)
    assert said in str(raised.value)


def test_private_names_are_not_looked_for(monkeypatch):
    monkeypatch.setattr(mine, "part", pytest.fail)
    assert not hasattr(mine, "_repr_html_")


def test_names_can_be_completed():
    assert {"relu", "Linear", "parts", "whose"} <= set(dir(mine))


def test_it_can_be_asked_in_a_loop(monkeypatch):
    """The record is looked for once; whether the file is new is looked at every time."""
    mine.relu  # noqa: B018
    monkeypatch.setattr(parts, "find", pytest.fail)
    shelf.path_of("relu").write_text("def relu(x): return 'mine'\n")
    assert mine.relu(1) == "mine"
