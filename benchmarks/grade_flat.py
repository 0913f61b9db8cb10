"""Grade thousands of submissions in one run, and see that nothing grows.

Every hundred submissions it is noted how much memory the coordinator and its processes hold, how many processes,
descriptors and mounts there are, and how much processor time all of them have used. Then the same command runs once
more, with nothing to be done.

Run `python benchmarks/grade_flat.py --submissions 10000`, on Linux with bubblewrap.
"""

import argparse
import json
import subprocess
import tempfile
import time
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

import psutil
from small_course import command, make_course, recorded, surroundings

EVERY = 100


@dataclass(frozen=True)
class Sample:
    """What was seen when so many were done. Memory in MB, processor time in seconds."""

    done: int
    coordinator: float
    pool: float
    processes: int
    descriptors: int
    mounts: int
    processor: float


def sample(run: psutil.Process, done: int) -> Sample:
    """Look at the run. The processor time of a process that has ended is counted with its parent's."""
    everything = [run, *run.children(recursive=True)]
    memory = dict[int, float]()
    descriptors, processor = 0, 0.0
    for one in everything:
        try:
            times = one.cpu_times()
            processor += times.user + times.system + times.children_user + times.children_system
            memory[one.pid] = one.memory_info().rss / 2**20
            descriptors += one.num_fds()
        except psutil.NoSuchProcess:
            continue
    pool = sum(size for pid, size in memory.items() if pid != run.pid)
    mounts = len(Path("/proc/self/mounts").read_text().splitlines())
    return Sample(done, memory.get(run.pid, 0.0), pool, len(memory), descriptors, mounts, processor)


def watched(root: Path, jobs: int) -> tuple[list[Sample], str]:
    """Grade everybody. Returns the samples and what was printed at the end."""
    log = root / "log.jsonl"
    running = subprocess.Popen(
        command("--jobs", str(jobs), "--log", str(log)),
        cwd=root,
        env={**surroundings(root), "COLUMNS": "80"},
        stdout=subprocess.PIPE,
        text=True,
    )
    process, samples, done, place = psutil.Process(running.pid), list[Sample](), 0, 0
    while running.poll() is None:
        time.sleep(0.02)
        if log.exists():
            with log.open() as file:
                file.seek(place)
                done += file.read().count('"event": "graded"')
                place = file.tell()
        if done // EVERY > len(samples):
            samples.append(sample(process, done))
    return samples[:-1], running.communicate()[0]  # at the last one, the processes are ending


def report(samples: list[Sample]) -> dict[str, object]:
    """The first hundred after the start beside the last."""
    costs = [(b.processor - a.processor) / (b.done - a.done) for a, b in pairwise(samples)]
    return {
        "CPU seconds a submission": {"first hundred": round(costs[0], 4), "last hundred": round(costs[-1], 4)},
        "ratio of last to first": round(costs[-1] / costs[0], 2),
        "after the first hundred": asdict(samples[0]),
        "after the last": asdict(samples[-1]),
        "coordinator, KB a submission": round(
            1024 * (samples[-1].coordinator - samples[0].coordinator) / (samples[-1].done - samples[0].done), 2
        ),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "course"
        expected = make_course(home, asked.submissions)
        samples, screen = watched(home, asked.jobs)
        print(screen)
        print(json.dumps(report(samples), indent=1))
        scores = recorded(home)
        print(f"wrong scores: {sum(scores.get(student) != right for student, right in expected.items())}")
        before = time.perf_counter()
        again = subprocess.run(command(), cwd=home, env=surroundings(home), capture_output=True, text=True, check=False)
        print(again.stdout.splitlines()[-1], f"in {time.perf_counter() - before:.1f} s")
        print(f"lines of the summary: {len(screen.splitlines())}")
