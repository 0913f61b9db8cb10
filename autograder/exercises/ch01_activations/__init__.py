"""Chapter 1: what is asked, what is right and what goes wrong, one module for each exercise.

To add an exercise, add a module here, write its statement in solutions/ch01_activations and its reference in layerwise.
"""
