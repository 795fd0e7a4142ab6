"""Apply a correction of a fact to the facts of an act.

A change sets what it changed and leaves the rest as it is read now; where the fact is not read any more at its
place, it is added. An addition adds nothing that is there already. A rejection removes what says the same there:
what a later pipeline reads otherwise is a new finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from recueil.corrections.fact_places import (
    NAMES_OF_SIDE,
    attendance_places,
    award_fact,
    award_place,
    is_same_award,
    is_same_person,
    iter_ballots,
    iter_members,
    mention_of,
    nearest_person,
    nearest_value,
    vote_fact,
)
from recueil.corrections.reanchor import Span
from recueil.values import Act, Amount, Award, BudgetLine, Entity, Facts, Mention, Person, Proxy, Vote
from recueil.values.act import Identity
from recueil.values.act_fact import (
    ATTENDANCE_STATUSES,
    FACT_KINDS,
    ActDate,
    ActKind,
    ActNumber,
    ActTitle,
    AwardFact,
    Ballot,
    FactValue,
    FindingFact,
    Presence,
    VoteFact,
)
from recueil.values.mention import start_of

RULE = "correction"
"""The ``rule`` of entities and mentions that a correction creates."""


def is_fact(value: object) -> bool:
    """Return whether a value of a correction is a fact, not an entity's."""
    return type(value) in FACT_KINDS.values()


def apply_fact(
    act: Act,
    entities: Sequence[Entity],
    place: Span,
    was: FactValue | None,
    value: FactValue | None,
    text: str,
    *,
    inherited: bool = False,
) -> Facts:
    """Return the facts of an act with one of them corrected; ``entities`` are those of the act as it is corrected
    so far, ``text`` is the whole document's.

    What an act has ``inherited`` from its séance is corrected where it is as it was there: a member who arrives
    later may be absent from one act and present in another.
    """
    facts = act.facts
    match value or was:
        case ActTitle() | ActKind() | ActNumber() | ActDate():
            return replace(facts, identity=_apply_to_identity(facts.identity, was, value))
        case AwardFact():
            awards = _Awards(facts.awards, entities, place, text).correct(was, value)
            return replace(facts, awards=tuple(sorted(awards, key=lambda award: award.start)))
        case VoteFact():
            return replace(facts, votes=_apply_to_votes(facts.votes, place, was, value))
        case Ballot():
            return replace(facts, votes=_apply_ballot(facts.votes, entities, place, was, value))
        case Presence():
            if inherited and not _is_as_it_was(facts, was, value):
                return facts
            return _apply_presence(facts, entities, place, was, value)
        case FindingFact():
            return facts  # findings are no facts: ``findings.py`` drops it
    raise AssertionError("a correction of a fact has one, before or after")


def _apply_to_identity(identity: Identity, was: FactValue | None, value: FactValue | None) -> Identity:
    from recueil.facts.identity.number_title import make_title  # its patterns take time to compile

    changed = replace(identity, title=None, title_made=False) if identity.title_made else identity
    match value or was:
        case ActTitle():
            changed = replace(changed, title=value.text if isinstance(value, ActTitle) else None)
        case ActKind():
            kind = value.name if isinstance(value, ActKind) else None
            changed = replace(changed, kind=kind, informative=changed.informative and kind == "autre")
        case ActNumber():
            changed = replace(changed, number=value.text if isinstance(value, ActNumber) else None)
        case ActDate():
            changed = replace(changed, date=value.when if isinstance(value, ActDate) else None)
    return make_title(changed)


class _Awards:
    """The awards of an act, and how one at a place is corrected."""

    def __init__(self, awards: Sequence[Award], entities: Sequence[Entity], place: Span, text: str) -> None:
        self._awards, self._entities, self._place = list(awards), entities, place
        self._here = [award for award in awards if self._is_here(award, text)]
        self._exact = [award for award in self._here if award_place(award, text) == place]

    def _is_here(self, award: Award, text: str) -> bool:
        places = award_place(award, text), Span(award.start, award.end)
        return any(each.start < self._place.end and self._place.start < each.end for each in places)

    def correct(self, was: FactValue | None, value: FactValue | None) -> list[Award]:
        if not isinstance(value, AwardFact):
            removed = [award for award in self._here if is_same_award(award_fact(award), was)]
            return [award for award in self._awards if award not in removed]
        target = self._target(was)
        if target is None:
            done = any(is_same_award(award_fact(award), value) for award in self._here)
            return self._awards if done else [*self._awards, self._new(value)]
        before = was if isinstance(was, AwardFact) else AwardFact("")
        return [self._change(award, before, value) if award is target else award for award in self._awards]

    def _target(self, was: FactValue | None) -> Award | None:
        """Return the award that a change is of: what it was, or else the only one at the very place."""
        if was is None:
            return None
        same = [award for award in self._here if is_same_award(award_fact(award), was)]
        exact = [award for award in self._exact if award in same] or same
        if exact:
            return exact[0]
        return self._exact[0] if len(self._exact) == 1 else None

    def _change(self, award: Award, was: AwardFact, value: AwardFact) -> Award:
        from recueil.facts.awards.recipients import classify_recipient  # its patterns take time to compile

        changed = award
        if value.what != was.what:
            changed = replace(changed, what=value.what)
        if value.beneficiary != was.beneficiary:
            recipient = classify_recipient(value.beneficiary)
            changed = replace(changed, beneficiary=value.beneficiary, recipient=recipient, siret=None, rna=None)
        if value.amount != was.amount or award.doubtful:
            changed = replace(changed, amount=self._mention(value.amount, award.amount))
        if value.line != was.line:
            changed = replace(changed, line=self._mention(value.line, award.line))
        return changed

    def _new(self, value: AwardFact) -> Award:
        from recueil.facts.awards.recipients import classify_recipient

        amount, line = self._mention(value.amount, None), self._mention(value.line, None)
        who = value.beneficiary
        return Award(*self._place, value.what, who, self._place.start, amount, classify_recipient(who), line=line)

    def _mention(self, value: Amount | BudgetLine | None, former: Mention | None) -> Mention | None:
        """Return a value at the nearest place that says it, or else where the former one stands."""
        if value is None:
            return None
        found = nearest_value(self._entities, value, Span(former.start, former.end) if former else self._place)
        place = (found.start, found.end) if found else (former.start, former.end) if former else self._place
        return Mention(*place, value, RULE)


