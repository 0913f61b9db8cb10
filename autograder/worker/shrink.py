"""Figures that a learner handed in, made small enough for a page.

Decoding a picture that somebody else made is left to the sandbox: a hole in the decoder opens into it alone.
"""

import io
from collections.abc import Iterator, Sequence

import numpy as np

SIDES = (440, 320)  # pixels; the second where the first makes a file too large
COLOURS = 32  # few enough to be packed well, and enough for the scale of a figure


def shrink(pictures: Sequence[np.ndarray], longest: int) -> list[np.ndarray]:
    """Each PNG as a small one, the bytes as numbers; none at all where it cannot be read, or stays too large.

    longest: bytes of one
    """
    return [np.frombuffer(_small(picture.tobytes(), longest), np.uint8) for picture in pictures]


def _small(content: bytes, longest: int) -> bytes:
    try:
        return next((form for form in _forms(content) if len(form) <= longest), b"")
    except Exception:  # Pillow's readers raise whatever they stumble over
        return b""


def _forms(content: bytes) -> Iterator[bytes]:
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=("PNG",)) as opened:
        picture = opened.convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    drawn = Image.alpha_composite(paper, picture).convert("RGB")
    for side in SIDES:
        copy = drawn.copy()
        copy.thumbnail((side, side), Image.Resampling.HAMMING)
        written = io.BytesIO()
        # An octree keeps the colour of a thin line, which the median of so much white would lose.
        few = copy.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(written, "PNG")
        yield written.getvalue()
