"""layerwise.search: who chooses the next trial: points that spread, halving, Gaussian processes, Bayesian optimization."""
