"""The part of the autograder that also exists inside the sandbox.

Nothing here knows what a right answer is. These modules drive a learner's functions, note what happened and send
the notes over a pipe. They import numpy and the standard library only, so that the sandbox needs nothing of ours.
"""
