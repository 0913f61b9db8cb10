"""The catalogue: the slips that people make in numpy, each as what would stand there without it.

An expression rule is a function that takes a node and what can be said where it stands, and yields `(kind, cost, node)`
for every other node that might have been meant. To add a slip, write such a function in the file of its subject, put
`@rule` above it, and give its kind a question in `questions`. Statements have rules of their own in `statements`.
"""

from . import arrays, calls, constants, names, operators, statements, subscripts

__all__ = ["arrays", "calls", "constants", "names", "operators", "statements", "subscripts"]
