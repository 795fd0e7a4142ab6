"""spaCy component for dates, with their roles.

« jeudi 24 juillet 2014 », « ler janvier 2025 », « 25.07.2014 », « vendredi 25 07 2014 », « mars 2023 »,
« le vingt-deux juin deux mille vingt-deux », « L'an deux mil vingt et un, le 12 juillet ».

« 27/03/23 » and « 9 mars » are completed from the act's own date, never from today's. That reference date
is the day of the séance of a délibération, of the signature of an arrêté; the @CTES identifier repeats it
(« 034-213401722-20140522-0000072213-DE ») and decides between several séances when the file also has one of
another body. A date that no calendar has (« 31 février 2023 »), or that falls on another weekday than the
text says, is kept as written, with its ``issue``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from spacy.language import Language

from recueil.entities.component import Extractor, MentionsByKind
from recueil.entities.dates.matches import DateMatch, find_in_digits, find_in_letters, find_iso
from recueil.entities.dates.relative_days import find_relative_days
from recueil.entities.dates.roles import role_of, roles_by_labels
from recueil.entities.patterns import APOSTROPHE as AP
from recueil.entities.patterns import WEEKDAYS, find_ctes_date
from recueil.values import Date, Mention, PartialDate

RoleDates = Sequence[tuple[str | None, PartialDate]]
"""Dates written in full, in reading order, each with its role."""

_HEAD = 2500
_ARRETE = re.compile(
    r"(?:\A|\n)[ \t]{0,60}(?:Arr[êe]t[ée]|ARR[ÊE]T[ÉE])(?![^\W\d])|"
    r"\bARR[ÊE]T[ÉE](?: [A-ZÉ]{4,20}){0,3} (?:N[°ºO]|DU)|"
    r"\b(?:L[ea] )(?:[Mm]aire|[Pp]r[ée]f[èe]te?),?\s{1,20}(?:Vu|VU)\b"
)
_SEANCE = re.compile(r"\b(?:s[ée]ance|d[ée]lib[ée]rations?|proc[èe]s-verbal|compte[ -]rendu)\b", re.IGNORECASE)
# Most days from the séance to the date in its @CTES identifier, when a clerk typed the day of sending there.
_MAX_DAYS_LATE = 92


def find_reference_date(text: str, named: RoleDates) -> PartialDate | None:
    """Return the date of the act, which completes dates without a year and « dernier ».

    The séance or signature that the identifier confirms, else the first séance or signature, the identifier, or
    the convocation. The identifier also wins if it is not 0 to 92 days after the first séance or signature.
    """
    signed_alone = _is_arrete(text[:_HEAD])
    roles = ("signature", "seance") if signed_alone else ("seance", "signature")
    days = [when for wanted in roles for role, when in named if role == wanted and when.exists]
    day = find_ctes_date(text)
    if day and (day in days or not days or not _is_shortly_after(days[0], day)):
        return day
    return days[0] if days else next((when for role, when in named if role == "convocation"), None)


def _is_arrete(head: str) -> bool:
    """Return whether the head names an arrêté before it names a séance."""
    arrete, seance = _ARRETE.search(head), _SEANCE.search(head)
    return arrete is not None and (seance is None or arrete.start() < seance.start())


def _is_shortly_after(made: PartialDate, sent: PartialDate) -> bool:
    return 0 <= (sent.first_day() - made.first_day()).days <= _MAX_DAYS_LATE


# A day without a year is a date if a cue precedes it, if it does not recur every year, and if no garbled
# year follows (« Publié le 29 FEV.273 »).
_CUE_BEFORE = re.compile(
    rf"(?:\b(?:[lI]e|du|au|des|et|ou|d[èe]s|date|depuis|avant|apr[èe]s|jusqu{AP}au)\s{{0,4}}:?|[(:,–])\s{{0,40}}\Z",
    re.I,
)
_YEARLY = re.compile(
    rf"\s{{1,4}}(?:de\s{{1,4}}(?:chaque|l{AP})|du\s{{1,4}}fait|suivante?s?\b|N\b)|\.?\s?[0-9]{{3}}", re.IGNORECASE
)
_RELATIVE = re.compile(r"\s{1,4}(?:(?P<past>derniers?)|(?P<coming>prochains?))\b", re.IGNORECASE)
# « 29 juillet et 12 novembre 2019 », « du 16 janvier au 15 février 2020 »: one year for both.
_SAME_YEAR_LINK = re.compile(
    r"\s{0,20}(?:,|et|ou|au|à|-|–)?\s{0,20}(?:(?:le|les|du|au|des)\s{1,4})?", re.IGNORECASE
)
# « et du », « , »: the next date has the same role as the one before.
_CONTINUED = re.compile(r"\s{0,4}(?:,|et|ou|puis)\s{0,4}(?:(?:le|du|des|au)\s{1,40})?", re.IGNORECASE)
# « applicable du 1er février 2017 au 31 janvier 2018 »; « l'enquête a lieu du 6 au 29 » starts and ends nothing.
_IN_FORCE = re.compile(
    r"\b(?:appliqu|applicab|conclu|valab|contrat|convention|march[ée]|bail|lou[ée]|location|tarifs?\b|dur[ée]e|interdi|court\b|article\s?[0-9]{1,2}\b)"
    r"[^.;]{0,80}\bdu\s{0,4}\Z",
    re.IGNORECASE,
)
_TO = re.compile(r"\s{1,40}(?:jusqu|inclus\s{1,4})?au\s{1,40}", re.IGNORECASE)
_BETWEEN_LABELLED = re.compile(r"[\s|]{0,60}")


@dataclass(frozen=True, slots=True)
class _DatedMatch:
    """A date match with its role and, once resolved, its issue."""

    reading: DateMatch
    role: str | None
    issue: str | None = None


_OWN_ROLES = ("seance", "signature")
# In months: beyond that, a day without a year belongs to the next or the previous year.
_FAR_MONTHS = 8


class Dates(Extractor):
    """Extracts dates with their roles; see :mod:`recueil.entities.dates.roles`."""

    kind = "date"

    def find(self, text: str, earlier: MentionsByKind) -> Iterable[Mention]:
        dated = _assign_roles(text, _find_matches(text))
        full = [each for each in dated if each.reading.year and each.reading.day]
        own = find_reference_date(
            text, _role_dates(each for each in full if not each.reading.short)
        ) or find_reference_date(text, _role_dates(full))
        settled = _complete_years(text, dated, own or _likely_year(text, dated))
        as_own = next(
            (each.role for each in settled if _to_partial_date(each.reading) == own and each.role in _OWN_ROLES),
            None,
        )
        dates = [_to_mention(each, own, as_own) for each in settled if each.reading.year is not None]
        act_day = own if _is_only_day(settled, own, as_own) else None
        return sorted([*dates, *find_relative_days(text, dates, act_day)], key=lambda mention: mention.start)


def _is_only_day(dated: Iterable[_DatedMatch], own: PartialDate | None, as_own: str | None) -> bool:
    """Return whether the text has no other day in the role of the act's own day: it holds one act or séance."""
    return as_own is not None and {_to_partial_date(each.reading) for each in dated if each.role == as_own} == {
        own
    }


