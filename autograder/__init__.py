"""Layerwise's autograder: the checks in the notebooks, the build of the chapters, and the grading of whole classes.

A notebook imports its few functions from here. The rest is the command `autograder` and its packages.
"""

from .notebook.check import check, hint, solution, working
from .notebook.claim import ClaimError, claim
from .notebook.progress import goal, progress

__all__ = ["ClaimError", "check", "claim", "goal", "hint", "progress", "solution", "working"]
