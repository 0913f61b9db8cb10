import numpy as np
import pytest

from layerwise import nn


def test_the_mean_stays_and_the_fraction_is_p():
    """Dropped with probability p, the others divided by 1 - p: four standard errors on 100 000 numbers."""
    for p in (0.1, 0.5, 0.8):
        y = nn.Dropout(p, rng=0)(np.ones(100_000))
        assert abs((y == 0).mean() - p) < 4 * np.sqrt(p * (1 - p) / y.size)
        assert abs(y.mean() - 1) < 4 * np.sqrt(p / (1 - p) / y.size)
        assert set(np.unique(y)) == {0.0, 1 / (1 - p)}


def test_backward_uses_the_mask_of_the_forward_pass():
    """What was off gets no gradient, what was scaled has its gradient scaled."""
    layer = nn.Dropout(0.4, rng=0)
    x = np.random.default_rng(1).standard_normal((5, 6))
    for _ in range(2):
        mask = layer(x) / x
        np.testing.assert_allclose(layer.backward(2 * np.ones((5, 6))), 2 * mask)


def test_every_forward_draws_a_new_mask():
    """The same seed draws the same masks; the next call draws others."""
    one, same = nn.Dropout(rng=3), nn.Dropout(rng=3)
    x = np.ones(50)
    first, second = one(x), one(x)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(same(x), first)


@pytest.mark.parametrize("p", [0.0, 0.3, 1.0])
def test_evaluation_passes_everything(p):
    """Forward and backward; and training with p = 0 as well."""
    layer, x = nn.Dropout(p, rng=0).eval(), np.array([1.0, 2.0])
    assert layer(x).tolist() == [1.0, 2.0]
    assert layer.backward(x).tolist() == [1.0, 2.0]
    assert nn.Dropout(0.0)(x).tolist() == [1.0, 2.0]


def test_p_of_one_drops_everything():
    """Without dividing by zero."""
    layer = nn.Dropout(1.0)
    assert layer(np.ones(3)).tolist() == layer.backward(np.ones(3)).tolist() == [0, 0, 0]


def test_types_shapes_and_arguments_are_kept():
    """float32 stays, x is not written to, an empty batch is fine."""
    x = np.ones((3, 2), np.float32)
    layer = nn.Dropout(rng=0)
    assert layer(x).dtype == layer.backward(x).dtype == np.float32
    assert (x == 1).all()
    assert layer(np.zeros((0, 2))).shape == (0, 2)
