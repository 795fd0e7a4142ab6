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

from spacy.language import Language

from recueil.extract.as_written import Reading, in_figures, in_iso, in_letters
from recueil.extract.base import Earlier, Extractor
from recueil.extract.lexis import APOSTROPHE as AP
from recueil.extract.lexis import WEEKDAYS
from recueil.extract.roles import role_of
from recueil.values import Date, Mention, PartialDate

# A day without a year is a date when a word says so, when it does not come back every year, and when no broken
# year follows (« Publié le 29 FEV.273 »).
_SAID = re.compile(
    rf"(?:\b(?:le|du|au|des|et|ou|d[èe]s|date|depuis|avant|apr[èe]s|jusqu{AP}au)\s{{0,4}}:?|[(:,–])\s{{0,40}}\Z",
    re.I,
)
_YEARLY = re.compile(
    rf"\s{{1,4}}(?:de\s{{1,4}}(?:chaque|l{AP})|du\s{{1,4}}fait|suivante?s?\b|N\b)|\.?\s?[0-9]{{3}}", re.IGNORECASE
)
_RELATIVE = re.compile(r"\s{1,4}(?:(?P<past>derniers?)|(?P<coming>prochains?))\b", re.IGNORECASE)
# « 29 juillet et 12 novembre 2019 », « du 16 janvier au 15 février 2020 »: one year for both.
_SHARED = re.compile(r"\s{0,20}(?:,|et|ou|au|à|-|–)?\s{0,20}(?:(?:le|les|du|au|des)\s{1,4})?", re.IGNORECASE)
# « et du », « , »: the date after it is for the same thing as the one before.
_CONTINUED = re.compile(r"\s{0,4}(?:,|et|ou)\s{0,4}(?:(?:le|du|des|au)\s{1,4})?", re.IGNORECASE)
_CTES = re.compile(r"\b[09][0-9][0-9AB]-[0-9]{9}-((?:19|20)[0-9]{2})[0-9]{4}-")


@dataclass(frozen=True, slots=True)
class _Dated:
    """A reading with its role and, once settled, its issue."""

    reading: Reading
    role: str | None
    issue: str | None = None


class Dates(Extractor):
    """Each date with its role; see :mod:`recueil.extract.roles`."""

    kind = "date"

    def find(self, text: str, earlier: Earlier) -> Iterable[Mention]:
        dated = _with_roles(text, _readings(text))
        own = _own_date(dated)
        settled = _with_years(text, dated, own or _likely_year(text, dated))
        return [_mention(each, own) for each in settled if each.reading.year is not None]


def _readings(text: str) -> list[Reading]:
    """Every date as written, none overlapping; a range within a month is left to Periods."""
    listed = sorted([*in_letters(text), *in_figures(text), *in_iso(text)], key=lambda each: each.start)
    apart: list[Reading] = []
    for reading in listed:
        if not apart or reading.start >= apart[-1].end:
            apart.append(reading)
    return [reading for reading in apart if not reading.since]


def _with_roles(text: str, readings: Sequence[Reading]) -> list[_Dated]:
    dated: list[_Dated] = []
    after = 0
    for reading in readings:
        if dated and _CONTINUED.fullmatch(text, after, reading.start):
            role = dated[-1].role
        else:
            role = "seance" if reading.rule == "formula" else role_of(text, reading.start, reading.end, after)
        dated.append(_Dated(reading, role))
        after = reading.end
    return dated


def _own_date(dated: Sequence[_Dated]) -> PartialDate | None:
    """The act's own date: the first séance named in full, else the first signature, else the convocation."""
    for role in ("seance", "signature", "convocation"):
        for each in dated:
            when = each.reading
            if each.role == role and when.year and when.day and not when.short:
                return PartialDate(when.year, when.month, when.day)
    return None


def _likely_year(text: str, dated: Sequence[_Dated]) -> PartialDate | None:
    """For an act that does not say its date: the year of its @CTES identifier, else the last it names twice."""
    if identifier := _CTES.search(text):
        return PartialDate(int(identifier[1]))
    years = Counter(each.reading.year for each in dated if each.reading.year and not each.reading.short)
    return PartialDate(max(years, key=lambda year: (years[year] > 1, year))) if years else None


def _with_years(text: str, dated: Sequence[_Dated], own: PartialDate | None) -> list[_Dated]:
    """From the last to the first, so that « les 29 juillet et 12 novembre 2019 » hands its year on."""
    settled: list[_Dated] = []
    following: Reading | None = None
    for each in reversed(dated):
        if each.reading.short:
            each = replace(each, reading=replace(each.reading, year=_century(each.reading.year or 0, own)))
        elif each.reading.year is None:
            year = _unwritten_year(text, each, following, own)
            each = replace(each, reading=replace(each.reading, year=year), issue="inferred")
        following = each.reading
        settled.append(each)
    return settled[::-1]


def _century(short: int, own: PartialDate | None) -> int:
    """« 23 » in an act of 2014 is 2023, « 84 » is 1984; when the act's year is unknown, 1970 to 2069."""
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
    past = each.role == "earlier-act" if relative is None else bool(relative["past"])
    return _year_near(own, reading, past=past, coming=bool(relative) and not past)


def _year_near(own: PartialDate, reading: Reading, *, past: bool, coming: bool) -> int:
    """The act's year; the one before or after when « dernier », « prochain », the role or the weekday says so."""
    day, today = (reading.month, reading.day or 0), (own.month or 0, own.day or 0)
    if own.day and (past or coming):
        return own.year - (past and day > today) + (coming and day < today)
    years = (own.year, own.year - 1, own.year + 1)
    return next((year for year in years if _weekday_agrees(replace(reading, year=year))), own.year)


def _weekday_agrees(reading: Reading) -> bool:
    when = PartialDate(reading.year or 0, reading.month, reading.day)
    if reading.weekday is None or not when.exists:
        return True
    return when.first_day().weekday() == WEEKDAYS[reading.weekday.lower()]


def _mention(each: _Dated, own: PartialDate | None) -> Mention:
    reading = each.reading
    when = PartialDate(reading.year or 0, reading.month, reading.day)
    issue = each.issue
    if not when.exists:
        issue = "impossible"
    elif not _weekday_agrees(reading):
        issue = "weekday"
    return Mention(reading.start, reading.end, Date(when, _role(each.role, when, own), issue), reading.rule)


def _role(role: str | None, when: PartialDate, own: PartialDate | None) -> str | None:
    """A séance other than the act's own is an earlier one, or one to come."""
    if role != "seance" or own is None or when == own:
        return role
    return "earlier-act" if str(when) < str(own) else None


@Language.factory("recueil_dates", assigns=["doc.spans"])
def create_dates(nlp: Language, name: str) -> Dates:
    return Dates()
