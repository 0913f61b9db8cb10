"""Characters that look like Python's own and are not, as pages and word processors put them into code."""

import unicodedata
from collections import Counter

_MOST = 3  # kinds that are named
# Blanks that are none, marks that nobody sees, quotes that are bent, and dashes that are no minus.
_CATEGORIES = ("Zs", "Cf", "Pi", "Pf", "Pd")


def odd_characters(source: str) -> str:
    """The odd characters of a source by name, the most frequent first: "RIGHT DOUBLE QUOTATION MARK (2 times)"."""
    odd = Counter(letter for letter in source if not letter.isascii() and unicodedata.category(letter) in _CATEGORIES)
    named = [(unicodedata.name(letter, f"U+{ord(letter):04X}"), times) for letter, times in odd.most_common(_MOST)]
    return ", ".join(name if times == 1 else f"{name} ({times} times)" for name, times in named)
