"""``store.people``: who persons are, what acts say of them, and decisions about their identity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, case, func, not_, select

from recueil.corrections import Attribution
from recueil.persons import decisions
from recueil.persons.decisions import Decision
from recueil.persons.ids import PersonId
from recueil.persons.lookup import (
    KnownPerson,
    PersonLink,
    PersonSummary,
    body_names,
    display_name,
    find_links,
    find_person,
    has_partial_roll,
    read_dates,
    summarize_persons,
    visibility_conditions,
)
from recueil.privacy.redaction import redacted_results
from recueil.store.acts import handles
from recueil.store.engine.column_types import starts_with
from recueil.store.engine.transactions import read_transaction, write_transaction
from recueil.store.index.person_status import NAME_ONLY
from recueil.store.index.schema import persons, search_acts, search_persons
from recueil.store.schema import acts
from recueil.store.search.predicates import select_person_ids
from recueil.text import words_with_wildcards
from recueil.values.body import body_key

# Undated acts have no day.
_DATED = search_persons.c.docid >= handles.DATED[0]
_DAY_IF_DATED = case((_DATED, search_persons.c.docid // handles.DOCIDS_PER_DAY))
_COUNTS = (
    func.count(search_persons.c.docid.distinct()).label("acts"),
    func.count(_DAY_IF_DATED.distinct()).label("days"),
    func.min(case((_DATED, search_persons.c.docid))).label("first"),
    func.max(search_persons.c.docid).label("last"),
)
ATTENDANCE_STATUSES = ("present", "represented", "excused", "absent", "giver", "holder", "president", "secretary")
VOTE_STATUSES = ("for", "against", "abstaining", "not_voting")
_DAY = search_persons.c.docid // handles.DOCIDS_PER_DAY
_OF_PERSON = search_persons.c.person_id == persons.c.person_id


@dataclass(frozen=True, slots=True)
class NameInBody:
    """A name of the person in the acts of a body; ``id`` is its identifier without merges."""

    id: str
    name: str
    body: str


@dataclass(frozen=True, slots=True)
class Mandate:
    """What the acts of a body say: how many name the person, first and last date, days in each status.

    ``partial``: the days from first to last on which an act of the body prints more members than were read, so
    that ``days`` may lack them.
    """

    body: str
    label: str | None
    acts: int
    first: str | None
    last: str | None
    days: dict[str, int]
    partial: int = 0


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

    ``holders`` voted for the person; ``act`` is the first of the acts. ``partial``: one of them prints more
    members than were read.
    """

    date: str
    body: str
    label: str | None
    acts: int
    act: str
    statuses: dict[str, int]
    holders: tuple[PersonLink, ...]
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Sittings:
    """A page of séances; the next page begins before the day ``next``, None on the last."""

    rows: tuple[Sitting, ...]
    next: int | None


