"""What acts say of somebody, act by act and séance by séance, the latest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from recueil.persons.lookup import KnownPerson, PersonLink, body_names, find_links, find_person
from recueil.store.acts import docids
from recueil.store.index.person_status import NAME_ONLY
from recueil.store.index.schema import persons, search_persons
from recueil.store.schema import acts as stored

ATTENDANCE_STATUSES = ("present", "represented", "excused", "absent", "giver", "holder", "president", "secretary")
VOTE_STATUSES = ("for", "against", "abstaining", "not_voting")
_DAY = search_persons.c.docid // docids.DOCIDS_PER_DAY
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
    connection: Connection, person: str, limit: int, before: int | None, *, veiled: bool = False
) -> ActRecords:
    return _read_records(connection, find_person(connection, person, veiled=veiled), (), limit, before)


def read_ballots(
    connection: Connection, person: str, limit: int, before: int | None, *, veiled: bool = False
) -> ActRecords:
    return _read_records(connection, find_person(connection, person, veiled=veiled), VOTE_STATUSES, limit, before)


def _read_records(
    connection: Connection, who: KnownPerson, statuses: Collection[str], limit: int, before: int | None
) -> ActRecords:
    """Return acts in which the person has one of these statuses (any if empty), with those."""
    docid, status = search_persons.c.docid, search_persons.c.status
    wanted = status.in_(statuses) if statuses else status.is_not(None)
    listed = select(docid).where(who.rows(), wanted).distinct().order_by(docid.desc()).limit(limit + 1)
    if before is not None:
        listed = listed.where(docid < before)
    numbers = connection.execute(listed).scalars().all()
    page = numbers[:limit]
    said = select(docid, status, search_persons.c.person_id).where(who.rows(), wanted, docid.in_(page))
    found: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(said.order_by(status)):
        found[row.docid].append(row)
    rows = tuple(_make_record(row, found[row.docid], who) for row in connection.execute(_select_acts(page)))
    return ActRecords(rows, page[-1] if len(numbers) > limit else None)


def _select_acts(numbers: Iterable[int]) -> Any:
    shown = (stored.c[name] for name in ("docid", "uid", "date", "kind", "number", "title", "body"))
    return select(*shown).where(stored.c.docid.in_(list(numbers))).order_by(stored.c.docid.desc())


def _make_record(act: Row[Any], said: list[Any], who: KnownPerson) -> ActRecord:
    statuses = tuple(dict.fromkeys(row.status for row in said if row.status not in NAME_ONLY))
    person = str(who.spellings[said[0].person_id].id)
    return ActRecord(act.uid, act.date, act.kind, act.number, act.title, act.body, person, statuses)


def read_sittings(
    connection: Connection, person: str, limit: int, before: int | None, *, veiled: bool = False
) -> Sittings:
    who = find_person(connection, person, veiled=veiled)
    docid = search_persons.c.docid
    beyond = docids.DATED[1] if before is None else min(before * docids.DOCIDS_PER_DAY - 1, docids.DATED[1])
    sat = (who.rows(), search_persons.c.status.in_(ATTENDANCE_STATUSES), docid.between(docids.DATED[0], beyond))
    query = select(_DAY.label("day")).where(*sat).distinct().order_by(_DAY.desc()).limit(limit + 1)
    days = connection.execute(query).scalars().all()
    page = days[:limit]
    if not page:
        return Sittings((), None)
    within = (*sat[:2], docid.between(page[-1] * docids.DOCIDS_PER_DAY, (page[0] + 1) * docids.DOCIDS_PER_DAY - 1))
    return Sittings(tuple(_iter_sittings(connection, within)), page[-1] if len(days) > limit else None)


def _iter_sittings(connection: Connection, within: tuple[Any, ...]) -> Iterable[Sitting]:
    docid = search_persons.c.docid
    by = (_DAY.label("day"), persons.c.body)
    of_days = select(*by, func.count(docid.distinct()).label("acts"), func.min(docid).label("first"))
    of_days = of_days.join_from(search_persons, persons, _OF_PERSON).where(*within).group_by(*by)
    rows = connection.execute(of_days.order_by(by[0].desc(), persons.c.body)).all()
    told = {row.docid: row for row in connection.execute(_select_acts(row.first for row in rows))}
    said = _statuses_by_day(connection, within)
    others = find_links(connection, {other for one in said.values() for _, other, _ in one if other is not None})
    named = body_names(connection, {row.body for row in rows})
    for row in rows:
        here = said[row.day, row.body]
        holders = dict.fromkeys(others[other] for _, other, _ in here if other is not None)
        counts: dict[str, int] = defaultdict(int)
        for status, _, number in here:
            counts[status] += number
        act = told[row.first]
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
