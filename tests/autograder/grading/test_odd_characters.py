"""Characters that look like Python's own are called by their names."""

import pytest

from autograder.grading.odd_characters import odd_characters


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("return x - 1  # plain", ""),
        ("größe = 'ä'", ""),  # letters are Python
        ("x\u00a0=\u00a01", "NO-BREAK SPACE (2 times)"),
        ("x \u2212 1", ""),  # a minus sign is mathematics; Python names it itself
        ("x \u2013 1", "EN DASH"),
        ("\ufeffx = 1", "ZERO WIDTH NO-BREAK SPACE"),
        ("print(’a’)", "RIGHT SINGLE QUOTATION MARK (2 times)"),
        ("\u2013\u2014\u2014\u00a0\u00a0\u00a0“", "NO-BREAK SPACE (3 times), EM DASH (2 times), EN DASH"),
    ],
)
def test_odd_characters_are_named_the_most_frequent_first(source, said):
    assert odd_characters(source) == said
