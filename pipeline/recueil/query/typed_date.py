"""Dates and spans of days as people type them in French.

    2014-07-24, 2014-07, 2014, 24/07/2014, 1er juillet 2014, juillet 2014
    T1 2024, second semestre 2023, fin mars 2024, mars de l'an dernier
    hier, il y a trois mois, lundi dernier, le mois dernier, les 30 derniers jours
    depuis 3 mois, avant le 3 mars 2021, jusqu'en 2020, entre mars et juin 2021, du 3 au 15 mars 2021

ISO 8601 comes first, then the forms of this module, among which the reader of acts reads dates in letters, and
last, for « hier » and « il y a … » alone, ``dateparser``, which is imported only for these. What is not said in
full is refused: « mai » has no year, « 3 mois » no direction, « 24/07/14 » no century.
"""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from recueil.query.messages import ValueMistake
from recueil.text import fold_accents
from recueil.values import PartialDate

EXAMPLES = ("24/07/2014", "mars 2024", "le mois dernier")
"""Dates to show to whoever typed none."""

_PARIS = ZoneInfo("Europe/Paris")
_ONE_DAY = datetime.timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR = 1000, 2999

# What is typed is folded first: no capitals, no accents, single blanks, one apostrophe and one hyphen.
_LONGEST = 80
_FOLDED = re.compile(r"[0-9a-z '/.-]{1,80}")
_HYPHENS = str.maketrans("‐‑‒–−", "-----")

_MONTHS = {
    "janvier": 1, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7, "aout": 8,
    "septembre": 9, "octobre": 10, "novembre": 11, "decembre": 12,
}  # fmt: skip
_WEEKDAYS = {"lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6}
_WEEKDAY = "|".join(_WEEKDAYS)
_MONTH = "|".join(_MONTHS)
_MONTH_WORD = re.compile(rf"{_MONTH}|janv|jan|fevr|fev|avr|juil|sept|oct|nov|dec")
_YEAR = r"(?:1[6-9]|20)[0-9]{2}"
_FULL_YEAR = re.compile(_YEAR)

_ISO = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
_BASIC_ISO = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?P<slash>/?)(?P<month>[0-9]{2})(?P=slash)(?P<day>[0-9]{2})")
_FIGURES = re.compile(
    rf"(?:le )?(?:(?P<weekday>{_WEEKDAY}) )?(?P<day>[0-9]{{1,2}})(?P<sep>[/. -])(?P<month>[0-9]{{1,2}})(?P=sep)"
    rf"(?P<year>{_YEAR})"
)
_MONTH_IN_FIGURES = re.compile(rf"(?P<month>[0-9]{{1,2}})/(?P<year>{_YEAR})")
_YEAR_ALONE = re.compile(
    rf"(?:en|(?:l')?an|(?:l')?annee|(?:l')?exercice|pendant|durant|courant) (?P<year>{_YEAR})"
)
_YEARS = re.compile(rf"(?P<first>{_YEAR}) ?[-/] ?(?P<last>{_YEAR})")
_IN_MONTH = re.compile(r"(?:(?:en|pendant|durant|courant) |(?:au |le )?mois d(?:e |'))(?P<rest>.{1,80})")

# Units of the calendar, and shares of a year or a month.
_UNIT = r"semaine|mois|trimestre|semestre|annee|an|exercice"
_MONTHS_PER_UNIT = {"mois": 1, "trimestre": 3, "semestre": 6, "annee": 12, "an": 12, "exercice": 12}
_PAST = r"(?P<past>derniere?|passee?|precedente?)"
_CURRENT = re.compile(
    rf"(?:ce|cet|cette) (?P<this>{_UNIT})(?:[ -]ci)?|(?:le |la |l')(?P<current>{_UNIT}) (?:en cours|courante?)"
)
_ADJACENT = re.compile(rf"(?:le |la |l')?(?P<unit>{_UNIT}) (?:{_PAST}|prochaine?)")
_SHARE = re.compile(
    r"(?:(?:le |au )?(?:(?P<rank>premier|deuxieme|seconde?|troisieme|quatrieme|dernier|1(?:er)?|2(?:e|eme|nde?)?"
    r"|[34](?:e|eme)?) (?P<unit>trimestre|semestre)|(?P<named>trimestre|semestre) (?P<number>[1-4]))"
    r"|(?P<letter>[ts])(?P<digit>[1-4]))[ /-](?:de |d')?(?:l'annee (?=[0-9]))?(?P<year>.{4,30})"
)
_SHARE_AFTER_YEAR = re.compile(rf"(?P<year>{_YEAR})[ -]?(?P<letter>[ts])(?P<digit>[1-4])")
_RANKS = {"premier": 1, "deuxieme": 2, "second": 2, "seconde": 2, "troisieme": 3, "quatrieme": 4}
_MONTH_OF = re.compile(rf"(?P<month>{_MONTH}) (?:de )?(?P<year>.{{4,30}})")
_THIRD = re.compile(
    rf"(?:le |la |au |a la )?(?P<third>debut|mi|milieu|fin)[ -](?:du mois )?(?:de |d')?"
    rf"(?P<month>(?:{_MONTH}) .{{4,40}})"
)

