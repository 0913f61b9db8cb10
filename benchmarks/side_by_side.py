"""Time several actions against each other, fairly: in turns, so that a slow moment of the machine meets all of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any, NamedTuple

Action = Callable[[], Any]


class Timing(NamedTuple):
    """Milliseconds of one action over all rounds: the median and the middle half."""

    median: float
    low: float
    high: float


class Ratio(NamedTuple):
    """How many times longer one action took than another, round by round: the median and the middle half."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:5.2f} ({self.low:.2f} to {self.high:.2f})"


def one_thread() -> Any:
    """Return torch, with one thread for it and for numpy. To be called before numpy is imported."""
    threads = os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        import torch
    except ImportError:
        sys.exit("This benchmark compares with PyTorch, which is not part of the environment: pip install torch")
    torch.set_num_threads(int(threads))
    torch.manual_seed(0)
    return torch


def in_turns(actions: dict[str, Action], rounds: int) -> dict[str, list[float]]:
    """Return the milliseconds of each action, one number a round; two rounds are run first and not counted.

    With --cpu on the command line it is processor time, which leaves out the moments when other programs ran.
    """
    now = process_time if "--cpu" in sys.argv else perf_counter
    times: dict[str, list[float]] = {name: [] for name in actions}
    for number in range(-2, rounds):
        for name, action in actions.items():
            start = now()
            action()
            if number >= 0:
                times[name].append(1000 * (now() - start))
    return times


def timing(times: list[float]) -> Timing:
    """Summarize the milliseconds of one action."""
    low, _, high = quantiles(times, n=4)
    return Timing(median(times), low, high)


def ratio(ours: list[float], theirs: list[float]) -> Ratio:
    """Divide round by round: both actions of a round met the same machine."""
    return Ratio(*timing([a / b for a, b in zip(ours, theirs, strict=True)]))


def machine(torch: Any, np: Any) -> str:
    """Say what was compared, on what."""
    import ctypes
    import glob
    import platform

    core = "unknown"
    for path in glob.glob(os.path.join(os.path.dirname(np.__file__), "..", "numpy.libs", "libscipy_openblas*")):
        library = ctypes.CDLL(path)
        for suffix in ("64_", ""):
            if hasattr(library, f"scipy_openblas_get_corename{suffix}"):
                name = getattr(library, f"scipy_openblas_get_corename{suffix}")
                name.restype = ctypes.c_char_p
                core = name().decode()
    return (
        f"numpy {np.__version__} (OpenBLAS for {core}), torch {torch.__version__} "
        f"({torch.backends.cpu.get_cpu_capability()}), {torch.get_num_threads()} thread(s) each, {platform.machine()}, "
        f"{'processor' if '--cpu' in sys.argv else 'wall clock'} time"
    )
