"""gan_step: one move of the discriminator, and one of the generator.

(Goodfellow and others, Generative Adversarial Nets, 2014, algorithm 1 with k = 1.)
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array
from ..nn.module import Module
from ..optim.optimizer import Optimizer
from .adversarial import discriminator_loss, generator_loss

DiscriminatorLoss = Callable[[FloatArray, FloatArray], tuple[float, FloatArray, FloatArray]]
GeneratorLoss = Callable[[FloatArray], tuple[float, FloatArray]]


def gan_step(
    G: Module,
    D: Module,
    opt_g: Optimizer,
    opt_d: Optimizer,
    real: ArrayLike,
    z1: ArrayLike,
    z2: ArrayLike,
    losses: tuple[DiscriminatorLoss, GeneratorLoss] = (discriminator_loss, generator_loss),
) -> tuple[float, float]:
    """Let the discriminator move once, then the generator; return the loss of each before its own move.

        opt_d.zero_grad()                                  D's move: G stands still
        fake   = G(z1)                                     what G makes is data here: nothing goes back into G
        logits = D(real and fake, in one batch)
        D.backward(the gradients of discriminator_loss)
        opt_d.step()

        opt_g.zero_grad()                                  G's move: D stands still
        logits = D(G(z2))                                  by the D that has moved
        G.backward(D.backward(the gradient of generator_loss))
        opt_g.step()

    On its way to G the gradient goes through D, whose parameters collect it; opt_d.zero_grad() clears them at D's next
    move. In PyTorch the first fake is written G(z1).detach().

    G: makes data of noise, (N, Z) to (N, ...). D: gives a logit for each, (N, 1). opt_g, opt_d: optimizers of their
    parameters. real: a batch of data. z1, z2: two batches of noise. losses: of the discriminator and the generator.

    >>> from layerwise.nn import Linear
    >>> from layerwise.optim import SGD
    >>> G, D = Linear(1, 1, rng=0), Linear(1, 1, rng=1)
    >>> opt_g, opt_d = SGD(G.parameters(), lr=0.1), SGD(D.parameters(), lr=0.1)
    >>> d_loss, g_loss = gan_step(G, D, opt_g, opt_d, real=[[3.0]], z1=[[1.0]], z2=[[1.0]])
    >>> round(d_loss, 2), round(g_loss, 2)
    (1.56, 0.36)
    """
    of_discriminator, of_generator = losses
    opt_d.zero_grad()
    real, fake = float_array(real, "real"), G(z1)
    if real.shape[1:] != fake.shape[1:]:
        raise ValueError(f"G must make data of the shape of real, {real.shape[1:]}, got {fake.shape[1:]}")
    logits = D(np.concatenate([real, fake]))
    d_loss, grad_real, grad_fake = of_discriminator(logits[: len(real)], logits[len(real) :])
    D.backward_parameters(np.concatenate([grad_real, grad_fake]))
    opt_d.step()

    opt_g.zero_grad()
    g_loss, grad = of_generator(D(G(z2)))
    G.backward_parameters(D.backward(grad))
    opt_g.step()
    return float(d_loss), float(g_loss)
