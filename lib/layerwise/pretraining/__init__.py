"""layerwise.pretraining: learning without labels, layer by layer: autoencoders, Boltzmann machines, stacks of them."""

from .autoencoder import linear_autoencoder
from .contrastive_divergence import cd1_gradient
from .denoising import denoising_loss
from .energy import free_energy, log_likelihood, log_partition
from .rbm import BernoulliRBM
from .sampling import sample_hidden, sample_visible
from .stack import pretrain_stack, unroll

__all__ = [
    "BernoulliRBM",
    "cd1_gradient",
    "denoising_loss",
    "free_energy",
    "linear_autoencoder",
    "log_likelihood",
    "log_partition",
    "pretrain_stack",
    "sample_hidden",
    "sample_visible",
    "unroll",
]
