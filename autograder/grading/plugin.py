"""nbgrader's side of the path: its commands and formgrader's buttons grade as `autograder grade` does, and write the
feedback that `autograder feedback` writes.

`nbgrader_config.py` merges `config(__file__)`; nothing else is needed. The steps are named and not imported: who only
reads a course's settings waits for no converter.
"""

from pathlib import Path

from traitlets.config import Config

from ..build.nbgrader_settings import release_config
from .lateness.late_rule import PLUGIN as LATE_POLICY

_STEPS = f"{__package__}.nbgrader_steps"
_COLLECTING = "autograder.desk.collecting"
_FORMGRADER = "autograder.desk.written.formgrader"
EXCHANGE = "exchange"  # below the course folder, where no other is set up
COURSE_ID = "layerwise"
_SHARED = Path("/usr/local/share/nbgrader/exchange")  # nbgrader's own default


def config(settings_file: str = "") -> Config:
    """What nbgrader_config.py sets.

    settings_file: that file, `__file__` in it. With it formgrader has a course id and an exchange in the course folder,
    and does not begin with a warning about a folder that nobody needs who collects in another way.
    """
    ours = release_config()
    if settings_file and not _SHARED.is_dir():
        ours.Exchange.root = str(Path(settings_file).resolve().parent / EXCHANGE)
        ours.CourseDirectory.course_id = COURSE_ID
        ours.ExchangeFactory.list = f"{_FORMGRADER}.OwnExchangeList"
    ours.Autograde.pre_convert_hook = f"{_FORMGRADER}.register_release"
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
