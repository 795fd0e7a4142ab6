"""Criteria of fields, and their parsers. A parser raises a ValueMistake that says what is wrong."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final, Literal

from recueil.query.messages import ValueMistake
from recueil.query.vocabulary import CHECK_GROUPS, CHECKS, PARTIALS, STATUSES, VOTES, Vocabulary
from recueil.text import fold_words
from recueil.values import PartialDate


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from ``low`` to ``high``; ``strict`` excludes both ends. None is no limit."""

    low: Decimal | None
    high: Decimal | None
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` to ``last``, both included. None is no limit."""

    first: datetime.date | None
    last: datetime.date | None


class Anything(Enum):
    """Any value, as long as there is one: ``montant:*``."""

    ANYTHING = "*"


ANYTHING: Final = Anything.ANYTHING


@dataclass(frozen=True, slots=True)
class Exactly:
    """A whole name: ``commune:"=Saint-Jouan"`` excludes Saint-Jouan-sur-Mer."""

    name: str


Criterion = Range | Span | Exactly | str | Anything


@dataclass(frozen=True, slots=True)
class _Ends:
    low: str | None
    high: str | None
    strict: bool = False


_COMPARISON = re.compile(r"(>=|<=|≥|≤|>|<)\s*(.*)", re.DOTALL)
_OPEN = re.compile(r">(?!=)\s*(.+?)\s*\.\.\s*<(?!=)\s*(.+)", re.DOTALL)
_NUMBER = re.compile(
    r"(?P<figure>-?(?:\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,3}|\d{1,12})(?:[,.]\d{1,6})?)\s?(?P<scale>[kKM]?)\s?[€%]?"
)
_POINT_OF_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}\D*")
_COUNT = re.compile(r"\d{1,6}", re.ASCII)
_PERCENT = re.compile(r"(?P<figure>[0-9]{1,2}|100)\s?%?")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]{0,19}")
_LINE = re.compile(r"[0-9]{2,10}")
_DEPARTMENT = re.compile(r"0?[0-9]{1,2}|0?2[AB]|9[78][0-9]")
_SIREN = re.compile(r"[0-9]{9}")
_MOST_PEOPLE = 10**9
_SUBJECT = re.compile(r"([1-9])(?:\.([1-9][0-9]?))?")
# Number of matières below each theme in the national @CTES list: 1.1 to 1.7, 2.1 to 2.3, …
_SUBJECTS = (7, 3, 6, 5, 8, 5, 10, 9, 4)
_SCALES = {"": 1, "k": 1_000, "K": 1_000, "M": 1_000_000}
_LARGEST = Decimal(10) ** 12
_LONGEST_NAME = 12
_LONGEST_TEXT = 40
_FIRST_DAY = datetime.date(1000, 1, 1)
_LAST_DAY = datetime.date(2999, 12, 31)


def _parse_ends(value: str) -> _Ends:
    if between := _OPEN.fullmatch(value):
        return _Ends(between[1], between[2], strict=True)
    if comparison := _COMPARISON.fullmatch(value):
        sign, end = comparison.groups()
        if ".." in end:
            raise ValueMistake("range-signs")
        strict = sign in ("<", ">")
        return _Ends(end, None, strict) if sign in (">", ">=", "≥") else _Ends(None, end, strict)
    low, dots, high = value.partition("..")
    if not dots:
        return _Ends(value, value)
    if not low.strip() and not high.strip():
        raise ValueMistake("range-open")
    return _Ends(low.strip() or None, high.strip() or None)


def _parse_number(figure: str) -> Decimal:
    match = _NUMBER.fullmatch(figure)
    if match is None:
        raise ValueMistake("number", figure)
    if _POINT_OF_THOUSANDS.fullmatch(figure):
        raise ValueMistake("number-ambiguous", figure)
    digits = re.sub(r"\s", "", match["figure"]).replace(",", ".")
    number = Decimal(digits) * _SCALES[match["scale"]]
    if abs(number) >= _LARGEST:
        raise ValueMistake("number-large", figure)
    return number


def _parse_count(figure: str) -> Decimal:
    if _COUNT.fullmatch(figure) is None:
        raise ValueMistake("count", figure)
    return Decimal(figure)


def parse_numbers(value: str) -> Range:
    """Parse an amount or a rate: ``4255,50``, ``>10000``, ``1000..5000``, ``>1000..<5000``."""
    return _parse_range(value, _parse_number)


def parse_counts(value: str) -> Range:
    """Parse a number of votes: ``25``, ``>0``, ``1..3``."""
    return _parse_range(value, _parse_count)


def parse_percents(value: str) -> Range:
    """Parse a certainty in percent, a whole number from 0 to 100: ``<80``, ``50..79``, ``>=90%``."""
    return _parse_range(value, _parse_percent)


def _parse_percent(figure: str) -> Decimal:
    match = _PERCENT.fullmatch(figure)
    if match is None:
        raise ValueMistake("percent", figure)
    return Decimal(match["figure"])


def _parse_range(value: str, number: Callable[[str], Decimal]) -> Range:
    ends = _parse_ends(value)
    low = None if ends.low is None else number(ends.low)
    high = None if ends.high is None else number(ends.high)
    if low is not None and high is not None and (low > high or (ends.strict and low == high)):
        raise ValueMistake("range-reversed", value)
    return Range(low, high, ends.strict)


def _parse_bound(typed: str | None, today: datetime.date, end: Literal["start", "end"]) -> PartialDate | None:
    """Parse a bound that was typed: the start or the end of what it means."""
    if typed is None:
        return None
    from recueil.query.typed_date import TypedDate

    date = TypedDate.parse(typed, today)
    bound = date.start if end == "start" else date.end
    if bound is None or date.is_range:
        raise ValueMistake("date", typed)
    return bound


def parse_days(value: str, today: datetime.date | None = None) -> Span:
    """Parse days: ``2023-02-14``, ``2023..``, ``>2023-02``, ``le mois dernier``; see ``TypedDate``.

    ``today`` is that of France if None.
    """
    from recueil.query.typed_date import TypedDate, today_in_france  # some thirty patterns

    ends, today = _parse_ends(value), today or today_in_france()
    if ends.low is not None and ends.low == ends.high:
        typed = TypedDate.parse(ends.low, today)
        first = typed.start.first_day() if typed.start else None
        return Span(first, typed.end.last_day() if typed.end else None)
    if ends.strict:
        low, high = _parse_bound(ends.low, today, "end"), _parse_bound(ends.high, today, "start")
        day = datetime.timedelta(days=1)
        span = Span(low.last_day() + day if low else None, high.first_day() - day if high else None)
    else:
        low, high = _parse_bound(ends.low, today, "start"), _parse_bound(ends.high, today, "end")
        span = Span(low.first_day() if low else None, high.last_day() if high else None)
    if (span.first or _FIRST_DAY) > (span.last or _LAST_DAY):
        raise ValueMistake("range-reversed", value)
    return span


def parse_code(value: str) -> str:
    """Parse a budget code: ``65``, ``021``, ``6574``."""
    if _CODE.fullmatch(value) is None or not any(map(str.isdigit, value)):
        raise ValueMistake("code", value)
    return value


def parse_line(value: str) -> str | None:
    """Parse a chapter or an account after an @: ``65``, ``011``, ``65748``; None for anything else."""
    return value if _LINE.fullmatch(value) else None


def parse_name(value: str) -> str:
    """Parse words of a name; * abbreviates a word."""
    if not 0 < len(fold_words(value)) <= _LONGEST_NAME:
        raise ValueMistake("name", value)
    return value


def parse_name_or_exact(value: str) -> str | Exactly:
    """Parse words of a name, or after = the whole name."""
    return _parse_exact(value) or parse_name(value)


def parse_text_or_exact(value: str) -> str | Exactly:
    """Parse unabbreviated words of a name, or after = the whole name."""
    return _parse_exact(value) or parse_text(value)


def _parse_exact(value: str) -> Exactly | None:
    sign, whole = value[:1], value[1:].strip()
    if sign != "=":
        return None
    if "*" in whole or not fold_words(whole):
        raise ValueMistake("name-exact", value)
    return Exactly(whole)


def parse_text(value: str) -> str:
    """Parse unabbreviated words."""
    if "*" in value:
        raise ValueMistake("prefix-in-text")
    if not 0 < len(fold_words(value)) <= _LONGEST_TEXT:
        raise ValueMistake("text", value)
    return value


def parse_department(value: str) -> str:
    """Parse a département: by its code to three characters (``034``, ``02A``, ``974``), or words of its name."""
    if _DEPARTMENT.fullmatch(value.upper()) is None:
        return parse_text(value)
    return value.upper().zfill(3)


def parse_epci(value: str) -> str:
    """Parse an EPCI: its SIREN, or words of its name."""
    digits = re.sub(r"\s", "", value)
    return digits if _SIREN.fullmatch(digits) else parse_text(value)


def parse_people(value: str) -> Range:
    """Parse a number of inhabitants: ``10000``, ``>3500``, ``1000..3499``."""
    return _parse_range(value, _parse_people)


def _parse_people(figure: str) -> Decimal:
    number = _parse_number(figure)
    if number != number.to_integral_value() or not 0 <= number < _MOST_PEOPLE:
        raise ValueMistake("people", figure)
    return number


def parse_siren(value: str) -> str:
    """Parse a SIREN: nine digits, with or without spaces."""
    digits = re.sub(r"\s", "", value)
    if _SIREN.fullmatch(digits) is None:
        raise ValueMistake("siren", value)
    return digits


def parse_subject(value: str) -> str:
    """Parse a @CTES matière, not a number: ``7.1`` is not ``7.10``, and ``7`` includes its whole theme."""
    match = _SUBJECT.fullmatch(value)
    if match is None or int(match[2] or 1) > _SUBJECTS[int(match[1]) - 1]:
        raise ValueMistake("subject", value)
    return value


def parse_vote(value: str) -> str:
    """Parse the outcome of a vote: ``unanimous``, ``rejected``…"""
    return _parse_word(VOTES, value)


def parse_status(value: str) -> str:
    """Parse the status of a person in an act: ``absent``, ``president``…"""
    return _parse_word(STATUSES, value)


def _parse_word(vocabulary: Vocabulary, value: str) -> str:
    meaning = vocabulary.meaning(value)
    if meaning is None:
        raise ValueMistake("choice", value, choices=vocabulary)
    return meaning


def parse_partial(value: str) -> str:
    """Parse what an act counts, and fewer were read of: ``present``, ``awards``…"""
    return _parse_word(PARTIALS, value)


def parse_check(value: str) -> str:
    """Parse the identifier of a check, a shorter name of it, a severity, or « recoupement »."""
    known = CHECK_GROUPS.meaning(value) or CHECKS.meaning(value)
    if known is None:
        raise ValueMistake("choice", value, choices=f"{CHECK_GROUPS}, {CHECKS}")
    return known
