"""Acts beside an act: before and after it in its séance, those it cites, those that cite it, and its annexes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from recueil.store.acts.cited_acts import (
    COLUMNS,
    MOST,
    has_number,
    is_of_one_day,
    load_cited,
    load_citing,
    load_days,
    of_bodies,
    of_body,
    one_act,
    spellings,
)
from recueil.store.acts.handles import DATED, DOCIDS_PER_DAY
from recueil.store.acts.read import find_act_row
from recueil.store.engine.statements import chunks
from recueil.store.index.schema import search_acts, search_terms
from recueil.store.index.terms import REFERENCE
from recueil.store.schema import acts
from recueil.values import Facts, PartialDate
from recueil.values.codec import decode

_ANNEX = "annexe"
_MOST_OF_DAY = 2_000
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
    """``previous`` and ``next`` in its document, or beyond its ends among the acts of the same kind, body and day,
    by number; acts ``cited`` by it, and those ``citing`` it; its ``annexes``, and the act that it is
    ``annexed_to`` as a table of délibérations says.
    """

    previous: RelatedAct | None = None
    next: RelatedAct | None = None
    cited: tuple[RelatedAct, ...] = ()
    citing: tuple[RelatedAct, ...] = ()
    annexes: tuple[RelatedAct, ...] = ()
    annexed_to: RelatedAct | None = None


def load_related(connection: Connection, uid: str) -> RelatedActs:
    """Return the acts beside an act: those of its document, and of the same body if it is known."""
    own = find_act_row(connection, uid)
    before, after = _beside_in_document(connection, own)
    body = connection.execute(select(search_acts.c.body).where(search_acts.c.docid == own.docid)).scalar()
    if body is None:
        return RelatedActs(before and _read_related(before), after and _read_related(after))
    of_day = _load_day(connection, body, own) if own.docid >= DATED[0] and is_of_one_day(own) else []
    place = next((place for place, row in enumerate(of_day) if row.docid == own.docid), None)
    if place is not None:
        before = before or next(iter(of_day[max(place - 1, 0) : place]), None)
        after = after or next(iter(of_day[place + 1 :]), None)
    only = [own.docid] if len(of_day) == 1 else []
    cited = load_cited(connection, {body: [own]})[own.docid]
    citing = _latest(load_citing(connection, {body: [own]}, only)[own.docid])
    annexed_to = _annexed_to(connection, body, own)
    return RelatedActs(
        before and _read_related(before),
        after and _read_related(after),
        _of_others(own, cited),
        _of_others(own, citing),
        tuple(_read_related(row) for row in _annexes(connection, body, own)),
        _read_related(annexed_to) if annexed_to else None,
    )


def _read_related(row: Row[Any]) -> RelatedAct:
    date = None if row.date is None else PartialDate.parse(row.date)
    return RelatedAct(row.uid, row.kind, row.number, row.title, date)


@dataclass(frozen=True, slots=True)
class CitationLinks:
    """The acts that an act cites, and those that cite it."""

    cited: tuple[RelatedAct, ...] = ()
    citing: tuple[RelatedAct, ...] = ()


def load_citation_links(connection: Connection, uids: Iterable[str]) -> dict[str, CitationLinks]:
    """Return the citations of acts by uid, as ``load_related`` has them of one."""
    dates = (acts.c[name] for name in ("date_from", "date_to"))
    query = of_bodies().add_columns(*dates)
    by_body: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for some in chunks(sorted(uids)):
        for row in connection.execute(query.where(acts.c.uid.in_(some), search_acts.c.body.is_not(None))):
            by_body[row.body].append(row)
    dated = [
        (body, row) for body, own in by_body.items() for row in own if row.docid >= DATED[0] and is_of_one_day(row)
    ]
    of_days = load_days(connection, ((body, row.date_from) for body, row in dated))
    only = {row.docid for body, row in dated if len(of_days[body, row.kind, row.date]) == 1}
    cited, citing = load_cited(connection, by_body), load_citing(connection, by_body, only)
    return {
        row.uid: CitationLinks(_of_others(row, cited[row.docid]), _of_others(row, _latest(citing[row.docid])))
        for own in by_body.values()
        for row in own
    }


def _latest(rows: Iterable[Row[Any]]) -> list[Row[Any]]:
    return sorted(rows, key=lambda row: row.docid, reverse=True)


def _of_others(own: Row[Any], rows: Iterable[Row[Any]]) -> tuple[RelatedAct, ...]:
    """Return the first of the acts, each once, without the own one."""
    distinct = {row.docid: row for row in rows}
    return tuple(_read_related(row) for row in list(distinct.values())[:MOST] if row.docid != own.docid)


def _beside_in_document(connection: Connection, own: Row[Any]) -> tuple[Row[Any] | None, Row[Any] | None]:
    """Return the acts before and after an act in its document."""
    beside = acts.c.ordinal.in_((own.ordinal - 1, own.ordinal + 1))
    query = select(*COLUMNS).add_columns(acts.c.ordinal).where(acts.c.document_id == own.document_id, beside)
    by_ordinal: dict[int, Row[Any]] = {row.ordinal: row for row in connection.execute(query)}
    return by_ordinal.get(own.ordinal - 1), by_ordinal.get(own.ordinal + 1)


def _load_day(connection: Connection, body: str, own: Row[Any]) -> Sequence[Row[Any]]:
    """Load the acts of the kind, the body and the day of an act, by number; those of one document in its order."""
    first = own.docid - own.docid % DOCIDS_PER_DAY
    of_day = search_acts.c.docid.between(first, first + DOCIDS_PER_DAY - 1)
    is_alike = (acts.c.kind == own.kind) & (acts.c.date == own.date)
    query = of_body(body).add_columns(acts.c.document_id, acts.c.ordinal).where(of_day, is_alike)
    rows = connection.execute(query.order_by(acts.c.docid).limit(_MOST_OF_DAY)).all()
    places: dict[int, tuple[Any, ...]] = {}
    for row in rows:
        places[row.document_id] = min(places.get(row.document_id, _place(row)), _place(row))
    return sorted(rows, key=lambda row: (places[row.document_id], row.document_id, row.ordinal))


def _place(row: Row[Any]) -> tuple[Any, ...]:
    """Return the place of an act among those of its day: by number, 9 before 10, then those without one."""
    if row.number is None:
        return True, (), row.docid
    parts = _DIGITS.split(row.number)
    return False, tuple((part.isdigit(), int(part) if part.isdigit() else part) for part in parts if part)


def _annexed_to(connection: Connection, body: str, own: Row[Any]) -> Row[Any] | None:
    """Return the act that a table says an annex belongs to; of acts of several years, that of the annex's day."""
    numbers = [each.value for each in decode(Facts, own.facts).statements if each.fact == "annexed_to"]
    for number in numbers:
        named = of_body(body).join(search_terms, has_number(number)).where(acts.c.kind != _ANNEX)
        of_day = (named.where(acts.c.date == own.date), named) if own.date else (named,)
        for query in of_day:
            for row in one_act(connection.execute(query.order_by(acts.c.docid).limit(MOST)).all()):
                return row
    return None


def _annexes(connection: Connection, body: str, own: Row[Any]) -> Sequence[Row[Any]]:
    """Return the annexes of an act, in the order of their titles."""
    if not own.number or own.kind == _ANNEX:
        return ()
    terms = search_terms.c
    is_annexed = (terms.axis == REFERENCE) & terms.value.in_(spellings(own.number)) & (terms.docid == acts.c.docid)
    found = of_body(body).join(search_terms, is_annexed).where(acts.c.kind == _ANNEX)
    if _has_namesakes(connection, body, own):
        found = found.where(acts.c.date == own.date)
    return connection.execute(found.order_by(acts.c.title, acts.c.docid).limit(MOST)).all()


def _has_namesakes(connection: Connection, body: str, own: Row[Any]) -> bool:
    """Return whether the body has an act of the kind and the number of an act, but of another day."""
    others = of_body(body).join(search_terms, has_number(own.number)).where(acts.c.kind == own.kind)
    other_day = acts.c.date.is_distinct_from(own.date)
    return connection.execute(others.where(other_day).limit(1)).first() is not None
