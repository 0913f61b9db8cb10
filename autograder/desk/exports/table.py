"""A table as CSV that a spreadsheet opens without running anything in it.

Commas, quotes, line ends, umlauts, emoji and marks of the direction of reading are the csv module's business: it quotes
what has to be quoted. A text that begins as a formula does gets an apostrophe in front, which spreadsheets take for
"this is text".
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...core.errors import GradingError

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the wide ones in Excel's eastern editions


def defused(value: Any) -> str:
    """A value as it stands in a cell: a text that could be a formula begins with an apostrophe, a number is a number.

    >>> defused("=cmd|' /C calc'!A0"), defused(-2.5), defused("O'Neil, Ann"), defused(None)
    ("'=cmd|' /C calc'!A0", '-2.5', "O'Neil, Ann", '')
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]], for_excel: bool = False) -> None:
    """Write a header and rows. for_excel: with the mark by which Excel knows UTF-8. Raises GradingError."""
    try:
        with path.open("w", newline="", encoding="utf-8-sig" if for_excel else "utf-8") as file:
            writer = csv.writer(file)
            writer.writerow([defused(name) for name in header])
            writer.writerows([defused(value) for value in row] for row in rows)
    except OSError as error:
        raise GradingError(f"cannot write {path}: {error.strerror}") from None


def read_table(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """The header of a table that another system made, and its rows by column. Raises GradingError."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            rows: list[Mapping[str, Any]] = list(reader)
            header = list(reader.fieldnames or ())
    except OSError as error:
        raise GradingError(f"cannot read {path}: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise GradingError(f"{path} is no table in CSV with UTF-8 letters: {error}") from None
    if not header:
        raise GradingError(f"{path} is empty: a table with a line of column names is needed")
    return header, [{name: row.get(name) or "" for name in header} for row in rows]
