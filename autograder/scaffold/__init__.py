"""Skeletons of what a course is made of, put where they belong: `autograder new exercise`, `autograder new chapter`.

What a person has to write is marked in them, and `autograder verify` names these places until none is left.
"""
