"""Facts of an act one by one, as a correction states them: title, kind, number and date; an award; a vote, and how
a member voted; whether a member was there; what a check found.

They are values without a place in the text: the place is that of the correction.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar, Literal, Self, get_args

from recueil.values.amount import Amount
from recueil.values.base import Json
from recueil.values.budget import BudgetLine
from recueil.values.date import PartialDate
from recueil.values.person import Person
from recueil.values.vote import Outcome

VoteSide = Literal["for", "against", "abstaining", "not_voting"]
VOTE_SIDES: tuple[VoteSide, ...] = get_args(VoteSide)
AttendanceStatus = Literal["present", "represented", "excused", "absent"]
ATTENDANCE_STATUSES: tuple[AttendanceStatus, ...] = get_args(AttendanceStatus)


class _Fact:
    """What all facts share: a JSON object of their fields, and no canonical text to parse."""

    __slots__ = ()

    def as_json(self) -> Json:
        values = ((part.name, getattr(self, part.name)) for part in fields(self))  # type: ignore[arg-type]
        return {name: None if value is None else str(value) for name, value in values}

    @classmethod
    def parse(cls, canonical: str) -> Self:
        """Raise ValueError: a fact is typed field by field."""
        raise ValueError(f"not a value that is written as one text: {canonical!r}")


@dataclass(frozen=True, slots=True)
class ActTitle(_Fact):
    """The title of the act."""

    kind: ClassVar[str] = "act_title"
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class ActKind(_Fact):
    """The kind of the act: ``deliberation``, ``pv``, ``arrete``…"""

    kind: ClassVar[str] = "act_kind"
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ActNumber(_Fact):
    """The number of the act."""

    kind: ClassVar[str] = "act_number"
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class ActDate(_Fact):
    """The date of the act."""

    kind: ClassVar[str] = "act_date"
    when: PartialDate

    def __str__(self) -> str:
        return str(self.when)


@dataclass(frozen=True, slots=True)
class AwardFact(_Fact):
    """Who gets what: the decision (``subvention``, ``marche``…), beneficiary, amount and budget line."""

    kind: ClassVar[str] = "award"
    beneficiary: str
    amount: Amount | None = None
    line: BudgetLine | None = None
    what: str = "subvention"

    def __str__(self) -> str:
        parts = (self.what, self.beneficiary or "?", self.amount, self.line)
        return ", ".join(str(part) for part in parts if part is not None)


@dataclass(frozen=True, slots=True)
class VoteFact(_Fact):
    """The outcome of a vote and its counts; a count that is not given is None."""

    kind: ClassVar[str] = "vote"
    outcome: Outcome | None = None
    unanimous: bool | None = None
    votes_for: int | None = None
    against: int | None = None
    abstentions: int | None = None
    not_voting: int | None = None

    def __str__(self) -> str:
        counts = (self.votes_for, self.against, self.abstentions, self.not_voting)
        written = "-".join("?" if count is None else str(count) for count in counts)
        majority = {None: "", True: " unanimous", False: " majority"}[self.unanimous]
        return f"{self.outcome or '?'}{majority} {written}"


@dataclass(frozen=True, slots=True)
class Ballot(_Fact):
    """How a member voted."""

    kind: ClassVar[str] = "ballot"
    person: Person
    side: VoteSide

    def __str__(self) -> str:
        return f"{self.person} {self.side}"


@dataclass(frozen=True, slots=True)
class Presence(_Fact):
    """Whether a member was there; ``holder`` is who votes for a represented one, if it is known."""

    kind: ClassVar[str] = "presence"
    person: Person
    status: AttendanceStatus
    holder: Person | None = None

    def __str__(self) -> str:
        return f"{self.person} {self.status}" + (f" by {self.holder}" if self.holder else "")


@dataclass(frozen=True, slots=True)
class FindingFact(_Fact):
    """What a check found: its identifier, and the canonical texts of what it expected and of what the act says."""

    kind: ClassVar[str] = "finding"
    check: str
    expected: str | None = None
    found: str | None = None

    def __str__(self) -> str:
        compared = f" {self.expected or '?'} ≠ {self.found or '?'}" if self.expected or self.found else ""
        return f"{self.check}{compared}"


ActFact = ActTitle | ActKind | ActNumber | ActDate
"""A fact of the act as a whole."""
FactValue = ActFact | AwardFact | VoteFact | Ballot | Presence | FindingFact
FACT_KINDS: dict[str, type[FactValue]] = {
    fact.kind: fact
    for fact in (ActTitle, ActKind, ActNumber, ActDate, AwardFact, VoteFact, Ballot, Presence, FindingFact)
}
ACT_FACT_KINDS = tuple(fact.kind for fact in get_args(ActFact))
