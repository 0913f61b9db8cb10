"""layerwise.search: who chooses the next trial.

    from layerwise import search
    tried, values = search.bayes_opt(f, search.halton(500, (2, 3)), first=[0, 1, 2], n=20)

Points that spread, halving, Gaussian processes, Bayesian optimization. Everything here looks for the *lowest* value.
Random search, which looks for the highest score, stands in layerwise.training.
"""

from ..normal import normal_cdf, normal_pdf
from .acquisition import expected_improvement, probability_of_improvement
from .bayesian import bayes_opt
from .gaussian_process import gp_posterior, log_marginal_likelihood
from .halving import successive_halving
from .kernels import rbf_kernel
from .sequences import halton

__all__ = [
    "bayes_opt",
    "expected_improvement",
    "gp_posterior",
    "halton",
    "log_marginal_likelihood",
    "normal_cdf",
    "normal_pdf",
    "probability_of_improvement",
    "rbf_kernel",
    "successive_halving",
]
