"""The activation explorer: a function, its slope, and what a unit does with it."""
