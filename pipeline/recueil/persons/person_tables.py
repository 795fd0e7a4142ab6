"""Pages « Personnes »: the list, a person's page with its CSV tables, and the forms for merging and splitting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

from recueil.persons.listing import PersonSummary
from recueil.persons.person_pages import PersonProfile, Proxy
from recueil.persons.person_records import ActRecord, ActRecords
from recueil.store.store import Store
from recueil.web.pages.csv_response import Table

Part = Literal["mandats", "seances", "pouvoirs", "votes", "actes"]
_ROWS_PER_READ = 500


def people_table(found: Iterable[PersonSummary]) -> Table:
    columns = ("person_id", "name", "acts", "more", "first", "last", "bodies")
    rows = (
        (one.id, one.name, one.acts, one.has_more, one.first, one.last, "; ".join(one.bodies)) for one in found
    )
    return columns, rows


def part_table(store: Store, person: PersonProfile, part: Part) -> Table:
    """Return one of the tables of a person, with all rows."""
    match part:
        case "mandats":
            return _mandates_table(person)
        case "pouvoirs":
            return _proxies_table(store, person)
        case "seances":
            return _sittings_table(store, person)
        case "votes":
            return _records_table(store.people.ballots, person)
        case "actes":
            return _records_table(store.people.acts, person)


def _mandates_table(person: PersonProfile) -> Table:
    columns = ("body", "acts", "first", "last", "status", "days")
    rows = (
        (one.label or one.body, one.acts, one.first, one.last, status, days)
        for one in person.mandates
        for status, days in (one.days or {"": 0}).items()
    )
    return columns, rows


def _proxies_table(store: Store, person: PersonProfile) -> Table:
    found = store.people.proxies(person.id)
    columns = ("way", "other_id", "other", "days", "acts", "first", "last", "last_act")
    return columns, (*_proxy_rows("given", found.given), *_proxy_rows("held", found.held))


def _proxy_rows(way: str, found: Iterable[Proxy]) -> Iterator[Sequence[object]]:
    for one in found:
        other = (one.other.id, one.other.name) if one.other else (None, None)
        yield way, *other, one.days, one.acts, one.first, one.last, one.act


def _sittings_table(store: Store, person: PersonProfile) -> Table:
    columns = ("date", "body", "acts", "status", "acts_with_status", "holders", "first_act")
    return columns, _sitting_rows(store, person)


def _sitting_rows(store: Store, person: PersonProfile) -> Iterator[Sequence[object]]:
    before: int | None = None
    while True:
        page = store.people.sittings(person.id, _ROWS_PER_READ, before)
        for one in page.rows:
            through = "; ".join(each.name for each in one.holders)
            for status, number in one.statuses.items():
                yield one.date, one.label or one.body, one.acts, status, number, through, one.act
        if (before := page.next) is None:
            return


def _records_table(read: Callable[[str, int, int | None], ActRecords], person: PersonProfile) -> Table:
    columns = ("act", "date", "kind", "number", "title", "body", "person_id", "statuses")
    return columns, map(_record_row, _iter_records(read, person))


def _iter_records(
    read: Callable[[str, int, int | None], ActRecords], person: PersonProfile
) -> Iterator[ActRecord]:
    before: int | None = None
    while True:
        page = read(person.id, _ROWS_PER_READ, before)
        yield from page.rows
        if (before := page.next) is None:
            return


def _record_row(one: ActRecord) -> Sequence[object]:
    said = ", ".join(one.statuses)
    return one.uid, one.date, one.kind, one.number, one.title, one.body, one.person, said
