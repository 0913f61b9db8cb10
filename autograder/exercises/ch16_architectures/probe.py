"""How the blocks are driven: built, filled with numbers that hang on a parameter's shape, and sent forward and back.

A right block may call its layers as it likes and make them in any order. So a parameter gets numbers by its shape and
by whether it is a weight or a bias, and gradients are told apart by the same.
"""

from typing import Any

import numpy as np

from ...core.record import Case


def both_ways(make, settings, x, grad_output, seed, draws):
    """The probe: the output, the gradients, the sizes of all parameters, and the numbers that are drawn to start from.

    settings: what the block is made with. Output and gradients are those of a second pass, after one of other numbers.
    draws: whether to look at the numbers that are drawn, too
    """

    def numbers(name, shape):
        rng = np.random.default_rng([seed, *shape])
        if len(shape) > 1:
            return rng.normal(0.0, np.sqrt(2 / np.prod(shape[1:])), shape)
        return rng.uniform(0.6, 1.6, shape) if name.endswith("weight") else rng.uniform(0.1, 0.6, shape)

    block = make(*settings, rng=seed)
    done: list[Any] = []  # the gradient, once it is there
    named = [(name, parameter, parameter.data) for name, parameter in block.named_parameters()]
    drawn = [first for _, _, first in named if first.ndim > 1]
    for name, parameter, first in named:
        parameter.data = numbers(name, first.shape)

    def output():
        block(1 - 2 * x)
        return block(x)

    def grad_x():
        if not done:
            block(1 - 2 * x)
            block.backward(1 - grad_output)
            block.zero_grad()
            block(x)
            done.append(block.backward(grad_output))
        return done[0]

    def gradients():
        grad_x()
        found = []
        for name, parameter, first in named:
            grad = np.zeros(first.shape) if parameter.grad is None else np.asarray(parameter.grad)
            found.append((int(name.endswith("bias")), first.shape, float(grad.flat[0]), grad.ravel()))
        return np.concatenate([grad for *_, grad in sorted(found, key=lambda one: one[:3])])

    def again(which):
        return np.concatenate([np.ravel(p.data) for p in make(*settings, rng=which).parameters() if p.data.ndim > 1])

    sizes = [[int(name.endswith("bias")), *first.shape, *[0] * (4 - first.ndim)] for name, _, first in named]
    seen = {
        "output": output,
        "grad_x": grad_x,
        "gradients": gradients,
        "sizes of the parameters": np.array(sorted(sizes)),
    }
    if draws:
        seen |= {"drawn": np.concatenate([np.ravel(first) for first in drawn])}
        seen |= {"drawn again": lambda: again(seed), "drawn from another seed": lambda: again(seed + 1)}
    return seen


DRAWN = ("drawn", "drawn again", "drawn from another seed")


def by_rng(inputs: Any, values: Any) -> dict[str, bool]:
    """What all ways to draw kernels have in common."""
    first, again, other = (np.asarray(values[name]) for name in DRAWN)
    return {
        "the same seed draws the same": bool(np.array_equal(first, again)),
        "another seed draws others": bool(first.shape == other.shape and not np.isin(other, first).any()),
        "each layer draws its own": len(np.unique(first)) == first.size,
    }


def block(name: str, settings: Any, widths: Any, side: tuple[int, int], stride: int = 1, draws: bool = False) -> Case:
    """A case with random images.

    settings: a function of a generator that draws what the block is made with, the channels of x first.
    widths: a function of these settings, the number of channels of the output. side: of x; in some runs larger
    draws: of the probe
    """

    def draw(rng: np.random.Generator) -> dict[str, Any]:
        made = settings(rng)
        N, sides = 3, [length + int(rng.integers(3)) for length in side]
        places = [-(-length // stride) for length in sides]
        return {
            "settings": made,
            "x": rng.normal(0.3, 1.0, (N, made[0], *sides)),
            "grad_output": rng.normal(0.4, 1.0, (N, widths(made), *places)),
            "seed": int(rng.integers(100_000)),
            "draws": int(draws),
        }

    return Case(name, draw)
