"""Weights that come with the course, each with the command that makes it: the .npz files of layerwise.checkpoint."""
