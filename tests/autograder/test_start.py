"""What a grading process loads before it grades: what is slow to load and not needed stays where it is."""

import subprocess
import sys

import pytest

SLOW = {"nbformat", "nbgrader", "nbconvert", "sqlalchemy", "IPython", "matplotlib", "sklearn", "jsonschema"}


@pytest.mark.parametrize("module", ["autograder.cli", "autograder.grading.grade", "autograder.grading.plugin"])
def test_nothing_slow_is_loaded(module):
    """The program until a command is called, a process of the pool, and a course's nbgrader_config.py."""
    program = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert SLOW & set(done.stdout.split()) == set()


def test_the_grammar_of_addresses_is_not_built():
    """nbformat brings jsonschema, which takes longer over this than everything else together."""
    program = "import sys, autograder.cli, nbformat; print(sys.modules.get('lark'))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "None"
