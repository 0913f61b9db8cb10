"""layerwise.data: what happens to examples on their way into a network, under one name.

    from layerwise import data
    for X_batch, y_batch in data.DataLoader(X, y, batch_size=64, shuffle=True): ...

A list of names and nothing else: each stands in a file of its own. Data sets themselves are in layerwise.datasets.
"""

from .augmentation import add_noise, augment, flip_horizontally, rotate, shift, split_then_augment
from .dataloader import DataLoader
from .splitting import Split, split

__all__ = [
    "DataLoader",
    "Split",
    "add_noise",
    "augment",
    "flip_horizontally",
    "rotate",
    "shift",
    "split",
    "split_then_augment",
]