# Weekdays, and days and months without a year, counted from today.
_NEAREST_WEEKDAY = re.compile(rf"(?:le )?(?P<weekday>{_WEEKDAY}) (?:{_PAST}|prochain)")
_NEAREST = re.compile(rf"(?:le |en )?(?:(?P<day>1er|[0-9]{{1,2}}) )?(?P<month>{_MONTH}) (?:{_PAST}|prochain)")
_NEAR_TODAY = re.compile(r"hier|avant[ -]hier|aujourd'hui|demain|apres[ -]demain")

# Durations: « 3 mois », « quinze jours ».
_COUNT = r"(?:[0-9]{1,4}|[a-z]{2,12}(?:[ -][a-z]{2,12}){0,3})"
_STEP = r"(?:jours?|semaines?|mois|trimestres?|semestres?|annees?|ans?)"
_DURATION = re.compile(rf"(?P<count>{_COUNT}) (?P<unit>{_STEP})")
_LAST_UNITS = re.compile(rf"(?:[lcd]es |au cours des )?(?P<count>{_COUNT}) derni(?:er|ere)s (?P<unit>{_STEP})")
_AGO = re.compile(rf"(?P<direction>il y a|dans) (?P<steps>{_COUNT} {_STEP}(?: et {_COUNT} {_STEP})?)")

# Limits and ranges.
_LIMIT = re.compile(
    r"(?:(?P<since>depuis|des|a (?:partir|compter) d(?:u\b|e\b|(?=')))|(?P<after>apres)|(?P<before>avant)"
    r"|(?P<until>jusqu'(?:au|a|en)))[ '](?P<rest>.{1,80})"
)
_BEGINNING = re.compile(rf"le debut (?:du |de (?:la |l'|ce |cet |cette ))(?P<unit>{_UNIT})")
_END_OF_MONTH = re.compile(r"(?:le |la )?fin\b")
_BETWEEN = re.compile(r"entre (?P<first>.{1,40}) et (?P<last>.{1,40})")
_FROM_TO = re.compile(r"(?:du |de |d')?(?P<first>.{1,40}?) (?:au|a|jusqu'(?:au|a|en)) (?P<last>.{1,40})")
_INCOMPLETE = re.compile(
    rf"(?:le )?(?:(?:(?P<weekday>{_WEEKDAY}) )?(?P<day>1er|[0-9]{{1,2}})(?: (?P<of>{_MONTH}))?"
    rf"|(?P<month>{_MONTH}))"
)


def today_in_france(now: datetime.datetime | None = None) -> datetime.date:
    """Return the day in Paris ``now``, at present if None."""
    return (now or datetime.datetime.now(datetime.UTC)).astimezone(_PARIS).date()


@dataclass(frozen=True, slots=True)
class TypedDate:
    """Days from ``start`` to ``end``, both included and each as precise as it was typed; None is no limit.

    ``is_range`` if both ends were typed: « de mars à juin 2021 ».
    """

    start: PartialDate | None
    end: PartialDate | None
    is_range: bool = False

    @classmethod
    def parse(cls, text: str, today: datetime.date) -> TypedDate:
        """Parse what somebody typed, « hier » as the day before ``today``.

        Raise ValueMistake if it is no date, if no calendar has it, or if it ends before it begins.
        """
        words = _fold(text)
        try:
            typed = _parse_span(words, today) or _parse_limit(words, today) or _parse_range(words, today)
        except (OverflowError, ValueError) as error:
            raise ValueMistake("date-impossible", text) from error
        if typed is None:
            raise ValueMistake("date", text)
        for end in filter(None, (typed.start, typed.end)):
            if not end.exists:
                raise ValueMistake("date-impossible", text)
            if not _FIRST_YEAR <= end.year <= _LAST_YEAR:
                raise ValueMistake("date-year", text)
        if typed.start and typed.end and typed.start.first_day() > typed.end.last_day():
            raise ValueMistake("range-reversed", text)
        return typed


