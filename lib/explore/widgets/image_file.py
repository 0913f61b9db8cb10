"""An image file of the learner's own, as a small grey picture: read with every doubt, and refused in words."""

from __future__ import annotations

import warnings
from io import BytesIO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from layerwise.arguments import FloatArray

LARGEST_FILE = 5_000_000  # bytes; the notebook sends at most 10 million in one message
LARGEST_PICTURE = 25_000_000  # pixels
SIDE = 96  # the longer side is brought down to this many pixels
SMALLEST = 8  # the shorter side has at least as many


class ImageError(ValueError):
    """A file that cannot be used, with what is wrong and what would do."""


def read_image(content: bytes, name: str = "the file") -> FloatArray:
    """Return the picture in a PNG or JPEG file as brightness between 0 and 1, shape (H, W), H and W at most SIDE.

    content: the file's bytes. name: what errors call it. What is transparent becomes white; colours become grey.
    """
    if len(content) == 0:
        raise ImageError(f"{name} is empty: choose a PNG or a JPEG file")
    if len(content) > LARGEST_FILE:
        raise ImageError(
            f"{name} has {len(content) / 1e6:.1f} million bytes, {LARGEST_FILE / 1e6:.0f} million is the limit: "
            "save a smaller copy of it"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes, which are looked at below
            picture = Image.open(BytesIO(content), formats=["PNG", "JPEG"])
            if picture.width * picture.height > LARGEST_PICTURE:
                raise Image.DecompressionBombError
            grey = _grey(picture)
    except Image.DecompressionBombError:  # Pillow raises it too, for far larger ones
        raise ImageError(
            f"{name} has too many pixels, {LARGEST_PICTURE // 1_000_000} million is the limit: "
            "save a smaller copy of it"
        ) from None
    except UnidentifiedImageError:
        raise ImageError(
            f"{name} is not a PNG or a JPEG file: open it in a drawing program and save it as PNG"
        ) from None
    except Exception as error:  # a damaged file can fail in any way inside the reader
        raise ImageError(f"{name} is damaged and cannot be read ({error}): try another file") from None
    return _shrunk(grey, name)


def _grey(picture: Image.Image) -> Image.Image:
    """Return the brightness, mode F, 0 to 1, the right way up."""
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I"):  # 16 bits a pixel
        return Image.fromarray((np.asarray(picture, dtype=np.float64) / 65535).clip(0, 1).astype(np.float32))
    if "A" in picture.getbands() or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    return Image.fromarray(np.asarray(picture.convert("L"), dtype=np.float32) / 255)


def _shrunk(grey: Image.Image, name: str) -> FloatArray:
    scale = min(1.0, SIDE / max(grey.size))
    width, height = (round(side * scale) for side in grey.size)
    if min(width, height) < SMALLEST:
        given = f"{grey.size[0]} × {grey.size[1]}"
        if min(grey.size) < SMALLEST:
            raise ImageError(f"{name} has {given} pixels, {SMALLEST} × {SMALLEST} is the least: choose a larger one")
        raise ImageError(f"{name} has {given} pixels: one side is more than {SIDE // SMALLEST} times the other; cut it")
    if scale < 1:
        grey = grey.resize((width, height), Image.Resampling.BOX)
    return np.asarray(grey, dtype=np.float64).clip(0, 1)
