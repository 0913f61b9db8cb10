"""The rank explorer: a photograph made of its strongest patterns, and what is left out of it."""
