"""soft_update: the target network follows the online one, all at once or a little at a time."""

from __future__ import annotations

from collections.abc import Iterable

from ..arguments import real_number
from ..nn.parameter import Parameter


def soft_update(target: Iterable[Parameter], online: Iterable[Parameter], tau: float) -> None:
    """Move each parameter of the target network a part of the way towards the online network's.

        target.data = (1 - tau) * target.data + tau * online.data

    tau: above 0, at most 1; with 1 it is a copy, and stays one when the online network goes on learning.
    (A copy now and then: Mnih and others, 2015. A little after every update: Lillicrap and others, 2016.)

    >>> target, online = [Parameter([0.0, 4.0])], [Parameter([10.0, 8.0])]
    >>> soft_update(target, online, tau=0.1)
    >>> target[0].data
    array([1. , 4.4])
    """
    tau = real_number(tau, "tau", above=0, at_most=1)
    target, online = list(target), list(online)
    shapes = [parameter.data.shape for parameter in target], [parameter.data.shape for parameter in online]
    if shapes[0] != shapes[1]:
        raise ValueError(f"both networks must have the same parameters, got shapes {shapes[0]} and {shapes[1]}")
    for follows, leads in zip(target, online, strict=True):
        follows.data = (1 - tau) * follows.data + tau * leads.data
