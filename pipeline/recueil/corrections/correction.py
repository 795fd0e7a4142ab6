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

    ``was`` is the value before, None for an addition; ``value`` the one after, None for a rejection.
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
