"""Profile of a person: names, mandates and proxies; and what acts say, act by act and séance by séance,
latest first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, select

from recueil.persons.listing import read_dates
from recueil.persons.lookup import KnownPerson, PersonLink, body_names, display_name, find_links, find_person
from recueil.store.acts import handles
from recueil.store.index.person_status import NAME_ONLY
from recueil.store.index.schema import persons, search_persons
from recueil.store.schema import acts
from recueil.store.schema import acts as stored

# Undated acts have no day.
_DATED = search_persons.c.docid >= handles.DATED[0]
_DAY_IF_DATED = case((_DATED, search_persons.c.docid // handles.DOCIDS_PER_DAY))
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


def read_profile(connection: Connection, written: str, *, redacted: bool = False) -> PersonProfile:
    who = find_person(connection, written, redacted=redacted)
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


def read_proxies(connection: Connection, written: str, limit: int, *, redacted: bool = False) -> Proxies:
    who = find_person(connection, written, redacted=redacted)
    person_id, other = search_persons.c.person_id, search_persons.c.other
    by_person = _read_exchanged(connection, who.rows(person_id), other, limit)
    return Proxies(by_person, _read_exchanged(connection, who.rows(other), person_id, limit))


def _read_exchanged(
    connection: Connection, is_giver: ColumnElement[bool], holder: ColumnElement[int], limit: int
) -> tuple[Proxy, ...]:
    name = func.max(persons.c.name).label("name")
    query = select(persons.c.head, name, *_COUNTS).join_from(
        search_persons, persons, persons.c.person_id == holder, isouter=True
    )
    query = query.where(is_giver, search_persons.c.status == "giver").group_by(persons.c.head)
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


ATTENDANCE_STATUSES = ("present", "represented", "excused", "absent", "giver", "holder", "president", "secretary")
VOTE_STATUSES = ("for", "against", "abstaining", "not_voting")
_DAY = search_persons.c.docid // handles.DOCIDS_PER_DAY
_OF_PERSON = search_persons.c.person_id == persons.c.person_id


@dataclass(frozen=True, slots=True)
class ActRecord:
    """An act and the person's statuses in it; ``person`` is the identifier of the name given there."""

    uid: str
    date: str | None
    kind: str | None
    number: str | None
    title: str | None
    body: str | None
    person: str
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActRecords:
    """A page of acts; the next page begins before ``next``, None on the last."""

    rows: tuple[ActRecord, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """A day on which acts of a body say who sat; ``statuses`` counts these acts by the person's status in them.

    ``holders`` voted for the person; ``act`` is the first of the acts.
    """

    date: str
    body: str
    label: str | None
    acts: int
    act: str
    statuses: dict[str, int]
    holders: tuple[PersonLink, ...]


@dataclass(frozen=True, slots=True)
class Sittings:
    """A page of séances; the next page begins before the day ``next``, None on the last."""

    rows: tuple[Sitting, ...]
    next: int | None


def read_acts(
    connection: Connection, person: str, limit: int, before: int | None, *, redacted: bool = False
) -> ActRecords:
    return _read_records(connection, find_person(connection, person, redacted=redacted), (), limit, before)


def read_ballots(
    connection: Connection, person: str, limit: int, before: int | None, *, redacted: bool = False
) -> ActRecords:
    return _read_records(
        connection, find_person(connection, person, redacted=redacted), VOTE_STATUSES, limit, before
    )


def _read_records(
    connection: Connection, who: KnownPerson, statuses: Collection[str], limit: int, before: int | None
) -> ActRecords:
    """Return acts in which the person has one of these statuses (any if empty), with those."""
    docid, status = search_persons.c.docid, search_persons.c.status
    with_status = status.in_(statuses) if statuses else status.is_not(None)
    listed = select(docid).where(who.rows(), with_status).distinct().order_by(docid.desc()).limit(limit + 1)
    if before is not None:
        listed = listed.where(docid < before)
    numbers = connection.execute(listed).scalars().all()
    page = numbers[:limit]
    query = select(docid, status, search_persons.c.person_id).where(who.rows(), with_status, docid.in_(page))
    found: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(query.order_by(status)):
        found[row.docid].append(row)
    rows = tuple(_make_record(row, found[row.docid], who) for row in connection.execute(_select_acts(page)))
    return ActRecords(rows, page[-1] if len(numbers) > limit else None)


def _select_acts(numbers: Iterable[int]) -> Any:
    shown = (stored.c[name] for name in ("docid", "uid", "date", "kind", "number", "title", "body"))
    return select(*shown).where(stored.c.docid.in_(list(numbers))).order_by(stored.c.docid.desc())


def _make_record(act: Row[Any], rows: list[Any], who: KnownPerson) -> ActRecord:
    statuses = tuple(dict.fromkeys(row.status for row in rows if row.status not in NAME_ONLY))
    person = str(who.spellings[rows[0].person_id].id)
    return ActRecord(act.uid, act.date, act.kind, act.number, act.title, act.body, person, statuses)


def read_sittings(
    connection: Connection, person: str, limit: int, before: int | None, *, redacted: bool = False
) -> Sittings:
    who = find_person(connection, person, redacted=redacted)
    docid = search_persons.c.docid
    beyond = handles.DATED[1] if before is None else min(before * handles.DOCIDS_PER_DAY - 1, handles.DATED[1])
    sat = (who.rows(), search_persons.c.status.in_(ATTENDANCE_STATUSES), docid.between(handles.DATED[0], beyond))
    query = select(_DAY.label("day")).where(*sat).distinct().order_by(_DAY.desc()).limit(limit + 1)
    days = connection.execute(query).scalars().all()
    page = days[:limit]
    if not page:
        return Sittings((), None)
    within = (
        *sat[:2],
        docid.between(page[-1] * handles.DOCIDS_PER_DAY, (page[0] + 1) * handles.DOCIDS_PER_DAY - 1),
    )
    return Sittings(tuple(_iter_sittings(connection, within)), page[-1] if len(days) > limit else None)


def _iter_sittings(connection: Connection, within: tuple[Any, ...]) -> Iterable[Sitting]:
    docid = search_persons.c.docid
    by = (_DAY.label("day"), persons.c.body)
    of_days = select(*by, func.count(docid.distinct()).label("acts"), func.min(docid).label("first"))
    of_days = of_days.join_from(search_persons, persons, _OF_PERSON).where(*within).group_by(*by)
    rows = connection.execute(of_days.order_by(by[0].desc(), persons.c.body)).all()
    acts_by_docid = {row.docid: row for row in connection.execute(_select_acts(row.first for row in rows))}
    statuses = _statuses_by_day(connection, within)
    others = find_links(
        connection, {other for one in statuses.values() for _, other, _ in one if other is not None}
    )
    named = body_names(connection, {row.body for row in rows})
    for row in rows:
        here = statuses[row.day, row.body]
        holders = dict.fromkeys(others[other] for _, other, _ in here if other is not None)
        counts: dict[str, int] = defaultdict(int)
        for status, _, number in here:
            counts[status] += number
        act = acts_by_docid[row.first]
        yield Sitting(act.date, row.body, named[row.body], row.acts, act.uid, dict(counts), tuple(holders))


def _statuses_by_day(
    connection: Connection, within: tuple[Any, ...]
) -> dict[tuple[int, str], list[tuple[Any, ...]]]:
    """Return, by day and body, each status with the holder of the proxy and the number of acts."""
    by = (_DAY.label("day"), persons.c.body, search_persons.c.status, search_persons.c.other)
    query = select(*by, func.count(search_persons.c.docid.distinct()))
    query = query.join_from(search_persons, persons, _OF_PERSON).where(*within).group_by(*by)
    found: dict[tuple[int, str], list[tuple[Any, ...]]] = defaultdict(list)
    for day, body, status, other, number in connection.execute(query.order_by(*by[2:])):
        found[day, body].append((status, other, number))
    return found