def _find_matches(text: str) -> list[DateMatch]:
    """Match every date as written, without overlaps; ranges within a month are left to Periods."""
    listed = sorted([*find_in_letters(text), *find_in_digits(text), *find_iso(text)], key=lambda each: each.start)
    apart: list[DateMatch] = []
    for reading in listed:
        if not apart or reading.start >= apart[-1].end:
            apart.append(reading)
    return [reading for reading in apart if not (reading.since or reading.since_month)]


def _assign_roles(text: str, readings: Sequence[DateMatch]) -> list[_DatedMatch]:
    dated: list[_DatedMatch] = []
    after = 0
    for reading, following in zip_longest(readings, readings[1:]):
        dated.append(_DatedMatch(reading, _role_in_context(text, reading, following, dated, after)))
        after = reading.end
    return _assign_labelled_roles(text, dated)


def _role_in_context(
    text: str, reading: DateMatch, following: DateMatch | None, dated: Sequence[_DatedMatch], after: int
) -> str | None:
    """Return the role by the words before the date.

    A date that continues the one before shares its role; a range has a start and an end.
    """
    if reading.rule == "formula":
        return "seance"
    if dated and _CONTINUED.fullmatch(text, after, reading.start):
        starts = following and _TO.fullmatch(text, reading.end, following.start)
        return "effect-start" if starts and dated[-1].role == "effect-end" else dated[-1].role
    if dated and dated[-1].role in ("effect-start", "publication") and _TO.fullmatch(text, after, reading.start):
        return "effect-end"
    role = role_of(text, reading.start, reading.end, after)
    if following and _TO.fullmatch(text, reading.end, following.start) and role in (None, "seance", "earlier-act"):
        return "effect-start" if _IN_FORCE.search(text, max(after, reading.start - 90), reading.start) else None
    return role


def _assign_labelled_roles(text: str, dated: list[_DatedMatch]) -> list[_DatedMatch]:
    """Assign roles to two dates that follow their two labels, as in columns read one after the other.

    « Date de convocation Date d'affichage 3 mai 2019 9 mai 2019 ».
    """
    for at, (first, second) in enumerate(pairwise(dated)):
        if _BETWEEN_LABELLED.fullmatch(text, first.reading.end, second.reading.start):
            after = dated[at - 1].reading.end if at else 0
            if roles := roles_by_labels(text, first.reading.start, after):
                dated[at], dated[at + 1] = replace(first, role=roles[0]), replace(second, role=roles[1])
    return dated


