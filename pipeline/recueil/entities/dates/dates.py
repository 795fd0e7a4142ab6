"""Dates: « jeudi 24 juillet 2014 », « ler janvier 2025 », « 25.07.2014 », « vendredi 25 07 2014 », « mars 2023 »,
« le vingt-deux juin deux mille vingt-deux », « L'an deux mil vingt et un, le 12 juillet ».

« 27/03/23 » and « 9 mars » take what they leave out from the act's own date, never from today's. A date that no
calendar has (« 31 février 2023 »), or that falls on another weekday than the text says, is kept as written, with
its ``issue``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from spacy.language import Language

from recueil.entities.component import Earlier, Extractor
from recueil.entities.dates.extract_roles import role_of, roles_of_two
from recueil.entities.dates.matches import Reading, in_figures, in_iso, in_letters
from recueil.entities.dates.own_date import own_date
from recueil.entities.patterns import APOSTROPHE as AP
from recueil.entities.patterns import WEEKDAYS
from recueil.values import Date, Mention, PartialDate

# A day without a year is a date if a cue precedes it, if it does not recur every year, and if no garbled
# year follows (« Publié le 29 FEV.273 »).
_SAID = re.compile(
    rf"(?:\b(?:[lI]e|du|au|des|et|ou|d[èe]s|date|depuis|avant|apr[èe]s|jusqu{AP}au)\s{{0,4}}:?|[(:,–])\s{{0,40}}\Z",
    re.I,
)
_YEARLY = re.compile(
    rf"\s{{1,4}}(?:de\s{{1,4}}(?:chaque|l{AP})|du\s{{1,4}}fait|suivante?s?\b|N\b)|\.?\s?[0-9]{{3}}", re.IGNORECASE
)
_RELATIVE = re.compile(r"\s{1,4}(?:(?P<past>derniers?)|(?P<coming>prochains?))\b", re.IGNORECASE)
# « 29 juillet et 12 novembre 2019 », « du 16 janvier au 15 février 2020 »: one year for both.
_SHARED = re.compile(r"\s{0,20}(?:,|et|ou|au|à|-|–)?\s{0,20}(?:(?:le|les|du|au|des)\s{1,4})?", re.IGNORECASE)
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
class _Dated:
    """A date match with its role and, once resolved, its issue."""

    reading: Reading
    role: str | None
    issue: str | None = None


_OWN = ("seance", "signature")
# In months: beyond that, a day without a year belongs to the next or the previous year.
_FAR = 8


class Dates(Extractor):
    """Extracts dates with their roles; see :mod:`recueil.entities.dates.extract_roles`."""

    kind = "date"

    def find(self, text: str, earlier: Earlier) -> Iterable[Mention]:
        dated = _with_roles(text, _readings(text))
        full = [each for each in dated if each.reading.year and each.reading.day]
        own = own_date(text, _named(each for each in full if not each.reading.short)) or own_date(
            text, _named(full)
        )
        settled = _with_years(text, dated, own or _likely_year(text, dated))
        as_own = next((each.role for each in settled if _when(each.reading) == own and each.role in _OWN), None)
        return [_mention(each, own, as_own) for each in settled if each.reading.year is not None]


def _readings(text: str) -> list[Reading]:
    """Match every date as written, without overlaps; ranges within a month are left to Periods."""
    listed = sorted([*in_letters(text), *in_figures(text), *in_iso(text)], key=lambda each: each.start)
    apart: list[Reading] = []
    for reading in listed:
        if not apart or reading.start >= apart[-1].end:
            apart.append(reading)
    return [reading for reading in apart if not (reading.since or reading.since_month)]


def _with_roles(text: str, readings: Sequence[Reading]) -> list[_Dated]:
    dated: list[_Dated] = []
    after = 0
    for reading, following in zip_longest(readings, readings[1:]):
        dated.append(_Dated(reading, _role_beside(text, reading, following, dated, after)))
        after = reading.end
    return _with_labels(text, dated)


def _role_beside(
    text: str, reading: Reading, following: Reading | None, dated: Sequence[_Dated], after: int
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


def _with_labels(text: str, dated: list[_Dated]) -> list[_Dated]:
    """Assign roles to two dates that follow their two labels, as in columns read one after the other.

    « Date de convocation Date d'affichage 3 mai 2019 9 mai 2019 ».
    """
    for at, (first, second) in enumerate(pairwise(dated)):
        if _BETWEEN_LABELLED.fullmatch(text, first.reading.end, second.reading.start):
            after = dated[at - 1].reading.end if at else 0
            if roles := roles_of_two(text, first.reading.start, after):
                dated[at], dated[at + 1] = replace(first, role=roles[0]), replace(second, role=roles[1])
    return dated


def _when(reading: Reading) -> PartialDate:
    year = _century(reading.year or 0, None) if reading.short else reading.year or 0
    return PartialDate(year, reading.month, reading.day)


def _named(dated: Iterable[_Dated]) -> list[tuple[str | None, PartialDate]]:
    return [(each.role, _when(each.reading)) for each in dated]


def _likely_year(text: str, dated: Sequence[_Dated]) -> PartialDate | None:
    """Guess the year of an act without a date: the latest year it names twice, else the latest it names."""
    years = Counter(each.reading.year for each in dated if each.reading.year and not each.reading.short)
    return PartialDate(max(years, key=lambda year: (years[year] > 1, year))) if years else None


def _with_years(text: str, dated: Sequence[_Dated], own: PartialDate | None) -> list[_Dated]:
    """Complete the missing years.

    Works from the last date to the first, so that « les 29 juillet et 12 novembre 2019 » shares its year.
    """
    settled: list[_Dated] = []
    following: Reading | None = None
    for each in reversed(dated):
        if each.reading.short:
            each = replace(
                each, reading=replace(each.reading, year=_century(each.reading.year or 0, own), short=False)
            )
        elif each.reading.year is None:
            year = _unwritten_year(text, each, following, own)
            each = replace(each, reading=replace(each.reading, year=year), issue="inferred")
        following = each.reading
        settled.append(each)
    return settled[::-1]


def _century(short: int, own: PartialDate | None) -> int:
    """Expand a two-digit year.

    « 23 » in an act of 2014 is 2023, « 84 » is 1984; without a year of the act, the range is 1970 to 2069.
    """
    return 2000 + short if 2000 + short <= (own.year + 10 if own else 2069) else 1900 + short


def _unwritten_year(text: str, each: _Dated, following: Reading | None, own: PartialDate | None) -> int | None:
    reading = each.reading
    if _YEARLY.match(text, reading.end):
        return None
    if following and _SHARED.fullmatch(text, reading.end, following.start):
        return following.year and following.year - (reading.month > following.month)
    if own is None or not (reading.weekday or _SAID.search(text, max(0, reading.start - 50), reading.start)):
        return None
    relative = _RELATIVE.match(text, reading.end)
    if own.day and (relative or (each.role == "earlier-act" and _months_after(own, reading) >= -_FAR)):
        past = relative is None or bool(relative["past"])
        day, today = (reading.month, reading.day or 0), (own.month or 0, own.day)
        return own.year - (past and day > today) + (not past and day < today)
    return _year_near(own, each)


def _year_near(own: PartialDate, each: _Dated) -> int:
    """Return the year that fits the weekday, else the year nearest to the act.

    « le 10 janvier » in an act of December is in the next year. A deadline or an end of effect is never moved
    to the previous year, a start of effect never to the next.
    """
    reading, months = each.reading, _months_after(own, each.reading)
    near = own.year
    if months < -_FAR and each.role != "effect-start":
        near += 1
    elif months > _FAR and each.role not in ("deadline", "effect-end"):
        near -= 1
    years = (near, own.year, own.year - 1, own.year + 1)
    return next((year for year in years if _weekday_agrees(replace(reading, year=year))), near)


def _months_after(own: PartialDate, reading: Reading) -> int:
    """Return the months from the act's month to the date's, as if both were in one year."""
    return reading.month - own.month if own.month else 0


def _weekday_agrees(reading: Reading) -> bool:
    when = PartialDate(reading.year or 0, reading.month, reading.day)
    if reading.weekday is None or not when.exists:
        return True
    return when.first_day().weekday() == WEEKDAYS[reading.weekday.lower()]


def _mention(each: _Dated, own: PartialDate | None, as_own: str | None) -> Mention:
    reading = each.reading
    when = _when(reading)
    issue = each.issue
    if not when.exists:
        issue = "impossible"
    elif not _weekday_agrees(reading):
        issue = "weekday"
    role = _settled(each.role, when, own, as_own) if own and when.exists else each.role
    return Mention(reading.start, reading.end, Date(when, role, issue), reading.rule)


def _settled(role: str | None, when: PartialDate, own: PartialDate, as_own: str | None) -> str | None:
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
