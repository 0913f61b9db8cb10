import time

import numpy as np
import pytest

from explore import own
from explore.convolution import own_parts
from explore.convolution.model import TEMPLE, ConvolutionModel
from layerwise import conv2d_naive
from layerwise.nn import AvgPool2d, Conv2d, MaxPool2d


@pytest.fixture
def shelf(monkeypatch):
    """What the learner has, by name; nothing at first."""
    kept = {}

    class Shelf:
        def passed(self, name):
            return kept.get(name)

        def failed(self, name):
            return None

    monkeypatch.setattr(own, "_shelf", Shelf())
    monkeypatch.setattr(own_parts, "_objections", {})
    monkeypatch.setattr(own_parts, "FRAME", 10.0)  # no test is judged by the clock
    return kept


class Mine(Conv2d):
    """A learner's layer: square kernels, and forward only matters here."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, rng=None):
        super().__init__(in_channels, out_channels, kernel_size, stride=stride, padding=padding, rng=rng)

    def forward(self, x):
        calls.append("Conv2d")
        return super().forward(x)


calls: list[str] = []


def test_what_has_passed_is_what_runs(shelf):
    """Output, maps and pooled images come from the learner's parts, and the page can say so."""
    library = ConvolutionModel(show="feature maps")
    assert library.convolved.whose == "the library's conv2d"
    assert library.readers == ("the library's Conv2d", "the library's MaxPool2d")

    def mine(x, weight, bias, stride=1, padding=0):
        return 2 * conv2d_naive(x, weight, bias, stride=stride, padding=padding)

    shelf.update(conv2d_naive=mine, Conv2d=Mine, MaxPool2d=type("Mine", (MaxPool2d,), {}))
    shelf["AvgPool2d"] = type("Mine", (AvgPool2d,), {"forward": lambda self, x: -AvgPool2d.forward(self, x)})
    calls.clear()
    model = ConvolutionModel()
    assert model.convolved.whose == "your conv2d_naive"
    np.testing.assert_allclose(model.output, 2 * library.output)
    assert model.readers == ("your Conv2d", "your MaxPool2d")
    assert calls
    np.testing.assert_allclose(model.reading.second, library.reading.second, atol=1e-12)
    assert model.pooled(1).whose == "your MaxPool2d"
    expected = AvgPool2d(2)(model.shifted(1)[None, None])[0, 0]
    np.testing.assert_allclose(model.averaged(1).value, -expected)


def test_a_slow_one_is_left_to_the_library_and_it_is_said(shelf, monkeypatch):
    """It is judged by a corner of the image, so that nobody waits for the whole of it."""
    sizes = []

    def slow(x, weight, bias, stride=1, padding=0):
        sizes.append(x.shape)
        time.sleep(0.01)
        return conv2d_naive(x, weight, bias, stride=stride, padding=padding)

    shelf["conv2d_naive"] = slow
    monkeypatch.setattr(own_parts, "FRAME", 0.005)
    model = ConvolutionModel(image=TEMPLE)
    assert model.convolved.whose == ("the library's conv2d (your conv2d_naive is too slow for an image of this size)")
    assert set(sizes) == {(1, 1, 8, 8)}
    tried = len(sizes)
    assert "too slow" in ConvolutionModel(image=TEMPLE, padding=1).convolved.whose
    assert len(sizes) == tried  # it is not asked again


@pytest.mark.parametrize(
    ("answer", "objection"),
    [
        (lambda *_, **__: 1 / 0, "raised ZeroDivisionError: division by zero"),
        (lambda *_, **__: np.zeros((1, 1, 2, 2)), "gave the shape"),
    ],
)
def test_one_that_fails_here_is_left_to_the_library_and_it_is_said(shelf, answer, objection):
    """An explorer never falls over a learner's function."""
    shelf["conv2d_naive"] = answer
    model = ConvolutionModel()
    assert objection in model.convolved.whose
    assert model.output.shape == (6, 6)
