"""How many frames a second a canvas paints: the playground while it trains, the others while a hand drags.

`python -m benchmarks.explorer_frames` opens each in a JupyterLab of its own, in headless Chromium. Frames mean
something on a quiet machine only. The aims: 20 a second while a 2-8-8-1 network trains, a pause within one frame, and
10 a second while a hand drags.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.explorer_cases import CASES
from benchmarks.explorer_latency import RECORDER, chromium, opened, row
from tests.browser.lab import running_lab
from tests.browser.notebook_page import SCREEN, NotebookPage, chromium_browser

PLAYGROUND = "import explore\nplay = explore.PlaygroundExplorer()\nplay.set(layers=[8, 8])\nplay"


def training(seconds: float) -> tuple[float, int]:
    """The frames a second of the playground while a 2-8-8-1 network trains, and how many came after a pause."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_lab(Path(folder)) as lab,
        chromium_browser(chromium()) as browser,
    ):
        page = browser.new_page(viewport=SCREEN)
        page.add_init_script(path=RECORDER)
        notebook = NotebookPage(page, lab, lab.notebook("play.ipynb", PLAYGROUND))
        notebook.run(notebook.names()[0])
        button = page.locator(".pg-play")
        button.click()
        page.wait_for_timeout(2000)  # until it runs as it goes on
        page.evaluate("window.clearBench(false)")
        page.wait_for_timeout(1000 * seconds)
        frames = page.evaluate("window.bench.painted.length") / seconds
        page.evaluate("window.clearBench(false)")
        button.click()
        page.wait_for_timeout(1000)
        after = page.evaluate("window.bench.painted.filter(when => when > window.bench.released.at(-1)).length")
    return frames, after


def main() -> None:
    """Measure, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8, help="of training, and of dragging each")
    seconds = parser.parse_args().seconds
    row(["explorer", "frames a second", "aim"])
    row(["---"] * 3)
    frames, after = training(seconds)
    row([f"playground, 2-8-8-1, training ({after} frames after a pause)", f"{frames:.1f}", "20"])
    for name in (name for name, case in CASES.items() if case.on_canvas):
        with opened(name) as bench:
            row([f"{name}, dragging", f"{bench.drag(True, seconds)['frames']:.1f}", "10"])


if __name__ == "__main__":
    main()
