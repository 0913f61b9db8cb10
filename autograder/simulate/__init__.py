"""A class to grade: submissions with known mistakes, and the score that each of them must get.

`parts` reads what a submission is made of, `kinds` says what may happen to a notebook, `expected` works out the
scores without the grader, `students` puts the class together.
"""
