import numpy as np
import pytest

from explore import own


class Shelf:
    """What a learner has written: passed and failed, by name."""

    def __init__(self):
        self.right, self.wrong = {}, {}

    def passed(self, name):
        return self.right.get(name)

    def failed(self, name):
        return self.wrong.get(name)


@pytest.fixture
def shelf(monkeypatch):
    """A learner's shelf, empty, for as long as the test runs."""
    lent = Shelf()
    monkeypatch.setattr(own, "_shelf", lent)
    return lent


@pytest.fixture
def broken_relu(shelf):
    """A relu that passes its gradient everywhere, on the shelf of what has failed."""
    shelf.wrong |= {"relu": lambda x: np.maximum(x, 0), "relu_backward": lambda grad_output, x: grad_output}
    return shelf
