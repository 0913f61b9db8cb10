"""What records of chance share: shares in round words, for complaints.

What is said of two draws of one mistake is then the same to the letter, so it keeps its name whatever it drew.
"""


def tenths(share: float) -> str:
    """A share of many numbers to the nearest tenth, "about 80%"."""
    return f"about {round(10 * share) * 10}%"


def most(share: float) -> str:
    """A share of few: all, most or some."""
    return "all" if share == 1 else "most" if share > 0.5 else "some"
