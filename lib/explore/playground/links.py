"""Settings as one line of text and back: what a link to the playground carries.

Only what differs from the usual is in it. A text that somebody else made is read with the checks of any other input.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from .settings import Settings

MOST_TEXT = 30_000
_USUAL = Settings()


def as_link(settings: Settings) -> str:
    """Return the text.

    >>> as_link(Settings("xor", layers=(8, 8), lr=0.1))
    '#dataset=xor&layers=8,8&lr=0.1'
    """
    parts = []
    for one in fields(settings):
        value = getattr(settings, one.name)
        if value != getattr(_USUAL, one.name):
            parts.append(f"{one.name}={quote(_written(one.name, value), safe=',;:.-_')}")
    return "#" + "&".join(parts)


def from_link(text: str) -> Settings:
    """Return the settings. Raises ValueError that says what cannot be read.

    >>> from_link("#dataset=xor&layers=8,8").layers
    (8, 8)
    """
    if not isinstance(text, str):
        raise ValueError(f"a link is a text, got {type(text).__name__}")
    if len(text) > MOST_TEXT:
        raise ValueError(f"a link has at most {MOST_TEXT} characters, got {len(text)}")
    line = text.strip().rpartition("#")[2]
    if not line:
        return _USUAL
    try:
        pairs = parse_qsl(line, keep_blank_values=True, strict_parsing=True)
    except ValueError:
        raise ValueError(f"a link reads name=value&name=value, got {line[:60]!r}") from None
    known = {one.name: one for one in fields(_USUAL)}
    values: dict[str, Any] = {}
    for name, written in pairs:
        if name not in known:
            raise ValueError(f"the link sets {name[:40]!r}, and there is no such setting")
        if name in values:
            raise ValueError(f"the link sets {name} twice")
        values[name] = _read(name, written)
    points = values.pop("points", ())
    settings = _USUAL.changed(values)
    return settings.changed({"points": points}) if points else settings


def _written(name: str, value: Any) -> str:
    if name == "sources":
        return ";".join(f"{part}:{source}" for part, source in value)
    if name == "points":
        return ";".join(",".join(f"{number:g}" for number in (*point[:3], int(point[3]))) for point in value)
    if isinstance(value, tuple):
        return ",".join(str(one) for one in value)
    if isinstance(value, bool):
        return str(int(value))
    return repr(value) if isinstance(value, float) else str(value)


def _read(name: str, written: str) -> Any:
    """Return a value as it stands in a link; what it may be is checked by the settings."""
    usual = getattr(_USUAL, name)
    try:
        if name == "sources":
            return dict(pair.split(":", 1) for pair in written.split(";") if pair)
        if name == "points":
            return tuple(tuple(float(number) for number in point.split(",")) for point in written.split(";") if point)
        if name == "layers":
            return tuple(int(units) for units in written.split(",") if units)
        if name == "features":
            return tuple(unquote(feature) for feature in written.split(","))
        if isinstance(usual, bool):
            return {"0": False, "1": True}[written]
        if isinstance(usual, int):
            return int(written)
        return float(written) if isinstance(usual, float) else written
    except (ValueError, KeyError):
        raise ValueError(f"the link's {name} cannot be read: {written[:60]!r}") from None
