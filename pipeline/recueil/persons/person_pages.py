"""Profile of a person: names, mandates and proxies; and what acts say, act by act and séance by séance,
latest first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, select

from recueil.persons.listing import read_dates
from recueil.persons.lookup import KnownPerson, PersonLink, body_names, display_name, find_person
from recueil.store.acts import docids
from recueil.store.index.person_status import NAME_ONLY
from recueil.store.index.schema import persons, search_persons
from recueil.store.schema import acts

# Undated acts have no day.
_DATED = search_persons.c.docid >= docids.DATED[0]
_DAY_IF_DATED = case((_DATED, search_persons.c.docid // docids.DOCIDS_PER_DAY))
_COUNTS = (
    func.count(search_persons.c.docid.distinct()).label("acts"),
    func.count(_DAY_IF_DATED.distinct()).label("days"),
    func.min(case((_DATED, search_persons.c.docid))).label("first"),
    func.max(search_persons.c.docid).label("last"),
)


@dataclass(frozen=True, slots=True)
class NameInBody:
    """A name of the person in the acts of a body; ``id`` is its identifier without merges."""

    id: str
    name: str
    body: str


@dataclass(frozen=True, slots=True)
class Mandate:
    """What the acts of a body say: how many name the person, first and last date, days in each status."""

    body: str
    label: str | None
    acts: int
    first: str | None
    last: str | None
    days: dict[str, int]


@dataclass(frozen=True, slots=True)
class PersonProfile:
    """A person's profile. ``id`` is that of the head, whichever member was requested; ``acts`` name the person."""

    id: str
    name: str
    names: tuple[NameInBody, ...]
    mandates: tuple[Mandate, ...]

    @property
    def acts(self) -> int:
        return sum(mandate.acts for mandate in self.mandates)


@dataclass(frozen=True, slots=True)
class Proxy:
    """Proxies exchanged with ``other``, None if acts do not say who; ``act`` is the last act with one."""

    other: PersonLink | None
    acts: int
    days: int
    first: str | None
    last: str | None
    act: str


@dataclass(frozen=True, slots=True)
class Proxies:
    given: tuple[Proxy, ...]
    held: tuple[Proxy, ...]


def read_profile(connection: Connection, written: str, *, veiled: bool = False) -> PersonProfile:
    who = find_person(connection, written, veiled=veiled)
    names = {NameInBody(str(name.id), display_name(name.name), name.body) for name in who.spellings.values()}
    ordered = tuple(sorted(names, key=lambda name: (name.id, name.name)))
    return PersonProfile(who.head, who.name, ordered, tuple(_read_mandates(connection, who)))


def _read_mandates(connection: Connection, who: KnownPerson) -> list[Mandate]:
    """Return the mandates, the body with most acts first."""
    counted = connection.execute(_select_counts(who, persons.c.body)).all()
    days: dict[str, dict[str, int]] = {row.body: {} for row in counted}
    by_status = _select_counts(who, persons.c.body, search_persons.c.status)
    by_status = by_status.where(search_persons.c.status.not_in(NAME_ONLY))
    for row in connection.execute(by_status.order_by(search_persons.c.status)):
        days[row.body][row.status] = row.days
    named = body_names(connection, days)
    dates = read_dates(connection, _end_docids(counted))
    mandates = [
        Mandate(row.body, named[row.body], row.acts, dates.get(row.first), dates.get(row.last), days[row.body])
        for row in counted
    ]
    return sorted(mandates, key=lambda mandate: (-mandate.acts, mandate.body))


def _select_counts(who: KnownPerson, *by: ColumnElement[Any]) -> Select[Any]:
    of_it = search_persons.c.person_id == persons.c.person_id
    return select(*by, *_COUNTS).join_from(search_persons, persons, of_it).where(who.rows()).group_by(*by)


def _end_docids(rows: Sequence[Row[Any]]) -> list[int]:
    return [docid for row in rows for docid in (row.first, row.last) if docid is not None]


def read_proxies(connection: Connection, written: str, limit: int, *, veiled: bool = False) -> Proxies:
    who = find_person(connection, written, veiled=veiled)
    person_id, other = search_persons.c.person_id, search_persons.c.other
    given = _read_exchanged(connection, who.rows(person_id), other, limit)
    return Proxies(given, _read_exchanged(connection, who.rows(other), person_id, limit))


def _read_exchanged(
    connection: Connection, mine: ColumnElement[bool], theirs: ColumnElement[int], limit: int
) -> tuple[Proxy, ...]:
    name = func.max(persons.c.name).label("name")
    query = select(persons.c.head, name, *_COUNTS).join_from(
        search_persons, persons, persons.c.person_id == theirs, isouter=True
    )
    query = query.where(mine, search_persons.c.status == "giver").group_by(persons.c.head)
    ordered = query.order_by(_COUNTS[1].desc(), _COUNTS[0].desc(), persons.c.head).limit(limit)
    rows = connection.execute(ordered).all()
    dates = read_dates(connection, _end_docids(rows))
    of_acts = select(acts.c.docid, acts.c.uid).where(acts.c.docid.in_([row.last for row in rows]))
    uids = dict(connection.execute(of_acts).all())
    return tuple(
        Proxy(
            PersonLink(row.head, display_name(row.name)) if row.head is not None else None,
            *(row.acts, row.days, dates.get(row.first), dates.get(row.last), uids[row.last]),
        )
        for row in rows
    )
