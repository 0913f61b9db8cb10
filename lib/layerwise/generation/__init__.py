"""layerwise.generation: pictures that are made: style transfer, and networks that compete."""

from .adversarial import (
    discriminator_loss,
    generator_loss,
    least_squares_discriminator_loss,
    least_squares_generator_loss,
    saturating_generator_loss,
)
from .competition import gan_step
from .coverage import mode_coverage, nearest_centres
from .gaussian_noise import GaussianNoise
from .gram import gram_matrix, style_loss
from .recolouring import recolour
from .ring_game import RingGame
from .smoothness import total_variation
from .sphere import slerp
from .stylizing import stylize_step
from .untrained import features, style_distance, untrained_blocks

__all__ = [
    "GaussianNoise",
    "RingGame",
    "discriminator_loss",
    "features",
    "gan_step",
    "generator_loss",
    "gram_matrix",
    "least_squares_discriminator_loss",
    "least_squares_generator_loss",
    "mode_coverage",
    "nearest_centres",
    "recolour",
    "saturating_generator_loss",
    "slerp",
    "style_distance",
    "style_loss",
    "stylize_step",
    "total_variation",
    "untrained_blocks",
]
