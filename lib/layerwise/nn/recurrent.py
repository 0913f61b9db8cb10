"""What a cell is: a module that is used at every step of a sequence, and goes back through its steps one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from ..arguments import FloatArray, float_array, random_generator, whole_number
from .module import Module
from .parameter import Parameter

State = tuple[FloatArray, ...]  # what is carried from step to step, each (N, H); the first is h, what others see


class Cell(Module):
    """The parameters of RNNCell and LSTMCell, and what each step keeps for its way back.

    start(N) begins a sequence; forward takes a step; backward takes the latest step back, so that as many calls of
    backward as there were of forward lead to the start.

    weight_ih: (parts * H, D). weight_hh: (parts * H, H). bias_ih, bias_hh: (parts * H,): two, as in PyTorch, although
    only their sum matters. All start uniform between -1/sqrt(H) and 1/sqrt(H).
    """

    states: int = 1  # how many arrays the state has

    def __init__(
        self,
        parts: int,
        input_size: int,
        hidden_size: int,
        rng: np.random.Generator | int | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        self.input_size = whole_number(input_size, "input_size", at_least=1)
        self.hidden_size = whole_number(hidden_size, "hidden_size", at_least=1)
        rng, rows, bound = random_generator(rng), parts * hidden_size, 1 / np.sqrt(hidden_size)
        self.weight_ih = Parameter(rng.uniform(-bound, bound, (rows, input_size)).astype(dtype))
        self.weight_hh = Parameter(rng.uniform(-bound, bound, (rows, hidden_size)).astype(dtype))
        self.bias_ih = Parameter(rng.uniform(-bound, bound, rows).astype(dtype))
        self.bias_hh = Parameter(rng.uniform(-bound, bound, rows).astype(dtype))
        self._steps: list[Any] = []

    def start(self, N: int) -> State:
        """Return the state that a sequence begins with, zeros (N, H), and forget the steps of earlier sequences."""
        self._steps = []
        return (np.zeros((N, self.hidden_size), dtype=self.weight_hh.dtype),) * self.states

    def forward(self, x: ArrayLike, state: State) -> State:  # type: ignore[override]  # a step has two inputs
        """Take a step: return the state after it. x: (N, D)."""
        raise NotImplementedError(f"{type(self).__name__} has no forward pass")

    def backward(self, grad_state: State) -> tuple[FloatArray, State]:  # type: ignore[override]
        """Take the latest step back: return the gradients with respect to its x and to the state before it."""
        raise NotImplementedError(f"{type(self).__name__} has no backward pass")

    @property
    def bias(self) -> FloatArray:
        """The sum of both biases, (parts * H,)."""
        return self.bias_ih.data + self.bias_hh.data

    def keep_step(self, *values: Any) -> None:
        """Keep what this step's way back will need."""
        self._steps.append(values)

    def latest_step(self) -> tuple[Any, ...]:
        """What the latest step kept; the one before it is the latest then."""
        if not self._steps:
            name = type(self).__name__
            raise RuntimeError(f"{name}.backward was called more often than {name}.forward: no step is left")
        return tuple(self._steps.pop())

    def accumulate(self, grad_weight_ih: ArrayLike, grad_weight_hh: ArrayLike, grad_bias: ArrayLike) -> None:
        """Add a step's gradients to those of the parameters; both biases have the same."""
        self.weight_ih.accumulate_grad(grad_weight_ih)
        self.weight_hh.accumulate_grad(grad_weight_hh)
        self.bias_ih.accumulate_grad(grad_bias)
        self.bias_hh.accumulate_grad(grad_bias)

    def extra_repr(self) -> str:
        """What is printed between the brackets."""
        return f"{self.input_size}, {self.hidden_size}"


class Recurrent(Module):
    """A cell that runs over whole sequences: RNN and LSTM.

    cell: what computes a step. After forward, state is the state after the last step; after backward, grad_state is
    the gradient with respect to the state that the sequence began with.
    """

    state: State
    grad_state: State

    def __init__(self, cell: Cell) -> None:
        self.cell = cell

    def forward(self, x: ArrayLike, state: State | None = None) -> FloatArray:
        """Return h after each step, (T, N, H). x: (T, N, D). state: to begin with; None stands for zeros."""
        steps, self.state = self.begin(x, state)
        out = []
        for step in steps:
            self.state = self.cell.forward(step, self.state)
            out.append(self.state[0])
        return np.stack(out)

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x, (T, N, D). grad_output: (T, N, H), with respect to forward's out."""
        grad_out = float_array(grad_output, "grad_output")
        grads = tuple(np.zeros_like(part) for part in self.state)
        grad_x = []
        for grad in grad_out[::-1]:
            step, grads = self.cell.backward((grads[0] + grad, *grads[1:]))
            grad_x.append(step)
        self.grad_state = grads
        return np.stack(grad_x[::-1])

    def begin(self, x: ArrayLike, state: State | None) -> tuple[FloatArray, State]:
        """Return x and the state to begin with as float arrays, after checking their shapes."""
        steps = float_array(x, "x")
        if steps.ndim != 3 or not len(steps) or steps.shape[2] != self.cell.input_size:
            raise ValueError(f"x must have shape (T, N, {self.cell.input_size}), T at least 1, got {steps.shape}")
        zeros = self.cell.start(steps.shape[1])
        if state is None:
            return steps, zeros
        given = tuple(float_array(part, "state") for part in state)
        if [part.shape for part in given] != [part.shape for part in zeros]:
            raise ValueError(
                f"state must be {len(zeros)} of shape {zeros[0].shape}, got shapes {[part.shape for part in given]}"
            )
        return steps, given
