"""What every page of the desk is: one file that needs nothing else, with its chapter's title as students know it."""

from collections.abc import Iterable
from html import escape

from .. import exercises
from ..core.errors import RecordError


def chapter_title(chapter: str) -> str:
    """A chapter's number and name; of somebody's own assignment, its name."""
    try:
        source = exercises.source(chapter)
    except (KeyError, RecordError):
        return chapter
    return f"{source.number} {source.name}"


def document(title: str, style: str, parts: Iterable[str]) -> str:
    """A page as HTML. title: as text. parts: of its body, as HTML"""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head><body>\n" + "\n".join(parts) + "\n</body></html>\n"
    )
