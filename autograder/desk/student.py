"""Somebody in the class, as roster and gradebook know them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Student:
    """Somebody in the class. What nobody has said is empty."""

    id: str
    first: str = ""
    last: str = ""
    email: str = ""
    section: str = ""

    @property
    def name(self) -> str:
        """First and last name, or the id."""
        return " ".join(filter(None, (self.first, self.last))) or self.id
