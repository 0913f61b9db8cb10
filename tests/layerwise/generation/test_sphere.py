import numpy as np
import pytest

from layerwise.generation import slerp


def test_the_length_stays_on_the_way():
    """Where both ends are equally long; the straight line is shorter in its middle."""
    rng = np.random.default_rng(0)
    z0, z1 = rng.normal(size=(2, 50))
    z1 *= np.linalg.norm(z0) / np.linalg.norm(z1)
    t = np.linspace(0, 1, 9)
    path = slerp(z0, z1, t)
    np.testing.assert_allclose(np.linalg.norm(path, axis=1), np.linalg.norm(z0))
    np.testing.assert_allclose(path[[0, -1]], [z0, z1], atol=1e-12)
    angles = np.arccos(np.clip((path[1:] * path[:-1]).sum(axis=1) / (z0 @ z0), -1, 1))
    np.testing.assert_allclose(angles, angles[0])  # equal steps
    assert np.linalg.norm((z0 + z1) / 2) < 0.85 * np.linalg.norm(z0)


def test_ends_of_different_lengths_and_equal_ends():
    """From the one length to the other; equal ends stay where they are, without a nan."""
    path = slerp(np.array([1.0, 0.0]), np.array([0.0, 3.0]), np.array([0.0, 1.0]))
    np.testing.assert_allclose(path, [[1, 0], [0, 3]], atol=1e-12)
    z = np.array([1.0, 2.0])
    np.testing.assert_allclose(slerp(z, z, np.linspace(0, 1, 5)), np.tile(z, (5, 1)))
    np.testing.assert_allclose(slerp(z, 2 * z, np.array([0.5])), [1.5 * z])
    assert np.isfinite(slerp(z, -z, np.array([0.3]))).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1.0], [1.0, 2.0], [0.5]), r"z0 and z1 must have shape \(D,\) and t \(T,\)"),
        (([1.0, 0.0], [1.0, 2.0], 0.5), r"got \(2,\), \(2,\) and \(\)"),
        (([0.0, 0.0], [1.0, 2.0], [0.5]), "must have a direction"),
    ],
)
def test_what_has_no_arc_is_refused(arguments, message):
    """By name."""
    with pytest.raises(ValueError, match=message):
        slerp(*arguments)
