"""What an analyst asks for. Offsets count the characters of the document, as those of its entities do."""

from __future__ import annotations

from dataclasses import dataclass

from recueil.values import Entity, Value


@dataclass(frozen=True, slots=True)
class Rejection:
    """The entity of this kind that stands there is none."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Replacement:
    """The entity of this kind that stands there says ``value``, which may be of another kind."""

    start: int
    end: int
    kind: str
    value: Value


@dataclass(frozen=True, slots=True)
class Addition:
    """An entity that was missed stands there. Blanks at its ends are none of its words."""

    start: int
    end: int
    value: Value


Change = Rejection | Replacement | Addition


def is_of(entity: Entity, change: Rejection | Replacement) -> bool:
    """Whether it is the entity that a change means."""
    return (entity.start, entity.end, entity.kind) == (change.start, change.end, change.kind)
