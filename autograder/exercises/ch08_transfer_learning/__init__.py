"""Chapter 8: what is asked, what is right and what goes wrong, one module for each exercise.

The exercises stand in the order in which the chapter asks them.
"""
