"""The instructor's desk: what becomes of a class's results once they are in the gradebook.

Feedback for each student, a report of the class, and tables for other systems. All of it reads nbgrader's gradebook
and the journal, and changes neither.
"""
