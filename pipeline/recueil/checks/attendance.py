"""Check attendance: members both present and absent, proxies, per holder and of absent members.

A check that accuses by the roll is silent where its lists do not have as many names as the act prints: a list
was then not read whole, or holders of pouvoirs were read as represented.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain

from recueil.checks.arithmetic import format_day
from recueil.checks.law import covid_rules_apply
from recueil.checks.rule import Case, Rule, rule, spans
from recueil.text import fold_accents
from recueil.values import Mention
from recueil.values.attendance import Attendance, Proxy
from recueil.values.finding import Finding
from recueil.values.mention import start_of
from recueil.values.person import Person


def agrees_with_counts(attendance: Attendance, twice: int = 0) -> bool:
    """Return whether each count that the act prints is that of its list.

    ``twice`` members stand among the present and the absent: the count of the present may leave them out.
    """
    counts = attendance.counts
    present, represented, away = _lengths(attendance)
    listed = present + represented + away
    return (
        (counts.present is None or present - twice <= counts.present <= present)
        and counts.proxies in (None, represented)
        and counts.absent in (None, away, away + represented)
        and (counts.in_office is None or listed - twice <= counts.in_office)
        and (counts.voting is None or not counts.proxies or counts.voting <= present + represented)
    )


def confirms_voters(attendance: Attendance, voters: int) -> bool:
    """Return whether the voters are the members present and represented, as far as the act says who they are."""
    counts = attendance.counts
    listed, represented, _ = _lengths(attendance)
    present = {number for number in (counts.present, listed) if number}
    proxies = {number for number in (counts.proxies, represented) if number is not None}
    return not present or any(one + other == voters for one in present for other in proxies)


def _lengths(attendance: Attendance) -> tuple[int, int, int]:
    """Return how many names are those of the present, the represented, and the other absent members."""
    represented = max(len(attendance.represented), len(attendance.proxies))
    return len(attendance.present), represented, len(attendance.excused) + len(attendance.absent)


_APART = re.compile(r"[\W_]+")
# « (arrivé à 18h36) », « (à partir du point 3) », « jusqu'à 19 h 05 », « Absent au moment du vote : ».
_QUALIFIED = re.compile(
    r"\b[0-9]{1,2} ?h(?:eures?)? ?[0-9]{0,2}\b|\barriv|\bdepart\b|\bpart(?:i|ie)\b|\bquitt|jusqu"
    r"|a partir d|\bpoints? |\bsauf\b"
    r"|\b(?:affaire|question|dossier|deliberation|rapport)s? ?n?[°o]? ?[0-9]|\bentre en seance|\bretard"
    r"|\b(?:au moment|lors) d[ue]s? votes?\b|\bpour le vote\b|\bdeport|\bpren(?:d|nent) pas part\b"
)
# « Mme DUGAY Isabelle (remplacée par M. VASNAY Laurent) » among the absent.
_REPLACEMENT = re.compile(r"\b(?:remplace|supplee|suppleant)[a-z]{0,4} (?:par )?")
_AFTER, _BEFORE, _HEADING = 60, 30, 120


@lru_cache(maxsize=1024)
def _fold_name(words: str | None) -> str:
    return _APART.sub(" ", fold_accents(words or "")).strip()


def _person_mentions(mentions: Iterable[Mention]) -> list[tuple[Mention, Person]]:
    return [(mention, mention.value) for mention in mentions if isinstance(mention.value, Person)]


def _name_key(person: Person) -> tuple[str, str]:
    return _fold_name(person.given), _fold_name(person.family)


def _group_by_name(mentions: Iterable[Mention]) -> Mapping[tuple[str, str], Sequence[Mention]]:
    found: dict[tuple[str, str], list[Mention]] = {}
    for mention, person in _person_mentions(mentions):
        found.setdefault(_name_key(person), []).append(mention)
    return found


def _all_members(attendance: Attendance) -> list[Mention]:
    givers = [proxy.giver for proxy in attendance.proxies]
    lists = (attendance.present, attendance.represented, attendance.excused, attendance.absent)
    return [mention for each in lists for mention in each] + givers


def _is_unique_surname(person: Person, others: Iterable[Mention]) -> bool:
    """Return whether nobody else of the séance has this surname: the surname then identifies one person."""
    named = {
        _name_key(other)
        for _, other in _person_mentions(others)
        if _fold_name(other.family) == _fold_name(person.family)
    }
    return len({given for given, _ in named if given}) <= 1


def _has_movement(attendance: Attendance, person: Person) -> bool:
    """Return whether the person arrives or leaves during the séance."""
    return any(
        _fold_name(other.family) == _fold_name(person.family)
        for _, other in _person_mentions(m.who for m in attendance.movements)
    )


def _is_qualified(case: Case, mention: Mention) -> bool:
    """Return whether a time or an agenda item follows the name.

    It must stand before the next name. Also True when the person replaces another.
    """
    named = case.entities.get("person", ())
    following = bisect_left(named, mention.end, key=start_of)
    until = named[following].start if following < len(named) else len(case.text)
    after = case.plain[mention.end : min(until, mention.end + _AFTER)]
    before = case.plain[max(0, mention.start - _BEFORE) : mention.start]
    return _QUALIFIED.search(after) is not None or _REPLACEMENT.search(before) is not None


def _display_name(person: Person) -> str:
    return " ".join(person.full_name.split())


_ONE_PROXY_ASSEMBLIES = ("municipal", "communautaire", "departemental", "regional")


@rule("present-et-absent", "Logique : un membre n'est pas présent et absent à la fois")
def present_and_absent(this: Rule, case: Case) -> Iterator[Finding]:
    attendance = case.sure_attendance
    # « REPRÉSENTÉS … PAR … » in columns: who is named there without a holder may be one
    givers = [proxy.giver for proxy in attendance.proxies if _is_tied(case, proxy)]
    lists = (("absents", attendance.absent), ("excusés", attendance.excused), ("représentés", givers))
    present = _group_by_name(attendance.present) if any(away for _, away in lists) else {}
    both: dict[tuple[str, str], tuple[str, Person, tuple[Mention, Mention]]] = {}
    for name, away in lists:
        for mention, person in _person_mentions(away):
            who = _name_key(person)
            if who in present and who not in both and mention not in present[who]:
                both[who] = (name, person, (present[who][0], mention))
    if not both or not agrees_with_counts(case.facts.attendance, len(both)) or _is_for_some_items(case):
        return
    for where, person, mentions in both.values():
        explained = _has_movement(attendance, person) or any(_is_qualified(case, each) for each in mentions)
        if _is_one_person(person, mentions) and not explained:
            yield this.finding(
                "warning" if attendance.movements else "error",
                f"{_display_name(person)} figure parmi les présents et parmi les {where}.",
                spans(mentions),
                found=_display_name(person),
            )


def _is_one_person(person: Person, mentions: Iterable[Mention]) -> bool:
    """Return whether two mentions of a name are certainly one person: a full given name, no other civility."""
    civilities = {each.civility for _, each in _person_mentions(mentions) if each.civility}
    return len(_fold_name(person.given)) > 1 and len(civilities) < 2


def _is_for_some_items(case: Case) -> bool:
    """Return whether something between the present and the end of the roll limits it to times or items.

    « Absents (délibérations 43 à 45) : … » says of each name below that the member sat before and after.
    """
    attendance = case.facts.attendance
    members = _all_members(attendance)
    start = max((mention.end for mention in attendance.present), default=0)
    away = [mention for mention in members if mention not in attendance.present]
    low = min((mention.start for mention in away), default=start)
    end = max((mention.end for mention in members), default=start)
    return _QUALIFIED.search(case.plain, max(0, min(start, low - _HEADING)), end + _AFTER) is not None


# Between the giver of a pouvoir and its holder.
_TIE = re.compile(r"\b(?:a|au|par|pouvoirs?|procurations?|mandat|mandataire|donne)\b|[→>(:]")
_MAX_TIE = 90


def _is_tied(case: Case, proxy: Proxy) -> bool:
    """Return whether the words between two names say that one holds the pouvoir of the other."""
    if proxy.holder is None or _name_of(proxy.holder) == _name_of(proxy.giver):
        return False
    first, second = sorted((proxy.giver, proxy.holder), key=start_of)
    between = case.plain[first.end : second.start]
    return len(between) <= _MAX_TIE and _TIE.search(between) is not None


def _name_of(mention: Mention) -> tuple[str, str] | None:
    return next((_name_key(person) for _, person in _person_mentions([mention])), None)


@rule(
    "pouvoirs-par-porteur",
    "CGCT L2121-20 : un conseiller ne porte qu'un pouvoir (deux pendant les périodes Covid)",
)
def proxies_of_one(this: Rule, case: Case) -> Iterator[Finding]:
    attendance = case.sure_attendance
    certain = not attendance.movements and all(_is_tied(case, proxy) for proxy in attendance.proxies)
    if case.assembly not in _ONE_PROXY_ASSEMBLIES or not certain or not agrees_with_counts(case.facts.attendance):
        return
    by_holder: dict[tuple[str, str], dict[tuple[str, str], tuple[Mention, Mention]]] = {}
    for proxy in attendance.proxies:
        if proxy.holder:
            for (giver, one), (holder, other) in zip(
                _person_mentions([proxy.giver]), _person_mentions([proxy.holder]), strict=False
            ):
                by_holder.setdefault(_name_key(other), {}).setdefault(_name_key(one), (giver, holder))
    allowed = 2 if covid_rules_apply(case.day) else 1
    for pairs in by_holder.values():
        if len(pairs) > allowed:
            yield from _check_proxy_count(this, case, list(pairs.values()), allowed)


def _check_proxy_count(
    this: Rule, case: Case, pairs: list[tuple[Mention, Mention]], allowed: int
) -> Iterator[Finding]:
    ((_, holder),) = _person_mentions([pairs[0][1]])
    seated = _all_members(case.facts.attendance) + [other for _, other in pairs]
    if not holder.given and not _is_unique_surname(holder, seated):
        return
    if any(_is_qualified(case, mention) for pair in pairs for mention in pair):
        return
    when = f" le {format_day(case.day)}" if case.day else ""
    yield this.finding(
        "error",
        f"{_display_name(holder)} porte {len(pairs)} pouvoirs, {allowed} au plus{when}.",
        spans(chain.from_iterable(pairs)),
        expected=str(allowed),
        found=str(len(pairs)),
    )


@rule("porteur-absent", "CGCT L2121-20 : le porteur d'un pouvoir siège lui-même")
def holder_away(this: Rule, case: Case) -> Iterator[Finding]:
    """Check holders against the absent, where the act prints how many are present or absent, and that agrees."""
    attendance = case.sure_attendance
    counted = attendance.counts.present is not None or attendance.counts.absent is not None
    if (
        not attendance.proxies
        or attendance.movements
        or not counted
        or not agrees_with_counts(case.facts.attendance)
    ):
        return
    away = _group_by_name([*attendance.absent, *attendance.excused])
    present = _group_by_name(case.facts.attendance.present)
    for proxy in attendance.proxies:
        for holder, person in _person_mentions([proxy.holder] if proxy.holder else []):
            who = _name_key(person)
            if who in present or who not in away or not _is_tied(case, proxy):
                continue
            places = (away[who][0], holder)
            if (
                away[who][0] != holder
                and _is_one_person(person, places)
                and not any(_is_qualified(case, each) for each in places)
            ):
                message = f"{_display_name(person)} porte un pouvoir mais figure parmi les absents."
                yield this.finding("warning", message, spans(places), found=_display_name(person))
