"""Layerwise's autograder: the checks in the notebooks, the build of the chapters, and the grading of whole classes.

A notebook imports its few functions from here. The rest is the command `autograder` and its packages.
"""

from .notebook.case import case
from .notebook.check import check
from .notebook.claim import ClaimError, claim
from .notebook.class_edition.edition import use_edition
from .notebook.hint import hint
from .notebook.milestone.milestone import milestone
from .notebook.mine.lending import lend_to_explorers
from .notebook.other_ways import other_ways
from .notebook.overview.course_map import progress
from .notebook.predictions.guess import guess, truth
from .notebook.progress import goal
from .notebook.reset import reset
from .notebook.solution import solution
from .notebook.working import working
from .notebook.written import compare_answer

__all__ = [
    "ClaimError",
    "case",
    "check",
    "claim",
    "compare_answer",
    "goal",
    "guess",
    "hint",
    "milestone",
    "other_ways",
    "progress",
    "reset",
    "solution",
    "truth",
    "working",
]

lend_to_explorers()
use_edition()
