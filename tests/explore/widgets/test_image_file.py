import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from explore.widgets.image_file import LARGEST_FILE, ImageError, read_image


def file(picture, kind="PNG"):
    """The bytes of an image file."""
    out = BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def bomb(side):
    """The first bytes of a PNG that promises side × side pixels."""
    chunks = (b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0), b"IDAT")
    packed = [struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) for chunk in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_comes_out_as_grey(mode):
    """Half grey stays half grey in every mode that has it; transparent is white."""
    grey = np.full((12, 16), 128, np.uint8)
    picture = Image.fromarray(grey.astype(np.uint16) * 257) if mode == "I;16" else Image.fromarray(grey).convert(mode)
    seen = read_image(file(picture))
    assert seen.shape == (12, 16)
    assert seen.mean() == pytest.approx(128 / 255, abs=0.03)
    assert read_image(file(Image.new("RGBA", (9, 9), (0, 0, 0, 0)))).min() == 1


def test_a_large_photograph_is_made_small_and_turned_upright():
    """JPEG, colours, and the camera's note which side is up."""
    picture = Image.new("RGB", (800, 400), "black")
    exif = picture.getexif()
    exif[274] = 6  # lies on its side
    out = BytesIO()
    picture.save(out, "JPEG", exif=exif)
    assert read_image(out.getvalue()).shape == (96, 48)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"x" * (LARGEST_FILE + 1), "5 million is the limit"),
        (b"hello", "is not a PNG or a JPEG file"),
        (file(Image.new("L", (50, 50)))[:60], "is damaged and cannot be read"),
        (file(Image.new("L", (50, 50)), "GIF"), "is not a PNG or a JPEG file"),
        (file(Image.new("1", (6000, 6000))), "too many pixels, 25 million is the limit"),
        (bomb(40_000), "too many pixels, 25 million is the limit"),
        (file(Image.new("L", (5, 50))), "8 × 8 is the least"),
        (file(Image.new("L", (2000, 20))), "more than 12 times the other"),
    ],
    ids=["empty", "heavy", "text", "cut off", "gif", "large", "bomb", "tiny", "strip"],
)
def test_what_cannot_be_used_is_refused_in_words(content, message):
    """The message names the file, what is wrong, and what would do."""
    with pytest.raises(ImageError, match=message) as caught:
        read_image(content, "holiday.png")
    assert str(caught.value).startswith("holiday.png ")
