"""Which pasted pictures are shown: pictures, of a few types, and not too much of them."""

import struct
import zlib

import pytest
from samples.hostile_markdown import attached, picture

from autograder.grading.pictures import LARGEST, MOST_BYTES, MOST_PICTURES, Pictures, Refused

TYPES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran=1"/>'


def bomb(side):
    """A PNG of a few bytes that says it has side × side pixels."""
    small = picture()
    header = b"IHDR" + struct.pack(">II", side, side) + small[24:29]
    return small[:12] + header + struct.pack(">I", zlib.crc32(header)) + small[33:]


@pytest.mark.parametrize("kind", TYPES)
def test_a_picture_arrives_whole(kind):
    """As it was pasted, also when a tool has broken its text into lines."""
    bundle = attached(picture(TYPES[kind]), kind)
    assert Pictures().take(bundle) == f"data:{kind};base64,{bundle[kind]}"
    assert Pictures().take({kind: [bundle[kind][:7] + "\n", bundle[kind][7:]]}) == Pictures().take(bundle)


@pytest.mark.parametrize(
    ("bundle", "reason"),
    [
        (attached(SVG, "image/svg+xml"), "PNG"),
        (attached(SVG, "image/png"), "not the PNG"),
        (attached(picture("JPEG"), "image/png"), "not the PNG"),
        (attached(picture("PNG")[:20]), "not the PNG"),
        (attached(b"<script>"), "not the PNG"),
        (attached(b"GIF89a<script>", "image/gif"), "not the GIF"),
        (attached(picture(), "text/html"), "PNG"),
        (attached(picture(), 'image/png" onload="x'), "PNG"),
        ({"image/png": "no base64!"}, "damaged"),
        ({"image/png": "ÿ"}, "damaged"),
        ({"image/png": 7}, "PNG"),
        ({"image/png": [["a"]]}, "PNG"),
        ([], "PNG"),
        (None, "PNG"),
        (attached(b"\0" * (LARGEST + 1)), "MB"),
        (attached(bomb(8_000)), "pixels"),
        (attached(bomb(2_000_000_000)), "pixels"),
    ],
)
def test_what_is_no_such_picture_is_refused(bundle, reason):
    """Whatever it calls itself, with the reason."""
    with pytest.raises(Refused, match=reason):
        Pictures().take(bundle)


def test_pictures_have_a_number():
    """Those after it are refused."""
    pictures = Pictures()
    for _ in range(MOST_PICTURES):
        pictures.take(attached(picture()))
    with pytest.raises(Refused, match=str(MOST_PICTURES)):
        pictures.take(attached(picture()))


def test_pictures_have_a_size_together():
    """One that does not fit is refused, a smaller one after it is not."""
    pictures, large = Pictures(), attached(picture() + b"\0" * (LARGEST - 1000))
    for _ in range(MOST_BYTES // LARGEST):
        pictures.take(large)
    with pytest.raises(Refused, match="together"):
        pictures.take(large)
    pictures.take(attached(picture()))
