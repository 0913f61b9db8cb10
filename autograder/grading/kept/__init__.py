"""What is kept of a grading run: a journal entry a submission, the rows of nbgrader's gradebook, an audit trail.

From these a later run knows what is up to date.
"""
