"""What a field asks of an act: rows of a search table, numbers of acts, or tokens of the full-text index."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    exists,
    false,
    func,
    or_,
    select,
    true,
)

from recueil import analysis
from recueil.query import Anything, Criterion, Exactly, Filter, Range, Span
from recueil.store.acts import docids
from recueil.store.engine.column_types import begins
from recueil.store.engine.expressions import AllOf, AnyOf, Expression, Token
from recueil.store.index import store_terms
from recueil.store.index.bodies import key_of
from recueil.store.index.person_status import NAMED, PRIVATE, UNTOLD
from recueil.store.index.schema import (
    person_words,
    persons,
    search_acts,
    search_amounts,
    search_awards,
    search_dates,
    search_percentages,
    search_persons,
    search_terms,
    search_votes,
)
from recueil.store.index.store_terms import MASKED, masked_key, term, token
from recueil.store.schema import entities
from recueil.values import Date, Period, Person

AXES = {
    "chapitre": store_terms.CHAPTER,
    "article": store_terms.ACCOUNT,
    "fonction": store_terms.FUNCTION,
    "operation": store_terms.OPERATION,
    "reference": store_terms.REFERENCE,
    "nature": store_terms.NATURE,
    "numero": store_terms.NUMBER,
    "departement": store_terms.DEPARTMENT,
    "siren": store_terms.SIREN,
    "matiere": store_terms.SUBJECT,
    "vote": store_terms.VOTE,
    "controle": store_terms.FINDING,
    "est": store_terms.STATUS,
}
"""The fields whose value is one term."""
_OF_WORDS = ("numero", "reference")
"""Those whose value may be words that a mask covers."""
_OF_ENTITIES = ("chapitre", "article", "fonction", "operation", "reference")
_KINDS = {"date": Date.kind, "periode": Period.kind}
_NUMBERS = {
    "montant": (search_amounts, search_amounts.c.value, True),
    "pourcentage": (search_percentages, search_percentages.c.value, True),
    "attribue": (search_awards, search_awards.c.amount, False),
    "pour": (search_votes, search_votes.c.votes_for, False),
    "contre": (search_votes, search_votes.c.against, False),
    "abstention": (search_votes, search_votes.c.abstentions, False),
}

# The act's own row under another name, for a statement that already walks ``search_acts``.
_dated = search_acts.alias("dated")


Term = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Acts with a row of ``table`` for which ``where`` holds.

    ``lists`` when it is quicker to list their acts than to try each act: of hundreds of persons, a thousand times;
    ``tells`` when the row names its entity (``n``).
    """

    table: FromClause
    where: ColumnElement[bool]
    tells: bool = False
    lists: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """All that is said must hold: the act has such ``rows``, and its number is among ``docids``.

    ``expression`` says the same as ``rows`` to the full-text index; without rows it alone says it. ``term`` is the
    axis and the value that all rows have, of which each act has one that is ``first``.
    """

    rows: Rows | None = None
    docids: tuple[int, int] | None = None
    expression: Expression | None = None
    term: Term | None = None

    @property
    def needs_the_index(self) -> bool:
        return self.rows is None and self.docids is None


@lru_cache(maxsize=512)
def conditions(wanted: Filter) -> tuple[Condition, ...]:
    """What must hold, all of it."""
    if wanted.field in AXES:
        return (_having_term(wanted),)
    return tuple(_FIELDS[wanted.field](wanted))


def of_one(wanted: Filter, among: Sequence[BindParameter[int]] | None = None) -> Rows | None:
    """The rows that name the entities which satisfy a field, of any act or of some; None where it has none."""
    rows = _standing(wanted.value) if wanted.field == "est" else _telling(wanted)
    if rows is None or among is None:
        return rows
    where = named(search_persons, wanted, lists=False) if wanted.field == "personne" else rows.where
    return replace(rows, where=and_(rows.table.c.docid.in_(among), where))


def _telling(wanted: Filter) -> Rows | None:
    rows = (condition.rows for condition in conditions(wanted))
    return next((found for found in rows if found is not None and found.tells), None)


