import numpy as np
import pytest

from layerwise.analysis.regions import count_regions, max_regions


@pytest.mark.parametrize("lines", [1, 2, 3, 4, 5])
def test_lines_in_general_position_reach_the_maximum(lines):
    """Tangents of a circle: no two are parallel, no three meet; a fine grid finds every region."""
    angle = np.arange(lines) * np.pi * 2 / 11
    W, b = np.column_stack([np.cos(angle), np.sin(angle)]), -np.ones(lines)
    side = np.linspace(-9, 9, 400)
    X = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    assert count_regions(W, b, X) == max_regions(lines, 2)


def test_parallel_lines_make_one_region_more_than_lines():
    """And a unit that never changes sides makes none."""
    X = np.linspace(-5, 5, 101)[:, None]
    assert count_regions([[1.0], [2.0], [-1.0]], [0.1, -1.5, 3.3], X) == 4
    assert count_regions([[1.0], [0.0]], [0.1, 1.0], X) == 2
    assert count_regions([[1.0]], [0.0], [[0.0], [-1.0]]) == 1  # at 0 a unit is off
    assert count_regions([[1.0]], [0.0], np.zeros((0, 1))) == 0


def test_the_maximum_is_two_to_the_n_until_the_dimensions_run_out():
    """Schläfli's sum; each new hyperplane adds as many regions as the others cut it into."""
    assert [max_regions(n, 3) for n in range(6)] == [1, 2, 4, 8, 15, 26]
    assert max_regions(7, 10) == 2**7
    assert max_regions(9, 0) == 1
    for n in range(1, 8):
        assert max_regions(n, 4) == max_regions(n - 1, 4) + max_regions(n - 1, 3)


def test_bad_arguments_are_named():
    """Shapes that do not fit, negative and broken numbers."""
    with pytest.raises(
        ValueError, match=r"must have shapes \(H, D\), \(H,\) and \(N, D\), got \(1, 2\), \(1,\), \(1, 1\)"
    ):
        count_regions([[1.0, 2.0]], [0.0], [[1.0]])
    with pytest.raises(ValueError, match="n must be at least 0, got -1"):
        max_regions(-1, 2)
    with pytest.raises(TypeError, match=r"d must be an int, got 2\.5"):
        max_regions(3, 2.5)
