"""Figures made small: their colours stay, and what cannot be read is nothing."""

import io

import numpy as np
from PIL import Image, ImageDraw

from autograder.worker.shrink import SIDES, shrink

ORANGE, BLUE = (199, 85, 0), (0, 114, 178)


def made(picture, longest=16_384):
    written = io.BytesIO()
    picture.save(written, "PNG")
    (small,) = shrink([np.frombuffer(written.getvalue(), np.uint8)], longest)
    return Image.open(io.BytesIO(small.tobytes())) if small.size else None


def test_thin_lines_keep_their_colours():
    """They are what a legend refers to."""
    figure = Image.new("RGB", (1024, 376), "white")
    pen = ImageDraw.Draw(figure)
    pen.line((0, 100, 1024, 100), ORANGE, 6)
    pen.line((0, 300, 1024, 300), BLUE, 6)
    small = made(figure).convert("RGB")
    assert small.size == (SIDES[0], 162)
    for place, colour in ((43, ORANGE), (129, BLUE)):
        assert np.abs(np.subtract(small.getpixel((200, place)), colour)).max() < 25


def test_one_that_stays_too_large_is_made_smaller_still():
    """And is nothing where that is not enough."""
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (500, 500, 3)).astype(np.uint8))
    assert made(noise, 100_000).size == (SIDES[1], SIDES[1])
    assert made(noise, 1000) is None


def test_what_is_no_png_is_nothing():
    """Nor does one that is torn raise."""
    for content in (b"", b"<script>", b"\x89PNG\r\n\x1a\n" + bytes(40)):
        assert [one.size for one in shrink([np.frombuffer(content, np.uint8)], 1000)] == [0]
