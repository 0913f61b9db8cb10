"""Pictures that a learner pasted into a cell: which of them may be shown.

Only the header of a picture is read here. Decoding its pixels is left to the browser of whoever looks at it, where a
hole in a decoder is behind a wall of its own.
"""

import base64
import binascii
import io
import warnings
from typing import Any

from PIL import Image

LARGEST = 5 << 20  # bytes of one picture
MOST_BYTES = 10 << 20  # of a submission's pictures together
MOST_PICTURES = 20
MOST_PIXELS = 40_000_000  # a screenshot of three large monitors
TYPES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}  # SVG is a program


class Refused(Exception):
    """Why a picture is not shown."""


class Pictures:
    """Takes the pictures of one submission, until there is no room for more."""

    def __init__(self) -> None:
        self._count = self._bytes = 0

    def take(self, bundle: Any) -> str:
        """The data URI of a picture, from its entry among a cell's attachments. Raises Refused."""
        kind, encoded = _entry(bundle)
        if self._count == MOST_PICTURES:
            raise Refused(f"there are more than {MOST_PICTURES}")
        content = _decoded(encoded)
        if self._bytes + len(content) > MOST_BYTES:
            raise Refused(f"the pictures are larger than {MOST_BYTES >> 20} MB together")
        _hold_against(TYPES[kind], content)
        self._count, self._bytes = self._count + 1, self._bytes + len(content)
        return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def png(encoded: str, most_pixels: int) -> bytes:
    """The bytes of a PNG in base64 that has no more pixels than that, by its header. Raises Refused."""
    content = _decoded(encoded)
    _hold_against("PNG", content, most_pixels)
    return content


def in_one(encoded: Any) -> str | None:
    """What a notebook may hold as one text or as its lines; None where it is neither."""
    if isinstance(encoded, list) and all(isinstance(line, str) for line in encoded):
        return "".join(encoded)
    return encoded if isinstance(encoded, str) else None


def _entry(bundle: Any) -> tuple[str, str]:
    found = bundle.items() if isinstance(bundle, dict) else ()
    for kind, encoded in found:
        text = in_one(encoded)
        if kind in TYPES and text is not None:
            return kind, text
    raise Refused("only PNG, JPEG, GIF and WebP are shown")


def _decoded(encoded: str) -> bytes:
    if len(encoded) * 3 // 4 > LARGEST:
        raise Refused(f"it is larger than {LARGEST >> 20} MB")
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        raise Refused("it is damaged") from None


def _hold_against(form: str, content: bytes, most_pixels: int = MOST_PIXELS) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the bound below is the tighter one
            with Image.open(io.BytesIO(content), formats=(form,)) as picture:
                width, height = picture.size
    except Image.DecompressionBombError:
        width, height = most_pixels, 2
    except Exception:  # Pillow's readers raise whatever they stumble over
        raise Refused(f"it is not the {form} that it says it is") from None
    if width * height > most_pixels:
        raise Refused(f"it has more than {most_pixels // 1_000_000} million pixels")
