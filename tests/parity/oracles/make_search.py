"""Makes search.npz: Halton's points and acquisitions as scipy computes them, Gaussian processes as scikit-learn."""

import warnings

import numpy as np
from expectations import Arrays, main
from scipy.stats import norm, qmc
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF

BASES = {1: (2,), 2: (2, 3), 4: (2, 3, 5, 7)}


def gaussian_process(rng: np.random.Generator, N: int, D: int, lengthscale: float, noise: float) -> Arrays:
    X, Z = rng.random((N, D)), rng.random((7, D))
    y = np.sin(5 * X).sum(axis=1) + noise * rng.standard_normal(N)
    regressor = GaussianProcessRegressor(RBF(lengthscale), alpha=noise**2, optimizer=None).fit(X, y)
    mean, std = regressor.predict(Z, return_std=True)
    likelihood = regressor.log_marginal_likelihood_value_
    made = {"X": X, "y": y, "Z": Z, "lengthscale": lengthscale, "noise": noise, "kernel": RBF(lengthscale)(X, Z)}
    return {name: np.asarray(array) for name, array in {**made, "mean": mean, "std": std, "lml": likelihood}.items()}


def make() -> Arrays:
    warnings.simplefilter("ignore")  # scikit-learn on length scales at the ends of their range
    rng, arrays = np.random.default_rng(0), {}
    for D, bases in BASES.items():
        arrays[f"halton/{D}/bases"] = np.array(bases)
        arrays[f"halton/{D}/points"] = qmc.Halton(D, scramble=False).random(41)[1:]  # without the corner
    for name, case in {"one": (1, 1, 0.5, 0.3), "line": (9, 1, 0.2, 0.05), "box": (20, 3, 0.6, 0.2)}.items():
        found = gaussian_process(rng, *case)
        arrays |= {f"gp/{name}/{key}": array for key, array in found.items()}
    mean, std, best = rng.normal(0.0, 2.0, 30), rng.uniform(0.05, 3.0, 30), -0.4
    z = (best - mean) / std
    arrays |= {
        "acquisition/normal/mean": mean,
        "acquisition/normal/std": std,
        "acquisition/normal/best": np.array(best),
    }
    arrays["acquisition/normal/expected"] = (best - mean) * norm.cdf(z) + std * norm.pdf(z)
    arrays["acquisition/normal/probability"] = norm.cdf(z)
    return arrays


if __name__ == "__main__":
    main(__file__, make)
