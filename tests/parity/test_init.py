"""Gains, fans, and the distributions of every initializer are PyTorch's."""

import numpy as np
import pytest

from layerwise import init

from .expectations import FORWARD, relative_error, stored
from .inputs.init_cases import FILLS, GAINS, ORTHOGONAL, SHAPES

EXPECTED = stored("init")


class Noting(np.random.Generator):
    """A generator that notes what it is asked for, and gives what it is told to."""

    def __init__(self, gives: np.ndarray | float = 0.0) -> None:
        super().__init__(np.random.PCG64(0))
        self.gives, self.asked = gives, []

    def normal(self, loc=0.0, scale=1.0, size=None):
        self.asked.append((loc, scale))
        return np.broadcast_to(self.gives, size).copy()

    uniform = normal


@pytest.mark.parametrize(("name", "param"), GAINS)
def test_gains(name: str, param: float | None):
    """calculate_gain gives PyTorch's numbers."""
    assert relative_error(init.calculate_gain(name, param), EXPECTED[f"gain {name} {param}/gain"]) <= FORWARD


@pytest.mark.parametrize("shape", SHAPES)
def test_fans(shape: tuple[int, ...]):
    """fan_in_and_fan_out counts as PyTorch does."""
    assert relative_error(init.fan_in_and_fan_out(np.empty(shape)), EXPECTED[f"fans {shape}/fans"]) == 0


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("case", FILLS)
def test_distributions(case: str, shape: tuple[int, ...]):
    """Each initializer draws from the distribution that PyTorch draws from: same mean and std, or same bounds."""
    name, options = FILLS[case]
    rng = Noting()
    getattr(init, name)(np.empty(shape), **options, rng=rng)
    assert relative_error(rng.asked[0], EXPECTED[f"{case} {shape}/asked"]) <= FORWARD


@pytest.mark.parametrize(("shape", "gain"), ORTHOGONAL)
def test_orthogonal_matrices(shape: tuple[int, ...], gain: float):
    """The same normal matrix becomes the same orthogonal one."""
    name = f"orthogonal {shape} {gain}"
    gaussian = EXPECTED[f"{name}/gaussian"]
    rows = shape[0]
    drawn = gaussian if gaussian.shape == (rows, gaussian.size // rows) else gaussian.T
    weight = init.orthogonal_(np.empty(shape), gain, rng=Noting(drawn))
    assert relative_error(weight, EXPECTED[f"{name}/weight"]) <= FORWARD


def test_every_initializer_is_held_against_pytorch():
    """A new initializer needs a case; constants need none."""
    random = {name for name in init.__all__ if name.endswith("_")} - {"zeros_", "constant_"}
    assert random == {name for name, _ in FILLS.values()} | {"orthogonal_"}