def _fold(text: str) -> str:
    """Fold what was typed; empty if it is too long for a date, or has other characters than dates have."""
    if len(text) > _LONGEST:
        return ""
    plain = fold_accents(unicodedata.normalize("NFKC", text)).translate(_HYPHENS)
    words = " ".join(plain.split())
    return words if _FOLDED.fullmatch(words) else ""


def _parse_span(words: str, today: datetime.date) -> TypedDate | None:
    """Parse a day, a month, a year or another span with two ends."""
    if iso := _ISO.fullmatch(words) or _BASIC_ISO.fullmatch(words):
        return _only(PartialDate(*(int(part) for part in iso.group("year", "month", "day") if part)))
    readers = (_parse_figures, _parse_letters)
    relative = (_parse_unit, _parse_share, _parse_third, _parse_month_of, _parse_nearest, _parse_last_units)
    return (
        next((typed for read in readers if (typed := read(words))), None)
        or next((typed for read in relative if (typed := read(words, today))), None)
        or _parse_relative_day(words, today)
    )


def _only(when: PartialDate) -> TypedDate:
    return TypedDate(when, when)


def _day(day: datetime.date) -> PartialDate:
    return PartialDate(day.year, day.month, day.day)


def _parse_figures(words: str) -> TypedDate | None:
    """Parse « 24/07/2014 », « jeudi 24.07.2014 », « 07/2014 », « exercice 2014 », « 2014-2016 »."""
    if match := _FIGURES.fullmatch(words):
        return _only(_check_weekday(PartialDate(*map(int, match.group("year", "month", "day"))), match["weekday"]))
    if match := _MONTH_IN_FIGURES.fullmatch(words):
        return _only(PartialDate(int(match["year"]), int(match["month"])))
    if match := _YEAR_ALONE.fullmatch(words):
        return _only(PartialDate(int(match["year"])))
    if match := _YEARS.fullmatch(words):
        return TypedDate(PartialDate(int(match["first"])), PartialDate(int(match["last"])), is_range=True)
    return None


def _parse_letters(words: str) -> TypedDate | None:
    """Parse « 1er juillet 2014 », « jeudi 24 juil. 2014 », « en juillet 2014 » as acts are read."""
    if not _MONTH_WORD.search(words):
        return None
    # Its patterns are compiled on import, for whoever types a month in letters only.
    from recueil.entities.dates.matches import find_in_letters

    text = words.removeprefix("le ")
    if in_month := _IN_MONTH.fullmatch(text):
        text = in_month["rest"]
    for match in find_in_letters(text):
        if (match.start, match.end) == (0, len(text)) and match.year and not (match.since or match.since_month):
            if in_month and match.day:
                return None
            return _only(_check_weekday(PartialDate(match.year, match.month, match.day), match.weekday))
    return None


def _check_weekday(when: PartialDate, weekday: str | None) -> PartialDate:
    """Return the date; raise ValueError if it is not on the weekday that was typed with it."""
    if weekday and when.first_day().weekday() != _WEEKDAYS[weekday]:
        raise ValueError(f"{when} is no {weekday}")
    return when


def _parse_unit(words: str, today: datetime.date) -> TypedDate | None:
    """Parse « cette semaine », « le mois dernier », « l'année prochaine »: whole ones of the calendar."""
    if match := _CURRENT.fullmatch(words):
        return _unit_around(today, match["this"] or match["current"])
    match = _ADJACENT.fullmatch(words)
    if match is None:
        return None
    first, last = _ends(_unit_around(today, match["unit"]))
    return _unit_around(first - _ONE_DAY if match["past"] else last + _ONE_DAY, match["unit"])


