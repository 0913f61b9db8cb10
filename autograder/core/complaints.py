"""What an exception tells a learner whose code it did not come from: not that a probe could not unpack something.

An exception on a line of the learner's own is quoted as Python says it. One that the course's code raised with what the
answer gave it is translated, because its words are about names and lines that nobody has seen.
"""

import re

from ..worker.observe import CaseError, ErrorKind

_COUNT = {"1": "one result", "2": "two results", "3": "three results", "4": "four results", "0": "none"}
_TRANSLATIONS = (
    (r"ValueError: not enough values to unpack \(expected (\d+), got (\d+)\)", "{0} are asked for, {1} came"),
    (r"ValueError: too many values to unpack \(expected (\d+).*\)", "{0} are asked for, more came"),
    (r"ValueError: zip\(\) argument 2 is shorter than argument 1", "fewer results came than are asked for"),
    (r"ValueError: zip\(\) argument 2 is longer than argument 1", "more results came than are asked for"),
    (r"IndexError: (?:list|tuple) index out of range", "fewer results came than are asked for"),
    (r"TypeError: cannot unpack non-iterable NoneType object", "several results are asked for, and None came"),
    (r"TypeError: 'NoneType' object is not (?:subscriptable|iterable)", "several results are asked for, and None came"),
    (r"TypeError: cannot unpack non-iterable (\w+) object", "several results are asked for, and one came: a {0}"),
    (r"TypeError: '(\w+)' object is not callable", "a function is asked for, and an object of type {0} came"),
    (r"AttributeError: '(\w+)' object has no attribute '(\w+)'", "a {0} has no `{1}`, which is asked for"),
    (
        r"TypeError: '(\w+)' object is not (?:subscriptable|iterable)",
        "several values are asked for, and one came: a {0}",
    ),
)


def in_words(error: CaseError) -> str:
    """An error as a card says it."""
    if error.kind is not ErrorKind.EXCEPTION or error.line:
        return error.message
    for pattern, sentence in _TRANSLATIONS:
        found = re.fullmatch(pattern, error.message)
        if found:
            return sentence.format(*(_COUNT.get(group, group) for group in found.groups()))
    # Where the course's code refuses an answer, it says so in a sentence of its own.
    return error.message.removeprefix("RuntimeError: ")
