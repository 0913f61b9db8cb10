"""layerwise.search: who chooses the next trial: spread points, halving, Gaussian processes, Bayesian optimization."""
