"""Score what an act says as a whole against an annotation of it, and its organisations and places.

Names are equal by their folded words, a surname alone to a name that holds it. A vote is right by its place, its
outcome and each count that gold has; an award by its amount and half of the words of its beneficiary.
Organisations and places are right by spans that overlap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from recueil.evaluation.act_annotation import (
    MARKED_LENGTH,
    ActAnnotation,
    MarkedAward,
    MarkedFunder,
    MarkedVote,
    spans_of,
)
from recueil.text import fold_words
from recueil.values import Act, Amount, Award, Mention, Vote
from recueil.values.award import Funder

Gold = TypeVar("Gold")
Found = TypeVar("Found")

FIELDS = (
    *("kind", "date", "document_date", "president", "secretary", "present", "represented", "absent", "proxies"),
    *("votes", "awards", "funding"),
)
"""The fields of an act that are judged."""
_SMALL_WORDS = frozenset(
    "m mm mme mmes monsieur madame dr le la les l de du des d".split()  # noqa: SIM905
)
_VOTE_BEFORE, _VOTE_AFTER = 250, 400  # characters from the place of a vote in gold to where it may be found
_KINDS_IN_GOLD = {"convocation": "autre"}


class Comparison(NamedTuple):
    """What is right, missed and wrong of one kind of one act; ``right`` is a number, the others are as texts."""

    kind: str
    right: int
    missed: Sequence[str]
    wrong: Sequence[str]


def compare(gold: ActAnnotation, act: Act, *, roll: bool = True) -> Iterator[Comparison]:
    """Compare an act with its annotation; ``roll`` is False for one whose séance has been compared."""
    for field, right, missed, wrong in _compare_fields(gold, act, roll):
        yield Comparison(f"act.{field}", right, missed, wrong)
    for kind, marked, optional in (
        ("organisation", gold.organisations, gold.optional.organisations),
        ("place", gold.places, gold.optional.places),
    ):
        if marked is not None:
            loose = [*spans_of(marked, optional=True), *(item.span for item in optional if item.start is not None)]
            found = [
                (entity.start, entity.end)
                for entity in act.entities
                if entity.kind == kind and entity.start < MARKED_LENGTH
            ]
            yield _match(kind, spans_of(marked, optional=False), found, _overlap, loose)


def _compare_fields(gold: ActAnnotation, act: Act, roll: bool) -> Iterator[Comparison]:
    unsure = gold.uncertain_fields
    identity = act.facts.identity
    single = (
        ("kind", _KINDS_IN_GOLD.get(gold.kind or "", gold.kind), identity.kind or "none"),
        ("date", gold.date, _text(identity.date)),
        ("document_date", gold.document_date, _text(identity.document_date)),
    )
    for field, expected, value in single:
        if field not in unsure:
            yield _match(field, _some(expected), _some(value), str.__eq__)
    if roll:
        officers = (
            ("president", gold.president, identity.president),
            ("secretary", gold.secretary, identity.secretary),
        )
        for field, expected, mention in officers:
            if field not in unsure:
                yield _match(field, _some(expected), _some(_name(mention)), same_name)
        if gold.roll_complete:
            yield from _compare_roll(gold, act)
    if "votes" not in " ".join(gold.uncertain) or gold.uncertain_votes:
        yield _compare_votes(gold, act)
    if "awards" not in unsure:
        yield _compare_awards(gold, act)
    if "funding" not in unsure:
        funders = [funder for part in _every(act) for plan in part.facts.funding for funder in plan.funders]
        others = {
            (funder.start, funder.name): funder for funder in funders if not funder.own
        }  # a part repeats its act's
        yield _match(
            "funding", [each for each in gold.funding if not each.optional], list(others.values()), _same_funder
        )


def _compare_roll(gold: ActAnnotation, act: Act) -> Iterator[Comparison]:
    attendance = act.facts.attendance
    apart = gold.unjudged_names

    def select_judged(names: Iterable[str | None]) -> list[str]:
        return [name for name in names if name and not any(same_name(name, other) for other in apart)]

    represented = _names(attendance.represented)
    away = [
        name
        for name in _names((*attendance.excused, *attendance.absent))
        if not any(same_name(name, giver) for giver in represented)
    ]
    for field, expected, found in (
        ("present", gold.present, _names(attendance.present)),
        ("represented", [giver.name for giver in gold.represented], represented),
        ("absent", gold.absent, away),
    ):
        if field not in gold.uncertain_fields:
            yield _match(field, select_judged(expected), select_judged(found), same_name)
    proxies = [(giver.name, giver.by) for giver in gold.represented if giver.by]
    pairs = [(_name(proxy.giver) or "", _name(proxy.holder)) for proxy in attendance.proxies]
    yield _match(
        "proxies",
        [pair for pair in proxies if select_judged([pair[0]])],
        [(giver, holder) for giver, holder in pairs if holder and select_judged([giver])],
        lambda one, other: same_name(one[0], other[0]) and same_name(one[1], other[1]),
    )


def _compare_votes(gold: ActAnnotation, act: Act) -> Comparison:
    unsure = [vote for at, vote in enumerate(gold.votes) if at in gold.uncertain_votes]
    loose = [vote for vote in gold.votes if vote.optional or vote.procedural] + list(gold.optional.votes)
    places = [vote.start for vote in (*unsure, *loose)] + [at for vote in gold.votes for at in vote.alt_starts]
    judged = [vote for vote in gold.votes if vote not in unsure and vote not in loose]
    found = {(vote.start, vote.end): vote for part in _every(act) for vote in part.facts.votes}
    apart = [vote for vote in found.values() if not any(abs(vote.start - at) < _VOTE_AFTER for at in places)]
    return _match("votes", judged, apart, _same_vote)


def _same_vote(gold: MarkedVote, found: Vote) -> bool:
    if not -_VOTE_BEFORE <= found.start - gold.start <= _VOTE_AFTER or gold.outcome != found.outcome:
        return False
    counts = (
        (gold.votes_for, found.votes_for),
        (gold.against, found.against),
        (gold.abstentions, found.abstentions),
    )
    return all(expected in (None, count) or (expected == 0 and count is None) for expected, count in counts)


def _compare_awards(gold: ActAnnotation, act: Act) -> Comparison:
    loose = [award for award in gold.awards if award.optional or award.reported] + list(gold.optional.awards)
    judged = [award for award in gold.awards if award.amount and award not in loose]
    every = [award for part in _every(act) for award in part.facts.awards if _amount(award.amount) is not None]
    found = list({(award.start, _amount(award.amount), award.beneficiary): award for award in every}.values())
    apart = [
        award
        for award in found
        if any(_same_award(each, award) for each in judged) or not any(_same_award(each, award) for each in loose)
    ]
    return _match("awards", judged, apart, _same_award)


def _same_award(gold: MarkedAward, found: Award) -> bool:
    expected, words = set(_words(gold.beneficiary)), set(_words(found.beneficiary))
    shared = len(expected & words) * 2 >= min(len(expected), len(words)) > 0
    return shared and gold.amount == _amount(found.amount)


def _same_funder(gold: MarkedFunder, found: Funder) -> bool:
    shared = set(_words(gold.funder)) & set(_words(found.name))
    return bool(shared) and (not gold.amount or gold.amount == _amount(found.amount))


def _match(
    kind: str,
    gold: Sequence[Gold],
    found: Sequence[Found],
    equal: Callable[[Gold, Found], bool],
    optional: Sequence[Gold] = (),
) -> Comparison:
    """Match each item of gold with the first that equals it and that no other has; optional ones may be left."""
    left = list(found)
    missed = []
    for item in gold:
        at = next((at for at, other in enumerate(left) if equal(item, other)), None)
        if at is None:
            missed.append(item)
        else:
            del left[at]
    wrong = [str(item) for item in left if not any(equal(other, item) for other in optional)]
    return Comparison(kind, len(gold) - len(missed), list(map(str, missed)), wrong)


def same_name(one: str | None, other: str | None) -> bool:
    """Return whether two names are of one person: equal words, or the surname alone of the other."""
    words, others = set(_words(one)), set(_words(other))
    if not words or not others:
        return False
    return words == others or (len(words) == 1 and words <= others) or (len(others) == 1 and others <= words)


def _words(name: str | None) -> list[str]:
    return [word for word in fold_words(name or "") if word not in _SMALL_WORDS]


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _every(act: Act) -> tuple[Act, ...]:
    return (act, *act.parts)


def _some(value: str | None) -> list[str]:
    return [value] if value else []


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _name(mention: Mention | None) -> str | None:
    return None if mention is None else mention.full_name


def _names(mentions: Iterable[Mention]) -> list[str]:
    return [name for mention in mentions if (name := mention.full_name)]


def _amount(mention: Mention | None) -> object:
    return mention.value.amount if mention and isinstance(mention.value, Amount) else None
