"""Requests to correct a fact of an act, and what each is once the act is looked at: the place, the fact there now,
and the one that is right.

A request names its fact by where it stands, not by what it says: what a reader sees of it may be masked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

from recueil.corrections.fact_places import (
    act_fact,
    award_fact,
    award_place,
    holder_of,
    is_same_award,
    is_same_person,
    iter_ballots,
    iter_members,
    opening_of,
    vote_fact,
)
from recueil.corrections.reanchor import Span
from recueil.errors import CorrectionError
from recueil.translation import gettext as _
from recueil.values import Act, Award, Entity, Mention, Person, Vote
from recueil.values.act_fact import (
    ActFact,
    AttendanceStatus,
    AwardFact,
    Ballot,
    FactValue,
    Presence,
    VoteSide,
)

_LOOK_AGAIN = _("Look at the act again: it has changed since.")
T = TypeVar("T", Award, Vote)


class ResolvedFact(NamedTuple):
    """Where a fact stands, what it is now and what it is to be; None where there is no such fact.

    ``confirms``: the fact as it is now was in doubt, so that it may be corrected to what it says.
    """

    place: Span
    was: FactValue | None
    value: FactValue | None
    confirms: bool = False


@dataclass(frozen=True, slots=True)
class ActFactChange:
    """Set a fact of the act as a whole, or with None state that the act has none of this kind."""

    kind: str
    value: ActFact | None

    def resolve(self, act: Act, text: str) -> ResolvedFact:
        place = opening_of(act.start, act.end, text)
        if place.start == place.end:
            raise CorrectionError(_("The act has no words."), code="no-words")
        return ResolvedFact(place, act_fact(act.facts.identity, self.kind), self.value)


@dataclass(frozen=True, slots=True)
class AwardChange:
    """Set fields of the award that stands at this span, the ``number``-th of the act, or with None reject it."""

    number: int
    start: int
    end: int
    fields: Mapping[str, Any] | None = field(hash=False)

    def resolve(self, act: Act, text: str) -> ResolvedFact:
        award = _numbered(act.facts.awards, self.number, self.start, self.end)
        was = award_fact(award)
        value = None if self.fields is None else replace(was, **self.fields)
        return ResolvedFact(award_place(award, text), was, value, award.doubtful)


@dataclass(frozen=True, slots=True)
class AwardAddition:
    """Add an award that was missed; the span is that of its beneficiary."""

    start: int
    end: int
    value: AwardFact

    def resolve(self, act: Act, text: str) -> ResolvedFact:
        start, end = self.start, self.end
        words = text[start:end] if 0 <= start < end <= len(text) else ""
        if not words.strip():
            raise CorrectionError(
                _("There are no words at {start} to {end}.").format(start=start, end=end), code="no-words"
            )
        start += len(words) - len(words.lstrip())
        place = Span(start, start + len(words.strip()))
        for award in act.facts.awards:
            if award_place(award, text) == place and is_same_award(award_fact(award), self.value):
                raise CorrectionError("The act has this award already.", code="same-value")
        return ResolvedFact(place, None, self.value)


@dataclass(frozen=True, slots=True)
class VoteChange:
    """Set fields of the vote that stands at this span, the ``number``-th of the act, or with None reject it."""

    number: int
    start: int
    end: int
    fields: Mapping[str, Any] | None = field(hash=False)

    def resolve(self, act: Act, text: str) -> ResolvedFact:
        vote = _numbered(act.facts.votes, self.number, self.start, self.end)
        was = vote_fact(vote)
        value = None if self.fields is None else replace(was, **self.fields)
        return ResolvedFact(Span(vote.start, vote.end), was, value)


@dataclass(frozen=True, slots=True)
class BallotChange:
    """Set how a person voted in a vote, or with None state that they did not vote by name there.

    The person is the one whose name stands at ``person`` in the act.
    """

    number: int
    start: int
    end: int
    person: Span
    side: VoteSide | None

    def resolve(self, act: Act, text: str) -> ResolvedFact:
        vote = _numbered(act.facts.votes, self.number, self.start, self.end)
        person, _ = _person_at(act, self.person)
        found = next(((side, m) for side, m in iter_ballots(vote) if is_same_person(m.value, person)), None)
        was = found and Ballot(_plain(found[1].value), found[0])
        value = self.side and Ballot(was.person if was else _plain(person), self.side)
        doubtful = found is not None and found[1].doubtful
        return ResolvedFact(Span(vote.start, vote.end), was, value, doubtful)


@dataclass(frozen=True, slots=True)
class PresenceChange:
    """Set whether a person was there, or with None state that they are no member.

    The person is the one whose name stands at ``person`` in the act, the ``holder`` of their proxy likewise.
    """

    person: Span
    status: AttendanceStatus | None
    holder: Span | None = None

    def resolve(self, act: Act, text: str) -> ResolvedFact:
        person, place = _person_at(act, self.person)
        attendance = act.facts.attendance
        found = next(((at, m) for at, m in iter_members(attendance) if is_same_person(m.value, person)), None)
        was = None
        if found is not None:
            status, mention = found
            holder = holder_of(attendance, person)
            was = Presence(_plain(mention.value), status, _plain(holder.value) if holder else None)
            place = Span(mention.start, mention.end)
        value = None
        if self.status is not None:
            named = _person_at(act, self.holder)[0] if self.holder and self.status == "represented" else None
            value = Presence(was.person if was else _plain(person), self.status, named and _plain(named))
        doubtful = found is not None and found[1].doubtful
        return ResolvedFact(place, was, value, doubtful)


FactChange = ActFactChange | AwardChange | AwardAddition | VoteChange | BallotChange | PresenceChange


def _numbered(found: Sequence[T], number: int, start: int, end: int) -> T:
    """Return a fact by its number. Raise CorrectionError if it does not stand at these characters."""
    fact = found[number - 1] if 1 <= number <= len(found) else None
    if fact is None or (fact.start, fact.end) != (start, end):
        raise CorrectionError(
            _("No such fact stands at {start} to {end}.").format(start=start, end=end),
            _LOOK_AGAIN,
            code="value-gone",
        )
    return fact


def _person_at(act: Act, place: Span) -> tuple[Person, Span]:
    """Return the person whose name stands at a place, in the text or in the act's lists."""
    mentions: list[Entity | Mention] = [*act.entities]
    mentions += [mention for _, mention in iter_members(act.facts.attendance)]
    mentions += [mention for vote in act.facts.votes for _, mention in iter_ballots(vote)]
    for each in mentions:
        if (each.start, each.end) == place and isinstance(each.value, Person):
            return each.value, Span(each.start, each.end)
    message = _("Nobody is named at {start} to {end}.").format(start=place.start, end=place.end)
    raise CorrectionError(message, _("Add the name as a value of the act first."), code="person-missing")


def _plain(person: Any) -> Person:
    """Return a person without the key, which is the pipeline's own in one act."""
    return Person(person.given, person.family, person.civility, standing=person.standing)
