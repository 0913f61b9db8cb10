"""layerwise.datasets: data to learn from, each by a function of its name.

    from layerwise import datasets
    X, y = datasets.spiral()

A list of names and nothing else. What needs a library beyond numpy imports it when it is called.
"""

from .plane import circles, moons, spiral, xor

__all__ = ["circles", "moons", "spiral", "xor"]
