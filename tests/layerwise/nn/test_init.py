"""What the initializers fill in. That gains, fans and bounds are PyTorch's is held by tests/parity/test_init.py."""

import math

import numpy as np
import pytest

from layerwise import init
from layerwise.nn.parameter import Parameter

SHAPE = (200, 300)
WIDE = math.sqrt(2 / 500)
RANDOM = {
    "normal_": (lambda w, rng: init.normal_(w, std=0.3, rng=rng), 0.3),
    "uniform_": (lambda w, rng: init.uniform_(w, -1, 1, rng=rng), 1 / math.sqrt(3)),
    "xavier_normal_": (lambda w, rng: init.xavier_normal_(w, rng=rng), WIDE),
    "xavier_uniform_": (lambda w, rng: init.xavier_uniform_(w, gain=2, rng=rng), 2 * WIDE),
    "kaiming_normal_": (lambda w, rng: init.kaiming_normal_(w, nonlinearity="relu", rng=rng), math.sqrt(2 / 300)),
    "kaiming_uniform_": (lambda w, rng: init.kaiming_uniform_(w, mode="fan_out", rng=rng), math.sqrt(2 / 200)),
    "orthogonal_": (lambda w, rng: init.orthogonal_(w, rng=rng), 1 / math.sqrt(300)),
}
EVERY = pytest.mark.parametrize("name", RANDOM)


@EVERY
def test_mean_and_spread_are_what_the_formula_says(name: str):
    """60,000 numbers have the mean 0 and the standard deviation of the formula, within one percent."""
    fill, std = RANDOM[name]
    w = fill(np.empty(SHAPE), 0)
    assert abs(w.mean()) < 0.01 * std
    assert w.std() == pytest.approx(std, rel=0.01)


@EVERY
def test_it_fills_in_place_and_returns_what_it_was_given(name: str):
    """Arrays, views and Parameters alike; dtype and array stay."""
    fill, _ = RANDOM[name]
    array, parameter = np.full((4, 5), 9.0, np.float32), Parameter(np.full((4, 5), 9.0))
    data = parameter.data
    assert fill(array, 0) is array and array.dtype == np.float32 and (array != 9).all()
    assert fill(parameter, 0) is parameter and parameter.data is data and (data != 9).all()
    whole = np.zeros((8, 5))
    fill(whole[::2], 0)
    assert (whole[1::2] == 0).all() and (whole[::2] != 0).all()


@EVERY
def test_the_seed_decides(name: str):
    """A seed gives the same numbers, a generator goes on, None differs."""
    fill, _ = RANDOM[name]
    first, again = fill(np.empty((4, 5)), 3), fill(np.empty((4, 5)), np.random.default_rng(3))
    assert np.array_equal(first, again)
    rng = np.random.default_rng(3)
    assert not np.array_equal(fill(np.empty((4, 5)), rng), fill(np.empty((4, 5)), rng))
    assert not np.array_equal(fill(np.empty((4, 5)), None), fill(np.empty((4, 5)), None))


@pytest.mark.parametrize("shape", [(3, 3), (2, 5), (5, 2), (4, 3, 2, 2), (30, 3, 2, 2)])
def test_orthogonal_rows_or_columns(shape: tuple[int, ...]):
    """The shorter side is orthonormal, times the gain."""
    w = init.orthogonal_(np.empty(shape), gain=2.0, rng=0).reshape(shape[0], -1)
    square = w @ w.T if len(w) <= w.shape[1] else w.T @ w
    assert np.abs(square - 4 * np.eye(len(square))).max() < 1e-12


def test_constants():
    """zeros_ and constant_ need no fans: biases are filled too."""
    assert (init.zeros_(Parameter(np.ones(4))).data == 0).all()
    assert (init.constant_(np.ones(4), 0.1) == 0.1).all()


def test_what_cannot_be_filled_is_refused():
    """A list would be filled in a copy, ints would be cut to 0, a bias has no fans."""
    refused = [
        (lambda: init.normal_([1.0, 2.0]), TypeError, "got list"),
        (lambda: init.normal_(np.zeros(3, int)), TypeError, "array of int64"),
        (lambda: init.xavier_normal_(np.zeros(3)), ValueError, r"got shape \(3,\): a bias has no fans"),
        (lambda: init.kaiming_normal_(np.zeros((3, 0))), ValueError, "must have inputs and outputs"),
        (lambda: init.kaiming_normal_(np.zeros((3, 2)), mode="fan"), ValueError, "'fan_in', 'fan_out'; got 'fan'"),
        (lambda: init.kaiming_normal_(np.zeros((3, 2)), nonlinearity="gelu"), ValueError, "got 'gelu'"),
        (lambda: init.calculate_gain("relu", 0.1), ValueError, "param is the negative slope of leaky_relu"),
        (lambda: init.normal_(np.zeros(3), std=-1), ValueError, "std must be at least 0"),
        (lambda: init.uniform_(np.zeros(3), 1, 0), ValueError, "b, the upper end"),
        (lambda: init.normal_(np.zeros(3), rng="0"), TypeError, "rng"),
    ]
    for call, error, message in refused:
        with pytest.raises(error, match=message):
            call()
