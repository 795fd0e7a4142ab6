"""Match dates as written, before missing years are resolved.

A date in letters is found by its month: day and weekday stand on its left, the year on its right or, in the
opening formula, before the day. A date in digits needs two identical separators. Identifiers, telephone
numbers, numbers of acts, files and streets named after a day are not dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from recueil.entities.numbers import NUMBER_WORDS, parse_number_words
from recueil.entities.patterns import APOSTROPHE as AP
from recueil.entities.patterns import (
    DAY,
    GAP,
    MONTHS,
    SPACE,
    STREET_WORDS,
    WEEKDAYS,
    parse_day,
    regex_alternatives_any_case,
)

_MONTH = re.compile(rf"(?:{regex_alternatives_any_case(MONTHS)})(?![^\W\d])")
# « 24 déce mbre 2023 »: the text of a PDF parts words; a day before and a year after make a month of two pieces.
_PARTED_MONTH = re.compile(r"(?<=[0-9r]\s)[a-zéû]{1,8}\s{1,2}[a-zéû]{1,8}(?=\s{1,4}\Z)", re.IGNORECASE)
_LONGEST_PARTED = 22
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?![0-9])")

# Left of the month, matched backwards piece by piece: each pattern is anchored at its end.
_WEEKDAY = rf"(?:{regex_alternatives_any_case(WEEKDAYS)})"
_WEEKDAY_BEFORE = re.compile(rf"(?<![^\W\d])({_WEEKDAY})[.,]?\Z")
_OF_MONTH = re.compile(rf"\bdu\s{{1,4}}mois\s{{1,4}}(?:de|d{AP})\Z", re.IGNORECASE)
# « du10 février » and « samedi18 » are met.
_DAY_BEFORE = re.compile(
    rf"(?<![0-9_])(?<![0-9][.,])(?:(?<![^\W\d])|(?<=\b[dD][uU])|(?<=\b[lL][eE])|(?<=\b[aA][uU])|(?<=\wdi)){DAY}\Z"
)
# « PRISE LE 2 9 MARS 2023 », « Marseille, 2 4 AOÛT 2016 »: a stamp with a space between the digits.
_SPLIT_DAY_BEFORE = re.compile(
    r"(?:\b(?:le|du|au)\s?[:,]?|(?-i:\b[A-ZÀ-Ý][\w'’-]{2,12}),)\s([0-3] [0-9])\Z", re.IGNORECASE
)
# « 1 2 JUIL. 2019 » by itself on a line; before other words, « 1 » may number them.
_SPLIT_DAY_ALONE = re.compile(r"(?:\A|(?<=\n))[ \t]{0,9}([0-3] [0-9])\Z")
_ENDS_LINE = re.compile(r"\.?[ \t]{1,3}(?:19|20)[0-9]{2}[ \t]{0,9}(?:\r?\n|\Z)")
# « Séance du 27. février 2023 », but « 2. Mars 2023 » is an item of a list
_DOTTED_DAY_BEFORE = re.compile(rf"\b(?:le|du|au|{_WEEKDAY})\s{{1,3}}([0-3]?[0-9])\.\Z", re.IGNORECASE)
_WORDS_BEFORE = re.compile(rf"(?<![^\W\d]){NUMBER_WORDS}\Z", re.IGNORECASE)
# « du 16 au 24 mai », « 16-24 mai », « du lundi 16 au mardi 24 mai ».
_SINCE_BEFORE = re.compile(
    rf"(?:\bdu\s{{1,4}}(?:{_WEEKDAY}\s{{1,4}})?)?(?<![\w.,/-])(?P<since>{DAY})(?:\s{{1,40}}au|[-–])\Z",
    re.IGNORECASE,
)
# « de mars à août 2017 », « novembre et décembre 2020 »: months without a day.
_SINCE_MONTH_BEFORE = re.compile(
    rf"(?<![^\W\d])(?P<since>{regex_alternatives_any_case(MONTHS)})\.?(?:\s{{1,4}}(?:à|au|et)\s{{1,4}}(?:d{AP})?|\s?[-–]\s?)\Z"
)
_A_DAY_BEFORE = re.compile(r"(?:[0-9]|er|ler|premier)\s{0,4}\Z", re.IGNORECASE)
_FORMULA = re.compile(
    rf"(?<![^\W\d])(?:l{SPACE}?{AP}?{SPACE}?an\s{{1,4}})?(?P<year>{NUMBER_WORDS}|(?<=\ban )20[0-9]{{2}})"
    rf"{GAP}[,;:.]?{GAP}(?:et\s{{1,4}})?(?:le(?:\s?:\s{{0,3}})?)?\Z",
    re.IGNORECASE,
)
# Right of the month. The last digit may stand apart: « 201 8 ».
_AFTER = re.compile(
    rf"\.?{GAP}(?:de\s{{1,4}}l{AP}an(?:n[ée]e)?\s{{1,4}})?"
    rf"(?:(?P<year>(?:1[6-9]|20)[0-9] ?[0-9])(?![0-9_]|[-/][0-9](?![0-9]?h)| ?€)|(?P<words>{NUMBER_WORDS}))",
    re.IGNORECASE,
)
_BLANKS = " \u00a0\u202f\u2009\t\r\n"
_THOUSAND = re.compile("(?i:mil|an 20)")
_LETTER = re.compile(r"[^\W\d]")
_STREET = re.compile(rf"\b(?:{STREET_WORDS})\s{{1,4}}(?:du|des|de\s{{1,4}}la)\s{{1,4}}\Z", re.IGNORECASE)
_BUILDING = re.compile(
    r"\b(?:salle|[ée]cole|coll[èe]ge|lyc[ée]e|stade|gymnase|caserne|quartier|croix)\s{1,4}du\s{1,4}\Z",
    re.IGNORECASE,
)
# 8 May, 11 November, 14 July, 18 June, 19 March, 4 September: the days that buildings are named after.
_COMMEMORATED = {(8, 5), (11, 11), (14, 7), (18, 6), (19, 3), (4, 9)}
_UNTIL = re.compile(r"\s{1,4}(?:au|jusqu.au|inclus)\b", re.IGNORECASE)
_FILE = re.compile(r"\.(?:pdf|docx?|odt|xlsx?|txt|html?)\b", re.IGNORECASE)

# In digits. The first digit comes first, which makes the search fast; the lookbehind follows.
_FIGURES = re.compile(
    r"[0-9](?<![\w.,/°][0-9])(?<![\w)]-[0-9])[0-9]?(?: ?(?P<sep>[/.-]) ?|(?P<blank> ))"
    r"(?P<month>[01]?[0-9])(?(sep) ?(?P=sep) ?| )(?P<year>(?:1[89]|20)[0-9] ?[0-9]|[0-9]{2})"
    r"(?![0-9_°]|(?(sep)(?P=sep)|-)[0-9]| ?[€%])"
)
_ISO = re.compile(r"[12](?<![\w/.-].)[0-9]{3}-[01][0-9]-[0-3][0-9](?![\w/-]| /)")
_CUE_BEFORE = re.compile(
    rf"(?:\b(?:[lI]e|du|au|date)\s{{0,4}}:?|\b(?:convocation|affichage|publication|r[ée]ception|s[ée]ance)\s{{0,4}}:|"
    rf"{_WEEKDAY}[.,]?)\s{{0,4}}\Z",
    re.IGNORECASE,
)
_NUMBER_BEFORE = re.compile(
    r"(?:\bn ?[°ºo]s?|\bnum[ée]ro|\barticles?|\bart\.?|\br[ée]f\.?|"
    r"(?<!\bdate de )(?<!\bdate de la )\b(?:d[ée]lib[ée]ration|d[ée]cision)|"
    r"\barr[êe]t[ée]|\bdcm|\bdel|\bpoint|\bversion|\blot)"
    r"\s{0,4}:?\s{0,4}\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date as the words give it.

    ``since`` is the first day of « du 16 au 24 mai », ``since_month`` the first month of « mars à août 2017 »;
    ``short`` marks a two-digit year.
    """

    start: int
    end: int
    year: int | None
    month: int
    day: int | None
    weekday: str | None
    rule: str
    since: int | None = None
    since_month: int | None = None
    short: bool = False


