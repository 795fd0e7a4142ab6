"""The acts of their own body that acts cite, and those that cite them, of many acts in a few statements.

A citation is resolved by the number of the act that is cited, and its day where that is said; by the day alone
only for a délibération, if the body has one délibération of that day. What stands for several acts is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, select

from recueil.store.acts import handles
from recueil.store.engine import dialect_of
from recueil.store.index.schema import search_acts, search_dates, search_terms
from recueil.store.index.terms import NUMBER, REFERENCE, normalise_term
from recueil.store.schema import acts, entities
from recueil.values import Date, Reference

MOST = 50
"""Acts that an act cites, or that cite it."""
# The types of references to acts of the body, with the kinds of acts that they cite.
_KINDS = {"délibération": "deliberation", "arrêté": "arrete"}
_TYPES = {kind: type_ for type_, kind in _KINDS.items()}
COLUMNS = (acts.c.docid, acts.c.uid, acts.c.kind, acts.c.number, acts.c.title, acts.c.date)

RowsByAct = Mapping[int, Sequence[Row[Any]]]
"""Rows of ``COLUMNS``, by the docid of the act that they are beside."""
RowsByBody = Mapping[str, Sequence[Row[Any]]]
"""Rows of acts, by the key of their body."""


def is_of_one_day(row: Row[Any]) -> bool:
    """Return whether an act is dated to a day."""
    return row.date_from is not None and row.date_from == row.date_to


def of_body(body: str) -> Select[Any]:
    """Select what ``of_bodies`` does of the acts of one body."""
    return of_bodies().where(search_acts.c.body == body)


def of_bodies() -> Select[Any]:
    """Select ``COLUMNS`` of acts, and the body of each."""
    return select(*COLUMNS, search_acts.c.body).join(search_acts, search_acts.c.docid == acts.c.docid)


def load_days(connection: Connection, days: Iterable[tuple[str, date]]) -> dict[Any, list[Row[Any]]]:
    """Return the acts of bodies that are dated to days, by body, kind and date, in the order of their docids."""
    found: defaultdict[Any, list[Row[Any]]] = defaultdict(list)
    asked = set(days)
    if asked:
        rows_of, docid = dialect_of(connection).rows_of, search_acts.c.docid
        of_days = rows_of({handles.of_day(day)[0] // handles.DOCIDS_PER_DAY for _, day in asked})
        is_of_day = (docid // handles.DOCIDS_PER_DAY).in_(of_days)
        query = of_bodies().where(search_acts.c.body.in_(rows_of({body for body, _ in asked})), is_of_day)
        for row in connection.execute(query.order_by(acts.c.docid)):
            found[row.body, row.kind, row.date].append(row)
    return found


def load_cited(connection: Connection, own: RowsByBody) -> RowsByAct:
    """Return the acts that acts of bodies cite, in the order of their texts."""
    bodies = {row.docid: body for body, rows in own.items() for row in rows}
    asked: dict[int, dict[Any, None]] = {docid: {} for docid in bodies}
    columns = ("docid", "type", "number", "date_from", "date_to", "edtf")
    query = select(*(entities.c[name] for name in columns)).order_by(entities.c.docid, entities.c.n)
    query = query.where(entities.c.kind == Reference.kind, entities.c.type.in_(_KINDS))
    for docid, *reference in connection.execute(
        query.where(entities.c.docid.in_(dialect_of(connection).rows_of(asked)))
    ):
        asked[docid][tuple(reference)] = None
    references = {docid: list(each)[:MOST] for docid, each in asked.items()}
    every = [(bodies[docid], *reference) for docid, each in references.items() for reference in each]
    numbered = _load_numbered(connection, ((one[0], normalise_term(one[2])) for one in every if one[2]))
    of_days = load_days(connection, ((one[0], one[3]) for one in every if _is_day_alone(*one[1:])))
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for docid, each in references.items():
        body = bodies[docid]
        for type_, number, first, last, edtf in each:
            kind = _KINDS[type_]
            rows: Iterable[Row[Any]] = ()
            if number:
                rows = (
                    row
                    for row in numbered[body, normalise_term(number)]
                    if row.kind == kind and (not edtf or row.date == edtf)
                )
            elif _is_day_alone(type_, number, first, last, edtf):
                rows = of_days[body, kind, edtf]
            found[docid] += one_act(list(rows)[:MOST])
    return found


def _is_day_alone(type_: str, number: str | None, first: date | None, last: date | None, edtf: str | None) -> bool:
    return not number and bool(edtf) and type_ == "délibération" and first is not None and first == last


def _load_numbered(
    connection: Connection, terms: Iterable[tuple[str, str]]
) -> defaultdict[tuple[str, str], list[Row[Any]]]:
    """Return the acts of bodies by their body and the term of their number, in the order of their docids."""
    found: defaultdict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
    numbers: defaultdict[int, list[str]] = defaultdict(list)
    for term in _find_terms(connection, NUMBER, terms):
        numbers[term.docid].append(term.value)
    if numbers:
        query = of_bodies().where(acts.c.docid.in_(dialect_of(connection).rows_of(numbers)))
        for row in connection.execute(query.order_by(acts.c.docid)):
            for number in numbers[row.docid]:
                found[row.body, number].append(row)
    return found


class _Term(NamedTuple):
    """A term of an act on an axis; ``n`` is its entity, 0 for one of the act itself."""

    docid: int
    n: int
    value: str


_MOST_WITH_TERMS = 50_000
"""Acts with some of the terms that are asked of bodies, to find those of the bodies among all of them."""


def _find_terms(connection: Connection, axis: str, terms: Iterable[tuple[str, str]]) -> Iterator[_Term]:
    """Yield terms of an axis that acts of bodies have: at least those that are asked of their body.

    All acts with the terms are looked at or, if too many have them (« 12 »), those of one body after the other.
    """
    asked: defaultdict[str, set[str]] = defaultdict(set)
    for body, value in terms:
        asked[body].add(value)
    if not asked:
        return
    term, act, rows_of = search_terms.c, search_acts.c, dialect_of(connection).rows_of
    of_axis, values = term.axis == axis, set().union(*asked.values())
    has_them = select(term.docid).where(of_axis, term.value.in_(rows_of(values)))
    some = has_them.limit(_MOST_WITH_TERMS + 1).subquery()
    query = select(*(term[name] for name in _Term._fields)).where(of_axis)
    if connection.execute(select(func.count()).select_from(some)).scalar_one() <= _MOST_WITH_TERMS:
        # « + 0 »: the act is looked up for the term, not the terms for each act.
        query = query.join(search_acts, act.docid == term.docid + 0)
        statements = [query.where(term.value.in_(rows_of(values)), act.body.in_(rows_of(asked)))]
    else:
        query = query.join(search_acts, act.docid == term.docid)
        statements = [query.where(act.body == body, term.value.in_(rows_of(each))) for body, each in asked.items()]
    for statement in statements:
        yield from (_Term(*row) for row in connection.execute(statement))


def has_number(number: str) -> ColumnElement[bool]:
    """Return the condition that an act has a number, in any spelling."""
    terms = search_terms.c
    return and_(terms.axis == NUMBER, terms.value.in_(spellings(number)), terms.docid == acts.c.docid)


def spellings(number: str) -> tuple[str, str]:
    """Return the terms of a number as written and without its separators: « 2020 01336 VDM » is 202001336VDM."""
    term = normalise_term(number)
    return term, term.replace("_", "")


def one_act(rows: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    """Return the first of rows that are one act, perhaps in several documents; none of several acts."""
    alike = {(row.date, normalise_term(row.number or "")) for row in rows}
    is_one = len(alike) == 1 and (rows[0].number is not None or len(rows) == 1)
    return rows[:1] if is_one else ()


def load_citing(connection: Connection, own: RowsByBody, only: Collection[int]) -> RowsByAct:
    """Return the acts that cite acts of bodies; ``only`` are the only ones of their body, kind and day."""
    cited = [(body, row) for body, rows in own.items() for row in rows if row.kind in _TYPES]
    found: dict[int, list[Row[Any]]] = {row.docid: [] for rows in own.values() for row in rows}
    alone = [(body, row) for body, row in cited if row.docid in only and row.kind == "deliberation"]
    for rows in (
        _load_citing_by_number(connection, [(body, row) for body, row in cited if row.number]),
        _load_citing_by_day(connection, [(body, row) for body, row in alone if is_of_one_day(row)]),
    ):
        for docid, each in rows:
            latest = sorted(each, key=lambda row: row.docid, reverse=True)
            found[docid] += latest[:MOST]
    return found


def _load_citing_by_number(
    connection: Connection, own: Sequence[tuple[str, Row[Any]]]
) -> Iterator[tuple[int, list[Row[Any]]]]:
    """Yield the acts that cite each act by its number; without its day, only if no other act may be meant."""
    namesakes = _load_numbered(connection, ((body, each) for body, row in own for each in spellings(row.number)))
    terms = {row.docid: [_reference_term(row.kind, each) for each in spellings(row.number)] for _, row in own}
    by_term: defaultdict[tuple[str, str, str], list[Row[Any]]] = defaultdict(list)
    asked = ((body, each) for body, row in own for each in terms[row.docid])
    cites: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for term in _find_terms(connection, REFERENCE, asked):
        cites[term.docid, term.n].append(term.value)
    if cites:
        citing = entities.c.docid.in_(dialect_of(connection).rows_of({docid for docid, _ in cites}))
        for row in connection.execute(_select_citing(entities.c.n).where(citing)):
            for value in cites.get((row.docid, row.n), ()):
                by_term[row.body, row.type, value].append(row)
    for body, one in own:
        others = (row for spelling in spellings(one.number) for row in namesakes[body, spelling])
        may_be_another = any(row.kind == one.kind and row.date != one.date for row in others)
        yield (
            one.docid,
            [
                row
                for each in dict.fromkeys(terms[one.docid])
                for row in by_term[body, _TYPES[one.kind], each]
                if (row.edtf is not None and row.edtf == one.date) or (row.edtf is None and not may_be_another)
            ],
        )


def _load_citing_by_day(
    connection: Connection, own: Sequence[tuple[str, Row[Any]]]
) -> Iterator[tuple[int, list[Row[Any]]]]:
    """Yield the acts that cite each act by its day alone."""
    by_day: defaultdict[tuple[str, str, date], list[Row[Any]]] = defaultdict(list)
    if own:
        rows_of, says = dialect_of(connection).rows_of, search_dates.c
        of_own = search_acts.c.body.in_(rows_of({body for body, _ in own}))
        # Not the column itself, for which SQLite would look up each day of each act.
        day = func.coalesce(says.date_from, None)
        dated = select(says.docid, says.date_from).where(
            says.docid.in_(select(search_acts.c.docid).where(of_own)),
            says.kind == Date.kind,
            day.in_(rows_of({row.date_from for _, row in own})),
        )
        days = {(docid, date_from) for docid, date_from in connection.execute(dated)}
        among = entities.c.docid.in_(rows_of({docid for docid, _ in days} or {0}))
        is_alone = entities.c.number.is_(None) & (entities.c.type == _TYPES["deliberation"])
        for row in connection.execute(_select_citing(entities.c.date_from).where(among, is_alone)):
            if (row.docid, row.date_from) in days:
                by_day[row.body, row.edtf, row.date_from].append(row)
    for body, one in own:
        yield one.docid, by_day[body, one.date, one.date_from]


def _select_citing(*columns: ColumnElement[Any]) -> Select[Any]:
    """Select the references of acts."""
    query = of_bodies().join(entities, entities.c.docid == acts.c.docid).where(entities.c.kind == Reference.kind)
    return query.add_columns(entities.c.type, entities.c.edtf, *columns)


def _reference_term(kind: str, spelling: str) -> str:
    return f"{normalise_term(_TYPES[kind])}_{spelling}"
