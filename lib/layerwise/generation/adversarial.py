"""The two losses of a generative adversarial network: one network objects, the other learns from its objections.

The discriminator gives a logit: sigmoid(logit) is how likely it finds it that what it sees is real.
(Goodfellow and others, Generative Adversarial Nets, 2014.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, finite_array
from ..functional.activations import sigmoid


def discriminator_loss(real_logits: ArrayLike, fake_logits: ArrayLike) -> tuple[float, FloatArray, FloatArray]:
    """Return the discriminator's loss and its gradients with respect to both logits.

        loss      = mean of -log(sigmoid(real_logits)) + mean of -log(1 - sigmoid(fake_logits))
        grad_real = (sigmoid(real_logits) - 1) / how many
        grad_fake = sigmoid(fake_logits) / how many

    The binary cross-entropy with the label 1 for what is real and 0 for what is not, each with a mean of its own.
    Computed from -log(sigmoid(z)) = log(1 + exp(-z)), so that no logarithm meets 0. Who cannot tell gives 0 for all,
    and pays 2 * log(2) = 1.386.

    real_logits, fake_logits: any shapes, such as (N, 1); the numbers of entries need not be equal.

    >>> discriminator_loss([[0.0]], [[0.0], [0.0]])
    (1.3862943611198906, array([[-0.5]]), array([[0.25],
           [0.25]]))
    """
    real, fake = _logits(real_logits, "real_logits"), _logits(fake_logits, "fake_logits")
    loss = softplus_mean(-real) + softplus_mean(fake)
    return loss, (sigmoid(real) - 1) / real.size, sigmoid(fake) / fake.size


def generator_loss(fake_logits: ArrayLike) -> tuple[float, FloatArray]:
    """Return the generator's loss and its gradient with respect to the logits.

        loss = mean of -log(sigmoid(fake_logits)),      grad = (sigmoid(fake_logits) - 1) / how many

    The generator wants its pictures to be taken for real. One could also let it lower log(1 - sigmoid(fake_logits)),
    what the discriminator raises: the same goal. But that loss is flat where the discriminator is sure, and so the
    generator learns nothing where it is worst (saturating_generator_loss). This one is steepest there.

    >>> loss, grad = generator_loss([[0.0], [-1000.0]])
    >>> round(loss, 3), grad
    (500.347, array([[-0.25],
           [-0.5 ]]))
    """
    fake = _logits(fake_logits, "fake_logits")
    return softplus_mean(-fake), (sigmoid(fake) - 1) / fake.size


def saturating_generator_loss(fake_logits: ArrayLike) -> tuple[float, FloatArray]:
    """Return the mean of log(1 - sigmoid(fake_logits)) and its gradient: the game as it was written first.

        grad = -sigmoid(fake_logits) / how many

    >>> saturating_generator_loss([[0.0]])
    (-0.6931471805599453, array([[-0.5]]))
    """
    fake = _logits(fake_logits, "fake_logits")
    return -softplus_mean(fake), -sigmoid(fake) / fake.size


def least_squares_discriminator_loss(
    real_logits: ArrayLike, fake_logits: ArrayLike
) -> tuple[float, FloatArray, FloatArray]:
    """Return mean of (real_logits - 1)**2 + mean of fake_logits**2, and the gradients.

    (Mao and others, Least Squares Generative Adversarial Networks, 2017, there with a half in front.)

    >>> least_squares_discriminator_loss([[1.0]], [[0.5]])
    (0.25, array([[0.]]), array([[1.]]))
    """
    real, fake = _logits(real_logits, "real_logits"), _logits(fake_logits, "fake_logits")
    loss = float(((real - 1) ** 2).mean()) + float((fake**2).mean())
    return loss, 2 * (real - 1) / real.size, 2 * fake / fake.size


def least_squares_generator_loss(fake_logits: ArrayLike) -> tuple[float, FloatArray]:
    """Return the mean of (fake_logits - 1)**2 and its gradient.

    >>> least_squares_generator_loss([[0.5]])
    (0.25, array([[-1.]]))
    """
    fake = _logits(fake_logits, "fake_logits")
    return float(((fake - 1) ** 2).mean()), 2 * (fake - 1) / fake.size


def softplus_mean(z: FloatArray) -> float:
    """Return the mean of log(1 + exp(z)) = max(z, 0) + log(1 + exp(-|z|)), where exp cannot overflow.

    >>> round(softplus_mean(np.array([0.0, 1000.0])), 3)
    500.347
    """
    return float((np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))).mean())


def _logits(value: ArrayLike, name: str) -> FloatArray:
    logits = finite_array(value, name)
    if logits.size == 0:
        raise ValueError(f"{name} must hold at least one logit, got shape {logits.shape}")
    return logits
