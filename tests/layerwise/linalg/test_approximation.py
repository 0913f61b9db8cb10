import numpy as np
import pytest

from layerwise.linalg import low_rank, matrix_rank, storage_and_error

A = np.random.default_rng(0).standard_normal((7, 5))


def test_nothing_of_that_rank_is_nearer():
    """Held against alternating least squares from many starts, which may only come as near."""
    least = np.linalg.norm(A - low_rank(A, 2))
    rng = np.random.default_rng(1)
    for _ in range(5):
        Q = rng.standard_normal((5, 2))
        for _ in range(200):
            P = A @ np.linalg.pinv(Q.T)
            Q = np.linalg.lstsq(P, A, rcond=None)[0].T
        assert least <= np.linalg.norm(A - P @ Q.T) + 1e-12


def test_the_error_is_what_was_left_out():
    """The formula from singular values, and the distance between the two tables."""
    s = np.linalg.svd(A, compute_uv=False)
    for k in range(6):
        numbers, error = storage_and_error(s, A.shape, k)
        assert numbers == 13 * k
        assert error == pytest.approx(np.linalg.norm(A - low_rank(A, k)) / np.linalg.norm(A), abs=1e-12)
        assert matrix_rank(low_rank(A, k)) == k if k else not low_rank(A, k).any()


@pytest.mark.parametrize("size", [1e-12, 1.0, 1e12])
def test_a_rank_does_not_depend_on_the_unit(size):
    """In nanometres or in kilometres; and rounding is not counted."""
    B = size * np.outer(np.arange(1.0, 5.0), [0.1, 0.2, 0.3])
    assert (np.linalg.svd(B, compute_uv=False) != 0).sum() > 1, "rounding leaves more than one"
    assert matrix_rank(B) == 1
    assert matrix_rank(size * A) == 5


def test_tol_is_a_limit_of_its_own():
    """Absolute, and what equals it does not count; float32 has a coarser default; zeros have rank 0."""
    B = np.diag([4.0, 2.0, 1.0])
    assert [matrix_rank(B, tol) for tol in (0.5, 1.0, 2.0, 5.0)] == [3, 2, 1, 0]
    noisy = np.diag([1.0, 1e-8])
    assert matrix_rank(noisy) == 2 and matrix_rank(noisy.astype(np.float32)) == 1
    assert matrix_rank(np.zeros((2, 3))) == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: low_rank(A, 6), "k must be at most 5, the number of singular values, got 6"),
        (lambda: low_rank(A[0], 1), r"A must have shape \(m, n\), got shape \(5,\)"),
        (lambda: low_rank([[np.inf]], 1), "A must be finite"),
        (lambda: storage_and_error([1.0, 2.0], (2, 3), 1), "s must hold the 2 singular values, largest first"),
        (lambda: storage_and_error([2.0, 1.0], (4, 3), 1), "s must hold the 3 singular values"),
        (lambda: storage_and_error([0.0, 0.0], (2, 3), 1), "s must not be all zeros"),
        (lambda: matrix_rank(np.zeros((0, 3))), "A must hold at least one number"),
        (lambda: matrix_rank(A, tol=-1.0), "tol must be at least 0, got -1"),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    """The error names the argument."""
    with pytest.raises(ValueError, match=message):
        call()
