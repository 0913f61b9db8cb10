"""Chapter 4: what is asked, what is right and what goes wrong, one module for each exercise.

The exercises stand in the order in which the chapter asks them. What random weights are judged by, their spread and
shape and not their numbers, is in `filling`.
"""
