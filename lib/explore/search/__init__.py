"""The search explorer: dig for the lowest place of a hidden ground, with a Gaussian process beside you."""
