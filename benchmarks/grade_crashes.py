"""Kill a grading run again and again, and see that the same command goes on where it was.

At random moments SIGKILL goes to the coordinator, to one of its pool's processes, or to a sandbox. After a killed
coordinator nothing of the run may stay alive; after a last, undisturbed run every score must be right, nobody's lost or
double, and no submission graded a second time.

Run `python benchmarks/grade_crashes.py --points 20 --submissions 200`, on Linux with bubblewrap.
"""

import argparse
import ctypes
import json
import os
import random
import subprocess
import tempfile
import time
from pathlib import Path

import psutil
from small_course import STEM, command, make_course, recorded, surroundings

BECOME_SUBREAPER = 36  # prctl: whoever loses a parent below this process becomes its child, and stays in sight
LOG = "log.jsonl"
SOON = 60  # seconds, in which what was killed is gone from a busy machine too
TARGETS = ("coordinator", "pool", "sandbox")


def living() -> list[psutil.Process]:
    """Everything below this process that is not dead."""
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                break
        except ChildProcessError:
            break
    return [one for one in psutil.Process().children(recursive=True) if _status(one) != psutil.STATUS_ZOMBIE]


def survivors() -> list[psutil.Process]:
    """What does not end after a killed coordinator."""
    deadline = time.monotonic() + SOON
    while living() and time.monotonic() < deadline:
        time.sleep(0.05)
    return living()


def pick(target: str, coordinator: int, rng: random.Random) -> psutil.Process | None:
    """A process of that kind, if there is one."""
    if target == "coordinator":
        return psutil.Process(coordinator)
    word = "bwrap" if target == "sandbox" else "forkserver"
    below = [one for one in psutil.Process(coordinator).children(recursive=True) if word in " ".join(_words(one))]
    return rng.choice(below) if below else None


def start(root: Path) -> subprocess.Popen[bytes]:
    """The command, which goes on where the last one was."""
    (root / "tmp").mkdir(exist_ok=True)
    environment = {**surroundings(root), "TMPDIR": str(root / "tmp")}
    return subprocess.Popen(command("--log", LOG), cwd=root, env=environment, stdout=subprocess.DEVNULL)


def wait_for_more(root: Path, running: subprocess.Popen[bytes], more: int) -> None:
    """Until so many more are graded, and some milliseconds longer."""
    wanted = len(entries(root)) + more
    while running.poll() is None and len(entries(root)) < wanted:
        time.sleep(0.002)
    time.sleep(random.random() * 0.03)


def entries(root: Path) -> dict[str, int]:
    """The journal's files, each by its place on the disk: another number is another grading."""
    return {path.stem: path.stat().st_ino for path in (root / "journal" / STEM).glob("*.json")}


def crash(root: Path, submissions: int, points: int, seed: int) -> dict[str, object]:
    """Kill `points` times, run to the end, and say what came of it."""
    rng, expected = random.Random(seed), make_course(root, submissions)
    alive, killed, there, twice = 0, list[str](), dict[str, int](), 0
    running = start(root)
    for _ in range(points):
        wait_for_more(root, running, rng.randrange(1, max(2, submissions // points)))
        target = rng.choice(TARGETS)
        victim = pick(target, running.pid, rng) if running.poll() is None else None
        killed.append(target if victim else "nothing")
        if victim is not None:
            victim.kill()
        if victim is None or target == "coordinator":
            running.wait()
            alive += len(survivors())
            twice, there = twice + _changed(there, entries(root)), entries(root)
            running = start(root)
    running.wait()
    failed = [event["reason"] for event in map(json.loads, (root / LOG).open()) if event["event"] == "failed"]
    status = start(root).wait()
    twice += _changed(there, entries(root))
    scores = recorded(root)
    return {
        "killed": {target: killed.count(target) for target in (*TARGETS, "nothing")},
        "left for the next run": failed,
        "exit status at the end": status,
        "wrong": {name: scores.get(name) for name, right in expected.items() if scores.get(name) != right},
        "graded twice": twice,
        "left alive": alive,
        "folders left": sorted(path.name for path in (root / "tmp").iterdir()),
    }


def _changed(before: dict[str, int], now: dict[str, int]) -> int:
    return sum(now.get(student) != place for student, place in before.items())


def _status(process: psutil.Process) -> str:
    try:
        return str(process.status())
    except psutil.NoSuchProcess:
        return str(psutil.STATUS_ZOMBIE)


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--points", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    ctypes.CDLL(None).prctl(BECOME_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(crash(Path(folder) / "course", asked.submissions, asked.points, asked.seed), indent=1))
