"""What stops a build or a grading run. Either is said to the person who called it, with what to do about it.

They stand below the packages that raise them, so that a sandbox need not know of grading, nor a record of the build.
"""


class BuildError(Exception):
    """A source that cannot be built, or a notebook that does not run. `problems` are sentences for a terminal."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class RecordError(BuildError):
    """A record that cannot be read. `problems` name the file, the mistake and the line."""


class GradingError(Exception):
    """Something stands in the way of grading, said with what to do about it. Never a learner's fault."""


class SandboxLost(GradingError):
    """A sandbox was ended from outside, as by a system that is short of memory: nothing is known of its submission."""


class RunEnded(GradingError):
    """What makes it pointless to go on with the others, such as a full disk."""
