import numpy as np
import pytest

from explore.convolution.model import DIGIT, LOADED, PADDINGS, PRESETS, STRIDES, TEMPLE, ConvolutionModel
from explore.convolution.numbers import NumberError, number, typed_kernel
from layerwise import conv2d_naive


@pytest.mark.parametrize("image", [DIGIT, TEMPLE])
@pytest.mark.parametrize("stride", STRIDES)
@pytest.mark.parametrize("padding", PADDINGS)
def test_the_products_under_the_window_make_the_output(image, stride, padding):
    """At the first place, the last, and one between: their sum is what the naive convolution has there."""
    settings = {"image": image, "stride": stride, "padding": padding, "kernel": PRESETS["vertical edges"]}
    model = ConvolutionModel(**settings)
    expected = conv2d_naive(model.pixels[None, None], model.weights[None, None], stride=stride, padding=padding)[0, 0]
    assert model.output.shape == model.output_size == expected.shape
    for row, column in ((0, 0), (1, 1), (1000, 1000)):
        there = ConvolutionModel(**settings, row=row, column=column)
        assert there.products.shape == (3, 3)
        assert there.products.sum() == pytest.approx(expected[there.place])


def test_the_identity_leaves_the_image_and_the_presets_do_what_they_are_called():
    """Blur keeps a flat area and edges give 0 there; vertical edges see columns only."""
    model = ConvolutionModel(kernel=PRESETS["identity"], padding=1)
    np.testing.assert_array_equal(model.output, model.pixels)
    flat = np.full((9, 9), 0.5)
    stripes = np.tile([0.0, 0.0, 1.0], (9, 3))
    for name, on_flat in (("blur", 0.5), ("sharpen", 0.5), ("edges", 0), ("vertical edges", 0)):
        output = ConvolutionModel(image=LOADED, loaded=flat, kernel=PRESETS[name]).output
        np.testing.assert_allclose(output, on_flat, atol=1e-12)
    seen = {
        name: np.abs(ConvolutionModel(image=LOADED, loaded=stripes, kernel=PRESETS[name]).output).max()
        for name in ("vertical edges", "horizontal edges")
    }
    assert seen["vertical edges"] > 3 > seen["horizontal edges"] == 0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"show": "everything"}, "show must be one of"),
        ({"image": "cat"}, "image must be one of"),
        ({"image": LOADED}, "no image has been loaded yet"),
        ({"digit": 10}, "digit must be at most 9, got 10"),
        ({"drawn": (0, 1)}, "drawn must be 64 pixels"),
        ({"kernel": (1.0, 2.0)}, "kernel must be nine numbers"),
        ({"kernel": (1e9,) * 9}, "kernel\\[0\\] must be at most 100"),
        ({"kernel": (float("nan"),) * 9}, "kernel\\[0\\] must be finite"),
        ({"stride": 0}, "stride must be one of 1, 2, 3, 4; got 0"),
        ({"padding": 3}, "padding must be one of"),
        ({"shift": 4}, "shift must be one of"),
        ({"row": -1}, "row must be at least 0"),
        ({"unit": ("third", 0, 0, 0)}, "the unit's layer must be one of"),
        ({"unit": ("first", 8, 0, 0)}, "the unit's channel must be below 8 in first layer, got 8"),
        ({"unit": ("second", 0, -1, 0)}, "the unit's row must be at least 0"),
        ({"loaded": np.zeros((3, 3))}, "loaded must have shape"),
    ],
)
def test_what_is_no_setting_is_refused(settings, message):
    """The message names the setting and what is possible."""
    with pytest.raises(ValueError, match=message):
        ConvolutionModel(**settings)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("abc", "not a number"),
        ("", "a number is missing"),
        ("1/0", "divides by 0"),
        ("1/2/3", "not a number"),
        ("nan", "too large"),
        ("1e999", "too large"),
        ("101", "from -100 to 100"),
        ("__import__('os')", "not a number"),
    ],
)
def test_what_is_not_a_number_is_named(text, message):
    """Each kind of slip has its message."""
    with pytest.raises(NumberError, match=message):
        number(text, largest=100)


def test_nine_texts_are_a_kernel_and_what_was_not_touched_is_not_rounded():
    """A learned 0.33333 is shown as 0.3333 and stays what it was."""
    kernel = (0.33333, *(1 / 9,) * 8)
    assert typed_kernel(["0.3333", *["1/9"] * 7, "-1/4"], kernel, 100) == (0.33333, *(1 / 9,) * 7, -0.25)
    with pytest.raises(ValueError, match=r"Kernel, row 1, column 2: “one” is not a number.* The kernel is as it was"):
        typed_kernel([*["1/9"] * 5, "one", *["1/9"] * 3], kernel, 100)
    with pytest.raises(ValueError, match="kernel must be 9 numbers, row by row, got 2"):
        typed_kernel(["1", "2"], kernel, 100)
