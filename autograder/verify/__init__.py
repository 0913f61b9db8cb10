"""Test the tests: whoever solves an exercise gets full marks, who has not begun gets none, mistakes get their names."""
