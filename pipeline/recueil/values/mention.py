"""A value at its place in the text."""

from __future__ import annotations

from dataclasses import dataclass

from recueil.values.base import Value


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

    def overlaps(self, other: Mention) -> bool:
        return self.start < other.end and other.start < self.end
