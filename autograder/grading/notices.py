"""What the instructor is told about a submission, beside its scores."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    """One sentence. needs_review: somebody should look at the submission because of it."""

    text: str
    needs_review: bool = True