def _unit_around(day: datetime.date, unit: str) -> TypedDate:
    """Return the week, which begins on Monday, month, trimestre, semestre or year that has the day."""
    if unit == "semaine":
        monday = day - day.weekday() * _ONE_DAY
        return TypedDate(_day(monday), _day(monday + 6 * _ONE_DAY))
    months = _MONTHS_PER_UNIT[unit]
    if months == 12:
        return _only(PartialDate(day.year))
    return _share(day.year, (day.month - 1) // months + 1, months)


def _share(year: int, rank: int, months: int) -> TypedDate:
    """Return the share of a year with that rank, from 1, of so many months."""
    return TypedDate(PartialDate(year, (rank - 1) * months + 1), PartialDate(year, rank * months))


def _ends(typed: TypedDate) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day of a span that has both ends."""
    if typed.start is None or typed.end is None:
        raise ValueError("no end")
    return typed.start.first_day(), typed.end.last_day()


def _parse_year(words: str, today: datetime.date) -> int | None:
    """Parse « 2024 », « cette année », « l'an dernier »."""
    if _FULL_YEAR.fullmatch(words):
        return int(words)
    typed = _parse_unit(words, today)
    return typed.start.year if typed and typed.start and typed.start.month is None else None


def _parse_share(words: str, today: datetime.date) -> TypedDate | None:
    """Parse « T1 2024 », « 1er trimestre 2024 », « dernier semestre de l'an dernier »."""
    match = _SHARE.fullmatch(words) or _SHARE_AFTER_YEAR.fullmatch(words)
    if match is None or (year := _parse_year(match["year"], today)) is None:
        return None
    groups = match.groupdict()
    unit = groups.get("unit") or groups.get("named") or {"t": "trimestre", "s": "semestre"}[match["letter"]]
    months = _MONTHS_PER_UNIT[unit]
    shares = 12 // months
    rank = groups.get("rank") or groups.get("number") or match["digit"]
    number = shares if rank == "dernier" else int(rank[0]) if rank[0].isdigit() else _RANKS[rank]
    return _share(year, number, months) if number <= shares else None


def _parse_month_of(words: str, today: datetime.date) -> TypedDate | None:
    """Parse « mars de l'an dernier », « mars 2024 »."""
    match = _MONTH_OF.fullmatch(words)
    if match is None or (year := _parse_year(match["year"], today)) is None:
        return None
    return _only(PartialDate(year, _MONTHS[match["month"]]))


def _parse_third(words: str, today: datetime.date) -> TypedDate | None:
    """Parse « début mars 2024 », its days 1 to 10, « mi-mars 2024 », 11 to 20, « fin mars 2024 », all after."""
    match = _THIRD.fullmatch(words)
    month = match and _parse_month_of(match["month"], today)
    if match is None or month is None:
        return None
    first, last = _ends(month)
    bounds = {"debut": (1, 10), "fin": (21, last.day)}
    start, end = bounds.get(match["third"], (11, 20))
    return TypedDate(_day(first.replace(day=start)), _day(first.replace(day=end)))


def _parse_nearest(words: str, today: datetime.date) -> TypedDate | None:
    """Parse « lundi dernier », « mars dernier », « le 3 mars prochain »: the nearest without today's own."""
    if match := _NEAREST_WEEKDAY.fullmatch(words):
        number = _WEEKDAYS[match["weekday"]]
        if match["past"]:
            return _only(_day(today - ((today.weekday() - number - 1) % 7 + 1) * _ONE_DAY))
        return _only(_day(today + ((number - today.weekday() - 1) % 7 + 1) * _ONE_DAY))
    match = _NEAREST.fullmatch(words)
    if match is None:
        return None
    day = int(match["day"].removesuffix("er")) if match["day"] else None
    step = -1 if match["past"] else 1
    for year in (today.year, today.year + step):
        when = PartialDate(year, _MONTHS[match["month"]], day)
        if not when.exists:
            return None
        if when.last_day() < today if match["past"] else when.first_day() > today:
            return _only(when)
    return None


def _parse_last_units(words: str, today: datetime.date) -> TypedDate | None:
    """Parse « les 30 derniers jours »: from the day so long ago to today."""
    match = _LAST_UNITS.fullmatch(words)
    since = match and _subtract(today, match["count"], match["unit"])
    return TypedDate(_day(since), _day(today)) if since else None


def _subtract(today: datetime.date, count: str, unit: str) -> datetime.date | None:
    """Return the day so long before today, the last one of its month if that is shorter; None for no count."""
    number, unit = _parse_count(count), _singular(unit)
    if not number:
        return None
    if unit in ("jour", "semaine"):
        return today - number * (7 if unit == "semaine" else 1) * _ONE_DAY
    year, month = divmod(today.year * 12 + today.month - 1 - number * _MONTHS_PER_UNIT[unit], 12)
    return datetime.date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def _singular(unit: str) -> str:
    return unit if unit == "mois" else unit.removesuffix("s")


def _parse_count(words: str) -> int | None:
    """Parse « 3 » and « trois »."""
    if words.isdigit():
        return int(words)
    from recueil.entities.numbers import parse_number_words

    return parse_number_words(words)


def _parse_relative_day(words: str, today: datetime.date) -> TypedDate | None:
    """Parse « hier », « il y a trois mois », « dans quinze jours », which are one day, by ``dateparser``."""
    if _NEAR_TODAY.fullmatch(words):
        return _ask_dateparser(words.replace(" ", "-"), today)
    match = _AGO.fullmatch(words)
    if match is None:
        return None
    steps = []
    for step in _DURATION.finditer(match["steps"]):
        number, unit = _parse_count(step["count"].removeprefix("et ")), _singular(step["unit"])
        if not number:
            return None
        if unit in ("trimestre", "semestre"):  # which dateparser does not know
            number, unit = number * _MONTHS_PER_UNIT[unit], "mois"
        steps.append(f"{number} {unit}")
    return _ask_dateparser(f"{match['direction']} {' '.join(steps)}", today)


def _ask_dateparser(words: str, today: datetime.date) -> TypedDate | None:
    from dateparser.date import DateDataParser

    base = datetime.datetime.combine(today, datetime.time())
    settings = {"STRICT_PARSING": True, "PARSERS": ["relative-time"], "RELATIVE_BASE": base, "TIMEZONE": "UTC"}
    moment = DateDataParser(languages=["fr"], settings=settings).get_date_data(words).date_obj
    return None if moment is None else _only(_day(moment.date()))


def _parse_limit(words: str, today: datetime.date) -> TypedDate | None:
    """Parse « depuis 3 mois », « à partir de mars 2024 », « avant 2020 », « jusqu'à hier »."""
    match = _LIMIT.fullmatch(words)
    if match is None:
        return None
    rest = match["rest"]
    if match["since"]:
        duration = _DURATION.fullmatch(rest) if match["since"] == "depuis" else None
        if duration and (since := _subtract(today, duration["count"], duration["unit"])):
            return TypedDate(_day(since), None)
        if beginning := _BEGINNING.fullmatch(rest):
            return replace(_unit_around(today, beginning["unit"]), end=None)
    span = _parse_span(rest, today)
    if span is None or span.is_range or (match["before"] and _END_OF_MONTH.match(rest)):
        return None
    if match["since"]:
        return replace(span, end=None)
    if match["until"]:
        return replace(span, start=None)
    first, last = _ends(span)
    return TypedDate(_day(last + _ONE_DAY), None) if match["after"] else TypedDate(None, _day(first - _ONE_DAY))


def _parse_range(words: str, today: datetime.date) -> TypedDate | None:
    """Parse « entre mars et juin 2021 », « du 3 au 15 mars 2021 », « de 2019 à hier »."""
    match = _BETWEEN.fullmatch(words) or _FROM_TO.fullmatch(words)
    last = match and _parse_span(match["last"], today)
    if match is None or last is None or last.is_range:
        return None
    first = _parse_span(match["first"], today) or _complete(match["first"], last)
    if first is None or first.is_range:
        return None
    return TypedDate(first.start, last.end, is_range=True)


def _complete(words: str, last: TypedDate) -> TypedDate | None:
    """Parse the first part of « du 3 au 15 mars 2021 », which has its month and year from the last."""
    match = _INCOMPLETE.fullmatch(words)
    end = last.end
    if match is None or end is None or last.start != end or end.month is None:
        return None
    if match["month"]:
        return None if end.day else _only(PartialDate(end.year, _MONTHS[match["month"]]))
    if end.day is None:
        return None
    day = int(re.sub("[^0-9]", "", match["day"]))
    month = _MONTHS[match["of"]] if match["of"] else end.month
    return _only(_check_weekday(PartialDate(end.year, month, day), match["weekday"]))
