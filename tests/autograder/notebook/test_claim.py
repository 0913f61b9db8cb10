import numpy as np
import pytest

from autograder.notebook.claim import ClaimError, claim


def test_a_claim_that_holds_prints_its_numbers(capsys):
    claim("it holds", np.bool_(True), std=0.43712, widths=[1, 2], whose="your relu", dtype=np.dtype(float), a=None)
    claim("so does this", True)
    assert capsys.readouterr().out == (
        "✓ it holds   std=0.437   widths=[1, 2]   whose=your relu   dtype=float64   a=None\n✓ so does this\n"
    )


def test_a_claim_that_fails_stops_the_notebook_and_says_what_came(capsys):
    with pytest.raises(ClaimError, match=r"it fails.*std=2$"):
        claim("it fails", np.zeros(1).any(), std=2.0)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("holds", [np.array([True, False]), np.array([True]), 1, "yes", None])
def test_a_claim_takes_one_truth_value(holds):
    with pytest.raises(TypeError, match=r"True or False.*\.all\(\)"):
        claim("?", holds)
