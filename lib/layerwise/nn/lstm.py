"""LSTM: a layer that reads a sequence with a memory, and learns what to write into it, keep, and show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from ..arguments import FloatArray
from ..functional.lstm_cell import lstm_cell, lstm_cell_backward
from .recurrent import Cell, Recurrent, State

Functions = tuple[Callable[..., Any], Callable[..., Any]]
GATED: Functions = (lstm_cell, lstm_cell_backward)


class LSTMCell(Cell):
    """One step of functional/lstm_cell.py. The state is (h, c); the rows of the weights are those of i, f, g, o.

    functions: a forward and a backward in the place of lstm_cell and lstm_cell_backward.
    gates: those of the latest step, (N, 4 H), to look at.

    >>> cell = LSTMCell(10, 20)
    >>> sum(parameter.size for parameter in cell.parameters())  # 4 * 20 * (10 + 20 + 2)
    2560
    >>> h, c = cell.forward(np.ones((1, 10)), cell.start(1))
    >>> grad_x, (grad_h, grad_c) = cell.backward((np.ones((1, 20)), np.zeros((1, 20))))
    >>> h.shape, grad_x.shape
    ((1, 20), (1, 10))
    """

    states = 2
    gates: FloatArray

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        rng: np.random.Generator | int | None = None,
        dtype: DTypeLike = np.float64,
        functions: Functions = GATED,
    ) -> None:
        super().__init__(4, input_size, hidden_size, rng, dtype)
        self.functions = functions

    def forward(self, x: ArrayLike, state: State) -> State:  # type: ignore[override]
        """Take a step: return (h, c) after it."""
        x, (h, c) = np.asarray(x), state
        h_next, c_next, self.gates = self.functions[0](x, h, c, self.weight_ih.data, self.weight_hh.data, self.bias)
        self.keep_step(x, h, c, self.gates)
        return h_next, c_next

    def backward(self, grad_state: State) -> tuple[FloatArray, State]:  # type: ignore[override]
        """Take the latest step back: return the gradients with respect to its x and to the (h, c) before it."""
        step = self.latest_step()
        weights = self.weight_ih.data, self.weight_hh.data
        grad_x, grad_h, grad_c, *grads = self.functions[1](*grad_state, *step, *weights)
        self.accumulate(*grads)
        return grad_x, (grad_h, grad_c)

    def open_forget_gate(self, bias: float = 1.0) -> None:
        """Set the forget gate's bias, so that the cell begins by keeping what it has (Gers and others, 2000)."""
        forget = slice(self.hidden_size, 2 * self.hidden_size)
        self.bias_ih.data[forget], self.bias_hh.data[forget] = bias, 0.0


class LSTM(Recurrent):
    """An LSTMCell that runs over whole sequences: x (T, N, D) becomes h after each step, (T, N, H).

    Unlike PyTorch's, forward returns out alone, so that it can stand in a Sequential; (h_n, c_n) is in `state`.
    forget_bias: what the forget gate's bias starts with; None: two random numbers, as in PyTorch.

    >>> layer = LSTM(2, 3, rng=0)
    >>> out = layer(np.ones((5, 4, 2)))
    >>> out.shape, bool((out[-1] == layer.state[0]).all())
    ((5, 4, 3), True)
    >>> layer.backward(np.ones((5, 4, 3))).shape
    (5, 4, 2)
    """

    cell: LSTMCell

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        forget_bias: float | None = None,
        rng: np.random.Generator | int | None = None,
        dtype: DTypeLike = np.float64,
        functions: Functions = GATED,
    ) -> None:
        super().__init__(LSTMCell(input_size, hidden_size, rng, dtype, functions))
        if forget_bias is not None:
            self.cell.open_forget_gate(forget_bias)
