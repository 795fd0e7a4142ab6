"""The model of corrections: a requested change, and a stored correction with its anchor and places.

Offsets count characters of the document, as those of its entities do.
"""

from __future__ import annotations

from dataclasses import dataclass

from recueil.values import Entity, Value


@dataclass(frozen=True, slots=True)
class Rejection:
    """Reject the entity of this kind at this span."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Replacement:
    """Replace the value of the entity of this kind at this span; the new value may be of another kind."""

    start: int
    end: int
    kind: str
    value: Value


@dataclass(frozen=True, slots=True)
class Addition:
    """Add a missed entity at this span. Leading and trailing blanks are trimmed."""

    start: int
    end: int
    value: Value


Change = Rejection | Replacement | Addition


def is_target(entity: Entity, change: Rejection | Replacement) -> bool:
    """Return whether the change targets this entity: same span, same kind."""
    return (entity.start, entity.end, entity.kind) == (change.start, change.end, change.kind)
