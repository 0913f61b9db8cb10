"""What each cell of a chapter is there for: one vocabulary from the source to the graded notebook."""

from enum import StrEnum
from typing import Literal

EXPLORE_TAG = "explore"  # among a cell's tags, in the source and in both notebooks
GUESS_TAG = "guess"  # a cell in which a learner enters a guess; to grading it is one of those tagged explore
SHOWN_TAG = "shown"  # of a cell tagged explore: its code is part of what is read, and is not folded
VARIES_TAG = "nbval-ignore-output"  # nbval runs such a cell and compares nothing; nothing of it is stored either
COMPARE_PREFIX = "compare_"  # a written question's name behind it is the grade_id of the cell with its model answer
CHECK_PREFIX = "check_"  # an exercise's name behind it is the grade_id of its check

CellType = Literal["code", "markdown"]  # nbformat's word for it; what is neither is treated as text


class Role(StrEnum):
    """The build gives a cell its role. Grading goes by it, whatever a submission says."""

    TEXT = "text"  # prose; nothing of it is graded
    SETUP = "set-up"  # locked code, which also runs when an answer is graded
    EXERCISE = "exercise"  # where a learner writes code
    CHECK = "check"  # locked, behind each exercise
    EXPLORE = "explore"  # figures, experiments and guesses, which grading skips
    WRITTEN = "written"  # a question that is answered in words, and graded by a person
    ADDED = "added"  # a learner's own cell; in submissions only


ANSWERED = (Role.EXERCISE, Role.WRITTEN)  # the cells whose content is the learner's
