"""What a reader marked in an act as a whole, beside ``text_sha256`` gold: the object of ``gold/<id>.json``.

Organisations and places are marked in the first ``MARKED_LENGTH`` characters of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from pydantic import BaseModel, Field

MARKED_LENGTH: Final = 3_000
_NAMED_FIRST = re.compile(r"(?:^|[ /])(\w{1,40})")
_NUMBERED_VOTE = re.compile(r"votes\[(\d{1,4})\]")


class Named(BaseModel):
    """A name with a remark, as in a list of names that count neither way."""

    name: str


class MarkedSpan(BaseModel):
    """Words of the text; ``start`` is missing where only their absence from the score matters."""

    text: str = ""
    start: int | None = None
    optional: bool = False

    @property
    def span(self) -> tuple[int, int]:
        start = self.start or 0
        return start, start + len(self.text)


class MarkedProxy(BaseModel):
    """A member who is represented, and by whom if the act says so."""

    name: str
    by: str | None = None


class MarkedVote(BaseModel):
    """A vote; ``alt_starts`` are other places where it may be found. A count that is None is not judged."""

    start: int
    outcome: str | None = None
    votes_for: int | None = Field(None, alias="for")
    against: int | None = None
    abstentions: int | None = None
    optional: bool = False
    procedural: bool = False
    alt_starts: Sequence[int] = ()


class MarkedAward(BaseModel):
    """Money for somebody; ``reported``: decided elsewhere and only reported here."""

    beneficiary: str
    amount: Decimal | None = None
    optional: bool = False
    reported: bool = False


class MarkedFunder(BaseModel):
    """A funder of a plan or of a request."""

    funder: str
    amount: Decimal | None = None
    optional: bool = False


class OptionalItems(BaseModel):
    """Items that count neither way, by field."""

    present: Sequence[str | Named] = ()
    represented: Sequence[str | Named] = ()
    absent: Sequence[str | Named] = ()
    votes: Sequence[MarkedVote] = ()
    awards: Sequence[MarkedAward] = ()
    organisations: Sequence[MarkedSpan] = ()
    places: Sequence[MarkedSpan] = ()


class ActAnnotation(BaseModel):
    """The facts of an act, and its organisations and places; None where these are not marked."""

    body: str | None = None
    kind: str | None = None
    date: str | None = None
    document_date: str | None = None
    president: str | None = None
    secretary: str | None = None
    present: Sequence[str] = ()
    represented: Sequence[MarkedProxy] = ()
    absent: Sequence[str] = ()
    roll_complete: bool = False
    partial: Sequence[str | Named] = ()
    votes: Sequence[MarkedVote] = ()
    awards: Sequence[MarkedAward] = ()
    funding: Sequence[MarkedFunder] = ()
    organisations: Sequence[MarkedSpan] | None = None
    places: Sequence[MarkedSpan] | None = None
    optional: OptionalItems = OptionalItems()
    uncertain: Sequence[str] = ()

    @property
    def uncertain_fields(self) -> frozenset[str]:
        """The fields that a note of doubt names: these are not judged."""
        return frozenset(_NAMED_FIRST.findall(" ".join(self.uncertain)))

    @property
    def uncertain_votes(self) -> frozenset[int]:
        """The numbers of the votes in doubt."""
        return frozenset(map(int, _NUMBERED_VOTE.findall(" ".join(self.uncertain))))

    @property
    def unjudged_names(self) -> Sequence[str]:
        """The members who count neither way: they came late, left early, or are printed twice."""
        listed = (self.partial, self.optional.present, self.optional.represented, self.optional.absent)
        return [item if isinstance(item, str) else item.name for names in listed for item in names]

    @property
    def seance(self) -> tuple[object, ...]:
        """What the acts of one séance share: its roll counts once."""
        return (self.body, self.date, tuple(self.present), tuple(self.absent))


def spans_of(items: Sequence[MarkedSpan], *, optional: bool) -> list[tuple[int, int]]:
    """Return the spans of the items that are optional, or of those that are not."""
    return [item.span for item in items if item.optional is optional and item.start is not None]
