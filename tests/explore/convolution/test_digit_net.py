import numpy as np
import pytest

from explore.convolution.digit_net import CHECKSUM, WEIGHTS, digit_net
from explore.convolution.goals import MAPS
from explore.convolution.model import DRAWN, FLOWER, ConvolutionModel, preset
from explore.convolution.train_digit_net import black_and_white, examples
from explore.convolution.unit import DIGITS, FIRST, LAST, LAYERS, POOLED, SECOND, Unit, account
from layerwise import checkpoint, conv2d_naive


def test_the_weights_are_the_published_ones_and_still_read_digits():
    """By checksum, and by accuracy on the digits that it has never seen, grey and black and white."""
    digit_net.cache_clear()
    net = digit_net()
    *_, X, y = examples()
    found = {"grey": X, "black and white": black_and_white(X)}
    accuracy = {name: float((net(images).argmax(axis=1) == y).mean()) for name, images in found.items()}
    assert accuracy["grey"] > 0.98
    assert accuracy["black and white"] > 0.92
    assert checkpoint.load_metadata(WEIGHTS)["accuracy"] == pytest.approx(accuracy, abs=0.005)
    assert WEIGHTS.stat().st_size < 100_000


def test_other_weights_are_refused(monkeypatch, tmp_path):
    """A file that has been changed says so, with both checksums."""
    (tmp_path / "digit_net.npz").write_bytes(b"something else")
    monkeypatch.setattr("explore.convolution.digit_net.WEIGHTS", tmp_path / "digit_net.npz")
    digit_net.cache_clear()
    with pytest.raises(ValueError, match=f"not {CHECKSUM}"):
        digit_net()
    digit_net.cache_clear()


def test_the_maps_are_those_of_the_network():
    """The first map is its kernel's convolution plus bias, after ReLU; only 8 × 8 images are read."""
    model = ConvolutionModel()
    reading, state = model.reading, digit_net().state_dict()
    assert reading.first.shape == (8, 8, 8)
    assert reading.second.shape == (16, 4, 4)
    assert reading.probabilities.sum() == pytest.approx(1)
    own = conv2d_naive(model.pixels[None, None], state["0.weight"], state["0.bias"], padding=1)[0]
    np.testing.assert_allclose(reading.first, np.maximum(own, 0), atol=1e-6)
    assert preset("learned 2") == pytest.approx(state["0.weight"][1, 0].ravel(), abs=0.006)
    large = ConvolutionModel(image=FLOWER).reading
    assert (large.first.shape, large.second.shape) == ((8, 61, 91), (16, 30, 45))
    assert large.probabilities is None


def test_the_drawn_seven_is_read_as_a_seven():
    """So a drawing is something that the network can read."""
    assert "reads 7" in ConvolutionModel(show=MAPS, image=DRAWN).sentence


@pytest.mark.parametrize("layer", LAYERS[:-1])
def test_a_units_account_adds_up_to_its_number(layer):
    """At each edge and inside: windows times kernels and the bias, then ReLU; of pooling, the largest."""
    model = ConvolutionModel()
    maps = getattr(model.reading, layer)
    channels, rows, columns = maps.shape
    for channel in (0, channels - 1):
        for row, column in ((0, 0), (1, 1), (rows - 1, columns - 1)):
            found = account(Unit(layer, channel, row, column), model.pixels, model.reading)
            there = maps[channel, row, column]
            assert found.value == pytest.approx(there)
            if layer in (POOLED, LAST):
                assert found.windows.shape == (1, 2, 2) and found.windows.max() == pytest.approx(there)
            else:
                assert found.kernels.shape == found.windows.shape
                assert max(found.before, 0) == pytest.approx(there)
                assert found.before == pytest.approx((found.windows * found.kernels).sum() + found.bias)


def test_the_account_of_a_digit_is_its_logit_and_its_probability():
    """softmax over the ten logits gives what the network reads."""
    model = ConvolutionModel()
    found = [account(Unit(DIGITS, digit), model.pixels, model.reading) for digit in range(10)]
    weights = np.exp([one.before for one in found])
    np.testing.assert_allclose(weights / weights.sum(), model.reading.probabilities, atol=1e-9)


@pytest.mark.parametrize(
    "unit", [Unit(FIRST, 2, 3, 4), Unit(POOLED, 1, 1, 2), Unit(SECOND, 4, 2, 1), Unit(LAST, 3, 1, 1)]
)
def test_a_unit_answers_to_the_pixels_of_its_field_and_to_no_other(unit):
    """Other pixels are changed at random, and its number stays; inside, it can change."""
    model = ConvolutionModel()
    top, left, bottom, right = unit.fields(model.reading)["image"]
    inside = np.zeros((8, 8), bool)
    inside[max(top, 0) : bottom + 1, max(left, 0) : right + 1] = True
    rng, noise = np.random.default_rng(0), []
    for where in (~inside, inside):
        image = np.where(where, rng.random((8, 8)), model.pixels)
        noise.append(ConvolutionModel(image="loaded", loaded=image).reading)
    number = [getattr(reading, unit.layer)[unit[1:]] for reading in (model.reading, *noise)]
    assert number[1] == pytest.approx(number[0], abs=1e-12)
    assert number[2] != pytest.approx(number[0], abs=1e-6)


def test_a_unit_stays_inside_a_smaller_image_and_no_digit_is_read_in_a_photograph():
    """The nearest unit is explained; a digit is not."""
    model = ConvolutionModel(unit=Unit(SECOND, 2, 29, 44))
    assert model.chosen == Unit(SECOND, 2, 3, 3)
    assert ConvolutionModel(image=FLOWER, unit=Unit(SECOND, 2, 29, 44)).chosen == Unit(SECOND, 2, 29, 44)
    assert ConvolutionModel(unit=Unit(DIGITS, 2)).chosen == Unit(DIGITS, 2)
    assert ConvolutionModel(image=FLOWER, unit=Unit(DIGITS, 2)).chosen is None
