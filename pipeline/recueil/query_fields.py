"""The fields of the query language: what each means, and how its value is read."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from recueil.analysis import words
from recueil.values import PartialDate


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from ``low`` to ``high``; ``strict`` leaves the ends out. None is no limit."""

    low: Decimal | None
    high: Decimal | None
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` to ``last``, both included. None is no limit."""

    first: datetime.date | None
    last: datetime.date | None


Criterion = Range | Span | str


@dataclass(frozen=True, slots=True)
class Field:
    """``read`` gives the criterion a value says, or a ValueError that tells what is wrong with it."""

    name: str
    help: str
    example: str
    read: Callable[[str], Criterion]


@dataclass(frozen=True, slots=True)
class _Ends:
    low: str | None
    high: str | None
    strict: bool = False


_COMPARISON = re.compile(r"(>=|<=|≥|≤|>|<)\s*(.*)", re.DOTALL)
_NUMBER = re.compile(
    r"(?P<figure>-?(?:\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,3}|\d{1,12})(?:[,.]\d{1,6})?)\s?(?P<scale>[kKM]?)\s?[€%]?"
)
_POINT_OF_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}\D*")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]{0,19}")
_SCALES = {"": 1, "k": 1_000, "K": 1_000, "M": 1_000_000}
_LARGEST = Decimal(10) ** 12
_LONGEST_NAME = 12


def _shown(value: str) -> str:
    """The value as an error repeats it: between quotes, not at any length."""
    return repr(value if len(value) <= 40 else f"{value[:40]}…")


def _ends(value: str) -> _Ends:
    if comparison := _COMPARISON.fullmatch(value):
        sign, end = comparison.groups()
        strict = sign in ("<", ">")
        return _Ends(end, None, strict) if sign in (">", ">=", "≥") else _Ends(None, end, strict)
    low, dots, high = value.partition("..")
    if not dots:
        return _Ends(value, value)
    if not low.strip() and not high.strip():
        raise ValueError("a range needs an end")
    return _Ends(low.strip() or None, high.strip() or None)


def _number(figure: str) -> Decimal:
    match = _NUMBER.fullmatch(figure)
    if match is None:
        raise ValueError(f"{_shown(figure)} is not a number")
    if _POINT_OF_THOUSANDS.fullmatch(figure):
        raise ValueError(f"{_shown(figure)} may be thousands or decimals")
    digits = re.sub(r"\s", "", match["figure"]).replace(",", ".")
    number = Decimal(digits) * _SCALES[match["scale"]]
    if abs(number) >= _LARGEST:
        raise ValueError(f"{_shown(figure)} is beyond a thousand billion")
    return number


def _range(value: str) -> Range:
    ends = _ends(value)
    low = None if ends.low is None else _number(ends.low)
    high = None if ends.high is None else _number(ends.high)
    if low is not None and high is not None and low > high:
        raise ValueError(f"the range {_shown(value)} starts after its end")
    return Range(low, high, ends.strict)


def _date(edtf: str) -> PartialDate:
    try:
        when = PartialDate.parse(edtf)
    except ValueError:
        raise ValueError(f"{_shown(edtf)} is not a date") from None
    if not when.exists:
        raise ValueError(f"{_shown(edtf)} is in no calendar")
    if not 1000 <= when.year <= 2999:
        raise ValueError(f"{_shown(edtf)} is not a year of acts")
    return when


def _span(value: str) -> Span:
    ends = _ends(value)
    low = None if ends.low is None else _date(ends.low)
    high = None if ends.high is None else _date(ends.high)
    day = datetime.timedelta(days=1)
    if ends.strict:
        return Span(low.last_day() + day if low else None, high.first_day() - day if high else None)
    span = Span(low.first_day() if low else None, high.last_day() if high else None)
    if span.first and span.last and span.first > span.last:
        raise ValueError(f"the range {_shown(value)} starts after its end")
    return span


def _code(value: str) -> str:
    if _CODE.fullmatch(value) is None or not any(map(str.isdigit, value)):
        raise ValueError(f"{_shown(value)} is not a code")
    return value


def _name(value: str) -> str:
    if not 0 < len(words(value)) <= _LONGEST_NAME:
        raise ValueError(f"{_shown(value)} is not a name")
    return value


_FIELDS = (
    Field("montant", "an amount in the act: exact, compared or in a range", "montant:>10000", _range),
    Field("pourcentage", "a percentage in the act", "pourcentage:49", _range),
    Field("chapitre", "a budget chapter the act names", "chapitre:65", _code),
    Field("article", "an account the act names, as article, compte or nature", "article:6574", _code),
    Field("date", "a date the act mentions: a day, a month, a year or a range", "date:2023-01..2023-06", _span),
    Field("periode", "a period the act mentions that meets these days", "periode:2023-09", _span),
    Field("seance", "the act's own date", "seance:2014-07-24", _span),
    Field("personne", "a person the act names; * ends a word cut short", 'personne:"jeanne lef*"', _name),
    Field("nature", "what the act is", "nature:deliberation", _name),
)
FIELDS: dict[str, Field] = {field.name: field for field in _FIELDS}