def _to_partial_date(reading: DateMatch) -> PartialDate:
    year = _expand_year(reading.year or 0, None) if reading.short else reading.year or 0
    return PartialDate(year, reading.month, reading.day)


def _role_dates(dated: Iterable[_DatedMatch]) -> list[tuple[str | None, PartialDate]]:
    return [(each.role, _to_partial_date(each.reading)) for each in dated]


def _likely_year(text: str, dated: Sequence[_DatedMatch]) -> PartialDate | None:
    """Guess the year of an act without a date: the latest year it names twice, else the latest it names."""
    years = Counter(each.reading.year for each in dated if each.reading.year and not each.reading.short)
    return PartialDate(max(years, key=lambda year: (years[year] > 1, year))) if years else None


def _complete_years(text: str, dated: Sequence[_DatedMatch], own: PartialDate | None) -> list[_DatedMatch]:
    """Complete the missing years.

    Works from the last date to the first, so that « les 29 juillet et 12 novembre 2019 » shares its year.
    """
    settled: list[_DatedMatch] = []
    following: DateMatch | None = None
    for each in reversed(dated):
        if each.reading.short:
            each = replace(
                each, reading=replace(each.reading, year=_expand_year(each.reading.year or 0, own), short=False)
            )
        elif each.reading.year is None:
            year = _infer_year(text, each, following, own)
            each = replace(each, reading=replace(each.reading, year=year), issue="inferred")
        following = each.reading
        settled.append(each)
    return settled[::-1]


def _expand_year(short: int, own: PartialDate | None) -> int:
    """Expand a two-digit year.

    « 23 » in an act of 2014 is 2023, « 84 » is 1984; without a year of the act, the range is 1970 to 2069.
    """
    return 2000 + short if 2000 + short <= (own.year + 10 if own else 2069) else 1900 + short


def _infer_year(text: str, each: _DatedMatch, following: DateMatch | None, own: PartialDate | None) -> int | None:
    reading = each.reading
    if _YEARLY.match(text, reading.end):
        return None
    if following and _SAME_YEAR_LINK.fullmatch(text, reading.end, following.start):
        return following.year and following.year - (reading.month > following.month)
    if own is None or not (reading.weekday or _CUE_BEFORE.search(text, max(0, reading.start - 50), reading.start)):
        return None
    relative = _RELATIVE.match(text, reading.end)
    if own.day and (relative or (each.role == "earlier-act" and _months_after(own, reading) >= -_FAR_MONTHS)):
        past = relative is None or bool(relative["past"])
        day, today = (reading.month, reading.day or 0), (own.month or 0, own.day)
        return own.year - (past and day > today) + (not past and day < today)
    return _nearest_year(own, each)


def _nearest_year(own: PartialDate, each: _DatedMatch) -> int:
    """Return the year that fits the weekday, else the year nearest to the act.

    « le 10 janvier » in an act of December is in the next year. A deadline or an end of effect is never moved
    to the previous year, a start of effect never to the next.
    """
    reading, months = each.reading, _months_after(own, each.reading)
    near = own.year
    if months < -_FAR_MONTHS and each.role != "effect-start":
        near += 1
    elif months > _FAR_MONTHS and each.role not in ("deadline", "effect-end"):
        near -= 1
    years = (near, own.year, own.year - 1, own.year + 1)
    return next((year for year in years if _weekday_agrees(replace(reading, year=year))), near)


def _months_after(own: PartialDate, reading: DateMatch) -> int:
    """Return the months from the act's month to the date's, as if both were in one year."""
    return reading.month - own.month if own.month else 0


def _weekday_agrees(reading: DateMatch) -> bool:
    when = PartialDate(reading.year or 0, reading.month, reading.day)
    if reading.weekday is None or not when.exists:
        return True
    return when.first_day().weekday() == WEEKDAYS[reading.weekday.lower()]


def _to_mention(each: _DatedMatch, own: PartialDate | None, as_own: str | None) -> Mention:
    reading = each.reading
    when = _to_partial_date(reading)
    issue = each.issue
    if not when.exists:
        issue = "impossible"
    elif not _weekday_agrees(reading):
        issue = "weekday"
    role = _final_role(each.role, when, own, as_own) if own and when.exists else each.role
    return Mention(reading.start, reading.end, Date(when, role, issue), reading.rule)


def _final_role(role: str | None, when: PartialDate, own: PartialDate, as_own: str | None) -> str | None:
    """Return the final role.

    The act's own day keeps one role; another séance is an earlier act, unless it is in the future.
    """
    if when == own:
        return as_own if role in ("earlier-act", "legal") and as_own else role
    if role == "seance":
        role = "earlier-act"
    return None if role == "earlier-act" and when.first_day() > own.last_day() else role


@Language.factory("recueil_dates", assigns=["doc.spans"])
def create_dates(nlp: Language, name: str) -> Dates:
    return Dates()
