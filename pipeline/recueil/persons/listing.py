"""List persons by name, a page at a time; their acts are counted up to ``MANY``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, func, not_, select

from recueil.persons.ids import PersonId
from recueil.persons.lookup import KnownPerson, body_names, find_by_heads, visibility_conditions
from recueil.store.acts import handles
from recueil.store.engine.column_types import starts_with
from recueil.store.index.person_status import PRIVATE
from recueil.store.index.schema import persons, search_persons
from recueil.store.index.terms import body_key
from recueil.store.schema import acts
from recueil.store.search.predicates import select_person_ids
from recueil.text import words_with_wildcards

MAX_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """A person with the bodies whose acts name them, and the dates of the first and last of these acts.

    ``acts`` is counted up to ``MANY``; beyond it, ``has_more`` is set.
    """

    id: str
    name: str
    bodies: tuple[str, ...]
    acts: int
    has_more: bool
    first: str | None
    last: str | None


def list_persons(
    connection: Connection,
    name: str | None,
    body: str | None,
    limit: int,
    after: str | None,
    *,
    redacted: bool = False,
) -> tuple[tuple[PersonSummary, ...], str | None]:
    """Return the persons after an identifier, and the identifier after which the next page begins."""
    # A name without any word has no identifier that a URL could contain.
    query = select(persons.c.head).where(not_(starts_with(persons.c.head, "@")), persons.c.head != "")
    query = query.where(*visibility_conditions(redacted=redacted))
    if name is not None:
        if not list(words_with_wildcards(name)):
            return (), None
        query = query.where(persons.c.person_id.in_(select_person_ids(name)))
    if body is not None:
        query = query.where(persons.c.body == (body_key(body) or ""))
    if after is not None:
        query = query.where(persons.c.head > str(PersonId.parse(after)))
    heads = connection.execute(query.distinct().order_by(persons.c.head).limit(limit + 1)).scalars().all()
    page = heads[:limit]
    return tuple(_summarize(connection, page, redacted=redacted)), page[-1] if len(heads) > limit else None


def _summarize(connection: Connection, heads: Sequence[str], *, redacted: bool) -> Iterable[PersonSummary]:
    found = find_by_heads(connection, heads, redacted=redacted)
    if not found:
        return
    ranges = _act_ranges(connection, found, redacted=redacted)
    dates = read_dates(connection, (docid for _, ends in ranges.values() for docid in ends if docid is not None))
    named = body_names(connection, (name.body for person in found.values() for name in person.spellings.values()))
    for head in heads:
        number, ends = ranges[head]
        first, last = (dates.get(docid) for docid in ends)
        bodies = sorted({named[name.body] or "" for name in found[head].spellings.values()} - {""})
        yield PersonSummary(
            head, found[head].name, tuple(bodies), min(number, MAX_COUNTED), number > MAX_COUNTED, first, last
        )


ActRange = tuple[int, tuple[int | None, int | None]]
"""How many acts name a person, capped, and the first and last docid of those with a date."""


def _act_ranges(connection: Connection, found: dict[str, KnownPerson], *, redacted: bool) -> dict[str, ActRange]:
    query = select(persons.c.head, *_count_columns(redacted=redacted)).where(persons.c.head.in_(list(found)))
    rows: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        rows[row.head].append(row)
    ranges: dict[str, ActRange] = {}
    for head, counted in rows.items():
        days = [docid for row in counted for docid in (row.first, row.last) if docid is not None]
        number = counted[0].acts if len(counted) == 1 else _count_acts(connection, found[head])
        ranges[head] = number, (min(days, default=None), max(days, default=None))
    return ranges


def _count_acts(connection: Connection, person: KnownPerson) -> int:
    """Count the acts, capped, of a person with several names: an act may give more than one of them."""
    capped = select(search_persons.c.docid).where(person.rows()).distinct().limit(MAX_COUNTED + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(capped)).scalar_one())


@cache
def _count_columns(*, redacted: bool) -> tuple[Any, ...]:
    """Return columns: how many acts name each person, capped, and the first and last dated docid."""
    own = search_persons.c.person_id == persons.c.person_id
    if redacted:
        own = own & (search_persons.c.status != PRIVATE)
    capped = (
        select(search_persons.c.docid).where(own).distinct().limit(MAX_COUNTED + 1).correlate(persons).subquery()
    )
    ends = (
        select(end(search_persons.c.docid))
        .where(own, search_persons.c.docid.between(*handles.DATED))
        .correlate(persons)
        .scalar_subquery()
        .label(name)
        for end, name in ((func.min, "first"), (func.max, "last"))
    )
    return select(func.count()).select_from(capped).scalar_subquery().label("acts"), *ends


def read_dates(connection: Connection, numbers: Iterable[int]) -> dict[int | None, str]:
    """Return the dates of acts, as written, by docid."""
    query = select(acts.c.docid, acts.c.date).where(acts.c.docid.in_(sorted(set(numbers))))
    return {docid: date for docid, date in connection.execute(query) if date is not None}
