"""Chapter 2: what is asked, what is right and what goes wrong, one module for each exercise.

To add an exercise, add a module here, write its statement in solutions/ch02_backprop and its reference in layerwise.
"""
