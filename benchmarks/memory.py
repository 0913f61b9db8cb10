"""How much memory a training step needs at its peak, against PyTorch and against the plain im2col of books.

Each contender runs in a process of its own. It trains on a batch of one first, so that its libraries are loaded;
then the kernel's mark of the largest resident set is reset (Linux: /proc/self/clear_refs), five steps are made on the
whole batch, and the peak is that mark minus what was resident before. For layerwise tracemalloc's count of the same
steps stands beside it: what numpy asked for, without what the allocator keeps in reserve.

Run `python benchmarks/memory.py`, where PyTorch is installed (the CPU build).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from typing import Any

NETWORKS = {"SimpleConvNet": "SIMPLE_CONV_NET", "small VGG": "SMALL_VGG", "large images": "LARGE_IMAGES"}
CONTENDERS = ("layerwise", "PyTorch", "plain im2col")
STEPS = 5


def resident(field: str) -> float:
    """Return VmRSS (now) or VmHWM (at the highest) of this process in MB."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(field)) / 1024


def peak_of(step: Callable[[], Any]) -> float:
    """Return by how many MB the resident set grows while `step` runs."""
    before = resident("VmRSS")
    with open("/proc/self/clear_refs", "w") as clear:
        clear.write("5")
    for _ in range(STEPS):
        step()
    return resident("VmHWM") - before


def step_of(contender: str, network: Any) -> Callable[[], Any]:
    """Return a function that trains on one batch."""
    import training_step

    if contender == "PyTorch":
        return training_step.pytorch_step(network)
    return training_step.our_step(network) if contender == "layerwise" else training_step.plain_step(network)


def measure(contender: str, name: str) -> None:
    """Print the peak in MB, and for layerwise what tracemalloc counts."""
    import networks

    network = getattr(networks, name)
    step_of(contender, network._replace(shape=(1, *network.shape[1:])))()
    step = step_of(contender, network)
    peak, counted = peak_of(step), 0.0
    if contender == "layerwise":
        tracemalloc.start()
        step()
        step()
        counted = tracemalloc.get_traced_memory()[1] / 2**20
    print(peak, counted)


def main() -> None:
    """Print one line for each network."""
    if not os.path.exists("/proc/self/clear_refs"):
        sys.exit("This benchmark reads /proc, which only Linux has")
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    for title, name in NETWORKS.items():
        peaks, counts = {}, {}
        for contender in CONTENDERS:
            command = [sys.executable, __file__, contender, name]
            done = subprocess.run(command, env=environment, capture_output=True, text=True)
            if done.returncode:
                sys.exit(done.stderr)
            peaks[contender], counts[contender] = map(float, done.stdout.split())
        ours, theirs, plain = (peaks[contender] for contender in CONTENDERS)
        print(
            f"{title:14} layerwise {ours:6.1f} MB (tracemalloc {counts['layerwise']:.1f})   PyTorch {theirs:6.1f} MB   "
            f"ratio {ours / theirs:.2f}   plain im2col {plain:6.1f} MB, {plain / ours:.1f} times ours",
            flush=True,
        )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        measure(*sys.argv[1:])
    else:
        main()
