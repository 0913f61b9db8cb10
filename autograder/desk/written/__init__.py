"""Grading answers in words: a local page with all answers to one question, its rubric and samples beside them.

Formgrader shows one submission at a time, from its first cell, and its settings cannot change that. What is written
here goes into the same rows of nbgrader's gradebook, so both can be used on one class.
"""
