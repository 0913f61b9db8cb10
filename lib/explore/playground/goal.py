"""What a learner should try to reach at the playground, on the data that it starts with or that were chosen."""

from __future__ import annotations

from dataclasses import dataclass

from .data import OwnPoint
from .settings import Settings

ENOUGH_LOSS = 0.02


@dataclass(frozen=True)
class Goal:
    """To be right on new points. start: the settings whose data count; enough: the share of test points that are right.

    In regression, the mean squared error on the test points counts: 0.02 or less.
    """

    start: Settings
    enough: float = 0.95
    how: str = ""

    @property
    def data(self) -> tuple[str, tuple[OwnPoint, ...]]:
        """The data set and the points of one's own."""
        return self.start.dataset, self.start.points

    @property
    def text(self) -> str:
        """The goal in one sentence."""
        what = (
            "bring the test loss to 0.02 or less"
            if self.start.regression
            else f"label at least {100 * self.enough:.0f} of 100 test points rightly"
        )
        how = f", {self.how}" if self.how else ""
        return f"On the data “{self.start.dataset}” as they are here, {what}{how}."

    def reached(self, settings: Settings, epoch: float, accuracy: float | None, loss: float | None) -> bool:
        """Whether it is, by a network that was trained on no easier data. accuracy, loss: on the test points."""
        start = self.start
        if epoch <= 0 or (settings.dataset, settings.points) != self.data:
            return False
        if settings.noise < start.noise or settings.share > start.share:
            return False
        if settings.regression:
            return loss is not None and loss <= ENOUGH_LOSS
        return accuracy is not None and accuracy >= self.enough
