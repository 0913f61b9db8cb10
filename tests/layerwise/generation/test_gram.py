import numpy as np
import pytest

from layerwise.generation import gram_matrix, style_loss

from ..numerical import numerical_gradient


def test_places_do_not_count():
    """The same pixels elsewhere, and the same pattern twice as large: the same Gram matrix."""
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 5))
    moved = x.reshape(2, 3, 20)[:, :, np.random.default_rng(1).permutation(20)].reshape(x.shape)
    np.testing.assert_allclose(gram_matrix(moved), gram_matrix(x))
    np.testing.assert_allclose(gram_matrix(np.concatenate([x, x], axis=3)), gram_matrix(x))


def test_it_is_the_mean_product_of_channels_picture_by_picture():
    """Not centred, and pictures stay apart."""
    x = np.random.default_rng(0).normal(1.0, 1.0, size=(3, 2, 4, 4))
    gram = gram_matrix(x)
    assert gram.shape == (3, 2, 2)
    assert gram[1, 0, 1] == pytest.approx((x[1, 0] * x[1, 1]).mean())


def test_the_gradient_is_the_measured_one():
    """Of three pictures, with targets of their own and with one for all; and with a target that is not symmetric."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3, 2, 2, 3))
    for target in (gram_matrix(rng.normal(size=(3, 2, 4, 4))), gram_matrix(x[:1]), rng.normal(size=(3, 2, 2))):
        _, grad = style_loss(x, target)
        measured = numerical_gradient(lambda y, target=target: style_loss(y, target)[0], x)
        np.testing.assert_allclose(grad, measured, rtol=1e-6, atol=1e-9)


def test_float32_stays():
    """Where the target is float64 too."""
    x = np.ones((1, 2, 3, 3), np.float32)
    assert gram_matrix(x).dtype == style_loss(x, np.ones((1, 2, 2)))[1].dtype == np.float32


@pytest.mark.parametrize(
    ("x", "target", "message"),
    [
        (np.ones((2, 3)), np.ones((1, 2, 2)), r"x must have shape \(N, C, H, W\), got shape \(2, 3\)"),
        (np.ones((1, 2, 0, 3)), np.ones((1, 2, 2)), "at least one picture, channel and pixel"),
        (np.ones((2, 3, 4, 4)), np.ones((3, 3)), r"target must have shape \(2, 3, 3\)"),
    ],
)
def test_other_shapes_are_refused(x, target, message):
    """By name, with what came."""
    with pytest.raises(ValueError, match=message):
        style_loss(x, target)
