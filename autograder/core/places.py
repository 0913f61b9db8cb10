"""Where that stands which is no code: the notebooks for learners and the chapters' sources."""

from pathlib import Path


def beside(package: Path) -> Path:
    """The folder with `course` and `solutions`: the checkout around the package, or `data` in an installed one."""
    data = package / "data"
    return data if data.is_dir() else package.parent
