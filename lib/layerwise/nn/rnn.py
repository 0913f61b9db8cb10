"""RNN: a layer that reads a sequence step by step, with a state that is replaced at every step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from ..arguments import FloatArray, grad_of_shape, one_of
from ..functional.elman_rnn import rnn_backward, rnn_forward
from .recurrent import Cell, Recurrent, State

Functions = tuple[Callable[..., Any], Callable[..., Any]]
PLAIN: Functions = (rnn_forward, rnn_backward)


class RNNCell(Cell):
    """One step: h_next = tanh(x @ weight_ih.T + h @ weight_hh.T + bias). The state is (h,).

    nonlinearity: "tanh" or "relu". functions: a forward and a backward in the place of rnn_forward and rnn_backward.

    >>> cell = RNNCell(2, 3, rng=0)
    >>> (h,) = cell.forward(np.ones((1, 2)), cell.start(1))
    >>> grad_x, (grad_h,) = cell.backward((np.ones((1, 3)),))
    >>> h.shape, grad_x.shape, grad_h.shape
    ((1, 3), (1, 2), (1, 3))
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        nonlinearity: str = "tanh",
        rng: np.random.Generator | int | None = None,
        dtype: DTypeLike = np.float64,
        functions: Functions = PLAIN,
    ) -> None:
        super().__init__(1, input_size, hidden_size, rng, dtype)
        tanh = one_of(nonlinearity, "nonlinearity", ("tanh", "relu")) == "tanh"
        self.functions, self.options = functions, () if tanh else ("relu",)

    def forward(self, x: ArrayLike, state: State) -> State:  # type: ignore[override]
        """Take a step: return the state after it."""
        return (self.run(np.asarray(x)[None], state)[0],)

    def run(self, x: FloatArray, state: State) -> FloatArray:
        """Take all steps of x, (T, N, D): return the states after them, (T, N, H)."""
        (h,) = state
        weights = self.weight_ih.data, self.weight_hh.data
        out: FloatArray = self.functions[0](x, h, *weights, self.bias, *self.options)[0]
        self.keep_step(x, h, out)
        return out

    def backward(self, grad_state: State) -> tuple[FloatArray, State]:  # type: ignore[override]
        """Take the latest step back: return the gradients with respect to its x and to the state before it."""
        grad_x, grad_h = self.run_back(np.asarray(grad_state[0])[None])
        return grad_x[0], (grad_h,)

    def run_back(self, grad_out: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Take back all steps of the latest run: return the gradients with respect to its x and its first state."""
        x, h, out = self.latest_step()
        weights = self.weight_ih.data, self.weight_hh.data
        grad_x, grad_h, *grads = self.functions[1](grad_out, x, h, out, *weights, *self.options)
        self.accumulate(*grads)
        return grad_x, grad_h


class RNN(Recurrent):
    """An RNNCell that runs over whole sequences: x (T, N, D) becomes the states of all steps, (T, N, H).

    Unlike PyTorch's, forward returns out alone, so that it can stand in a Sequential; the last state is in `state`.

    >>> layer = RNN(2, 3, rng=0)
    >>> out = layer(np.ones((5, 4, 2)))
    >>> out.shape, bool((out[-1] == layer.state[0]).all())
    ((5, 4, 3), True)
    >>> layer.backward(np.ones((5, 4, 3))).shape
    (5, 4, 2)
    """

    cell: RNNCell

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        nonlinearity: str = "tanh",
        rng: np.random.Generator | int | None = None,
        dtype: DTypeLike = np.float64,
        functions: Functions = PLAIN,
    ) -> None:
        super().__init__(RNNCell(input_size, hidden_size, nonlinearity, rng, dtype, functions))

    def forward(self, x: ArrayLike, state: State | None = None) -> FloatArray:
        """Return h after each step, (T, N, H). state: (h,) to begin with; None stands for zeros."""
        steps, state = self.begin(x, state)
        out = self.cell.run(steps, state)
        self.state = (out[-1],)
        self.save_for_backward(out.shape)
        return out

    def backward(self, grad_output: ArrayLike) -> FloatArray:
        """Return the gradient with respect to x, (T, N, D), and add those of the parameters to their grad."""
        (shape,) = self.saved
        grad_x, grad_h = self.cell.run_back(grad_of_shape(grad_output, shape))
        self.grad_state = (grad_h,)
        return grad_x
