"""The outcome of a vote on a proposal, with its counts and names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from recueil.values.mention import Mention

Outcome = Literal["adopted", "rejected", "noted", "withdrawn", "postponed"]


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote at characters ``start`` to ``end``. A count that the act does not give is None, as in « adopte ».

    ``unanimous`` is True for « à l'unanimité », False for « à la majorité » or with votes against or
    abstentions counted, else None. The names are those that the act gives for each side.
    """

    start: int
    end: int
    outcome: Outcome | None = None
    unanimous: bool | None = None
    votes_for: int | None = None
    against: int | None = None
    abstentions: int | None = None
    not_voting: int | None = None
    names_for: tuple[Mention, ...] = ()
    names_against: tuple[Mention, ...] = ()
    names_abstaining: tuple[Mention, ...] = ()
    names_not_voting: tuple[Mention, ...] = ()