@lru_cache(maxsize=1)
def find_in_letters(text: str) -> Sequence[DateMatch]:
    """Find dates whose month is a word, in reading order; those of the last text are kept, for its periods."""
    found: list[DateMatch] = []
    for month in _find_months(text):
        if month.start() and _LETTER.match(text, month.start() - 1):
            continue
        reading = _match_around_month(text, month)
        if reading and not _names_a_place(text, reading) and not _FILE.match(text, reading.end):
            found.append(reading)
    return found


def _find_months(text: str) -> Iterator[re.Match[str]]:
    """Find the months in reading order, those that a space parts in place of what the pieces read alone."""
    after = 0
    for month in sorted([*_MONTH.finditer(text), *_find_parted_months(text)], key=_place):
        if month.start() >= after:
            yield month
            after = month.end()


def _find_parted_months(text: str) -> Iterator[re.Match[str]]:
    for year in _YEAR.finditer(text):
        start = year.start()
        parted = _PARTED_MONTH.search(text, max(0, start - _LONGEST_PARTED), start)
        if parted and _month_key(parted) in MONTHS:
            yield parted


def _place(month: re.Match[str]) -> tuple[int, int]:
    """Sort key: the longest of two that start at the same place comes first."""
    return month.start(), -month.end()


def _month_key(month: re.Match[str]) -> str:
    return "".join(month[0].split()).lower()


