"""Parse values that analysts type: in French notation, or in canonical text.

French notation gives the value alone. If it replaces a value of the same kind, the attributes of that
value (tax, unit, role, civility, label, and the INSEE code of the same name) are kept.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import cast

from recueil.entities.numbers import parse_money, parse_rate
from recueil.errors import CorrectionError
from recueil.query.typed_date import TypedDate, today_in_france
from recueil.translation import gettext as _
from recueil.values import (
    KINDS,
    Amount,
    BudgetLine,
    Date,
    Organisation,
    PartialDate,
    Percentage,
    Period,
    Person,
    Place,
    Reference,
    Value,
)
from recueil.values.person import PrivacyClass

_FORMS = {
    Date.kind: _("24/07/2014, 24 juillet 2014, 2014-07-24, 2014-07 or 2014"),
    Period.kind: _("2014, 2014/2015, T1 2024 or 2014-07-01/2014-07-15"),
    Amount.kind: _("4 255,50, 4 255,50 € TTC or 4255.50 EUR"),
    Percentage.kind: _("49,19 or 49,19 %"),
    BudgetLine.kind: _("chapitre 65 or article 6574"),
    Person.kind: _("Philippe SAUREL or SAUREL, Philippe"),
    Organisation.kind: "Les Mille Voix",
    Place.kind: _("Saint-Jouan, or with its INSEE code Saint-Jouan #35284"),
    Reference.kind: _("loi #2013-595 | 2013-07-08 or code #CGCT art. L2121-29"),
}
_AMOUNT = re.compile(r"(?P<sign>[-–−]?)\s*(?P<number>\d[\d\s.,'’]*?)\s*(?:€|EUR|euros?)?\s*(?P<tax>HT|TTC)?", re.I)
_CANONICAL_AMOUNT = re.compile(r"-?\d+(?:\.\d+)? [A-Z]{3}\b")
_EDTF = re.compile(r"\d{4}(?:-\d{2}){0,2}(?: [a-z]+(?:-[a-z]+)*)?$", re.ASCII)
_EDTF_PERIOD = re.compile(r"\d{4}(?:-\d{2}){0,2}(?:/\d{4}(?:-\d{2}){0,2})?", re.ASCII)
_PERCENT = re.compile(r"(?P<sign>[-–−]?)\s*(?P<number>\d[\d\s.,]*?)\s*(?:%|pour cent)?", re.I)
_BUDGET = re.compile(
    r"(?P<level>chapitre|article|compte|nature|fonction|sous-fonction|rubrique|opération)\s+(?P<code>\d[\w./-]{0,19})",
    re.I,
)
_TYPES = ("loi", "décret", "arrêté", "ordonnance", "circulaire", "directive", "règlement", "délibération", "code")
# The surname is in capitals, as in the acts: without them, and without a comma, nothing tells where it begins.
_PARTICLE = r"(?:[dD]['’]|(?:de|du|des|la|le)\s+)"
_FULL_NAME = re.compile(rf"(?P<given>[^\W\d_a-zà-ÿ].*?)\s+(?P<family>{_PARTICLE}*[^\W\d_a-zà-ÿ]{{2}}[^a-zà-ÿ]*)")
_SURNAME = re.compile(rf"{_PARTICLE}*(?:[^a-zà-ÿ]+|\S+)")
_CIVILITY = re.compile(r"(?P<civility>M\.|Mme|Mlle|Monsieur|Madame|Mademoiselle)\s+(?P<rest>.+)")
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’.\-,])*")
_MAX_LENGTH = 300


def parse_value(kind: str, typed: str, like: Value | None = None, today: datetime.date | None = None) -> Value:
    """Parse a value of a kind; ``like`` is the value it replaces, whose attributes it keeps unless it
    sets them. « hier » is the day before ``today``, in France if None.

    Raise CorrectionError if it cannot be parsed.
    """
    if kind not in KINDS:
        raise CorrectionError(
            _("There is no kind {kind!r}.").format(kind=kind),
            _("Kinds: {kinds}.").format(kinds=", ".join(KINDS)),
            code="kind",
        )
    words = " ".join(typed.split())
    try:
        if not words or len(words) > _MAX_LENGTH or not words.isprintable():
            raise ValueError(_("it is blank, too long or holds control characters"))  # noqa: TRY301
        like = like if like is not None and like.kind == kind else None
        if kind in _PARSERS_OF_DAYS:
            return _PARSERS_OF_DAYS[kind](words, like, today or today_in_france())
        return _PARSERS[kind](words, like)
    except (ValueError, ArithmeticError) as error:
        message = _("{typed!r} is not a valid {kind}.").format(typed=typed, kind=_(kind))
        raise CorrectionError(
            message, _("Write {forms}.").format(forms=_FORMS[kind]), code="value", kind=kind
        ) from error


def _parse_date(words: str, like: Value | None, today: datetime.date) -> Date:
    typed = Date.parse(words) if _EDTF.match(words) else Date(_parse_day(words, today))
    typed.when.first_day()
    if isinstance(like, Date) and typed.role is None:
        return replace(typed, role=like.role)
    return typed


def _parse_day(words: str, today: datetime.date) -> PartialDate:
    typed = TypedDate.parse(words, today)
    if typed.start is None or typed.start != typed.end:
        raise ValueError(_("no date of one day, one month or one year"))
    return typed.start


def _parse_period(words: str, like: Value | None, today: datetime.date) -> Period:
    if _EDTF_PERIOD.fullmatch(words):
        typed = Period.parse(words)
    else:
        span = TypedDate.parse(words, today)
        if span.start is None or span.end is None:
            raise ValueError(_("a period has two ends"))
        typed = Period(span.start, span.end)
    if typed.end.last_day() < typed.start.first_day():
        raise ValueError(_("it ends before it begins"))
    return typed


def _parse_amount(words: str, like: Value | None) -> Amount:
    if _CANONICAL_AMOUNT.match(words):
        return Amount.parse(words)
    match = _full_match(_AMOUNT, words)
    number = _apply_sign(match, parse_money(match["number"]))
    tax = match["tax"] and match["tax"].upper()
    if isinstance(like, Amount):
        return replace(like, amount=number, tax=tax or like.tax, issue=None)
    return Amount(number, tax=tax)


def _parse_percentage(words: str, like: Value | None) -> Percentage:
    figure, _, role = words.partition(" @")
    match = _full_match(_PERCENT, figure)
    former = like.role if isinstance(like, Percentage) else None
    return Percentage(_apply_sign(match, parse_rate(match["number"])), role or former)


def _parse_budget(words: str, like: Value | None) -> BudgetLine:
    line, __, section = words.partition(" @")
    match = _full_match(_BUDGET, line)
    if section not in ("", "fonctionnement", "investissement"):
        raise ValueError(_("no section {section!r}").format(section=section))
    level, code = match["level"].lower(), match["code"].upper()
    if not isinstance(like, BudgetLine):
        return BudgetLine(level, code, section=section or None)
    label = like.label if (level, code) == (like.level, like.code) else None
    return replace(like, level=level, code=code, label=label, section=section or like.section)


def _parse_person(words: str, like: Value | None) -> Person:
    whole, _, standing = words.partition(" @")
    titled = _CIVILITY.fullmatch(whole)
    name = titled["rest"] if titled else whole
    _full_match(_NAME, name)
    civility = titled["civility"] if titled else like.civility if isinstance(like, Person) else None
    former = like.standing if isinstance(like, Person) else None
    return replace(_parse_name(name), civility=civility, standing=_parse_standing(standing) or former)


def _parse_standing(standing: str) -> PrivacyClass | None:
    if standing not in ("", "public", "private"):
        raise ValueError(_("no standing {standing!r}").format(standing=standing))
    return cast("PrivacyClass", standing) or None


def _parse_name(name: str) -> Person:
    if "," in name:
        family, given = (part.strip() for part in name.split(","))
        return Person(_full_match(_NAME, given)[0], _full_match(_NAME, family)[0])
    if _SURNAME.fullmatch(name):
        return Person(None, name)
    full = _full_match(_FULL_NAME, name)
    return Person(full["given"], full["family"])


def _parse_reference(words: str, like: Value | None) -> Reference:
    typed = Reference.parse(words)
    if typed.type not in _TYPES:
        raise ValueError(_("no type {type!r}").format(type=typed.type))
    if typed.date is not None:
        typed.date.first_day()
    if not (typed.number or typed.date or typed.article):
        raise ValueError(_("nothing says which it is"))
    return typed


def _parse_organisation(words: str, like: Value | None) -> Organisation:
    return Organisation.parse(words)


def _parse_place(words: str, like: Value | None) -> Place:
    typed = Place.parse(words)
    if isinstance(like, Place) and typed.code is None and typed.key == like.key:
        return replace(typed, code=like.code)
    return typed


_PARSERS: dict[str, Callable[[str, Value | None], Value]] = {
    Amount.kind: _parse_amount,
    Percentage.kind: _parse_percentage,
    BudgetLine.kind: _parse_budget,
    Person.kind: _parse_person,
    Reference.kind: _parse_reference,
    Organisation.kind: _parse_organisation,
    Place.kind: _parse_place,
}


_PARSERS_OF_DAYS: dict[str, Callable[[str, Value | None, datetime.date], Value]] = {
    Date.kind: _parse_date,
    Period.kind: _parse_period,
}


def _full_match(pattern: re.Pattern[str], words: str) -> re.Match[str]:
    match = pattern.fullmatch(words)
    if match is None:
        raise ValueError(_("not of its form"))
    return match


def _apply_sign(match: re.Match[str], number: Decimal | None) -> Decimal:
    if number is None:
        raise ValueError(_("no one groups digits so"))
    return -number if match["sign"] else number
