"""In a notebook the explorers find the learner's parts; elsewhere they have the library's."""

import subprocess
import sys

import pytest

from autograder.notebook.mine import shelf

RELU = "def relu(x):\n    return 7\n"
SAYS = "from explore.own import part; print(part('relu', None).whose)"
IN_A_SHELL = "from IPython.core.interactiveshell import InteractiveShell as Shell; Shell.instance(); "


@pytest.mark.parametrize(
    ("first", "whose"),
    [(f"{IN_A_SHELL} import autograder", "your relu"), ("import autograder", "the library's relu")],
)
def test_importing_autograder_in_a_notebook_lends_the_shelf(first, whose):
    shelf.folder().mkdir(parents=True)
    shelf.path_of("relu").write_text(RELU)
    done = subprocess.run([sys.executable, "-c", f"{first}; {SAYS}"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == whose


def test_a_command_does_not_load_the_explorers():
    code = "import autograder, sys; print('explore' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