def mentions(wanted: Filter) -> Select[Any]:
    """The entities that satisfy a field, as ``docid``, ``at`` and ``until``."""
    places = select(entities.c.docid, entities.c.at, entities.c.until)
    if wanted.field == "personne":
        whole = entities.c.family + func.coalesce(", " + entities.c.given, "")
        is_so = (persons.c.name == whole) & (entities.c.kind == Person.kind)
        is_named = search_persons.c.status == (PRIVATE if wanted.role == PRIVATE else NAMED)
        who = search_persons.c.person_id.in_(persons_named(wanted.value)) & is_named
        places = places.join(search_persons, search_persons.c.docid == entities.c.docid)
        return places.join(persons, persons.c.person_id == search_persons.c.person_id).where(is_so, who)
    rows = of_one(wanted)
    assert rows is not None, f"{wanted.field} is no field of entities"  # noqa: S101 (the parser sees to it)
    same = (entities.c.docid == rows.table.c.docid) & (entities.c.n == rows.table.c.n)
    return places.join(rows.table, same).where(rows.where)


def _having_term(wanted: Filter) -> Condition:
    field, value = wanted.field, None if isinstance(wanted.value, Anything) else str(wanted.value)
    tells = field in _OF_ENTITIES
    if wanted.unmasked and field in _OF_WORDS:
        found = _unmasked_term(AXES[field], value, tells=tells)
    else:
        found = _term(AXES[field], value, tells=tells)
    if wanted.role is None or found.rows is None:
        return found
    return Condition(_said(found.rows, wanted.role))


def _unmasked_term(axis: str, value: str | None, *, tells: bool) -> Condition:
    """A value of an axis, or any, also where masked words say it."""
    where = search_terms.c.axis.in_((axis, masked_key(axis)))
    if value is None:
        return Condition(
            Rows(search_terms, where, tells) if tells else None, expression=token_for(axis, "", unmasked=True)
        )
    spelling = term(value)
    rows = Rows(search_terms, and_(where, search_terms.c.value == spelling), tells)
    return Condition(rows, expression=token_for(axis, spelling, unmasked=True))


def token_for(axis: str, value: str, *, unmasked: bool) -> Expression:
    """The token of a value, or also that of masked words which say it."""
    plain = Token(token(axis, value))
    return AnyOf((plain, Token(token(masked_key(axis), value)))) if unmasked else plain


def _term(axis: str, value: str | None, *, tells: bool = False) -> Condition:
    """A value of an axis, or any: that the index alone tells at once, but not of which entities."""
    of_axis = search_terms.c.axis == axis
    if value is None:
        return Condition(Rows(search_terms, of_axis, tells) if tells else None, expression=Token(token(axis)))
    spelling = term(value)
    rows = Rows(search_terms, and_(of_axis, search_terms.c.value == spelling), tells)
    return Condition(rows, expression=Token(token(axis, spelling)), term=(axis, spelling))


def _said(rows: Rows, role: str | None) -> Rows:
    """With what the entity is for, or the part of the act that holds it."""
    if role is None:
        return rows
    same = and_(entities.c.docid == rows.table.c.docid, entities.c.n == rows.table.c.n)
    plain = (func.replace(column, "-", "") for column in (entities.c.role, entities.c.part, entities.c.section))
    said = exists().where(same, or_(*(column == role for column in plain))).correlate(rows.table)
    return replace(rows, where=and_(rows.where, said))


def _decided(rows: Rows, role: str | None) -> Rows:
    """With what the act decides for the beneficiary: « fonds de concours » is fondsdeconcours."""
    if role is None:
        return rows
    return replace(rows, where=and_(rows.where, func.replace(search_awards.c.what, " ", "") == role))


def _number(wanted: Filter) -> list[Condition]:
    table, column, tells = _NUMBERS[wanted.field]
    rows = Rows(table, _within(column, wanted.value), tells)
    return [Condition(_decided(rows, wanted.role) if table is search_awards else _said(rows, wanted.role))]


def _within(column: ColumnElement[object], value: Criterion) -> ColumnElement[bool]:
    limits: list[ColumnElement[bool]] = []
    if not isinstance(value, Range):
        return column.is_not(None)
    if value.low is not None:
        limits.append(column > value.low if value.strict else column >= value.low)
    if value.high is not None:
        limits.append(column < value.high if value.strict else column <= value.high)
    return and_(column.is_not(None), *limits)


def _own_date(wanted: Filter) -> list[Condition]:
    span = _span(wanted.value)
    if (exact := docids.of_years(span.first, span.last)) is not None:
        return [Condition(docids=exact)]
    rows = Rows(_dated, _meets(_dated.c.date_from, _dated.c.date_to, span))
    return [Condition(rows, docids.around(span.first, span.last))]


