"""An act as read: what it is, and every entity with its words and its place."""

from __future__ import annotations

from dataclasses import dataclass

from recueil.values.base import Value
from recueil.values.date import PartialDate


@dataclass(frozen=True, slots=True)
class Entity:
    """A mention with its surface words and its page (counted from 1)."""

    start: int
    end: int
    text: str
    page: int
    value: Value
    rule: str

    @property
    def kind(self) -> str:
        return self.value.kind


@dataclass(frozen=True, slots=True)
class Act:
    """One act: characters ``start`` to ``end`` of its document. What the text does not say is None."""

    start: int
    end: int
    kind: str | None
    date: PartialDate | None
    number: str | None
    title: str | None
    entities: tuple[Entity, ...]
