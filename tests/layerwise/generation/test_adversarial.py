import numpy as np
import pytest

from layerwise.generation import (
    discriminator_loss,
    generator_loss,
    least_squares_discriminator_loss,
    least_squares_generator_loss,
    saturating_generator_loss,
)

from ..numerical import numerical_gradient


def test_who_cannot_tell_pays_two_log_2():
    """Whatever the sizes of the two batches."""
    loss, grad_real, grad_fake = discriminator_loss(np.zeros((3, 1)), np.zeros((7, 1)))
    assert loss == pytest.approx(2 * np.log(2))
    assert grad_real.sum() == pytest.approx(-0.5) and grad_fake.sum() == pytest.approx(0.5)
    assert generator_loss(np.zeros((4, 1)))[0] == pytest.approx(np.log(2))


@pytest.mark.parametrize(
    "loss_of",
    [
        discriminator_loss,
        generator_loss,
        saturating_generator_loss,
        least_squares_discriminator_loss,
        least_squares_generator_loss,
    ],
)
def test_the_gradients_are_the_measured_ones(loss_of):
    """With respect to every argument, on batches of different sizes."""
    rng = np.random.default_rng(0)
    sizes = (5, 4) if "discriminator" in loss_of.__name__ else (5,)
    logits = [rng.normal(0, 2, (size, 1)) for size in sizes]
    for i, grad in enumerate(loss_of(*logits)[1:]):
        measured = numerical_gradient(lambda z, i=i: loss_of(*logits[:i], z, *logits[i + 1 :])[0], logits[i])
        np.testing.assert_allclose(grad, measured, rtol=1e-6, atol=1e-9)


def test_the_saturating_gradient_vanishes_where_the_other_is_steepest():
    """On a fake that is seen through."""
    sure = np.array([[-30.0]])
    assert abs(saturating_generator_loss(sure)[1][0, 0]) < 1e-12
    assert generator_loss(sure)[1][0, 0] == pytest.approx(-1)


def test_sure_logits_neither_overflow_nor_warn():
    """In both directions; float32 stays."""
    far = np.array([[-1e4], [1e4]], np.float32)
    with np.errstate(all="raise", under="ignore"):
        loss, grad_real, grad_fake = discriminator_loss(far, far)
    assert loss == pytest.approx(1e4) and grad_real.dtype == grad_fake.dtype == np.float32
    assert generator_loss(far)[1].dtype == np.float32


def test_what_is_no_logit_is_refused():
    """Nothing, and nan."""
    with pytest.raises(ValueError, match="real_logits must hold at least one logit"):
        discriminator_loss(np.zeros((0, 1)), [[0.0]])
    with pytest.raises(ValueError, match="fake_logits must be finite, got nan"):
        generator_loss([[np.nan]])
