"""nbgrader's side of the path: its commands and formgrader's buttons grade as `autograder grade` does, and write the
feedback that `autograder feedback` writes.

`nbgrader_config.py` merges `config()`; nothing else is needed. The steps are named and not imported: who only reads
a course's settings waits for no converter.
"""

from traitlets.config import Config

from ..build.nbgrader_settings import release_config
from .late_rule import PLUGIN as LATE_POLICY

_STEPS = f"{__package__}.nbgrader_steps"
_COLLECTING = "autograder.desk.collecting"


def config() -> Config:
    """What nbgrader_config.py sets."""
    ours = release_config()
    ours.Autograde.exporter_class = f"{_STEPS}.UnreadExporter"
    ours.Autograde.sanitize_preprocessors = [f"{_STEPS}.Restore"]
    ours.Autograde.autograde_preprocessors = [
        f"{_STEPS}.GradeInSandbox",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    ours.AssignLatePenalties.plugin_class = LATE_POLICY
    ours.ZipCollectApp.collector_plugin = f"{_COLLECTING}.collector.RosterCollector"
    ours.ZipCollectApp.extractor_plugin = f"{_COLLECTING}.collector.CarefulExtractor"
    ours.GenerateFeedback.exporter_class = "autograder.desk.feedback.exporter.FeedbackExporter"
    ours.GenerateFeedback.preprocessors = []  # the page reads gradebook and journal itself
    return ours
