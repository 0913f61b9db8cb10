"""layerwise.datasets: data to learn from, each by a function of its name.

    from layerwise import datasets
    X, y = datasets.spiral()

A list of names and nothing else. What needs a library beyond numpy imports it when it is called.
"""

from .adding import adding_problem
from .berkeley_admissions import berkeley
from .captioned_scenes import shapes
from .cifar10_files import CIFAR10_CLASSES, cifar10
from .digits_28 import digits28
from .download import DownloadError, data_folder
from .drawn_glyphs import glyphs
from .drawn_paintings import paintings
from .drawn_roads import ROAD_CLASSES, roads
from .film_reviews import review_label, reviews
from .gaussian_ring import ring, ring_centres
from .imdb_reviews import imdb, words
from .mnist_files import FASHION_MNIST_CLASSES, fashion_mnist, mnist
from .plane import circles, moons, spiral, xor
from .planted_ratings import ratings
from .sample_photographs import photographs
from .scenes_of_digits import digit_scenes
from .set_descriptions import descriptions
from .social_events import southern_women
from .tabular import breast_cancer, diabetes, digits, iris, wine

__all__ = [
    "CIFAR10_CLASSES",
    "FASHION_MNIST_CLASSES",
    "ROAD_CLASSES",
    "DownloadError",
    "adding_problem",
    "berkeley",
    "breast_cancer",
    "cifar10",
    "circles",
    "data_folder",
    "descriptions",
    "diabetes",
    "digit_scenes",
    "digits",
    "digits28",
    "fashion_mnist",
    "glyphs",
    "imdb",
    "iris",
    "mnist",
    "moons",
    "paintings",
    "photographs",
    "ratings",
    "review_label",
    "reviews",
    "ring",
    "ring_centres",
    "roads",
    "shapes",
    "southern_women",
    "spiral",
    "wine",
    "words",
    "xor",
]
