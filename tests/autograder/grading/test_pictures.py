"""Which pasted pictures are shown: pictures, of a few types, and not too much of them."""

import struct
import zlib

import pytest
from samples.hostile_markdown import attached, picture

from autograder.grading.pictures import LARGEST, MOST_BYTES, MOST_PICTURES, Pictures, Refused

TYPES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran=1"/>'


def bomb(width, height):
    """A PNG of a few bytes that says it has so many pixels."""
    small = picture()
    header = b"IHDR" + struct.pack(">II", width, height) + small[24:29]
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
        (attached(b"\0" * (LARGEST + 1)), "^it is larger than 5 MB$"),
        (attached(bomb(8_000, 5_001)), "^it has more than 40 million pixels$"),
        (attached(bomb(10_000, 10_000)), "pixels"),  # there Pillow warns, and further on it refuses by itself
        (attached(bomb(2_000_000_000, 2_000_000_000)), "pixels"),
    ],
)
@pytest.mark.filterwarnings("error")
def test_what_is_no_such_picture_is_refused(bundle, reason):
    """Whatever it calls itself, with the reason."""
    with pytest.raises(Refused, match=reason):
        Pictures().take(bundle)


WIDE, HEAVY = bomb(8_000, 5_000), picture() + b"\0" * (LARGEST - 2 - len(picture()))


@pytest.mark.parametrize("content", [WIDE, HEAVY], ids=["pixels", "bytes"])
def test_a_picture_may_be_as_large_as_is_said(content):
    """In bytes, as far as base64 tells them, and in pixels."""
    Pictures().take(attached(content))


def test_of_several_forms_of_a_picture_the_first_that_can_be_shown_is():
    """JupyterLab keeps what was pasted in each form that the clipboard had."""
    png, jpeg = attached(picture()), attached(picture("JPEG"), "image/jpeg")
    assert Pictures().take({"text/html": "<b>", **jpeg, **png}) == f"data:image/jpeg;base64,{jpeg['image/jpeg']}"


def test_pictures_have_a_number():
    """Those after it are refused."""
    pictures = Pictures()
    for _ in range(MOST_PICTURES):
        pictures.take(attached(picture()))
    with pytest.raises(Refused, match=str(MOST_PICTURES)):
        pictures.take(attached(picture()))


def test_pictures_have_a_size_together():
    """One that does not fit is refused, a smaller one after it is not."""
    small = picture()
    pictures, large = Pictures(), attached(small + b"\0" * (LARGEST - 1000))
    for _ in range(MOST_BYTES // LARGEST):
        pictures.take(large)
    left = MOST_BYTES - (MOST_BYTES // LARGEST) * (len(small) + LARGEST - 1000)
    with pytest.raises(Refused, match=r"^the pictures are larger than 10 MB together$"):
        pictures.take(attached(small + b"\0" * (left + 1 - len(small))))
    pictures.take(attached(small + b"\0" * (left - len(small))))
