"""Whole networks that the chapters build, train or load. What learners call, `layerwise` itself exports."""
