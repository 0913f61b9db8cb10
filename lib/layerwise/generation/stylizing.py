"""A step in which the picture learns, and the network does not.

(Gatys, Ecker and Bethge, A Neural Algorithm of Artistic Style, 2015.)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, real_number
from ..nn.module import Module
from ..nn.parameter import Parameter
from ..optim.optimizer import Optimizer
from .gram import style_loss
from .smoothness import total_variation


def stylize_step(
    image: Parameter,
    layers: Sequence[Module],
    grams: Sequence[ArrayLike],
    content: ArrayLike,
    weights: tuple[float, float],
    optimizer: Optimizer,
) -> float:
    """Move the picture once towards the style of grams and the content of content; return the loss before.

        x = image.data;  x = layer.forward(x) for each layer         the features of each are kept
        loss =   the sum over the layers of style_loss(features, gram)
               + content_weight * mean of (the last features - content)**2
               + smooth_weight * total_variation(image.data)
        the gradient goes back from the last layer to the picture, and each layer's style adds its own on the way
        image.grad = that gradient;  optimizer.step();  image.data is cut to 0 to 1

    image: a Parameter of shape (N, 3, H, W), the only one that the optimizer holds. layers: modules that follow one
    another; what their own parameters get as gradients is ignored. grams: for each layer the Gram matrix that is
    wanted. content: what the last layer should give, or an array that broadcasts with it. weights: content_weight and
    smooth_weight; 0 leaves one out.

    >>> from layerwise.nn import ReLU
    >>> from layerwise.optim import SGD
    >>> image = Parameter([[[[0.25, 0.75]]]])
    >>> loss = stylize_step(image, [ReLU()], [[[[0.5]]]], image.data, (0.0, 0.0), SGD([image], lr=0.1))
    >>> round(loss, 6), image.data  # the Gram matrix was 0.3125
    (0.035156, array([[[[0.259375, 0.778125]]]]))
    """
    if len(layers) != len(grams) or not layers:
        raise ValueError(f"there must be a Gram matrix for each layer, got {len(layers)} layers and {len(grams)} grams")
    content_weight = real_number(weights[0], "content_weight", at_least=0)
    smooth_weight = real_number(weights[1], "smooth_weight", at_least=0)
    x, features = image.data, []
    for layer in layers:
        x = layer.forward(x)
        features.append(x)
    off = x - float_array(content, "content").astype(x.dtype, copy=False)
    if off.shape != x.shape:
        raise ValueError(
            f"content must have the shape of the last layer's features, {x.shape}, got {np.shape(content)}"
        )
    loss = content_weight * float((off**2).mean())
    grad: FloatArray = content_weight * 2 * off / off.size
    for layer, seen, gram in reversed(list(zip(layers, features, grams, strict=True))):
        value, slope = style_loss(seen, gram)
        loss, grad = loss + value, layer.backward(grad + slope)
    rough, slope = total_variation(image.data)
    image.grad = grad + smooth_weight * slope
    optimizer.step()
    image.data = np.clip(image.data, 0, 1)
    return loss + smooth_weight * rough
