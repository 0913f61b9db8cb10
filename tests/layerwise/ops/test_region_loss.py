import numpy as np
import pytest

import layerwise as lw
from layerwise.ops import RegionLoss


def drawn(rng, N=8, C=4):
    target = np.column_stack([rng.integers(0, C, N), rng.normal(0, 1.5, (N, 4))])
    target[:2, 0] = 0, 1
    return rng.normal(size=(N, C + 4)), target


def test_the_gradient_is_that_of_the_loss():
    """Every number nudged, with boxes that are near and far."""
    output, target = drawn(np.random.default_rng(0))
    loss = RegionLoss(box_weight=0.7)
    loss(output, target)
    numerical = lw.numerical_gradient(lambda o: RegionLoss(0.7)(o, target), output)
    np.testing.assert_allclose(loss.backward(), numerical, atol=1e-7)


def test_the_box_of_background_does_not_count():
    """Neither in the loss nor in the gradient; float32 stays."""
    output, target = drawn(np.random.default_rng(1))
    other = output.copy()
    other[target[:, 0] == 0, -4:] += 100
    one, two = RegionLoss(), RegionLoss()
    assert one(output.astype(np.float32), target) == pytest.approx(two(other, target), rel=1e-5)
    assert (one.backward()[target[:, 0] == 0, -4:] == 0).all() and one.backward().dtype == np.float32
    with pytest.raises(ValueError, match="output must have shape"):
        RegionLoss()(output, target[:, :4])
