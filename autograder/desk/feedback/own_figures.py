"""A student's own figures on their page: as many as it has room for, since it is mailed and read on a phone."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape

LARGEST_PAGE = 100_000  # bytes
_FRAME = 3_000  # bytes for a page's head, and the sentences about figures that have no room

_NO_ROOM = '<p class="soft figure">Your figure is left out to keep this page light. It stands in your notebook.</p>'


def drawn(figures: Mapping[str, str], exercises: Iterable[str], room: int) -> Iterator[str]:
    """For each exercise its figure as HTML, "" where there is none. figures: PNG in base64. room: bytes for all"""
    left = room - _FRAME
    for name in exercises:
        if name not in figures:
            yield ""
            continue
        made = _figure(name, figures[name])
        if size_of(made) > left:
            yield _NO_ROOM
        else:
            left -= size_of(made)
            yield made


def size_of(*parts: str) -> int:
    """Bytes of a page's parts."""
    return sum(len(part.encode(errors="replace")) for part in parts)


def _figure(name: str, png: str) -> str:
    picture = f'<img src="data:image/png;base64,{escape(png)}" alt="Your figure, drawn with {escape(name)}">'
    said = "Your figure, as it stood in your notebook."
    return f'<figure class="figure">{picture}<figcaption class="soft">{said}</figcaption></figure>'
