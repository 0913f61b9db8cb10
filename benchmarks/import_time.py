"""How long a learner waits before anything happens, in this checkout against another one.

Three waits: `import layerwise`; the first `check` of a notebook, of a right `relu` (chapter 1) and of a right
`state_dict` (chapter 8), with the imports that it needs. Each is measured in a fresh process, from its first import
on. The two checkouts take turns, and the times are divided pair by pair, so that a slow moment of the machine meets
both.

Run `python benchmarks/import_time.py OTHER_CHECKOUT`, with --cpu for processor time and --rounds=N for other than 15
pairs.
A ratio below 1 says that this checkout is faster.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from side_by_side import ratio, timing

HERE = Path(__file__).resolve().parents[1]
RELU = """
def relu(x):
    return x * (x > 0)

def relu_backward(grad_output, x):
    return grad_output * (x > 0)

"""
# From "START" on the clock runs. The last line says what came out, so that a wrong verdict is not timed as a right one.
WAITS = {
    "import layerwise": "START\nimport layerwise\nresult = 'right'",
    "first check: relu": RELU + "START\nfrom autograder import check\nresult = check(relu).report.state",
    "first check: state_dict": (
        "START\nfrom autograder import check\nfrom layerwise.transfer import state_dict, load_state_dict\n"
        "result = check(state_dict).report.state"
    ),
}


def program(wait: str, clock: str) -> str:
    """Return the code of a process that prints its verdict, where its code comes from, and the seconds."""
    body = WAITS[wait].replace("START", "start = now()")
    return (
        f"from time import {clock} as now\n{body}\nseconds = now() - start\n"
        "import layerwise\nprint(result, layerwise.__file__, seconds)"
    )


def milliseconds(checkout: Path, wait: str, clock: str) -> float:
    """Run one wait in a fresh process on the code of a checkout. Exits where it was not what was asked."""
    with tempfile.TemporaryDirectory() as home:
        paths = os.pathsep.join(map(str, (checkout / "lib", checkout)))
        done = subprocess.run(
            [sys.executable, "-c", program(wait, clock)],
            env={**os.environ, "PYTHONPATH": paths, "LAYERWISE_HOME": home, "OPENBLAS_NUM_THREADS": "1"},
            cwd=home,
            capture_output=True,
            text=True,
        )
    if done.returncode:
        sys.exit(f"{wait} fails in {checkout}:\n{done.stderr}")
    verdict, file, seconds = done.stdout.splitlines()[-1].split()
    if verdict != "right" or not Path(file).is_relative_to(checkout):
        sys.exit(f"{wait} in {checkout} gave {verdict!r} with the code of {file}")
    return 1000 * float(seconds)


def pairs(ours: Path, theirs: Path, wait: str, rounds: int, clock: str) -> tuple[list[float], list[float]]:
    """Measure both checkouts in turns; who goes first changes. One pair fills the caches and is not counted."""
    times: dict[Path, list[float]] = {ours: [], theirs: []}
    for number in range(-1, rounds):
        for checkout in (ours, theirs) if number % 2 else (theirs, ours):
            spent = milliseconds(checkout, wait, clock)
            if number >= 0:
                times[checkout].append(spent)
    return times[ours], times[theirs]


def main() -> None:
    """Print a line for each wait."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", type=Path, help="the root of another checkout")
    parser.add_argument("--cpu", action="store_true", help="processor time")
    parser.add_argument("--rounds", type=int, default=15, help="pairs of processes")
    given = parser.parse_args()
    theirs = given.other.resolve()
    if theirs == HERE or not (theirs / "lib" / "layerwise").is_dir():
        parser.error(f"{given.other} is not another checkout: it needs lib/layerwise")
    clock = "process_time" if given.cpu else "perf_counter"
    print(f"milliseconds ({clock}): median (middle half) of {given.rounds} pairs of fresh processes")
    for wait in WAITS:
        here, there = pairs(HERE, theirs, wait, given.rounds, clock)
        medians = f"here {timing(here).median:5.0f}   there {timing(there).median:5.0f}"
        print(f"{wait:24s} {medians}   ratio {ratio(here, there)}")


if __name__ == "__main__":
    main()
