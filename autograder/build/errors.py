"""What stops a build: every problem at once, each naming its file and its cell."""


class BuildError(Exception):
    """A source that cannot be built, or a notebook that does not run. `problems` are sentences for a terminal."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
