"""A correction as it is kept: what was said, what is said instead, by whom, and where it stands now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from recueil.corrections.moving import Anchor, Missing
from recueil.values import Value

State = Literal["standing", "orphaned", "withdrawn"]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Signed:
    """Who says so, when, and why."""

    by: str
    when: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a correction stands in a document of that name: in an act, from a character to another, or nowhere and
    why."""

    document: str
    act: str | None
    start: int | None
    end: int | None
    missing: Missing | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """``was`` is what stood there before, None of an addition; ``value`` what does now, None of a rejection.

    ``anchor`` are the words it was made on, in the document of that name, which is None once that is gone.
    ``places`` are those in what the sources of that document hold now: one in each document, as a rule one in all.
    """

    id: int
    document: str | None
    anchor: Anchor
    was: Value | None
    value: Value | None
    made: Signed
    withdrawn: Signed | None = None
    places: tuple[Place, ...] = ()

    @property
    def action(self) -> Literal["add", "reject", "change"]:
        if self.was is None:
            return "add"
        return "reject" if self.value is None else "change"

    @property
    def state(self) -> State:
        """Orphaned is what no document says any more: it stands again once one does."""
        if self.withdrawn is not None:
            return "withdrawn"
        return "standing" if any(place.missing is None for place in self.places) else "orphaned"