def _match_around_month(text: str, month: re.Match[str]) -> DateMatch | None:
    year, end = _parse_year_after(text, month.end())
    number = MONTHS[_month_key(month)]
    day, start = _parse_day_before(text, month)
    if day is None:
        return (
            _extend_to_month_range(text, DateMatch(month.start(), end, year, number, None, None, "month"))
            if year
            else None
        )
    weekday = _WEEKDAY_BEFORE.search(text, *_window_before(text, start, 11))
    reading = DateMatch(
        weekday.start() if weekday else start, end, year, number, day, weekday and weekday[1], "letters"
    )
    return _match_day_range(text, reading) or _extend_to_formula(text, reading)


def _extend_to_month_range(text: str, reading: DateMatch) -> DateMatch:
    """Extend a month and its year to start at an earlier month of that year when one is joined to it."""
    before = _SINCE_MONTH_BEFORE.search(text, max(0, reading.start - 24), reading.start)
    if before is None or _A_DAY_BEFORE.search(text, max(0, before.start() - 8), before.start()):
        return reading
    since = MONTHS[before["since"].lower()]
    return replace(reading, start=before.start(), since_month=since) if since < reading.month else reading


def _window_before(text: str, end: int, reach: int) -> tuple[int, int]:
    """Return the span of the ``reach`` characters before the gap that ends at ``end``, to search backwards."""
    near = text[max(0, end - 160) : end]
    gap = len(near) - len(near.rstrip(_BLANKS))
    before = end - gap if gap and near.count("\n", len(near) - gap) <= 2 else end
    return max(0, before - reach), before


def _parse_day_before(text: str, month: re.Match[str]) -> tuple[int | None, int]:
    """Parse the day before the month, in digits or words; return it with its start."""
    window = _window_before(text, month.start(), 18)
    if of_month := _OF_MONTH.search(text, *window):
        window = _window_before(text, of_month.start(), 18)
    if split := _SPLIT_DAY_BEFORE.search(text, *window) or _find_stamp_day(text, month, window):
        day, start = int(split[1].replace(" ", "")), split.start(1)
    elif dotted := _DOTTED_DAY_BEFORE.search(text, *window):
        day, start = int(dotted[1]), dotted.start(1)
    elif figures := _DAY_BEFORE.search(text, *window):
        day, start = parse_day(figures[0]), figures.start()
    else:
        words = _WORDS_BEFORE.search(text, max(0, window[1] - 40), window[1])
        if words is None or month[0].lower() == "sept":  # « vingt sept novembre »
            return None, month.start()
        day, start = parse_number_words(words[0]) or 0, words.start()
    return (day, start) if 1 <= day <= 31 else (None, month.start())


def _find_stamp_day(text: str, month: re.Match[str], window: tuple[int, int]) -> re.Match[str] | None:
    """Find a day whose digits a space parts, in a date in capitals that is a line of its own."""
    return (
        _SPLIT_DAY_ALONE.search(text, *window)
        if month[0].isupper() and _ENDS_LINE.match(text, month.end())
        else None
    )


