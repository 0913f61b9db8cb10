"""How fast an explorer answers in a browser, beside `interactive_output` with an inline figure of the same content.

Headless Chromium opens a JupyterLab of its own; explorer and baseline stand in one notebook and take turns, so that
their ratio holds on a busy machine too, where the times do not. Run `python -m benchmarks.explorer_latency`;
`--only race graph` takes some, `--events 20` presses as many keys, and `--memory 2000` moves a control as often as that
in a kernel without a page.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import Locator, Page

from benchmarks.explorer_cases import CASES, MEMORY, Case, notebook
from tests.browser.lab import Lab, running_lab
from tests.browser.notebook_page import SCREEN, NotebookPage, chromium_browser
from tests.samples.chromium import find_chromium

RECORDER = Path(__file__).with_suffix(".js")


class Bench:
    """One open notebook, in which explorer and baseline are moved in turn."""

    def __init__(self, page: Page, lab: Lab, case: Case) -> None:
        (lab.root / "bench.ipynb").write_text(notebook(case))
        page.add_init_script(path=RECORDER)
        self.notebook, self.page, self.case = NotebookPage(page, lab, "bench.ipynb"), page, case
        self.notebook.run("cell0", "cell1", "cell2")
        errors = self.notebook.errors()
        if errors:
            raise RuntimeError(f"{case.make}: {errors}")
        text = next(out["text"] for out in self.notebook.outputs("cell0") if out["output_type"] == "stream")
        self.kernel = psutil.Process(int("".join(text)))
        page.evaluate("window.listenToTheKernel()")

    def handle(self, explorer: bool) -> Locator:
        """What takes the keys and the hand."""
        cell = self.notebook.cell("cell1" if explorer else "cell2")
        if not explorer:
            return cell.get_by_role("slider").first
        if self.case.on_canvas:
            return cell.locator("canvas.layerwise-canvas").first
        return cell.get_by_role("slider", name=self.case.label, exact=True)

    def quiet(self, seconds: float = 0.3) -> None:
        """Wait until no picture has come for so long."""
        count = -1
        while count != (count := self.page.evaluate("window.bench.pictures.length + window.bench.painted.length")):
            self.page.wait_for_timeout(1000 * seconds)

    def keys(self, explorer: bool, events: int) -> tuple[list[float], float]:
        """Press an arrow key so often: the milliseconds from key to picture, and of the kernel's processor for each."""
        handle, times = self.handle(explorer), []
        handle.focus()
        self.quiet()
        before = sum(self.kernel.cpu_times()[:2])
        for event in range(events):
            self.page.evaluate("atOnce => window.clearBench(atOnce)", explorer and self.case.at_once)
            self.page.keyboard.press((self.case.keys if explorer else ("ArrowRight", "ArrowLeft"))[event % 2])
            self.page.wait_for_function("window.bench.pictures.length > 0", timeout=300_000)
            times.append(self.page.evaluate("window.bench.pictures[0] - window.bench.keys[0]"))
            self.quiet(0.1)
        return times, 1000 * (sum(self.kernel.cpu_times()[:2]) - before) / events

    def drag(self, explorer: bool, seconds: float) -> dict[str, float]:
        """Drag to and fro, with 60 moves a second wished for; what was seen meanwhile, and after the hand let go."""
        box = self.handle(explorer).bounding_box()
        assert box is not None
        slider = not (explorer and self.case.on_canvas)
        x, y = box["x"] + box["width"] * (0.5 if slider else 0.1), box["y"] + box["height"] * (0.5 if slider else 0.3)
        reach = 60 if slider else min(box["width"], box["height"]) / 5
        self.quiet()
        self.page.evaluate("atOnce => window.clearBench(atOnce)", explorer and self.case.at_once)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        began, move = time.monotonic(), 0
        while time.monotonic() - began < seconds:
            place = abs((move % 120) - 60) / 60
            self.page.mouse.move(x + reach * place, y + (0 if slider else reach * place / 2))
            move += 1
            time.sleep(max(0.0, began + move / 60 - time.monotonic()))
        taken = time.monotonic() - began
        self.page.mouse.up()
        self.quiet(1.0)
        seen = self.page.evaluate("window.bench")
        let_go = seen["released"][-1]
        painted = seen["painted"] if explorer and self.case.on_canvas else seen["pictures"]
        late = [when - let_go for when in seen["pictures"] if when > let_go]
        return {
            "pictures": sum(when <= let_go for when in seen["pictures"]) / taken,
            "frames": sum(when <= let_go for when in painted) / taken,
            "late": len(late),
            "settle": max(late, default=0.0),
        }


def chromium() -> str:
    """Where Chromium is; without it there is nothing to measure."""
    return find_chromium() or sys.exit("the benchmarks of explorers need Chromium (Debian: sudo apt install chromium)")


@contextmanager
def opened(name: str) -> Iterator[Bench]:
    """A fresh JupyterLab and a fresh browser with this explorer and its baseline."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_lab(Path(folder)) as lab,
        chromium_browser(chromium()) as browser,
    ):
        yield Bench(browser.new_page(viewport=SCREEN), lab, CASES[name])


def memory(name: str, events: int) -> tuple[float, float]:
    """The kernel's megabytes after a quarter of the events and at the end, without a page."""
    run = [sys.executable, "-c", MEMORY.format(name=name, events=events)]
    before, after = subprocess.run(run, capture_output=True, text=True, check=True).stdout.split()
    return float(before), float(after)


def measure(name: str, events: int, seconds: float) -> list[str]:
    """One row of the table."""
    key: dict[bool, list[float]] = {True: [], False: []}
    with opened(name) as bench:
        cpu, drag = {}, {}
        for _ in range(2):  # in turn, so that a busy minute meets both
            for explorer in (True, False):
                times, cpu[explorer] = bench.keys(explorer, max(2, events // 2))
                key[explorer] += times
        for explorer in (True, False):
            drag[explorer] = bench.drag(explorer, seconds)
    ours, theirs = median(key[True]), median(key[False])
    one, other = drag[True], drag[False]
    return [
        f"{name} ({'canvas' if CASES[name].on_canvas else 'figure'})",
        f"{ours:.0f}",
        f"{theirs:.0f}",
        f"**{theirs / ours:.1f}**",
        f"{one['pictures']:.1f} / {other['pictures']:.1f}",
        f"{one['frames']:.1f}",
        f"{one['late']:.0f}, {one['settle']:.0f}",
        f"{cpu[True]:.0f} / {cpu[False]:.0f}",
    ]


HEAD = [
    "explorer", "key to picture, ms", "inline, ms", "ratio", "pictures/s while dragging, explorer / inline",
    "painted frames/s", "pictures after release, the last after ms", "kernel CPU ms an event, explorer / inline",
]  # fmt: skip


def row(cells: list[str]) -> None:
    """Print a row of a table in Markdown."""
    print(f"| {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Measure, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument(
        "--events", type=int, default=24, help="keys pressed for each of the two; 0 leaves the page out"
    )
    parser.add_argument("--seconds", type=float, default=4, help="of dragging")
    parser.add_argument("--memory", type=int, default=0, help="events in a kernel without a page; 0 leaves that out")
    options = parser.parse_args()
    if options.events:
        row(HEAD)
        row(["---"] * len(HEAD))
        for name in options.only:
            row(measure(name, options.events, options.seconds))
        print()
    if options.memory:
        row(["explorer", f"MiB after {options.memory // 4} events", f"after {options.memory}"])
        row(["---"] * 3)
        for name in options.only:
            row([name, *(f"{size:.0f}" for size in memory(name, options.memory))])


if __name__ == "__main__":
    main()