def _apply_to_votes(
    votes: Sequence[Vote], place: Span, was: FactValue | None, value: FactValue | None
) -> tuple[Vote, ...]:
    if not isinstance(value, VoteFact):
        return tuple(vote for vote in votes if not (_overlaps(vote, place) and vote_fact(vote) == was))
    target = _vote_at(votes, place)
    before = was if isinstance(was, VoteFact) else VoteFact()
    stated: dict[str, Any] = {part.name: getattr(value, part.name) for part in fields(VoteFact)}
    if target is None:
        return tuple(sorted((*votes, Vote(*place, **stated)), key=lambda vote: vote.start))
    changes = {name: new for name, new in stated.items() if new != getattr(before, name)}
    return tuple(replace(vote, **changes) if vote is target else vote for vote in votes)


def _overlaps(thing: Any, place: Span) -> bool:
    return bool(thing.start < place.end and place.start < thing.end)


def _vote_at(votes: Sequence[Vote], place: Span) -> Vote | None:
    """Return the vote that shares most characters with a place."""
    here = [vote for vote in votes if _overlaps(vote, place)]
    return max(here, key=lambda v: min(v.end, place.end) - max(v.start, place.start), default=None)


def _apply_ballot(
    votes: Sequence[Vote],
    entities: Sequence[Entity],
    place: Span,
    was: FactValue | None,
    value: FactValue | None,
) -> tuple[Vote, ...]:
    target, ballot = _vote_at(votes, place), value or was
    if target is None or not isinstance(ballot, Ballot):
        return tuple(votes)
    former = next((m for _, m in iter_ballots(target) if is_same_person(m.value, ballot.person)), None)
    changed = _without_person(target, NAMES_OF_SIDE.values(), ballot.person)
    if isinstance(value, Ballot):
        entity = nearest_person(entities, value.person, place)
        mention = former or (mention_of(entity) if entity else None)
        if mention is not None:
            changed = _with_mention(changed, NAMES_OF_SIDE[value.side], mention)
    return tuple(changed if vote is target else vote for vote in votes)


def _without_person(thing: Any, lists: Any, person: Person) -> Any:
    """Return facts without a person in some of their lists."""
    kept = {
        name: tuple(mention for mention in getattr(thing, name) if not is_same_person(mention.value, person))
        for name in lists
    }
    return replace(thing, **kept)


def _with_mention(thing: Any, name: str, mention: Mention) -> Any:
    """Return facts with a person in one of their lists, without doubt."""
    sure = replace(mention, rule=RULE, certainty=None, doubtful=False)
    return replace(thing, **{name: tuple(sorted((*getattr(thing, name), sure), key=start_of))})


def _is_as_it_was(facts: Facts, was: FactValue | None, value: FactValue | None) -> bool:
    presence = was or value
    if not isinstance(presence, Presence):
        return False
    members = iter_members(facts.attendance)
    status = next((at for at, m in members if is_same_person(m.value, presence.person)), None)
    return status == (was.status if isinstance(was, Presence) else None)


def shares_fact(kind: str, head: Act, act: Act) -> bool:
    """Return whether an act has a fact of a kind from the head of its séance."""
    if kind == ActDate.kind:
        return act.date is not None and act.date == head.date
    return kind == Presence.kind and not attendance_places(head).isdisjoint(attendance_places(act))


def _apply_presence(
    facts: Facts, entities: Sequence[Entity], place: Span, was: FactValue | None, value: FactValue | None
) -> Facts:
    presence, attendance = value or was, facts.attendance
    if not isinstance(presence, Presence):
        return facts
    members = list(iter_members(attendance))
    at_place = next((m for _, m in members if (m.start, m.end) == place), None)
    named = next((m for _, m in members if is_same_person(m.value, presence.person)), None)
    entity = next((each for each in entities if (each.start, each.end) == place and each.kind == "person"), None)
    mention = at_place or named or (mention_of(entity) if entity else Mention(*place, presence.person, RULE))
    person: Any = mention.value

    def is_them(other: Mention) -> bool:
        return is_same_person(other.value, person)

    changed = _without_person(attendance, ATTENDANCE_STATUSES, person)
    changed = replace(changed, proxies=tuple(proxy for proxy in attendance.proxies if not is_them(proxy.giver)))
    if not isinstance(value, Presence):
        movements = tuple(moved for moved in attendance.movements if not is_them(moved.who))
        return replace(facts, attendance=replace(changed, movements=movements))
    changed = _with_mention(changed, value.status, mention)
    if value.status == "represented":
        holder = value.holder and nearest_person(entities, value.holder, place)
        giver = replace(mention, rule=RULE, certainty=None, doubtful=False)
        proxy = Proxy(giver, mention_of(holder) if holder else None)
        proxies = (*changed.proxies, proxy)
        changed = replace(changed, proxies=tuple(sorted(proxies, key=lambda each: each.giver.start)))
    return replace(facts, attendance=changed)
