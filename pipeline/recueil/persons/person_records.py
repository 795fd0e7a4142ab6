"""What acts say of somebody, act by act and séance by séance, the latest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from recueil.persons.lookup import Known, Linked, known, labels, linked
from recueil.store.acts import docids
from recueil.store.index.person_status import UNTOLD
from recueil.store.index.schema import persons, search_persons
from recueil.store.schema import acts as stored

SAT = ("present", "represented", "excused", "absent", "giver", "holder", "president", "secretary")
VOTED = ("for", "against", "abstaining", "not_voting")
_DAY = search_persons.c.docid // docids.A_DAY
_OF_PERSON = search_persons.c.person_id == persons.c.person_id


@dataclass(frozen=True, slots=True)
class Record:
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
class Records:
    """A page of acts; the next page begins before ``next``, None on the last."""

    rows: tuple[Record, ...]
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
    holders: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class Sittings:
    """A page of séances; the next page begins before the day ``next``, None on the last."""

    rows: tuple[Sitting, ...]
    next: int | None


def acts(connection: Connection, person: str, limit: int, before: int | None, *, veiled: bool = False) -> Records:
    return _records(connection, known(connection, person, veiled=veiled), (), limit, before)


def ballots(
    connection: Connection, person: str, limit: int, before: int | None, *, veiled: bool = False
) -> Records:
    return _records(connection, known(connection, person, veiled=veiled), VOTED, limit, before)


def _records(
    connection: Connection, who: Known, statuses: Collection[str], limit: int, before: int | None
) -> Records:
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
    rows = tuple(_record(row, found[row.docid], who) for row in connection.execute(_acts(page)))
    return Records(rows, page[-1] if len(numbers) > limit else None)


def _acts(numbers: Iterable[int]) -> Any:
    shown = (stored.c[name] for name in ("docid", "uid", "date", "kind", "number", "title", "body"))
    return select(*shown).where(stored.c.docid.in_(list(numbers))).order_by(stored.c.docid.desc())


def _record(act: Row[Any], said: list[Any], who: Known) -> Record:
    statuses = tuple(dict.fromkeys(row.status for row in said if row.status not in UNTOLD))
    person = str(who.spellings[said[0].person_id].id)
    return Record(act.uid, act.date, act.kind, act.number, act.title, act.body, person, statuses)


def sittings(
    connection: Connection, person: str, limit: int, before: int | None, *, veiled: bool = False
) -> Sittings:
    who = known(connection, person, veiled=veiled)
    docid = search_persons.c.docid
    beyond = docids.DATED[1] if before is None else min(before * docids.A_DAY - 1, docids.DATED[1])
    sat = (who.rows(), search_persons.c.status.in_(SAT), docid.between(docids.DATED[0], beyond))
    query = select(_DAY.label("day")).where(*sat).distinct().order_by(_DAY.desc()).limit(limit + 1)
    days = connection.execute(query).scalars().all()
    page = days[:limit]
    if not page:
        return Sittings((), None)
    within = (*sat[:2], docid.between(page[-1] * docids.A_DAY, (page[0] + 1) * docids.A_DAY - 1))
    return Sittings(tuple(_sittings(connection, within)), page[-1] if len(days) > limit else None)


def _sittings(connection: Connection, within: tuple[Any, ...]) -> Iterable[Sitting]:
    docid = search_persons.c.docid
    by = (_DAY.label("day"), persons.c.body)
    of_days = select(*by, func.count(docid.distinct()).label("acts"), func.min(docid).label("first"))
    of_days = of_days.join_from(search_persons, persons, _OF_PERSON).where(*within).group_by(*by)
    rows = connection.execute(of_days.order_by(by[0].desc(), persons.c.body)).all()
    told = {row.docid: row for row in connection.execute(_acts(row.first for row in rows))}
    said = _said(connection, within)
    others = linked(connection, {other for one in said.values() for _, other, _ in one if other is not None})
    named = labels(connection, {row.body for row in rows})
    for row in rows:
        here = said[row.day, row.body]
        holders = dict.fromkeys(others[other] for _, other, _ in here if other is not None)
        counts: dict[str, int] = defaultdict(int)
        for status, _, number in here:
            counts[status] += number
        act = told[row.first]
        yield Sitting(act.date, row.body, named[row.body], row.acts, act.uid, dict(counts), tuple(holders))


def _said(connection: Connection, within: tuple[Any, ...]) -> dict[tuple[int, str], list[tuple[Any, ...]]]:
    """Return, by day and body, each status with the holder of the proxy and the number of acts."""
    by = (_DAY.label("day"), persons.c.body, search_persons.c.status, search_persons.c.other)
    query = select(*by, func.count(search_persons.c.docid.distinct()))
    query = query.join_from(search_persons, persons, _OF_PERSON).where(*within).group_by(*by)
    found: dict[tuple[int, str], list[tuple[Any, ...]]] = defaultdict(list)
    for day, body, status, other, number in connection.execute(query.order_by(*by[2:])):
        found[day, body].append((status, other, number))
    return found
