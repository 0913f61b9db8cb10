"""Which of many things one run looks at: one in so many, others in the next run, and all that belongs to what changed.

The night takes everything. `make test` counts commits: what has its turn in one of them has it again four later, and a
fault that got by one of them meets one of the next three.
"""

import hashlib
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Sample:
    """One in so many, which `start` decides: under so many starts in a row, everything has its turn once.

    whole: chapters that are taken whole
    """

    one_in: int = 1
    start: int = 0
    whole: frozenset[str] = frozenset()

    @property
    def options(self) -> str:
        """What `autograder verify` is told to take the same again."""
        part = f" --one-in {self.one_in}" if self.one_in > 1 else ""
        return f"--from {self.start}{part}" + "".join(f" --whole {stem}" for stem in sorted(self.whole))

    def of(self, stem: str) -> "Sample":
        """The sample within a chapter."""
        return replace(self, one_in=1) if stem in self.whole else self

    def takes(self, title: str) -> bool:
        """Whether what is known by this title is in the sample."""
        turn = int.from_bytes(hashlib.blake2b(title.encode(), digest_size=8).digest())
        return (turn + self.start) % self.one_in == 0


EVERYTHING = Sample()


def titled(name: str, number: int, of: int) -> str:
    """How a form of a recorded variant is called, beside its exercise. number: from 1"""
    return f"{name!r}" + (f", form {number}" if of > 1 else "")
