"""What is one's own, as a package to keep: it installs nothing, its tests pass, and it overwrites nothing."""

import json
import subprocess
import sys

import pytest

import mine
from autograder.notebook.mine import shelf

RELU = '''import numpy as np


def relu(x):
    """Zero or more.

    >>> relu(np.array([-1.0, 2.0]))
    array([0., 2.])
    """
    return np.maximum(x, 0)


def relu_backward(grad_output, x):
    """Where x is positive.

    >>> g = np.array([5.0])
    >>> relu_backward(g, g).shape
    (1,)
    >>> relu_backward(g, -g)
    array([5.])
    """
    return grad_output * (x > 0)
'''
FLATTEN = '''from layerwise.nn import Module


class Flatten(Module):
    """Rows."""

    def forward(self, x):
        self.x_shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, grad_output):
        return grad_output.reshape(self.x_shape)


def shape_trace(layers, x):
    return [x.shape]
'''


@pytest.fixture(autouse=True)
def relu_is_mine(place):
    shelf.folder().mkdir(parents=True)
    shelf.path_of("relu").write_text(f'"""Written from a notebook."""\n\n{RELU}')


def pytest_in(folder):
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"], cwd=folder, capture_output=True, text=True
    )


def test_its_tests_pass_and_notice_what_is_broken(place):
    shelf.path_of("Flatten").write_text(FLATTEN)
    folder = mine.export("my_layers", place / "away")
    assert folder == place / "away" / "my_layers"
    done = pytest_in(folder)
    assert "3 passed" in done.stdout, done.stdout
    module = folder / "src" / "my_layers" / "parts" / "relu.py"
    assert module.read_text().endswith(RELU)
    module.write_text(module.read_text().replace("(x, 0)", "(x, 1)"))
    broken = pytest_in(folder).stdout
    assert "FAILED tests/test_examples.py::test_example[relu.relu]" in broken
    assert "FAILED tests/test_gradients.py::test_function[relu]" in broken


def test_an_example_that_does_not_hold_is_left_out(place):
    """The second docstring shows what this relu_backward does not give."""
    kept = json.loads((mine.export("own", place) / "tests" / "kept.json").read_text())
    assert [example["name"] for example in kept["examples"]] == ["relu.relu"]


def test_without_layers_it_needs_numpy_only(place):
    folder = mine.export("own", place)
    assert 'dependencies = ["numpy"]' in (folder / "pyproject.toml").read_text()
    assert not any("layerwise" in path.read_text() for path in folder.rglob("*.py"))
    shelf.path_of("Flatten").write_text(FLATTEN)
    folder = mine.export("own", place, replace=True)
    assert 'dependencies = ["layerwise", "numpy"]' in (folder / "pyproject.toml").read_text()
    assert "`layerwise` for what the layers stand on" in (folder / "README.md").read_text()


def test_the_readme_says_what_each_part_is(place):
    assert "| `relu` | Zero or more. |" in (mine.export("own", place) / "README.md").read_text()


def test_what_stands_there_is_replaced_on_request_only(place):
    folder = mine.export("own", place)
    (folder / "mark").write_text("")
    with pytest.raises(FileExistsError, match="replace=True"):
        mine.export("own", place)
    assert (folder / "mark").exists()
    mine.export("own", place, replace=True)
    assert not (folder / "mark").exists()
    assert sorted(path.name for path in place.iterdir()) == ["home", "own", "work"]


def test_what_is_no_export_is_never_replaced(place):
    (place / "thesis").mkdir()
    (place / "thesis" / "README.md").write_text("years of work")
    with pytest.raises(FileExistsError, match="no export"):
        mine.export("thesis", place, replace=True)
    assert (place / "thesis" / "README.md").read_text() == "years of work"


@pytest.mark.parametrize("name", ["my-layers", "class", "numpy", "json", "", 3])
def test_a_name_that_no_package_can_have_is_refused(place, name):
    with pytest.raises(ValueError, match="such as my_layers"):
        mine.export(name, place)


def test_nothing_can_be_exported_before_anything_passes(place):
    shelf.path_of("relu").unlink()
    with pytest.raises(ValueError, match="nothing is yours yet"):
        mine.export("own", place)
