"""Grading a class: collect → restore → run → check → record → report.

For one submission: `restore` reads it as data, `run` has what it holds run in a sandbox, `grade` compares what was
observed with the reference. For a class: `grade_class` does that for everybody, on the processes of `executor`, and
`gradebook` records it. `plugin` gives nbgrader the same path.
"""
