"""Grading a class: collect → restore → run → check → record → report.

`restore` reads a submission as data, `sandbox` and `bubblewrap` run what it holds behind walls, `grade` holds what
was observed against the record, `gradebook` writes it down, and `classroom` does that for everybody. `plugin` gives
nbgrader the same path.
"""