class People:
    """``store.people``. Persons are passed and returned by the identifiers of ``ids``."""

    def __init__(self, engine: Engine, *, redacted: bool = True) -> None:
        self._engine = engine
        self._redacted = redacted

    def find(
        self, name: str | None = None, body: str | None = None, limit: int = 50, after: str | None = None
    ) -> tuple[tuple[PersonSummary, ...], str | None]:
        """Return the persons after an identifier, in order of identifiers, and where the next page begins.

        ``name`` matches all of its words, a final * any ending; ``body`` is the key of a body, or its name.
        """
        # A name without any word has no identifier that a URL could contain.
        query = select(persons.c.head).where(not_(starts_with(persons.c.head, "@")), persons.c.head != "")
        query = query.where(*visibility_conditions(redacted=self._redacted))
        if name is not None:
            if not list(words_with_wildcards(name)):
                return (), None
            query = query.where(persons.c.person_id.in_(select_person_ids(name)))
        if body is not None:
            query = query.where(persons.c.body == (body_key(body) or ""))
        if after is not None:
            query = query.where(persons.c.head > str(PersonId.parse(after)))
        query = query.distinct().order_by(persons.c.head).limit(limit + 1)
        with read_transaction(self._engine) as connection:
            heads = connection.execute(query).scalars().all()
            page = heads[:limit]
            found = tuple(summarize_persons(connection, page, redacted=self._redacted))
            return found, page[-1] if len(heads) > limit else None

    def person(self, person: str) -> PersonProfile:
        """Return the profile of a person's group. Raise PersonUnknown if no act names the person."""
        with read_transaction(self._engine) as connection:
            who = find_person(connection, person, redacted=self._redacted)
            names = {
                NameInBody(str(name.id), display_name(name.name), name.body) for name in who.spellings.values()
            }
            ordered = tuple(sorted(names, key=lambda name: (name.id, name.name)))
            return PersonProfile(who.head, who.name, ordered, tuple(_read_mandates(connection, who)))

    def proxies(self, person: str, limit: int = 50) -> Proxies:
        """Return the persons with whom proxies were exchanged, most frequent first."""
        with read_transaction(self._engine) as connection:
            who = find_person(connection, person, redacted=self._redacted)
            person_id, other = search_persons.c.person_id, search_persons.c.other
            by_person = _read_exchanged(connection, who.rows(person_id), other, limit)
            return Proxies(by_person, _read_exchanged(connection, who.rows(other), person_id, limit))

    def sittings(self, person: str, limit: int = 100, before: int | None = None) -> Sittings:
        """Return the statuses at each séance, latest first; ``before`` is the ``next`` of a page."""
        docid = search_persons.c.docid
        beyond = handles.DATED[1] if before is None else min(before * handles.DOCIDS_PER_DAY - 1, handles.DATED[1])
        with read_transaction(self._engine) as connection:
            who = find_person(connection, person, redacted=self._redacted)
            sat = who.rows(), search_persons.c.status.in_(ATTENDANCE_STATUSES)
            query = select(_DAY.label("day")).where(*sat, docid.between(handles.DATED[0], beyond))
            days = connection.execute(query.distinct().order_by(_DAY.desc()).limit(limit + 1)).scalars().all()
            page = days[:limit]
            if not page:
                return Sittings((), None)
            first, last = page[-1] * handles.DOCIDS_PER_DAY, (page[0] + 1) * handles.DOCIDS_PER_DAY - 1
            rows = tuple(_iter_sittings(connection, (*sat, docid.between(first, last))))
            return Sittings(rows, page[-1] if len(days) > limit else None)

    def ballots(self, person: str, limit: int = 50, before: int | None = None) -> ActRecords:
        """Return the acts that say how the person voted, latest first."""
        return self._records(person, VOTE_STATUSES, limit, before)

    def acts(self, person: str, limit: int = 50, before: int | None = None) -> ActRecords:
        """Return the acts that name the person, latest first."""
        return self._records(person, (), limit, before)

    def _records(self, person: str, statuses: Collection[str], limit: int, before: int | None) -> ActRecords:
        """Return acts in which the person has one of these statuses (any if empty), with those."""
        docid, status = search_persons.c.docid, search_persons.c.status
        with_status = status.in_(statuses) if statuses else status.is_not(None)
        with read_transaction(self._engine) as connection:
            who = find_person(connection, person, redacted=self._redacted)
            listed = (
                select(docid).where(who.rows(), with_status).distinct().order_by(docid.desc()).limit(limit + 1)
            )
            if before is not None:
                listed = listed.where(docid < before)
            numbers = connection.execute(listed).scalars().all()
            page = numbers[:limit]
            query = select(docid, status, search_persons.c.person_id).where(
                who.rows(), with_status, docid.in_(page)
            )
            found: dict[int, list[Any]] = defaultdict(list)
            for row in connection.execute(query.order_by(status)):
                found[row.docid].append(row)
            records = [_make_record(act, found[act.docid], who) for act in connection.execute(_select_acts(page))]
            if self._redacted:
                records = list(redacted_results.redact_titles(connection, records))
            return ActRecords(tuple(records), page[-1] if len(numbers) > limit else None)

    def merge(self, person: str, target: str, attribution: Attribution) -> int:
        """Merge a person into ``target``, whose name stays; return the number of the decision."""
        return write_transaction(self._engine, decisions.merge, person, target, attribution)

    def unmerge(self, person: str, attribution: Attribution) -> list[int]:
        """Take a name out of its group; return the numbers of the decisions that this withdraws."""
        return write_transaction(self._engine, decisions.unmerge, person, attribution)

    def split(self, person: str, acts: Collection[str], attribution: Attribution) -> tuple[int, str]:
        """Record that some acts mean another person by this name; return the decision's number and that person."""
        return write_transaction(self._engine, decisions.split, person, acts, attribution)

    def withdraw(self, decision: int, attribution: Attribution) -> None:
        """Undo a decision, as if it had never been made."""
        write_transaction(self._engine, decisions.withdraw, decision, attribution)

    def history(
        self, person: str | None = None, limit: int = 50, before: int | None = None
    ) -> tuple[list[Decision], int | None]:
        """Return decisions about a person, or all, latest first, and before which one the next page begins."""
        with read_transaction(self._engine) as connection:
            found, more = decisions.history(connection, person, limit, before)
            return redacted_results.redact_decisions(connection, found) if self._redacted else found, more


