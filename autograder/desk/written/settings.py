"""The setting of grading by hand, for nbgrader_config.py: `c.WrittenAnswers.anonymous = True`."""

from traitlets import Bool
from traitlets.config import Configurable


class WrittenAnswers(Configurable):
    """How answers in words are graded."""

    anonymous = Bool(
        False, help="Whether graders see no names: then none reaches their browser, and the order tells nothing."
    ).tag(config=True)
