"""Where Chromium is: for the browser tests, the benchmarks of explorers and the README's pictures."""

import shutil


def find_chromium() -> str | None:
    """The Chromium that the system has, if any."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
