r"""How Canvas and Moodle name the files of a download, as one pattern for nbgrader's `zip_collect`.

Canvas: `oneilann_LATE_901_5512_ch01_activations.ipynb`: the name for sorting in small letters without anything else,
LATE where it was, the number of the user and that of the file, or `anon_…` where marking is anonymous.
Moodle: `Ann ONeil_4711_assignsubmission_file/ch01_activations.ipynb`, or without folders `…_file_ch01_…`; the number is
that of the grading worksheet, `Participant 4711`. Older ones end the folder's name in `_`.
docs/instructor.md says where each of them writes that down.
"""

import re

# The outermost name counts: a student may call a file or a folder whatever they like.
NAMED_REGEXP = (
    r"(?:.*?/extracted/)?(?:.*?/)??(?:(?!LATE_)(?P<full_name>[^/]+?)_)?(?P<late>LATE_)?(?P<student_id>\d+|anon_[^/_]+)_"
    r"(?:assignsubmission_file(?:_?/|_)|\d+_)(?P<file_id>.+)"
)
_COPY = re.compile(r"(?:-\d+| ?\(\d+\)| - Copy(?: \(\d+\))?|-Copy\d+)+$", re.IGNORECASE)


def without_copy(name: str) -> str:
    """A file's name without what a browser, Canvas or Jupyter adds to a second one.

    >>> without_copy("ch01_activations-1"), without_copy("ch01_activations (2)"), without_copy("ch01_activations")
    ('ch01_activations', 'ch01_activations', 'ch01_activations')
    """
    return _COPY.sub("", name)
