"""nbgrader's settings for this course: our folders, and grading in the sandbox.

With this file, `nbgrader autograde ch01_activations` and formgrader's button do what `autograder grade` does. Settings
of your own go below; those of the sandbox are listed in autograder/grading/config.py, such as
c.Grading.cell_seconds = 40.
"""

from autograder.grading.plugin import config

c = get_config()  # noqa: F821  # defined by the loader of configuration files
c.merge(config(__file__))
