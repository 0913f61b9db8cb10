"""nbgrader's settings for everything of ours that it generates or reads.

Apart from what generates: every command that grades reads them, and loads no converter for it.
"""

from traitlets.config import Config

CODE_STUB = "# your code here"
TEXT_STUB = "*Your answer here.*"
# Of a chapter's folder, everything but these goes to the learner: pictures and small data sets.
KEPT_BACK = ["*.py", "*.pyc", "__pycache__", ".ipynb_checkpoints", "feedback", ".*"]


def release_config() -> Config:
    """The settings, to be merged with a course's own."""
    config = Config()
    config.CourseDirectory.source_directory = "solutions"
    config.CourseDirectory.release_directory = "course"
    config.CourseDirectory.ignore = KEPT_BACK
    config.ClearSolutions.code_stub = {"python": CODE_STUB}
    config.ClearSolutions.text_stub = TEXT_STUB
    # The rubric stands in the question's cell, which is no task cell in nbgrader's sense.
    config.ClearMarkScheme.enforce_metadata = False
    # Figures and experiments stay editable; the cells that must not be are marked one by one.
    config.LockCells.lock_readonly_cells = False
    return config
