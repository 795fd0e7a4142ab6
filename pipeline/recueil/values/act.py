"""An act as read: what it is and says of itself, and every entity with its words and its place."""

from __future__ import annotations

from dataclasses import dataclass

from recueil.values.base import Value
from recueil.values.date import PartialDate
from recueil.values.facts import Facts
from recueil.values.finding import Finding


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
    """One act: characters ``start`` to ``end`` of its document. All offsets count the document's characters."""

    start: int
    end: int
    facts: Facts
    entities: tuple[Entity, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def kind(self) -> str | None:
        return self.facts.identity.kind

    @property
    def date(self) -> PartialDate | None:
        return self.facts.identity.date

    @property
    def number(self) -> str | None:
        return self.facts.identity.number

    @property
    def title(self) -> str | None:
        return self.facts.identity.title
