"""The model of corrections: a requested change, and a stored correction with its anchor and places.

Offsets count characters of the document, as those of its entities do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from recueil.corrections.apply_facts import is_fact
from recueil.corrections.fact_changes import FactChange
from recueil.corrections.reanchor import Anchor, Missing
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


EntityChange = Rejection | Replacement | Addition
Change = EntityChange | FactChange


def is_target(entity: Entity, change: Rejection | Replacement) -> bool:
    """Return whether the change targets this entity: same span, same kind."""
    return (entity.start, entity.end, entity.kind) == (change.start, change.end, change.kind)


State = Literal["standing", "orphaned", "withdrawn"]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who made or withdrew a correction, when, and why."""

    by: str
    when: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a correction is in one document: the act and the span, or ``missing``, the reason why it is
    in none.
    """

    document: str
    act: str | None
    start: int | None
    end: int | None
    missing: Missing | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A stored correction.

    ``was`` is the value before, None for an addition; ``value`` the one after, None for a rejection. They are
    values of an entity, or facts of the act (``FactValue``).
    ``anchor`` quotes the words in the document it was made on; ``document`` is None once that is
    deleted. ``places`` has one entry for each document that its sources hold now, as a rule a single
    one.
    """

    id: int
    document: str | None
    anchor: Anchor
    was: Value | None
    value: Value | None
    made: Attribution
    withdrawn: Attribution | None = None
    places: tuple[Place, ...] = ()

    @property
    def is_of_fact(self) -> bool:
        """Whether it corrects a fact of the act, not an entity."""
        return is_fact(self.was if self.value is None else self.value)

    @property
    def kind(self) -> str:
        """The kind of the value after, or of the one before where it is rejected."""
        value = self.was if self.value is None else self.value
        return "" if value is None else value.kind

    @property
    def action(self) -> Literal["add", "reject", "change"]:
        if self.was is None:
            return "add"
        return "reject" if self.value is None else "change"

    @property
    def state(self) -> State:
        """Return the state. Orphaned: found in no current document; standing again once one has its
        words.
        """
        if self.withdrawn is not None:
            return "withdrawn"
        return "standing" if any(place.missing is None for place in self.places) else "orphaned"
