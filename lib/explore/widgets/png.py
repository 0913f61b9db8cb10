"""Pixels as a PNG, in half the time that Pillow takes.

A picture follows a finger, so time matters more than size. Pillow tries five filters for each row of pixels; what a
figure is made of, even areas and thin lines, is packed as well by one of them, the difference to the row above.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_UP = 2  # the filter


def encode_png(canvas: FigureCanvasAgg) -> bytes:
    """Return what is on the canvas."""
    width, height = canvas.get_width_height()
    opaque = Image.frombuffer("RGBA", (width, height), canvas.buffer_rgba()).convert("RGB")
    rows = np.asarray(opaque).reshape(height, 3 * width)
    filtered = np.empty((height, 1 + 3 * width), dtype=np.uint8)
    filtered[:, 0] = _UP
    filtered[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])
    packer = zlib.compressobj(level=1, strategy=zlib.Z_FILTERED)
    packed = packer.compress(filtered.data) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)  # eight bits a colour, three colours
    return _SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
