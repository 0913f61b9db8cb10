"""A chapter's source without solutions, model answers and rubrics: what a check reads of it, and no more."""

import re

_BEGIN = re.compile(r"^(?P<indent>\s*)(?P<comment>#\s)?### BEGIN (SOLUTION|MARK SCHEME|HIDDEN TESTS)")
_END = re.compile(r"^\s*(#\s)?### END (SOLUTION|MARK SCHEME|HIDDEN TESTS)")
STARTER = "# your code here"


def emptied(text: str) -> str:
    """The source in which every marked region is what learners get in its place."""
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        begins = _BEGIN.match(line)
        if begins:
            inside = True
            lines += [] if begins["comment"] else [begins["indent"] + STARTER]
        elif _END.match(line):
            inside = False
        elif not inside:
            lines.append(line)
    return "\n".join(lines) + "\n"
