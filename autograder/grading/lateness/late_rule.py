"""What lateness costs, as settings and as a sentence: `c.LateRule.per_day = 0.1`.

It stands apart from the plug-in that goes by it, because whoever only says the rule need not wait for nbgrader.
"""

from math import ceil

from traitlets import Float
from traitlets.config import Config, Configurable

PLUGIN = "autograder.grading.lateness.late_policy.LatePolicy"
_DAY = 24 * 60 * 60


class LateRule(Configurable):
    """A share of the score for each day begun. As it is, nothing is taken off."""

    per_day = Float(0.0, min=0, max=1, help="The share of the score that each day begun costs.").tag(config=True)
    grace_minutes = Float(0.0, min=0, help="So much later is in time.").tag(config=True)
    at_most = Float(1.0, min=0, max=1, help="No more than this share of the score is taken off.").tag(config=True)

    def penalty(self, score: float, seconds: float) -> float | None:
        """The points to take off, or None."""
        if seconds <= 60 * self.grace_minutes or not self.per_day:
            return None
        return score * min(self.per_day * ceil(seconds / _DAY), self.at_most)

    def statement(self) -> str:
        """The rule in words, or "" where nothing is taken off."""
        if not self.per_day:
            return ""
        parts = [
            f"{100 * self.per_day:g} % of the score for each day begun",
            f"at most {100 * self.at_most:g} %" if self.at_most < 1 else "",
            f"the first {self.grace_minutes:g} minutes are free" if self.grace_minutes else "",
        ]
        return ", ".join(filter(None, parts))


def late_statement(config: Config) -> str:
    """The course's rule in words; "" where nothing is taken off, or where another plug-in decides."""
    if config.AssignLatePenalties.get("plugin_class", "") != PLUGIN or "penalty_method" in config.LatePolicy:
        return ""
    return LateRule(config=config).statement()
