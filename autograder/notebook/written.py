"""`compare_answer`: a model answer and the rubric, for who has written an answer.

Both stand in the chapter's source, as in an instructor's notebook; a learner's notebook holds neither.
"""

import re
from typing import Any

from ..core.answers import ModelAnswer
from ..exercises import source, stems
from .own_notebook import saved_cell
from .page import Page
from .settings import help_allowed
from .solution import TO_BE_GRADED

LEAST = 40  # words of an answer
_DIFFERENT = 20  # of them


def compare_answer(question: Any, text: Any = None) -> Page:
    """The model answer and the rubric of a written question, beside your own answer of at least 40 words.

    Your answer is read from the notebook as it was last saved, or is the `text` that you pass.
    """
    if not help_allowed():
        return Page("Model answers are switched off for this class.")
    model = _model_answer(question) if isinstance(question, str) else None
    if model is None:
        names = ", ".join(f'"{name}"' for stem in stems() for name in source(stem).written)
        return Page(f"Pass the name of a written question, such as `compare_answer({names.split(', ')[0]})`: {names}.")
    if not model.text:
        return Page(TO_BE_GRADED)
    if text is not None and not isinstance(text, str):
        return Page(f"Pass your answer as a text in quotes. What came is a {type(text).__name__}.")
    own = saved_cell(question) if text is None else text
    if own is None:
        other = f'Pass it instead: `compare_answer("{question}", "My answer ...")`.'
        return Page(f"No saved notebook in this folder has the answer to “{question}”. {other}")
    words = re.findall(r"\w+", own.lower())
    different = len(set(words))
    if len(words) < LEAST or different < _DIFFERENT:
        there = f"There are {len(words)}, {different} of them different"
        where = (
            ", in the notebook as it was last saved. Write, save (Ctrl+S), and run this again" if text is None else ""
        )
        return Page(f"The model answer opens once you have written {LEAST} words of your own. {there}{where}.")
    return Page(
        f"You have written {len(words)} words. Read your answer once more, give yourself points by the rubric, and "
        f"only then compare.\n\n**The rubric.** {model.rubric}\n\n**A model answer.** {model.text}"
    )


def _model_answer(question: str) -> ModelAnswer | None:
    for stem in stems():
        if question in source(stem).written:
            return source(stem).model_answer(question)
    return None
