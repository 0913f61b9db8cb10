"""The architecture explorer: a family and a depth, and what they cost and see."""
