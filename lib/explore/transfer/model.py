"""What the transfer explorer knows: the accuracy of networks that were trained with few labels, measured beforehand.

benchmarks/transfer_study.py trained them and wrote the table beside this file; nothing is trained here, so nothing of
the learner's runs: for that there is the milestone "transfer". No drawing and no widgets, so that it can be tested by
itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from layerwise.arguments import FloatArray, one_of, whole_number

TABLE = Path(__file__).with_name("transfer_table.json")
DIGITS, SCRAMBLED = "digits", "scrambled digits"
TASKS = (DIGITS, SCRAMBLED)
LABELS = (1, 2, 5, 10, 20, 50, 100)
BLOCKS = 4  # of the network, and a head that is always new


@cache
def table() -> dict[str, Any]:
    """Return what was measured, as transfer_study.py wrote it."""
    return dict(json.loads(TABLE.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class TransferModel:
    """A task, how many labels of each class are known, and how many pretrained blocks are frozen.

    task: "digits", or "scrambled digits", whose pixels are in an order drawn once. labels: one of LABELS.
    depth: 0 (all blocks learn, from the pretrained weights) to 4 (only the head learns).

    >>> model = TransferModel("digits", labels=5, depth=2)
    >>> model.pretrained.shape, model.scratch.shape, model.gains.shape  # depths, labels, seeds; labels, seeds; seeds
    ((5, 7, 5), (7, 5), (5,))
    """

    task: str = DIGITS
    labels: int = 10
    depth: int = 0

    goal = "Find a setting in which no block is frozen, and starting from the pretrained ones hurts with every seed."

    def __post_init__(self) -> None:
        one_of(self.task, "task", TASKS)
        if self.labels not in LABELS:
            raise ValueError(f"labels must be one of {', '.join(map(str, LABELS))}; got {self.labels!r}")
        whole_number(self.depth, "depth", at_least=0)
        if self.depth > BLOCKS:
            raise ValueError(f"depth must be at most {BLOCKS}, the number of blocks, got {self.depth}")

    @property
    def scratch(self) -> FloatArray:
        """Test accuracies of networks that began at random, (labels, seeds)."""
        return np.array(table()["tasks"][self.task]["scratch"])

    @property
    def pretrained(self) -> FloatArray:
        """Test accuracies of networks that began with the pretrained blocks, (depths, labels, seeds)."""
        return np.array(table()["tasks"][self.task]["depth"])

    @property
    def place(self) -> int:
        """Which column of the table `labels` is."""
        return LABELS.index(self.labels)

    @property
    def gains(self) -> FloatArray:
        """Pretrained minus scratch in this setting, for each seed: both had the same examples in the same batches."""
        return np.asarray(self.pretrained[self.depth, self.place] - self.scratch[self.place])

    @property
    def gain(self) -> float:
        """The mean of the gains."""
        return float(self.gains.mean())

    @property
    def verdict(self) -> str:
        """What the seeds say together: one word for all of them, or that they do not agree."""
        if (self.gains > 0).all():
            return "helps"
        return "hurts" if (self.gains < 0).all() else "makes no difference that all seeds agree on"

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        return self.depth == 0 and self.verdict == "hurts"

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        mine, other = self.pretrained[self.depth, self.place], self.scratch[self.place]
        ahead, seeds = int((self.gains > 0).sum()), len(self.gains)
        frozen = ("no block", "the first block", *(f"the first {k} blocks" for k in (2, 3)), "all 4 blocks")[self.depth]
        return (
            f"{self.task}, {counted(self.labels, 'label')} a class, {frozen} frozen: "
            f"{spread(mine)} right with pretrained blocks, {spread(other)} from scratch, over {seeds} seeds. Transfer "
            f"{self.verdict}: {100 * self.gain:+.1f} points on average, ahead with {ahead} of {seeds} seeds."
        )


def counted(number: int, noun: str) -> str:
    """Return "1 label" or "5 labels"."""
    return f"{number} {noun}" + ("s" if number != 1 else "")


def spread(accuracies: FloatArray) -> str:
    """Return mean, lowest and highest, in percent: "90.3 % (88.0 to 92.4)"."""
    low, mean, high = (100 * float(f(accuracies)) for f in (np.min, np.mean, np.max))
    return f"{mean:.1f} % ({low:.1f} to {high:.1f})"
