"""Test the tests: whoever solves an exercise gets full marks, who has not begun gets none, mistakes get their names."""

from .verify_chapter import Result, Row, shared_names, verify, verify_exercise

__all__ = ["Result", "Row", "shared_names", "verify", "verify_exercise"]
