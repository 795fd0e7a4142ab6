"""All that the structure of one act says, beside its entities."""

from __future__ import annotations

from dataclasses import dataclass, field

from recueil.values.attendance import Attendance
from recueil.values.award import Award, FundingPlan
from recueil.values.identity import Identity
from recueil.values.section import Section
from recueil.values.vote import Vote


@dataclass(frozen=True, slots=True)
class Facts:
    """Structured facts of one act: identity, sections, attendance, votes, awards, and plans de financement."""

    identity: Identity = field(default_factory=Identity)
    sections: tuple[Section, ...] = ()
    attendance: Attendance = field(default_factory=Attendance)
    votes: tuple[Vote, ...] = ()
    awards: tuple[Award, ...] = ()
    funding: tuple[FundingPlan, ...] = ()