def _match_day_range(text: str, reading: DateMatch) -> DateMatch | None:
    """Match a range within the month; None when no earlier day stands before « au » or a hyphen."""
    before = _SINCE_BEFORE.search(text, *_window_before(text, reading.start, 30))
    if before is None or parse_day(before["since"]) >= (reading.day or 0):
        return None
    if before.end() < reading.start and before[0][-1] in "-–":  # « point 3- 24 mai 2014 »
        return None
    return replace(reading, start=before.start(), since=parse_day(before["since"]))


def _parse_year_after(text: str, start: int) -> tuple[int | None, int]:
    after = _AFTER.match(text, start)
    year = _parse_year(after["year"] or after["words"]) if after else None
    if after is None or year is None:
        return None, start
    return year, after.end()


def _parse_year(words: str) -> int | None:
    year = int(words.replace(" ", "")) if words[0] in "12" else parse_number_words(words)
    return year if year and 1600 <= year < 2100 else None


def _extend_to_formula(text: str, reading: DateMatch) -> DateMatch:
    """Extend the date back to « L'an deux mil vingt et un, le » where it precedes."""
    window = _window_before(text, reading.start, 90)
    opening = _FORMULA.search(text, *window) if _THOUSAND.search(text, *window) else None
    year = _parse_year(opening["year"]) if opening else None
    if opening is None or year is None or reading.year not in (None, year):
        return reading
    return replace(reading, start=opening.start(), year=year, rule="formula")


def _names_a_place(text: str, reading: DateMatch) -> bool:
    """Return whether the date is the name of a street or a building.

    « rue du 8 mai 1945 », « salle du 11 novembre »; « fermeture de la rue du 12 mai au 14 mai » is a time.
    """
    before = max(0, reading.start - 40), reading.start
    if reading.day is None or reading.since:
        return False
    if (reading.day, reading.month) in _COMMEMORATED and _BUILDING.search(text, *before):
        return True
    return bool(_STREET.search(text, *before)) and not _UNTIL.match(text, reading.end)


def find_in_digits(text: str) -> Iterator[DateMatch]:
    """Find « 24/07/2014 », « 05.06.2019 », « 15-05-17 », « vendredi 25 07 2014 », in reading order."""
    for match in _FIGURES.finditer(text):
        if _is_date(text, match) and not _FILE.match(text, match.end()):
            yield _match_from_digits(text, match)


def _is_date(text: str, match: re.Match[str]) -> bool:
    """Return whether digits in the form of a date are one; weaker forms need stronger context."""
    day, month, year = match[0].split(match["sep"] or " ", 2)
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12):
        return False
    before = max(0, match.start() - 24), match.start()
    if match["blank"]:
        return len(year) >= 4 and bool(_CUE_BEFORE.search(text, *before))
    if _NUMBER_BEFORE.search(text, *before):
        return False
    if len(year.strip()) > 2:
        return True
    return bool(_CUE_BEFORE.search(text, *before)) or _is_unambiguous(match)


def _is_unambiguous(match: re.Match[str]) -> bool:
    """Return whether a short date needs no context.

    « 28.02.24 », « 8/11/23 » need none; « 23.1.64 » is the number of an act, « 24-05-17 » may be one.
    """
    parts = re.split(r" ?[/.-] ?", match[0])
    return match["sep"] != "-" and len(parts[1]) == 2 and (match["sep"] == "/" or len(parts[0]) == 2)


def _match_from_digits(text: str, match: re.Match[str]) -> DateMatch:
    weekday = _WEEKDAY_BEFORE.search(text, *_window_before(text, match.start(), 11))
    year = int(match["year"].replace(" ", ""))
    return DateMatch(
        weekday.start() if weekday else match.start(),
        match.end(),
        year,
        int(match["month"]),
        int(re.split(r"\D", match[0])[0]),
        weekday[1] if weekday else None,
        "figures",
        short=year < 100,
    )


def find_iso(text: str) -> Iterator[DateMatch]:
    """Find « le 2014-07-24 », which needs a cue.

    Alone, the same digits are the number of an act (« 2019-05-08 RETROCESSION… »).
    """
    for match in _ISO.finditer(text):
        year, month, day = map(int, match[0].split("-"))
        cue = _CUE_BEFORE.search(text, max(0, match.start() - 24), match.start())
        if cue and 1 <= month <= 12 and 1 <= day <= 31:
            yield DateMatch(match.start(), match.end(), year, month, day, None, "iso")
