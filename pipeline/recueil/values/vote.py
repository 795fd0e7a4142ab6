"""What an assembly decided on a proposal, and by which votes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from recueil.values.mention import Mention

Outcome = Literal["adopted", "rejected", "noted", "withdrawn", "postponed"]


@dataclass(frozen=True, slots=True)
class Vote:
    """Characters ``start`` to ``end`` say it. A count is None where the act gives none: « adopte » is no count.

    ``unanimous`` is True for « à l'unanimité », False where votes against or abstentions are counted or it is
    « à la majorité », else None. The names are of those who did so, where the act names them.
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
