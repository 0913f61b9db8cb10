"""The build: from a chapter's source to the instructor's executed notebook and the learner's.

`build` writes them; `stale` says, without running anything, which of them no longer follow from their sources.
"""

from ..core.errors import BuildError
from .build_chapter import build
from .folders import Folders, repository
from .learner_files import release_config
from .outdated import orphans, stale

__all__ = ["BuildError", "Folders", "build", "orphans", "release_config", "repository", "stale"]
