"""Find days that are named by their distance from the day of the act or from the date before them.

« le 15 du mois courant », « lundi prochain », « hier soir », « la séance de ce jour », « le même jour ».

Only forms with one meaning are read. « à ce jour », « la ville de demain » and « hier encore » name no day,
« affiché ce jour » means a day that the text does not give, and words in quotes have a day of their own.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from recueil.entities.patterns import DAY, MONTHS, WEEKDAYS, parse_day, regex_alternatives
from recueil.text import PrefilteredPattern
from recueil.values import Date, Mention, PartialDate

_WEEKDAYS = regex_alternatives(WEEKDAYS)
# « délibérant en séance de ce jour », « le rapport présenté ce jour ».
_BEFORE_THIS_DAY = (
    r"\b(?:s[ée]ance|r[ée]union|d[ée]lib[ée]ration|arr[êe]t[ée]|assembl[ée]e|conseil|(?:en\s)?date)\s{1,4}de\s{1,4}\Z"
    r"|(?<![^\W\d])(?:pr[ée]sent|adopt|approuv|vot|examin|d[ée]lib[ée]r|r[ée]uni|soumi|propos|[ée]lu|d[ée]sign|install)"
    r"[ée]?[es]{0,2}t?\s{1,4}\Z"
)
_RELATIVE = re.compile(
    rf"(?<![\w-])(?:(?:le|du|au)\s{{1,4}}(?P<day>{DAY})\s{{1,4}}"
    r"(?:(?:du\s{1,4}(?:pr[ée]sent\s{1,4})?mois\s{1,4})?courant|de\s{1,4}ce\s{1,4}mois"
    r"|du\s{1,4}mois\s{1,4}(?P<month>dernier|prochain))(?!\s{1,4}(?:[0-9]|" + regex_alternatives(MONTHS) + r")|\w)"
    rf"|(?P<weekday>{_WEEKDAYS})\s{{1,4}}(?P<way>prochain|dernier)(?!\w)"
    r"|(?P<near>avant-hier|hier|demain)(?=\s{1,4}(?:soir|matin|midi|apr[èe]s-midi)(?!\w))"
    r"|(?P<this>ce\s{1,4}(?:m[êe]me\s{1,4})?jour)(?!\w|-l)"
    r"|(?:le\s{1,4}|du\s{1,4}|ce\s{1,4})?(?P<same>m[êe]me\s{1,4}jour)(?!\w|-l))",
    re.IGNORECASE,
)
# One of these words is in each form, and quick to find; the form is then searched around it.
_ANCHOR = PrefilteredPattern(
    r"(?:jour(?<=e\sjour)|mois(?<=ce\smois)|prochain|dernier|courant|[Hh]ier|[Dd]emain)(?![^\W\d])",
    *("jour", "mois", "prochain", "dernier", "courant", "Hier", "hier", "Demain", "demain"),
)
_LEFT, _RIGHT = 60, 30
_DAYS_AWAY = {"avant-hier": -2, "hier": -1, "demain": 1}
_THIS_DAY = re.compile(_BEFORE_THIS_DAY, re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.;!?]\s|\n\s{0,80}\n")
_QUOTES = re.compile(r"[«»“”]")
_ADJACENT = re.compile(r"[\s,(:–-]{0,6}")
_QUOTE_REACH, _SENTENCE_REACH = 400, 160


class _RelativeDay(NamedTuple):
    start: int
    end: int
    day: datetime.date


def find_relative_days(text: str, dates: Sequence[Mention], act_day: PartialDate | None) -> Iterator[Mention]:
    """Find them among the dates found, which they do not overlap; ``act_day`` is the day of the séance or of the
    signature, None where the text has several: then only « le même jour » is read.
    """
    today = act_day.first_day() if act_day and act_day.day and act_day.exists else None
    place = 0
    for match in _match_forms(text):
        while place < len(dates) and dates[place].start < match.end():
            place += 1
        before = dates[place - 1] if place else None
        after = dates[place] if place < len(dates) else None
        if before and before.end > match.start():
            continue
        if any(_ADJACENT.fullmatch(text, *gap) for gap in _gaps(before, match, after)) or _is_quoted(text, match):
            continue
        if (relative := _resolve(text, match, before, today)) is not None:
            when = PartialDate(relative.day.year, relative.day.month, relative.day.day)
            yield Mention(relative.start, relative.end, Date(when, None, "inferred"), "relative")


def _match_forms(text: str) -> Iterator[re.Match[str]]:
    after = 0
    for anchor in _ANCHOR.finditer(text):
        left = max(after, anchor.start() - _LEFT)
        if anchor.start() >= after and (match := _RELATIVE.search(text, left, anchor.end() + _RIGHT)):
            yield match
            after = match.end()


def _gaps(before: Mention | None, match: re.Match[str], after: Mention | None) -> Iterator[tuple[int, int]]:
    """Yield the gaps to the neighbouring dates: « ce jour, lundi 3 mai » has its date."""
    if before and not match["same"]:
        yield before.end, match.start()
    if after:
        yield match.end(), after.start


def _is_quoted(text: str, match: re.Match[str]) -> bool:
    marks = _QUOTES.findall(text, max(0, match.start() - _QUOTE_REACH), match.start())
    return bool(marks) and marks[-1] in "«“"


def _resolve(
    text: str, match: re.Match[str], before: Mention | None, today: datetime.date | None
) -> _RelativeDay | None:
    if match["same"]:
        day = _day_in_sentence(text, match, before)
        return _RelativeDay(*match.span("same"), day) if day else None
    if today is None:
        return None
    if match["day"]:
        whole = _day_of_month(today, parse_day(match["day"]), match["month"])
        return _RelativeDay(match.start("day"), match.end(), whole) if whole else None
    if match["weekday"]:
        away = (WEEKDAYS[match["weekday"].lower()] - today.weekday()) % 7
        days = (away or 7) if match["way"].lower() == "prochain" else away - 7
        return _RelativeDay(match.start(), match.end(), today + datetime.timedelta(days))
    if match["this"]:
        cue = _THIS_DAY.search(text, max(0, match.start() - 40), match.start())
        return _RelativeDay(*match.span("this"), today) if cue else None
    days = _DAYS_AWAY[match["near"].lower()]
    return _RelativeDay(*match.span("near"), today + datetime.timedelta(days))


def _day_in_sentence(text: str, match: re.Match[str], before: Mention | None) -> datetime.date | None:
    """Return the day that the sentence names before « le même jour »."""
    if before is None or match.start() - before.end > _SENTENCE_REACH or not isinstance(before.value, Date):
        return None
    when = before.value.when
    if not when.day or not when.exists or _SENTENCE_END.search(text, before.end, match.start()):
        return None
    return when.first_day()


def _day_of_month(today: datetime.date, day: int, month: str | None) -> datetime.date | None:
    """Return a day of the month of the act, or of the one before or after; None where that month is shorter."""
    months = today.year * 12 + today.month - 1
    if month:
        months += 1 if month.lower() == "prochain" else -1
    when = PartialDate(months // 12, months % 12 + 1, day)
    return when.first_day() if when.exists else None
