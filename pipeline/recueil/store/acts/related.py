"""Acts beside an act: before and after it in its séance, those it cites, those that cite it, and its annexes.

A citation is resolved among the acts of the same body: by the number of the act that is cited, and its day where
that is said; by the day alone only for a délibération, if the body has one délibération of that day. What stands
for several acts is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, or_, select

from recueil.store.acts.handles import DATED, DOCIDS_PER_DAY
from recueil.store.acts.read import find_act_row
from recueil.store.index.schema import search_acts, search_dates, search_terms
from recueil.store.index.terms import NUMBER, REFERENCE, normalise_term
from recueil.store.schema import acts, entities
from recueil.values import Date, Facts, PartialDate, Reference
from recueil.values.codec import decode

_MOST = 50
_ANNEX = "annexe"
_MOST_OF_DAY = 2_000
# The types of references to acts of the body, with the kinds of acts that they cite.
_KINDS = {"délibération": "deliberation", "arrêté": "arrete"}
_COLUMNS = (acts.c.docid, acts.c.uid, acts.c.kind, acts.c.number, acts.c.title, acts.c.date)
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class RelatedAct:
    """The identity of an act beside another."""

    uid: str
    kind: str | None
    number: str | None
    title: str | None
    date: PartialDate | None


@dataclass(frozen=True, slots=True)
class RelatedActs:
    """``previous`` and ``next`` by number among the acts of the same kind, body and day; acts ``cited`` by it,
    and those ``citing`` it; its ``annexes``, and the act that it is ``annexed_to`` as a table of délibérations
    says.
    """

    previous: RelatedAct | None = None
    next: RelatedAct | None = None
    cited: tuple[RelatedAct, ...] = ()
    citing: tuple[RelatedAct, ...] = ()
    annexes: tuple[RelatedAct, ...] = ()
    annexed_to: RelatedAct | None = None


def load_related(connection: Connection, uid: str) -> RelatedActs:
    """Return the acts beside an act, of the same body; none if its body is unknown."""
    own = find_act_row(connection, uid)
    body = connection.execute(select(search_acts.c.body).where(search_acts.c.docid == own.docid)).scalar()
    if body is None:
        return RelatedActs()
    of_day = _load_day(connection, body, own) if own.docid >= DATED[0] and _is_one_day(own) else []
    before = [row for row in of_day if _place(row) < _place(own)]
    after = [row for row in of_day if _place(row) > _place(own)]
    cited = {row.docid: row for row in _cited(connection, body, own)}
    citing = {row.docid: row for row in _citing(connection, body, own, is_only=len(of_day) == 1)}
    annexed_to = _annexed_to(connection, body, own)
    latest = sorted(citing.values(), key=lambda row: row.docid, reverse=True)
    return RelatedActs(
        _related(max(before, key=_place)) if before else None,
        _related(min(after, key=_place)) if after else None,
        tuple(_related(row) for row in list(cited.values())[:_MOST] if row.docid != own.docid),
        tuple(_related(row) for row in latest[:_MOST] if row.docid != own.docid),
        tuple(_related(row) for row in _annexes(connection, body, own)),
        _related(annexed_to) if annexed_to else None,
    )


def _related(row: Row[Any]) -> RelatedAct:
    date = None if row.date is None else PartialDate.parse(row.date)
    return RelatedAct(row.uid, row.kind, row.number, row.title, date)


def _is_one_day(row: Row[Any]) -> bool:
    return row.date_from is not None and row.date_from == row.date_to


def _of_body(body: str) -> Select[Any]:
    return (
        select(*_COLUMNS).join(search_acts, search_acts.c.docid == acts.c.docid).where(search_acts.c.body == body)
    )


def _load_day(connection: Connection, body: str, own: Row[Any]) -> Sequence[Row[Any]]:
    """Load the acts of the kind, the body and the day of an act."""
    first = own.docid - own.docid % DOCIDS_PER_DAY
    of_day = search_acts.c.docid.between(first, first + DOCIDS_PER_DAY - 1)
    is_alike = (acts.c.kind == own.kind) & (acts.c.date == own.date)
    query = _of_body(body).where(of_day, is_alike).order_by(acts.c.docid).limit(_MOST_OF_DAY)
    return connection.execute(query).all()


def _place(row: Row[Any]) -> tuple[Any, ...]:
    """Return the place of an act among those of its day: by number, 9 before 10, then those without one."""
    if row.number is None:
        return True, (), row.docid
    parts = _DIGITS.split(row.number)
    return False, tuple((part.isdigit(), int(part) if part.isdigit() else part) for part in parts if part)


def _cited(connection: Connection, body: str, own: Row[Any]) -> Iterator[Row[Any]]:
    """Yield the acts that an act cites, in the order of the text."""
    columns = select(entities.c.type, entities.c.number, entities.c.date_from, entities.c.date_to, entities.c.edtf)
    is_act = entities.c.type.in_(_KINDS)
    query = columns.where(entities.c.docid == own.docid, entities.c.kind == Reference.kind, is_act)
    asked = dict.fromkeys(tuple(row) for row in connection.execute(query.order_by(entities.c.n)))
    for type_, number, first, last, edtf in list(asked)[:_MOST]:
        meant = _of_body(body).where(acts.c.kind == _KINDS[type_])
        if number:
            terms = search_terms.c
            named = (
                (terms.axis == NUMBER) & (terms.value == normalise_term(number)) & (terms.docid == acts.c.docid)
            )
            meant = meant.join(search_terms, named)
        elif type_ != "délibération" or first is None or first != last:
            continue
        if edtf:
            meant = meant.where(acts.c.date == edtf)
        yield from _one_act(connection.execute(meant.order_by(acts.c.docid).limit(_MOST)).all())


def _has_number(number: str) -> ColumnElement[bool]:
    terms = search_terms.c
    return and_(terms.axis == NUMBER, terms.value.in_(_spellings(number)), terms.docid == acts.c.docid)


def _spellings(number: str) -> tuple[str, str]:
    """Return the terms of a number as written and without its separators: « 2020 01336 VDM » is 202001336VDM."""
    term = normalise_term(number)
    return term, term.replace("_", "")


def _one_act(rows: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    """Return the first of rows that are one act, perhaps in several documents; none of several acts."""
    alike = {(row.date, normalise_term(row.number or "")) for row in rows}
    is_one = len(alike) == 1 and (rows[0].number is not None or len(rows) == 1)
    return rows[:1] if is_one else ()


def _citing(connection: Connection, body: str, own: Row[Any], *, is_only: bool) -> Iterator[Row[Any]]:
    """Yield the acts that cite an act, latest first."""
    type_ = next((type_ for type_, kind in _KINDS.items() if kind == own.kind), None)
    if type_ is None:
        return
    at = entities.c.docid == acts.c.docid
    is_reference = (entities.c.kind == Reference.kind) & (entities.c.type == type_)
    latest = _of_body(body).join(entities, at).where(is_reference).order_by(acts.c.docid.desc()).limit(_MOST)
    of_day = entities.c.edtf == own.date
    if own.number:
        terms = search_terms.c
        spellings = [f"{normalise_term(type_)}_{spelling}" for spelling in _spellings(own.number)]
        cites = (terms.axis == REFERENCE) & terms.value.in_(spellings)
        same = (terms.docid == entities.c.docid) & (terms.n == entities.c.n)
        says_day = of_day if _has_namesakes(connection, body, own) else or_(of_day, entities.c.edtf.is_(None))
        yield from connection.execute(latest.join(search_terms, same).where(cites, says_day)).all()
    if is_only and type_ == "délibération" and _is_one_day(own):
        dates = search_dates.c
        says = (dates.docid == acts.c.docid) & (dates.kind == Date.kind) & (dates.date_from == own.date_from)
        by_day = latest.join(search_dates, says).where(of_day, entities.c.number.is_(None))
        yield from connection.execute(by_day).all()


def _annexed_to(connection: Connection, body: str, own: Row[Any]) -> Row[Any] | None:
    """Return the act that a table says an annex belongs to; of acts of several years, that of the annex's day."""
    numbers = [each.value for each in decode(Facts, own.facts).statements if each.fact == "annexed_to"]
    for number in numbers:
        named = _of_body(body).join(search_terms, _has_number(number)).where(acts.c.kind != _ANNEX)
        of_day = (named.where(acts.c.date == own.date), named) if own.date else (named,)
        for query in of_day:
            for row in _one_act(connection.execute(query.order_by(acts.c.docid).limit(_MOST)).all()):
                return row
    return None


def _annexes(connection: Connection, body: str, own: Row[Any]) -> Sequence[Row[Any]]:
    """Return the annexes of an act, in the order of their titles."""
    if not own.number or own.kind == _ANNEX:
        return ()
    terms = search_terms.c
    is_annexed = (
        (terms.axis == REFERENCE) & terms.value.in_(_spellings(own.number)) & (terms.docid == acts.c.docid)
    )
    found = _of_body(body).join(search_terms, is_annexed).where(acts.c.kind == _ANNEX)
    if _has_namesakes(connection, body, own):
        found = found.where(acts.c.date == own.date)
    return connection.execute(found.order_by(acts.c.title, acts.c.docid).limit(_MOST)).all()


def _has_namesakes(connection: Connection, body: str, own: Row[Any]) -> bool:
    """Return whether the body has an act of the kind and the number of an act, but of another day."""
    others = _of_body(body).join(search_terms, _has_number(own.number)).where(acts.c.kind == own.kind)
    other_day = acts.c.date.is_distinct_from(own.date)
    return connection.execute(others.where(other_day).limit(1)).first() is not None
