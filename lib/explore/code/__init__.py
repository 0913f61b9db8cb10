"""The code explorer: the lengths of words, their budget, and what they cost on average."""
