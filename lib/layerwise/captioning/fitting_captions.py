"""The loop that trains a captioner: pictures in a new order each epoch, and one of their captions at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import float_array, random_generator, whole_number
from ..nn.module import Module
from ..optim.clip_grad import clip_grad_norm_
from .masked_loss import masked_cross_entropy
from .teacher_forcing import shift_captions

BOS, EOS, PAD = 1, 2, 0  # the special words of datasets.shapes
Functions = tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]]
OWN: Functions = (shift_captions, masked_cross_entropy, clip_grad_norm_)


def fit_captioner(
    decoder: Module,
    optimizer: Any,
    features: ArrayLike,
    captions: ArrayLike,
    epochs: int,
    rng: np.random.Generator | int | None = None,
    batch_size: int = 64,
    functions: Functions = OWN,
    backward: Callable[[Any, Any], Any] | None = None,
) -> list[float]:
    """Train the decoder; return the loss of each update.

    optimizer: has a step. features: (N, F). captions: (N, K, L), K right captions of each picture, padded with 0; in
    each epoch one of them is drawn. rng: a seed or a generator, for that and for the order of the pictures. Gradients
    are clipped at a norm of 1.
    functions: what shifts the captions, the loss, and what clips; such as one's own.
    backward: called with the rows of a batch and the gradient of its features, for a network that made them.

    >>> from layerwise import datasets, nn, optim
    >>> from .decoder import NICDecoder
    >>> captions = nn.pad_sequence([pair[0] for pair in datasets.shapes(64)[1]], batch_first=True)[:, None]
    >>> decoder = NICDecoder(4, 19, 8, 16, rng=0)
    >>> optimizer = optim.Adam(decoder.parameters(), lr=0.02)
    >>> losses = fit_captioner(decoder, optimizer, np.zeros((64, 4)), captions, 20, rng=0)
    >>> losses[0] > 2.5 and losses[-1] < 1.5
    True
    """
    features, ids = float_array(features, "features"), np.asarray(captions)
    if ids.ndim != 3 or features.ndim != 2 or len(ids) != len(features):
        raise ValueError(f"features must have shape (N, F) and captions (N, K, L), got {features.shape}, {ids.shape}")
    epochs, rng = whole_number(epochs, "epochs", at_least=1), random_generator(rng)
    shift, loss_fn, clip = functions
    parameters, losses = decoder.parameters(), []
    for _ in range(epochs):
        order, which = rng.permutation(len(ids)), rng.integers(ids.shape[1], size=len(ids))
        for start in range(0, len(ids), batch_size):
            rows = order[start : start + batch_size]
            inputs, targets = shift(ids[rows, which[rows]], BOS, EOS, PAD)
            decoder.zero_grad()
            loss, grad = loss_fn(decoder(features[rows], inputs), targets, PAD)
            grad_features: Any = decoder.backward(grad)
            if backward is not None:
                backward(rows, grad_features[0])
            clip(parameters, 1.0)
            optimizer.step()
            losses.append(float(loss))
    return losses
