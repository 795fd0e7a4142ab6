"""Pages « Personnes »: the list, a person's page with its CSV tables, and the forms for merging and splitting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

from recueil.persons.listing import Listed
from recueil.persons.person_pages import Person, Proxy
from recueil.persons.person_records import Record, Records
from recueil.store.store import Store
from recueil.web.pages.csv_response import Table

Part = Literal["mandats", "seances", "pouvoirs", "votes", "actes"]
_ROWS = 500


def people(found: Iterable[Listed]) -> Table:
    columns = ("person_id", "name", "acts", "more", "first", "last", "bodies")
    rows = (
        (one.id, one.name, one.acts, one.has_more, one.first, one.last, "; ".join(one.bodies)) for one in found
    )
    return columns, rows


def part(store: Store, person: Person, part: Part) -> Table:
    """Return one of the tables of a person, with all rows."""
    match part:
        case "mandats":
            return _mandates(person)
        case "pouvoirs":
            return _proxies(store, person)
        case "seances":
            return _sittings(store, person)
        case "votes":
            return _records(store.people.ballots, person)
        case "actes":
            return _records(store.people.acts, person)


def _mandates(person: Person) -> Table:
    columns = ("body", "acts", "first", "last", "status", "days")
    rows = (
        (one.label or one.body, one.acts, one.first, one.last, status, days)
        for one in person.mandates
        for status, days in (one.days or {"": 0}).items()
    )
    return columns, rows


def _proxies(store: Store, person: Person) -> Table:
    found = store.people.proxies(person.id)
    columns = ("way", "other_id", "other", "days", "acts", "first", "last", "last_act")
    return columns, (*_exchanged("given", found.given), *_exchanged("held", found.held))


def _exchanged(way: str, found: Iterable[Proxy]) -> Iterator[Sequence[object]]:
    for one in found:
        other = (one.other.id, one.other.name) if one.other else (None, None)
        yield way, *other, one.days, one.acts, one.first, one.last, one.act


def _sittings(store: Store, person: Person) -> Table:
    columns = ("date", "body", "acts", "status", "acts_with_status", "holders", "first_act")
    return columns, _all_sittings(store, person)


def _all_sittings(store: Store, person: Person) -> Iterator[Sequence[object]]:
    before: int | None = None
    while True:
        page = store.people.sittings(person.id, _ROWS, before)
        for one in page.rows:
            through = "; ".join(each.name for each in one.holders)
            for status, number in one.statuses.items():
                yield one.date, one.label or one.body, one.acts, status, number, through, one.act
        if (before := page.next) is None:
            return


def _records(read: Callable[[str, int, int | None], Records], person: Person) -> Table:
    columns = ("act", "date", "kind", "number", "title", "body", "person_id", "statuses")
    return columns, map(_row, _all(read, person))


def _all(read: Callable[[str, int, int | None], Records], person: Person) -> Iterator[Record]:
    before: int | None = None
    while True:
        page = read(person.id, _ROWS, before)
        yield from page.rows
        if (before := page.next) is None:
            return


def _row(one: Record) -> Sequence[object]:
    said = ", ".join(one.statuses)
    return one.uid, one.date, one.kind, one.number, one.title, one.body, one.person, said
