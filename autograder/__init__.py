"""Layerwise's autograder: the checks in the notebooks, the build of the chapters, and the grading of whole classes.

A notebook imports its few functions from here. The rest is the command `autograder` and its packages.
"""

from .claims import ClaimError, claim
from .notebook import check, hint, solution, working
from .progress_log import goal, progress

__all__ = ["ClaimError", "check", "claim", "goal", "hint", "progress", "solution", "working"]
