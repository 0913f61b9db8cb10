"""A loss with auxiliary heads: classifiers half way up a deep network, which help in training and are dropped after it.

(Szegedy and others, Going Deeper with Convolutions, 2015, section 5.)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, real_number
from ..functional.cross_entropy import cross_entropy, cross_entropy_backward


def auxiliary_loss(
    main: ArrayLike, aux: Sequence[ArrayLike], target: ArrayLike, training: bool, weight: float = 0.3
) -> tuple[float, FloatArray, list[FloatArray]]:
    """Return (loss, grad_main, grads_aux), loss = cross_entropy(main) + weight * the sum of cross_entropy over aux.

    main: (N, C), the scores of the last head. aux: those of the heads below, each (N, C). target: (N,).
    training: False leaves the heads out: the loss is main's, and their gradients are zeros.
    grads_aux: in the order of aux, each with its head's shape.

    >>> half = [[0.0, 0.0]]
    >>> loss, grad_main, grads_aux = auxiliary_loss(half, [half], [1], training=True)
    >>> round(loss, 4), grad_main, grads_aux  # 1.3 * log(2)
    (0.9011, array([[ 0.5, -0.5]]), [array([[ 0.15, -0.15]])])
    """
    weight = real_number(weight, "weight", at_least=0)
    main, heads = float_array(main, "main"), [float_array(head, f"aux[{i}]") for i, head in enumerate(aux)]
    for i, head in enumerate(heads):
        if head.shape != main.shape:
            raise ValueError(f"aux[{i}] must have the shape of main, {main.shape}, got {head.shape}")
    loss, grad_main = float(cross_entropy(main, target)), cross_entropy_backward(main, target)
    if not training:
        return loss, grad_main, [np.zeros_like(head) for head in heads]
    loss += weight * sum(float(cross_entropy(head, target)) for head in heads)
    return loss, grad_main, [weight * cross_entropy_backward(head, target) for head in heads]
