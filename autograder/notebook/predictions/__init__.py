"""Predictions: what a learner expects of an experiment, entered before it runs and set beside what it shows."""
