"""nbgrader's plug-in for late submissions that goes by the course's `LateRule`.

nbgrader's own setting, `c.LatePolicy.penalty_method = "zero"`, counts before the rule.
"""

from nbgrader.plugins import LateSubmissionPlugin

from .late_rule import LateRule


class LatePolicy(LateSubmissionPlugin):
    """The rule, as nbgrader asks for it."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """The points to take off, or None."""
        own: float | None = super().late_submission_penalty(student_id, score, total_seconds_late)
        return LateRule(parent=self).penalty(score, total_seconds_late) if own is None else own
