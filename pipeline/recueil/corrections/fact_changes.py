"""Requests to correct a fact of an act, and what each is once the act is looked at: the place, the fact there now,
and the one that is right.

A request names its fact by where it stands, not by what it says: what a reader sees of it may be masked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from recueil.corrections.fact_places import (
    act_fact,
    award_fact,
    award_place,
    fact_at,
    finding_fact,
    finding_place,
    holder_of,
    is_same_award,
    is_same_person,
    iter_ballots,
    iter_members,
    opening_of,
    vote_fact,
)
from recueil.corrections.reanchor import Span, trim_span
from recueil.errors import CorrectionError
from recueil.translation import gettext as _
from recueil.values import Act, Entity, Mention, Person
from recueil.values.act_fact import (
    ActFact,
    AttendanceStatus,
    AwardFact,
    Ballot,
    FactValue,
    FindingFact,
    Presence,
    VoteFact,
    VoteSide,
)


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
        award = fact_at(act.facts.awards, self.number)
        _check_place(award, Span(self.start, self.end))
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
        place = trim_span(text, self.start, self.end)
        for award in act.facts.awards:
            if award_place(award, text) == place and is_same_award(award_fact(award), self.value):
                raise CorrectionError(_("The act has this award already."), code="same-value")
        return ResolvedFact(place, None, self.value)


@dataclass(frozen=True, slots=True)
class VoteChange:
    """Set fields of the vote that stands at this span, the ``number``-th of the act, or with None reject it."""

    number: int
    start: int
    end: int
    fields: Mapping[str, Any] | None = field(hash=False)

    def resolve(self, act: Act, text: str) -> ResolvedFact:
        vote = fact_at(act.facts.votes, self.number)
        _check_place(vote, Span(self.start, self.end))
        was = vote_fact(vote)
        value = None if self.fields is None else replace(was, **self.fields)
        return ResolvedFact(Span(vote.start, vote.end), was, value)


@dataclass(frozen=True, slots=True)
class VoteAddition:
    """Add a vote that was missed; the span is that of its words."""

    start: int
    end: int
    value: VoteFact

    def resolve(self, act: Act, text: str) -> ResolvedFact:
        place = trim_span(text, self.start, self.end)
        if self.value == VoteFact():
            raise CorrectionError(_("Say how the vote ended, or count its votes."), code="no-vote")
        if any(vote.start < place.end and place.start < vote.end for vote in act.facts.votes):
            raise CorrectionError(
                _("The act has a vote there already."), _("Correct that one."), code="vote-overlaps"
            )
        return ResolvedFact(place, None, self.value)


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
        vote = fact_at(act.facts.votes, self.number)
        _check_place(vote, Span(self.start, self.end))
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


@dataclass(frozen=True, slots=True)
class PresenceAddition:
    """Add a member whom the roll lacks; the span is that of the name, which need not be read as one."""

    start: int
    end: int
    person: Person
    status: AttendanceStatus
    holder: Span | None = None

    def resolve(self, act: Act, text: str) -> ResolvedFact:
        place = trim_span(text, self.start, self.end)
        for _status, member in iter_members(act.facts.attendance):
            is_shown = isinstance(member.value, Person) and member.value.standing != "private"
            if is_shown and is_same_person(member.value, self.person):  # of others, it would tell the name
                raise CorrectionError(
                    _("The roll has this member already."), _("Correct the entry."), code="member-there"
                )
        named = (each.value for each in act.entities if isinstance(each.value, Person))
        same = next((person for person in named if is_same_person(person, self.person)), None)
        person = _plain(same) if same else replace(self.person, standing=self.person.standing or "public")
        holder = _person_at(act, self.holder)[0] if self.holder and self.status == "represented" else None
        return ResolvedFact(place, None, Presence(person, self.status, holder and _plain(holder)))


@dataclass(frozen=True, slots=True)
class FindingRejection:
    """State that the act is right where a check, the ``number``-th finding at this span, says that it is not."""

    number: int
    start: int
    end: int

    def resolve(self, act: Act, text: str) -> ResolvedFact:
        finding = fact_at(act.findings, self.number)
        place = finding_place(finding, act, text)
        if place.start == place.end:
            raise CorrectionError(_("The act has no words."), code="no-words")
        _check_place(place, Span(self.start, self.end))
        return ResolvedFact(place, finding_fact(finding), None)


@dataclass(frozen=True, slots=True)
class CrossFindingRejection:
    """State that what a rule found across acts is no finding: at ``span`` of this act, None for all of it."""

    fact: FindingFact
    span: tuple[int, int] | None

    def resolve(self, act: Act, text: str) -> ResolvedFact:
        place = opening_of(act.start, act.end, text) if self.span is None else Span(*self.span)
        if place.start == place.end:
            raise CorrectionError(_("The act has no words."), code="no-words")
        return ResolvedFact(place, self.fact, None)


FactChange = (
    ActFactChange
    | AwardChange
    | AwardAddition
    | VoteChange
    | VoteAddition
    | BallotChange
    | PresenceChange
    | PresenceAddition
    | FindingRejection
    | CrossFindingRejection
)


def _check_place(fact: Any, place: Span) -> None:
    """Raise CorrectionError if a fact does not stand at these characters: the act has changed since."""
    if (fact.start, fact.end) != place:
        raise CorrectionError(
            _("No such fact stands at {start} to {end}.").format(start=place.start, end=place.end),
            _("Look at the act again: it has changed since."),
            code="value-gone",
        )


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
