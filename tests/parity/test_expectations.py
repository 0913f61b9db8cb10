import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from .expectations import cases, relative_error, stored


@pytest.mark.parametrize(
    ("actual", "expected", "error"),
    [
        ([1.0, 2.0], [1.0, 2.0], 0.0),
        ([1.0, 2.2], [1.0, 2.0], 0.1),
        ([1.0, 0.0], [1.0, 0.5], 1.0),
        ([1.0, 1e-9], [1.0, 0.0], 1e-3),  # an entry counts as at least 1e-6 of the largest
        ([1e-20], [2e-20], 0.5),  # small throughout is no excuse
        ([np.inf, np.nan], [np.inf, np.nan], 0.0),
        ([1.0], [np.nan], np.inf),
        ([np.inf], [1.0], np.inf),
        ([1.0], [np.inf], np.inf),
        ([1e-300], [0.0], np.inf),
        ([[1.0]], [1.0], np.inf),
        ([], [], 0.0),
        ([], 1.0, np.inf),
    ],
)
def test_the_relative_error_is_of_each_entry(actual, expected, error):
    """Not of the whole array: a small entry must be as right as a large one."""
    np.testing.assert_allclose(relative_error(actual, expected), error)


def test_stored_files_are_small_and_hold_inputs_too():
    """Each case has what went in beside what came out, and no file is large."""
    files = sorted(Path(__file__).parent.glob("*.npz"))
    assert len(files) >= 3
    for file in files:
        assert file.stat().st_size < 300_000, file.name
        assert (file.parent / "oracles" / f"make_{file.stem}.py").exists(), f"{file.name} was made by nothing"


def test_a_stored_file_that_is_not_what_is_computed_now_fails_the_check(tmp_path):
    """make parity stops when PyTorch says something else; the file and the array are named."""
    helper = Path(__file__).with_name("expectations.py").read_text()
    (tmp_path / "expectations.py").write_text(helper)
    script = tmp_path / "make_numbers.py"
    text = "import numpy, expectations\nexpectations.main(__file__, lambda: {'case/x': numpy.array([VALUE, 2.0])})"

    def run(value, *arguments):
        script.write_text(text.replace("VALUE", value))
        return subprocess.run([sys.executable, script, *arguments], capture_output=True, text=True)

    assert run("1.0").returncode == 0
    assert run("1.0", "--check").returncode == 0
    changed = run("1.001", "--check")
    assert changed.returncode == 1
    assert "numbers.npz is not what PyTorch computes now" in changed.stderr
    assert "case/x" in changed.stdout


def test_cases_are_named_by_what_stands_before_the_last_slash():
    """So that a test can be made for each."""
    assert cases({"relu/batch/x": 0, "relu/batch/y": 0, "tanh/one/x": 0}) == ["relu/batch", "tanh/one"]
    assert stored("activations")["relu/batch/x"].dtype == np.float64