def _span(value: Criterion) -> Span:
    return value if isinstance(value, Span) else Span(None, None)


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


def _mentioned(wanted: Filter) -> list[Condition]:
    dates, span = search_dates.c, _span(wanted.value)
    where = and_(dates.kind == _KINDS[wanted.field], _meets(dates.date_from, dates.date_to, span))
    if wanted.field == "date" and span.first is not None:
        where = and_(where, dates.date_from >= span.first - docids.A_YEAR)
    return [Condition(_said(Rows(search_dates, where, tells=True), wanted.role))]


def _person(wanted: Filter) -> list[Condition]:
    lists = not isinstance(wanted.value, Anything)
    return [Condition(Rows(search_persons, named(search_persons, wanted), tells=True, lists=lists))]


def named(rows: FromClause, wanted: Filter, *, lists: bool = True) -> ColumnElement[bool]:
    """One person has all these words in their name; ``rows`` are those of ``search_persons``.

    Where few acts are asked for, they are better not listed by person.
    """
    is_so = rows.c.status == (wanted.role or NAMED)
    if isinstance(wanted.value, Anything):
        return is_so
    person = rows.c.person_id if lists else rows.c.person_id + 0
    return and_(person.in_(persons_named(wanted.value)), is_so)


def _standing(value: Criterion) -> Rows:
    """Whoever has a status, or any."""
    status = search_persons.c.status
    return Rows(
        search_persons, status.not_in(UNTOLD) if isinstance(value, Anything) else status == str(value), tells=True
    )


def persons_named(value: Criterion) -> Select[Any]:
    """The numbers of the persons who have all these words in their name, or in one that is merged with it."""
    words = (select(person_words.c.person_id).where(word) for word in _words(str(value)))
    numbers = (persons.c.person_id.in_(word) for word in words)
    return select(persons.c.person_id).where(and_(true(), *numbers))


def _words(name: str) -> Iterator[ColumnElement[bool]]:
    for word, cut in analysis.cut_words(name):
        yield begins(person_words.c.word, word) if cut else person_words.c.word == word


def _beneficiary(wanted: Filter) -> list[Condition]:
    """One beneficiary has all these words in its name; the index has those that are whole, of any beneficiary."""
    whole: list[str] = []
    named: ColumnElement[bool] = true()
    words_of_it: ColumnElement[str] = search_awards.c.words
    if wanted.unmasked:
        words_of_it = func.replace(words_of_it, f" {MASKED}", " ", type_=Text)
    match wanted.value:
        case Exactly(name):
            whole = analysis.words(name)
            named = words_of_it == analysis.spaced(whole)
        case str(name):
            words = list(analysis.cut_words(name))
            whole = [word for word, cut in words if not cut]
            inside = (words_of_it.contains(f" {word}" if cut else f" {word} ") for word, cut in words)
            named = and_(*inside)
    has = AllOf(
        tuple(token_for(store_terms.BENEFICIARY, word, unmasked=wanted.unmasked) for word in whole or [""])
    )
    rows = _decided(Rows(search_awards, named), wanted.role)
    if isinstance(wanted.value, Anything) and wanted.role is None:
        return [Condition(rows, expression=has)]
    return [Condition(expression=has), Condition(rows)] if whole else [Condition(rows)]


def _title(wanted: Filter) -> list[Condition]:
    keys = [""] if isinstance(wanted.value, Anything) else analysis.keys(str(wanted.value))
    return [
        Condition(
            expression=AllOf(tuple(token_for(store_terms.TITLE, key, unmasked=wanted.unmasked) for key in keys))
        )
    ]


def _body(wanted: Filter) -> list[Condition]:
    if isinstance(wanted.value, Anything):
        return [_term(store_terms.BODY, None)]
    if isinstance(wanted.value, Exactly):
        key = key_of(wanted.value.name)
        return [_term(store_terms.WHOLE_BODY, key) if key else Condition(Rows(search_terms, false()))]
    return [_term(store_terms.BODY, word) for word in analysis.words(str(wanted.value))]


_FIELDS: dict[str, Callable[[Filter], list[Condition]]] = {
    **dict.fromkeys(_NUMBERS, _number),
    **dict.fromkeys(_KINDS, _mentioned),
    "seance": _own_date,
    "personne": _person,
    "beneficiaire": _beneficiary,
    "titre": _title,
    "commune": _body,
}
