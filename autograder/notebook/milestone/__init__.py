"""Milestones: networks that run on the learner's own parts, and what they reach."""
