import numpy as np
import pytest

from layerwise.linalg import power_iteration, top_eigenvectors


def symmetric(values, seed=0):
    """A symmetric matrix with these eigenvalues, and its eigenvectors in the same order."""
    V = np.linalg.qr(np.random.default_rng(seed).standard_normal((len(values), len(values))))[0]
    return (V * np.array(values)) @ V.T, V


@pytest.mark.parametrize("second", [0.5, 0.9])
def test_the_angle_shrinks_by_the_ratio_and_the_value_s_error_by_its_square(second):
    """A step multiplies the tangent of the angle by |second / first|, from whatever start."""
    A, V = symmetric([2.0, 2 * second])
    start = V @ [0.6, 0.8]
    for steps in (1, 5, 20):
        value, v = power_iteration(A, start, steps)
        assert np.abs(V[:, 1] @ v) / np.abs(V[:, 0] @ v) == pytest.approx(second**steps * 4 / 3, rel=1e-6)
        sine = V[:, 1] @ v
        assert 2 - value == pytest.approx((2 - 2 * second) * sine**2, rel=1e-6)


def test_the_value_has_its_sign_and_nothing_overflows():
    """The length of A @ v would say 3 for -3; a thousand steps with large numbers stay finite."""
    A, _ = symmetric([-3e100, 1e100, 1.0])
    value, v = power_iteration(A, np.ones(3), 1000)
    assert value == pytest.approx(-3e100)
    assert np.linalg.norm(v) == pytest.approx(1.0)


def test_where_two_share_the_largest_size_it_does_not_settle():
    """With 3 and -3 it jumps between two vectors, and a rotation turns for ever."""
    A = np.diag([3.0, -3.0])
    ends = [power_iteration(A, [1.0, 2.0], steps)[1] for steps in (10, 11)]
    assert np.abs(ends[0] - ends[1]).max() > 0.5
    value, _ = power_iteration([[0.0, -1.0], [1.0, 0.0]], [1.0, 0.0], 100)
    assert value == 0


def test_a_start_without_the_component_finds_another():
    """(1, 1) is an eigenvector of this matrix, with the smaller eigenvalue, and stays where it is."""
    value, _ = power_iteration([[2.0, -1.0], [-1.0, 2.0]], [1.0, 1.0], 100)
    assert value == pytest.approx(1.0)


def test_deflation_finds_them_in_order():
    """Largest in size first, each with its sign; columns of length 1 at right angles; A as it was."""
    A, V = symmetric([4.0, -3.0, 2.0, 1.0])
    before = A.copy()
    values, found = top_eigenvectors(A, np.random.default_rng(1).standard_normal((4, 3)), 400)
    np.testing.assert_allclose(values, [4.0, -3.0, 2.0], atol=1e-9)
    np.testing.assert_allclose(np.abs(V[:, :3].T @ found), np.eye(3), atol=1e-8)
    assert np.array_equal(A, before)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: power_iteration(np.ones((2, 3)), [1, 1], 1), r"A must have shape \(n, n\), got shape \(2, 3\)"),
        (lambda: power_iteration(np.eye(2), [1, 1, 1], 1), r"v must have shape \(2,\)"),
        (lambda: power_iteration(np.eye(2), [0, 0], 1), "v must not be 0"),
        (lambda: power_iteration(np.zeros((2, 2)), [1, 0], 1), "A takes v to 0"),
        (lambda: power_iteration(np.eye(2), [1, 0], -1), "steps must be at least 0, got -1"),
        (lambda: power_iteration([[np.nan]], [1], 1), "A must be finite"),
        (lambda: top_eigenvectors([[1.0, 2.0], [0.0, 1.0]], np.eye(2), 1), "A must be symmetric"),
        (lambda: top_eigenvectors(np.eye(2), np.ones((2, 3)), 1), r"V0 must have shape \(n, k\), n = 2"),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    """The error names the argument."""
    with pytest.raises(ValueError, match=message):
        call()
