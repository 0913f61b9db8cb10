"""gradcheck: is this backward pass the gradient of this forward pass?

It measures slopes by nudging every input and every parameter, and compares. A check that cannot fail is worth
nothing, so it takes care to ask questions that a wrong answer gets wrong:

- the upstream gradient is random: with ones, everything that ignores it or only moves it around would pass;
- the batch has three examples or more, not all equal: with one, a missing mean or sum cannot be seen;
- each entry must agree relative to its own size, give or take what rounding does to the measurement;
- a gradient that is zero everywhere proves nothing, and is reported;
- at a kink (ReLU at 0) there is no slope to compare with: measuring with two steps finds those entries.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_array, random_generator, real_number, whole_number
from ..nn.loss import Loss
from ..nn.module import Module
from .finite_differences import Slopes, measured_slopes
from .gradcheck_subject import GradientError, Subject, as_it_was, subject_of

MOST_KINKS = 0.25  # the part of an array's entries that may lie at kinks


def gradcheck(
    fn: Module | Loss | tuple[Callable[..., Any], Callable[..., Any]],
    inputs: ArrayLike | tuple[ArrayLike, ...],
    *,
    eps: float = 1e-5,
    rtol: float = 1e-6,
    atol: float = 0.0,
    rng: np.random.Generator | int | None = 0,
    least_batch: int = 3,
    allow_zero: Collection[str] = (),
    raise_exception: bool = True,
) -> bool:
    """Return True if backward computes the gradient of forward, else raise GradientError, which names the worst entry.

    fn: a Module, whose input and trainable parameters are checked; a loss such as MSELoss(), whose first input is; or
        a pair (forward, backward) with forward(*inputs) and backward(grad_output, *inputs), which returns the gradient
        of the only input, or a tuple with one for each input, None for those that hold integers.
    inputs: an array, or a tuple of arrays. Floats are checked, in float64. Integers (classes) are passed on.
    eps: the step of central differences; a second measurement is made with half of it.
    rtol, atol: an entry agrees if |computed - measured| <= rtol * (the larger of both) + atol + uncertainty, where the
        uncertainty is the measurement's own: its rounding error, and how far the two steps' results are apart.
    rng: of the upstream gradient. least_batch: the smallest first dimension that inputs[0] may have.
    allow_zero: the names of those that are meant to have no gradient: ["0.bias"], if that bias stands before BatchNorm.
    raise_exception: False returns False in place of raising GradientError.

    Also checked: the shapes of gradients, that parameters' gradients add up over two backward passes, that nothing is
    written into inputs, parameters or grad_output, and that forward gives the same result twice.

    >>> def forward(x):
    ...     return x**2
    >>> gradcheck((forward, lambda grad_output, x: grad_output * 2 * x), np.array([1.0, 2.0, 3.0]))
    True
    >>> gradcheck((forward, lambda grad_output, x: grad_output * x), np.array([1.0, 2.0, 3.0]))
    Traceback (most recent call last):
    ...
    layerwise.autograd.gradcheck_subject.GradientError: gradient of inputs[0] is wrong in 3 of 3 entries.
    Worst at [2]: computed -1.62292, measured -3.24584. All wrong entries are 0.5 times what was measured.
    """
    eps, rtol = real_number(eps, "eps", above=0), real_number(rtol, "rtol", above=0)
    atol, rng = real_number(atol, "atol", at_least=0), random_generator(rng)
    subject = subject_of(fn, inputs)
    _refuse_what_proves_nothing(subject, whole_number(least_batch, "least_batch", at_least=1))
    if isinstance(allow_zero, str | bool) or set(allow_zero) - set(subject.arrays):
        raise ValueError(f"allow_zero must be some of {list(subject.arrays)}, got {allow_zero!r}")
    try:
        with as_it_was(fn):
            grad_output, computed = _both_passes(subject, rng)
            for name, array in subject.arrays.items():
                grad = _gradient_of(name, computed.get(name), array.shape)
                slopes = measured_slopes(subject.forward, array, grad_output, eps)
                _compare(name, grad, slopes, rtol, atol)
                if name not in allow_zero:
                    _refuse_zero(name, slopes)
    except GradientError:
        if raise_exception:
            raise
        return False
    return True


def _refuse_what_proves_nothing(subject: Subject, least_batch: int) -> None:
    """Refuse inputs with which wrong gradients would pass."""
    first = subject.inputs[0]
    if not subject.arrays:
        raise ValueError("inputs must hold floats, or fn parameters: there is nothing to perturb")
    if first.ndim == 0 or len(first) < least_batch:
        raise ValueError(
            f"inputs[0] must hold at least {least_batch} examples (its first dimension), got shape {first.shape}: "
            "a smaller batch hides missing sums and means"
        )
    if least_batch > 1 and first.size and (first == first[0]).all():
        raise ValueError("inputs[0] must hold examples that differ, got equal ones: they hide what is mixed up")


def _both_passes(subject: Subject, rng: np.random.Generator) -> tuple[FloatArray, dict[str, Any]]:
    """Run forward and backward once; return a random upstream gradient, and what backward made of it."""
    watched = {**{f"inputs[{i}]": array for i, array in enumerate(subject.inputs)}, **subject.arrays}
    before = {name: array.copy() for name, array in watched.items()}
    output = subject.forward().copy()
    if not np.isfinite(output).all():
        raise GradientError("forward gives nan or inf for these inputs: there is no slope to measure")
    if not np.array_equal(output, subject.forward()):
        raise GradientError(
            "forward gives another output for the same inputs, so slopes cannot be measured. Is there a Dropout in it? "
            "eval() switches it off"
        )
    grad_output = rng.uniform(0.5, 1.5, output.shape) * rng.choice([-1.0, 1.0], output.shape)  # never near 0
    watched["grad_output"], before["grad_output"] = grad_output, grad_output.copy()
    computed = subject.backward(grad_output)
    for name, array in watched.items():
        if not np.array_equal(array, before[name]):
            raise GradientError(f"forward or backward wrote into {name}: whoever passed it still needs the old values")
    return grad_output, computed


def _gradient_of(name: str, grad: ArrayLike | None, shape: tuple[int, ...]) -> FloatArray:
    """Return the gradient as a float array of `shape`, or say what is wrong with it."""
    if grad is None:
        raise GradientError(f"gradient of {name} is missing: backward gave none")
    grad = float_array(grad, f"gradient of {name}")
    if grad.shape != shape:
        raise GradientError(f"gradient of {name} must have the shape of {name}, {shape}, got {grad.shape}")
    return grad


def _compare(name: str, grad: FloatArray, slopes: Slopes, rtol: float, atol: float) -> None:
    """Raise if an entry differs by more than the tolerances, or if too many lie at kinks to tell."""
    kinks = int(slopes.kink.sum())
    if kinks > MOST_KINKS * grad.size:
        raise GradientError(
            f"{kinks} of {grad.size} entries of {name} lie at kinks, such as ReLU's at 0, where there is no slope: "
            "choose other inputs"
        )
    error = np.abs(grad - slopes.value)
    allowed = rtol * np.maximum(np.abs(grad), np.abs(slopes.value)) + atol + slopes.uncertainty
    wrong = ~(error <= allowed) & ~slopes.kink  # so that nan is wrong
    if not wrong.any():
        return
    excess = np.where(wrong, np.nan_to_num(error, nan=np.inf) - allowed, -np.inf)
    worst = tuple(int(i) for i in np.unravel_index(excess.argmax(), grad.shape))
    message = (
        f"gradient of {name} is wrong in {int(wrong.sum())} of {grad.size} entries. "
        f"Worst at {list(worst)}: computed {grad[worst]:.6g}, measured {slopes.value[worst]:.6g}."
    )
    measurable = wrong & (np.abs(slopes.value) > 100 * slopes.uncertainty)
    ratios = grad[measurable] / slopes.value[measurable]
    if ratios.size > 1 and np.ptp(ratios) <= 1e-3 * np.abs(ratios).max():
        message += f" All wrong entries are {ratios.mean():.4g} times what was measured."
    raise GradientError(message)


def _refuse_zero(name: str, slopes: Slopes) -> None:
    """Raise if all slopes are zero, as far as can be measured: then a backward pass that returns zeros passes, too."""
    if slopes.value.size and (slopes.kink | (np.abs(slopes.value) <= 10 * slopes.rounding)).all():
        raise GradientError(
            f"gradient of {name} is zero in all {slopes.value.size} entries, measured and computed: that proves "
            f"nothing. Choose other inputs, or allow_zero=[{name!r}] if it is meant to be zero"
        )
