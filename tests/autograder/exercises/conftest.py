"""What is particular to a chapter's records runs for the chapters that have changed, and in turns for the others."""

import pytest


def pytest_itemcollected(item: pytest.Item) -> None:
    """The tests of a chapter's records are sampled, as those are that run for each chapter."""
    if item.path.name.startswith("test_ch"):
        item.add_marker("sampled")
