"""Where the facts of an act stand in its text, which is where their corrections are anchored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from recueil.corrections.reanchor import Span
from recueil.errors import CorrectionError
from recueil.text import fold_words
from recueil.translation import gettext as _
from recueil.values import (
    Act,
    Amount,
    Attendance,
    Award,
    BudgetLine,
    Entity,
    Finding,
    Identity,
    Mention,
    Person,
    Vote,
)
from recueil.values.act_fact import (
    ATTENDANCE_STATUSES,
    VOTE_SIDES,
    ActDate,
    ActFact,
    ActKind,
    ActNumber,
    ActTitle,
    AttendanceStatus,
    AwardFact,
    FindingFact,
    VoteFact,
    VoteSide,
)

T = TypeVar("T")
_LINE = re.compile(r"\S[^\n]*")
NAMES_OF_SIDE: dict[VoteSide, str] = dict(
    zip(VOTE_SIDES, ("names_for", "names_against", "names_abstaining", "names_not_voting"), strict=True)
)
"""The field of a vote that has the names of each side."""


def fact_at(found: Sequence[T], number: int) -> T:
    """Return an award, a vote or a finding by its number, from 1 on. Raise CorrectionError if there is none."""
    if not 1 <= number <= len(found):
        raise CorrectionError(
            _("The act has {count} of them.").format(count=len(found)),
            _("`recueil show` lists them."),
            code="value-gone",
        )
    return found[number - 1]


def opening_of(start: int, end: int, text: str) -> Span:
    """Return the place of the facts of an act as a whole: its first line. An act without words has none."""
    line = _LINE.search(text, start, end)
    return Span(start, start) if line is None else Span(line.start(), line.start() + len(line[0].rstrip()))


def opens_act(start: int, act: Span, text: str) -> bool:
    """Return whether nothing but blanks precedes a character in its act."""
    return not text[act.start : start].strip()


def act_fact(identity: Identity, kind: str) -> ActFact | None:
    """Return a fact of the act as a whole; a title that was made is none."""
    match kind:
        case ActTitle.kind:
            return None if identity.title is None or identity.title_made else ActTitle(identity.title)
        case ActKind.kind:
            return None if identity.kind is None else ActKind(identity.kind)
        case ActNumber.kind:
            return None if identity.number is None else ActNumber(identity.number)
        case ActDate.kind:
            return None if identity.date is None else ActDate(identity.date)
    raise ValueError(f"not a fact of an act: {kind}")


def award_fact(award: Award) -> AwardFact:
    amount = award.amount.value if award.amount else None
    line = award.line.value if award.line else None
    return AwardFact(
        award.beneficiary,
        amount if isinstance(amount, Amount) else None,
        line if isinstance(line, BudgetLine) else None,
        award.what,
    )


def award_place(award: Award, text: str) -> Span:
    """Return the words of the beneficiary, or of the amount where these are not the text's, or of the award."""
    words = award.beneficiary.split()
    if words:
        written = re.compile(r"\s{1,20}".join(map(re.escape, words))).match(text, award.beneficiary_start)
        if written:
            return Span(*written.span())
    return Span(award.amount.start, award.amount.end) if award.amount else Span(award.start, award.end)


def vote_fact(vote: Vote) -> VoteFact:
    return VoteFact(vote.outcome, vote.unanimous, vote.votes_for, vote.against, vote.abstentions, vote.not_voting)


def finding_fact(finding: Finding) -> FindingFact:
    return FindingFact(finding.check, finding.expected, finding.found)


def finding_place(finding: Finding, act: Act, text: str) -> Span:
    """Return the first words of the act that a finding compares, or the act's first line."""
    spans = (Span(*each) for each in finding.spans)
    within = (each for each in spans if act.start <= each.start < each.end <= act.end)
    return next(within, None) or opening_of(act.start, act.end, text)


def iter_ballots(vote: Vote) -> Iterator[tuple[VoteSide, Mention]]:
    """Yield the names of a vote with their sides."""
    for side, names in NAMES_OF_SIDE.items():
        yield from ((side, mention) for mention in getattr(vote, names))


def iter_members(attendance: Attendance) -> Iterator[tuple[AttendanceStatus, Mention]]:
    """Yield the names of the attendance lists with their statuses."""
    for status in ATTENDANCE_STATUSES:
        yield from ((status, mention) for mention in getattr(attendance, status))


def is_same_person(one: Any, other: Any) -> bool:
    """Return whether two persons of an act have the same key, or the same name."""
    if not (isinstance(one, Person) and isinstance(other, Person)):
        return False
    if one.key is not None and one.key == other.key:
        return True
    return (one.family.casefold(), (one.given or "").casefold()) == (
        other.family.casefold(),
        (other.given or "").casefold(),
    )


def holder_of(attendance: Attendance, person: Person) -> Mention | None:
    """Return who holds the proxy of a member."""
    return next((proxy.holder for proxy in attendance.proxies if is_same_person(proxy.giver.value, person)), None)


def nearest_person(entities: Iterable[Entity], person: Person, place: Span) -> Entity | None:
    """Return the entity that names a person, the nearest to a place."""
    return _nearest([each for each in entities if is_same_person(each.value, person)], place)


def nearest_value(entities: Iterable[Entity], value: Amount | BudgetLine, place: Span) -> Entity | None:
    """Return the entity with the figures of an amount or the code of a line, the nearest to a place."""
    return _nearest([each for each in entities if is_same_figure(each.value, value)], place)


def is_same_figure(one: Any, other: Any) -> bool:
    """Return whether two amounts have the same figures, or two budget lines the same code, or both are None."""
    if isinstance(one, Amount) and isinstance(other, Amount):
        return (one.amount, one.currency) == (other.amount, other.currency)
    if isinstance(one, BudgetLine) and isinstance(other, BudgetLine):
        return (one.level, one.code) == (other.level, other.code)
    return one is None and other is None


def is_same_award(one: AwardFact, other: object) -> bool:
    """Return whether another fact is an award that gives the same beneficiary the same amount on the same line."""
    return (
        isinstance(other, AwardFact)
        and fold_words(one.beneficiary) == fold_words(other.beneficiary)
        and is_same_figure(one.amount, other.amount)
        and is_same_figure(one.line, other.line)
        and one.what == other.what
    )


def _nearest(found: Sequence[Entity], place: Span) -> Entity | None:
    return min(found, key=lambda each: (_distance(each, place), each.start), default=None)


def _distance(entity: Entity, place: Span) -> int:
    return max(entity.start - place.end, place.start - entity.end, 0)


def mention_of(entity: Entity) -> Mention:
    """Return the mention of an entity."""
    return Mention(entity.start, entity.end, entity.value, entity.rule, entity.certainty, entity.doubtful)


def attendance_places(act: Act) -> set[int]:
    """Return where the members of an act's attendance stand."""
    return {mention.start for _, mention in iter_members(act.facts.attendance)}