def _read_mandates(connection: Connection, person: KnownPerson) -> list[Mandate]:
    """Return the mandates, the body with most acts first."""
    counted = connection.execute(_select_counts(person, persons.c.body)).all()
    days: dict[str, dict[str, int]] = {row.body: {} for row in counted}
    by_status = _select_counts(person, persons.c.body, search_persons.c.status)
    by_status = by_status.where(search_persons.c.status.not_in(NAME_ONLY))
    for row in connection.execute(by_status.order_by(search_persons.c.status)):
        days[row.body][row.status] = row.days
    named = body_names(connection, days)
    dates = read_dates(connection, _end_docids(counted))
    mandates = [
        Mandate(
            *(row.body, named[row.body], row.acts, dates.get(row.first), dates.get(row.last), days[row.body]),
            partial=_count_partial_days(connection, row) if row.first else 0,
        )
        for row in counted
    ]
    return sorted(mandates, key=lambda mandate: (-mandate.acts, mandate.body))


def _count_partial_days(connection: Connection, mandate: Row[Any]) -> int:
    """Count the days of a body on which an act prints more members than were read."""
    docid = search_acts.c.docid
    days = select(func.count((docid // handles.DOCIDS_PER_DAY).distinct())).where(
        search_acts.c.body == mandate.body, docid.between(mandate.first, mandate.last), has_partial_roll(docid)
    )
    return int(connection.execute(days).scalar_one())


def _select_counts(person: KnownPerson, *by: ColumnElement[Any]) -> Select[Any]:
    of_it = search_persons.c.person_id == persons.c.person_id
    return select(*by, *_COUNTS).join_from(search_persons, persons, of_it).where(person.rows()).group_by(*by)


def _end_docids(rows: Sequence[Row[Any]]) -> list[int]:
    return [docid for row in rows for docid in (row.first, row.last) if docid is not None]


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


def _select_acts(numbers: Iterable[int]) -> Any:
    shown = (acts.c[name] for name in ("docid", "uid", "date", "kind", "number", "title", "body"))
    return select(*shown).where(acts.c.docid.in_(list(numbers))).order_by(acts.c.docid.desc())


def _make_record(act: Row[Any], rows: list[Any], who: KnownPerson) -> ActRecord:
    statuses = tuple(dict.fromkeys(row.status for row in rows if row.status not in NAME_ONLY))
    person = str(who.spellings[rows[0].person_id].id)
    return ActRecord(act.uid, act.date, act.kind, act.number, act.title, act.body, person, statuses)


def _iter_sittings(connection: Connection, within: tuple[Any, ...]) -> Iterable[Sitting]:
    docid = search_persons.c.docid
    by = (_DAY.label("day"), persons.c.body)
    of_days = select(*by, func.count(docid.distinct()).label("acts"), func.min(docid).label("first"))
    of_days = of_days.join_from(search_persons, persons, _OF_PERSON).where(*within).group_by(*by)
    rows = connection.execute(of_days.order_by(by[0].desc(), persons.c.body)).all()
    acts_by_docid = {row.docid: row for row in connection.execute(_select_acts(row.first for row in rows))}
    statuses = _statuses_by_day(connection, within)
    of_partial = select(*by).distinct().join_from(search_persons, persons, _OF_PERSON)
    partial = {tuple(row) for row in connection.execute(of_partial.where(*within, has_partial_roll(docid)))}
    others = find_links(
        connection, {other for one in statuses.values() for _, other, _ in one if other is not None}
    )
    named = body_names(connection, {row.body for row in rows})
    for row in rows:
        of_sitting = statuses[row.day, row.body]
        holders = dict.fromkeys(others[other] for _, other, _ in of_sitting if other is not None)
        counts: dict[str, int] = defaultdict(int)
        for status, _, number in of_sitting:
            counts[status] += number
        act = acts_by_docid[row.first]
        yield Sitting(
            *(act.date, row.body, named[row.body], row.acts, act.uid, dict(counts), tuple(holders)),
            partial=(row.day, row.body) in partial,
        )


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
