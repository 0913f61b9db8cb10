"""What PyTorch computes, kept in a file, so that layerwise can be held against it where there is no PyTorch.

oracles/make_<part>.py computes <part>.npz with PyTorch, or with the library that has the part; test_<part>.py compares
layerwise with the file. A script finds what stands here on its path, and is

    from expectations import main

    def make(): ...

    if __name__ == "__main__":
        main(__file__, make)        # make() -> {"relu/x": array, "relu/y": array, ...}, float64, inputs and outputs

`make parity` runs every script with --check: PyTorch computes again, and the file must still say the same.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

FORWARD, BACKWARD = 1e-10, 1e-9  # the largest relative errors that are allowed
LARGEST_FILE = 300_000
Arrays = dict[str, np.ndarray]


def relative_error(actual, expected) -> float:
    """The largest |actual - expected| / |expected| over all entries; inf where shape or nans differ.

    An entry smaller than 1e-6 of the largest counts as that large: what is left when large numbers cancel cannot be
    exact to ten digits, in PyTorch neither.
    """
    actual, expected = np.asarray(actual, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    if actual.shape != expected.shape or not np.array_equal(np.isnan(actual), np.isnan(expected)):
        return np.inf
    seen = ~np.isnan(expected) & (actual != expected)  # equal infinities are equal
    if not seen.any():
        return 0.0
    size = np.abs(expected)
    size = np.maximum(size, 1e-6 * size[np.isfinite(size)].max(initial=0.0))
    apart = np.abs(actual[seen] - expected[seen])
    if not np.isfinite(apart).all() or (size[seen] == 0).any():
        return np.inf
    return float((apart / size[seen]).max())


def stored(part: str) -> Arrays:
    """The arrays of tests/parity/<part>.npz."""
    with np.load(Path(__file__).with_name(f"{part}.npz"), allow_pickle=False) as file:
        return dict(file)


def case(arrays: Arrays, name: str) -> Arrays:
    """The arrays of one case: {"x": ..., "y": ...} from "name/x" and "name/y"."""
    return {key.removeprefix(f"{name}/"): array for key, array in arrays.items() if key.startswith(f"{name}/")}


def cases(arrays: Arrays) -> list[str]:
    """The names of all cases: what stands before the last slash of a key."""
    return sorted({key.rpartition("/")[0] for key in arrays})


def main(script: str, make: Callable[[], Mapping[str, np.ndarray]]) -> None:
    """Write what `make` computes beside this file, or with --check compare it with what is there."""
    part = Path(script).stem.removeprefix("make_")
    file = Path(__file__).with_name(f"{part}.npz")
    arrays = {name: np.asarray(array) for name, array in make().items()}
    if "--check" not in sys.argv[1:]:
        np.savez_compressed(file, **arrays)
        if file.stat().st_size > LARGEST_FILE:
            sys.exit(f"{file.name} has {file.stat().st_size} bytes; keep it below {LARGEST_FILE}: use smaller shapes")
        print(f"{file.name}: {len(arrays)} arrays, {file.stat().st_size} bytes")
        return
    old = stored(part)
    errors = {name: relative_error(array, old.get(name, np.nan)) for name, array in arrays.items()}
    errors |= {name: np.inf for name in old if name not in arrays}
    worst = max(errors, key=errors.__getitem__)
    print(f"{file.name}: {len(arrays)} arrays, largest relative difference {errors[worst]:.1e} ({worst})")
    if errors[worst] > FORWARD:
        sys.exit(f"{file.name} is not what PyTorch computes now: make it again with {Path(script).name}")
