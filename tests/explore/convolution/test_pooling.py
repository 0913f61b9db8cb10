import numpy as np
import pytest

from explore.convolution.model import DIGIT, DRAWN, POOLS, TEMPLE, ConvolutionModel


@pytest.mark.parametrize("image", [DIGIT, DRAWN, TEMPLE])
@pytest.mark.parametrize("pool", POOLS)
def test_pooling_takes_part_of_a_shift_away(image, pool):
    """No shift changes nothing; one pixel changes the max pool less than the pixels."""
    changes = ConvolutionModel(image=image, pool=pool).changes
    assert all(values[0] == 0 for values in changes.values())
    assert 0 < changes["max pool"][1] < changes["pixels"][1]


def test_a_shifted_digit_loses_nothing():
    """Its paper is wide enough."""
    model = ConvolutionModel()
    for shift in (0, 1, 2, 3):
        shifted = model.shifted(shift)
        assert shifted.sum() == pytest.approx(model.pixels.sum())
        np.testing.assert_array_equal(shifted[4:-4, 4 + shift : 12 + shift], model.pixels)
