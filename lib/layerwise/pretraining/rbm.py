"""BernoulliRBM: a restricted Boltzmann machine, trained by contrastive divergence."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import FloatArray, float_matrix, random_generator, real_number, whole_number
from .energy import free_energy, log_likelihood
from .sampling import sample_hidden, sample_visible


class BernoulliRBM:
    """A machine of n_components hidden units, with scikit-learn's names.

    After fit: components_, W of shape (H, V); intercept_visible_, a of shape (V,); intercept_hidden_, b of shape (H,).

    n_components: hidden units. learning_rate, batch_size, n_iter: as usual; n_iter counts epochs. steps: of sampling
    before the statistics of the negative phase are taken, the k of CD-k. persistent: go on from the last samples
    instead of from the data (PCD; Tieleman, 2008), which is what scikit-learn's does. momentum: as in SGD.
    random_state: a generator, a seed, or None.

    >>> X = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]] * 10)
    >>> rbm = BernoulliRBM(4, n_iter=200, random_state=0).fit(X)
    >>> rbm.transform(X).shape
    (20, 4)
    >>> known, strange = rbm.free_energy([[1.0, 1.0, 0.0], [1.0, 0.0, 1.0]])
    >>> bool(known < strange)
    True
    """

    def __init__(
        self,
        n_components: int = 256,
        *,
        learning_rate: float = 0.1,
        batch_size: int = 10,
        n_iter: int = 10,
        steps: int = 1,
        persistent: bool = False,
        momentum: float = 0.0,
        random_state: np.random.Generator | int | None = None,
    ) -> None:
        self.n_components = whole_number(n_components, "n_components", at_least=1)
        self.learning_rate = real_number(learning_rate, "learning_rate", above=0)
        self.batch_size = whole_number(batch_size, "batch_size", at_least=1)
        self.n_iter = whole_number(n_iter, "n_iter", at_least=0)
        self.steps = whole_number(steps, "steps", at_least=1)
        self.persistent = persistent
        self.momentum = real_number(momentum, "momentum", at_least=0, below=1)
        self._rng = random_generator(random_state)

    def fit(self, X: ArrayLike) -> Self:
        """Train on X, (N, V), numbers between 0 and 1; weights start at N(0, 0.01), biases at 0."""
        X = float_matrix(X, "X", "(N, V)")
        if X.size == 0 or X.min() < 0 or X.max() > 1:
            raise ValueError(f"X must hold numbers between 0 and 1, got shape {X.shape} and others")
        H, V = self.n_components, X.shape[1]
        self.components_ = self._rng.normal(0.0, 0.01, (H, V)).astype(X.dtype)
        self.intercept_visible_, self.intercept_hidden_ = np.zeros(V, X.dtype), np.zeros(H, X.dtype)
        self._chains = np.zeros((self.batch_size, H), X.dtype)
        velocity = [np.zeros_like(theta) for theta in self._parameters]
        for _ in range(self.n_iter):
            order = self._rng.permutation(len(X))
            for start in range(0, len(X), self.batch_size):
                grads = self.gradient(X[order[start : start + self.batch_size]])
                for theta, step, grad in zip(self._parameters, velocity, grads, strict=True):
                    step *= self.momentum
                    step += grad
                    theta -= self.learning_rate * step
        return self

    def gradient(self, v0: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return (dW, da, db) for a batch v0, (N, V): positive phase from the data, negative phase from the chain."""
        v0 = float_matrix(v0, "v0", "(N, V)")
        W, a, _ = self._parameters
        p0, h = self._hidden(v0)
        if self.persistent:
            h = self._chains
        for _ in range(self.steps):
            p_v, v1 = sample_visible(h, W, a, self._rng.random((len(h), len(a))))
            p1, h = self._hidden(v1)
        if self.persistent:
            self._chains = h
        else:  # the last visible units as probabilities, as in cd1_gradient
            v1, p1 = p_v, self._hidden(p_v)[0]
        return (
            p1.T @ v1 / len(v1) - p0.T @ v0 / len(v0),
            v1.mean(axis=0) - v0.mean(axis=0),
            p1.mean(axis=0) - p0.mean(axis=0),
        )

    def transform(self, X: ArrayLike) -> FloatArray:
        """Return the probability that each hidden unit is on, (N, H)."""
        X = float_matrix(X, "X", "(N, V)")
        return sample_hidden(X, self.components_, self.intercept_hidden_, np.zeros((len(X), self.n_components)))[0]

    def gibbs(self, v: ArrayLike) -> FloatArray:
        """Return v after one step of sampling: hidden units, then visible ones, (N, V) of 0 and 1."""
        v = float_matrix(v, "v", "(N, V)")
        return sample_visible(self._hidden(v)[1], self.components_, self.intercept_visible_, self._rng.random(v.shape))[
            1
        ]

    def free_energy(self, v: ArrayLike) -> FloatArray:
        """Return the free energy of each row of v, (N,)."""
        return free_energy(v, *self._parameters)

    def log_likelihood(self, v: ArrayLike) -> FloatArray:
        """Return log p of each row of v, (N,): exact, for machines with few hidden units."""
        return log_likelihood(v, *self._parameters)

    @property
    def _parameters(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        return self.components_, self.intercept_visible_, self.intercept_hidden_

    def _hidden(self, v: FloatArray) -> tuple[FloatArray, FloatArray]:
        u = self._rng.random((len(v), self.n_components))
        return sample_hidden(v, self.components_, self.intercept_hidden_, u)
