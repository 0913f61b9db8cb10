"""The transfer explorer: what a trained network is worth, by labels, depth and rate."""
