"""What a field asks, as a condition on the rows of one search table."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from sqlalchemy import ColumnElement, FromClause, and_, select, true

from recueil import analysis
from recueil.query import Filter, Range, Span
from recueil.store import docids
from recueil.store.projections import ACCOUNT, CHAPTER, NATURE, term, token
from recueil.store.schema import acts
from recueil.store.search_schema import (
    person_words,
    search_amounts,
    search_dates,
    search_percentages,
    search_persons,
    search_terms,
)
from recueil.values import Date, Period

_AXES = {"chapitre": CHAPTER, "article": ACCOUNT, "nature": NATURE}
_KINDS = {"date": Date.kind, "periode": Period.kind}
_NUMBERS = {"montant": search_amounts, "pourcentage": search_percentages}

# The act's own row under another name, for a statement that already walks ``acts``.
_dated = acts.alias("dated")


@dataclass(frozen=True, slots=True)
class Condition:
    """Acts with a row of ``table`` for which ``where`` holds; none is outside ``docids``.

    ``tells`` when the row names its entity (``n``).
    """

    table: FromClause
    where: ColumnElement[bool]
    tells: bool = True
    docids: tuple[int, int] | None = None


def is_term(wanted: Filter) -> bool:
    """The filter asks for a term, which the full-text index has as a token too."""
    return wanted.field in _AXES


def token_of(wanted: Filter) -> str:
    return token(_AXES[wanted.field], term(str(wanted.value)))


def term_in(terms: FromClause, wanted: Filter) -> ColumnElement[bool]:
    return and_(terms.c.axis == _AXES[wanted.field], terms.c.value == term(str(wanted.value)))


def condition(wanted: Filter) -> Condition:
    """What must hold in which table."""
    if is_term(wanted):
        return Condition(search_terms, term_in(search_terms, wanted), tells=wanted.field != "nature")
    match wanted.value:
        case Range() as numbers:
            table = _NUMBERS[wanted.field]
            return Condition(table, _within(table.c.value, numbers))
        case Span() as span if wanted.field == "seance":
            where = _meets(_dated.c.date_from, _dated.c.date_to, span)
            return Condition(_dated, where, tells=False, docids=docids.around(span.first, span.last))
        case Span() as span:
            return Condition(search_dates, _mentioned(_KINDS[wanted.field], span))
        case str() as name:
            return Condition(search_persons, _named(name))
    assert_never(wanted.value)


def _within(column: ColumnElement[object], numbers: Range) -> ColumnElement[bool]:
    limits: list[ColumnElement[bool]] = []
    if numbers.low is not None:
        limits.append(column > numbers.low if numbers.strict else column >= numbers.low)
    if numbers.high is not None:
        limits.append(column < numbers.high if numbers.strict else column <= numbers.high)
    return and_(true(), *limits)


def _meets(
    start: ColumnElement[datetime.date], end: ColumnElement[datetime.date], span: Span
) -> ColumnElement[bool]:
    """The days from start to end have one in common with the span: « mars 2023 » meets 2023-03-15."""
    limits: list[ColumnElement[bool]] = [start.is_not(None)]
    if span.last is not None:
        limits.append(start <= span.last)
    if span.first is not None:
        limits.append(end >= span.first)
    return and_(*limits)


def _mentioned(kind: str, span: Span) -> ColumnElement[bool]:
    dates = search_dates.c
    where = and_(dates.kind == kind, _meets(dates.date_from, dates.date_to, span))
    if kind == Date.kind and span.first is not None:
        return and_(where, dates.date_from >= span.first - docids.A_YEAR)
    return where


def _named(name: str) -> ColumnElement[bool]:
    """One person has all these words in their name."""
    conditions = [
        search_persons.c.person_id.in_(select(person_words.c.person_id).where(word)) for word in _words(name)
    ]
    return and_(*conditions)


def _words(name: str) -> Iterator[ColumnElement[bool]]:
    for part in name.split():
        *whole, last = analysis.words(part) or [""]
        yield from (person_words.c.word == word for word in whole)
        if last:
            yield _starts(last) if part.endswith("*") else person_words.c.word == last


def _starts(start: str) -> ColumnElement[bool]:
    """A range, so that the index answers; nothing sorts after the last character there is."""
    return person_words.c.word.between(start, f"{start}\U0010ffff")
