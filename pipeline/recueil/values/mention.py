"""A value at its place in the text."""

from __future__ import annotations

from dataclasses import dataclass

from recueil.values.base import Value
from recueil.values.person import Person


@dataclass(frozen=True, slots=True)
class Mention:
    """``text[start:end]`` says ``value``; ``rule`` names what read it. Offsets count characters of the text."""

    start: int
    end: int
    value: Value
    rule: str

    @property
    def kind(self) -> str:
        return self.value.kind

    @property
    def full_name(self) -> str | None:
        """The name of the person it says, as one reads it aloud; None where it says no person."""
        return self.value.full_name if isinstance(self.value, Person) else None

    @property
    def person_key(self) -> str:
        """What is the same for all mentions of one person of an act, and for no other's."""
        return (isinstance(self.value, Person) and self.value.key) or str(self.value).casefold()

    def overlaps(self, other: Mention) -> bool:
        return self.start < other.end and other.start < self.end
