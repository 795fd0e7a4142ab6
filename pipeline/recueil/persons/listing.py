"""List persons by name, a page at a time; their acts are counted up to ``MANY``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, func, not_, select

from recueil.analysis import cut_words
from recueil.persons.ids import PersonId
from recueil.persons.lookup import Known, known_by_heads, labels, of_public
from recueil.store.acts import docids
from recueil.store.engine.column_types import begins
from recueil.store.index.bodies import key_of
from recueil.store.index.person_status import PRIVATE
from recueil.store.index.schema import persons, search_persons
from recueil.store.schema import acts
from recueil.store.search.conditions import persons_named

MANY = 1_000


@dataclass(frozen=True, slots=True)
class Listed:
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


def find(
    connection: Connection,
    name: str | None,
    body: str | None,
    limit: int,
    after: str | None,
    *,
    veiled: bool = False,
) -> tuple[tuple[Listed, ...], str | None]:
    """Return the persons after an identifier, and the identifier after which the next page begins."""
    # A name without any word has no identifier that a URL could contain.
    query = select(persons.c.head).where(not_(begins(persons.c.head, "@")), persons.c.head != "")
    query = query.where(*of_public(veiled=veiled))
    if name is not None:
        if not list(cut_words(name)):
            return (), None
        query = query.where(persons.c.person_id.in_(persons_named(name)))
    if body is not None:
        query = query.where(persons.c.body == (key_of(body) or ""))
    if after is not None:
        query = query.where(persons.c.head > str(PersonId.parse(after)))
    heads = connection.execute(query.distinct().order_by(persons.c.head).limit(limit + 1)).scalars().all()
    page = heads[:limit]
    return tuple(_listed(connection, page, veiled=veiled)), page[-1] if len(heads) > limit else None


def _listed(connection: Connection, heads: Sequence[str], *, veiled: bool) -> Iterable[Listed]:
    found = known_by_heads(connection, heads, veiled=veiled)
    if not found:
        return
    told = _told(connection, found, veiled=veiled)
    dates = dates_of(connection, (docid for _, ends in told.values() for docid in ends if docid is not None))
    named = labels(connection, (name.body for person in found.values() for name in person.spellings.values()))
    for head in heads:
        number, ends = told[head]
        first, last = (dates.get(docid) for docid in ends)
        bodies = sorted({named[name.body] or "" for name in found[head].spellings.values()} - {""})
        yield Listed(head, found[head].name, tuple(bodies), min(number, MANY), number > MANY, first, last)


Told = tuple[int, tuple[int | None, int | None]]
"""How many acts name a person, capped, and the first and last docid of those with a date."""


def _told(connection: Connection, found: dict[str, Known], *, veiled: bool) -> dict[str, Told]:
    query = select(persons.c.head, *_counted(veiled=veiled)).where(persons.c.head.in_(list(found)))
    rows: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        rows[row.head].append(row)
    told: dict[str, Told] = {}
    for head, said in rows.items():
        days = [docid for row in said for docid in (row.first, row.last) if docid is not None]
        number = said[0].acts if len(said) == 1 else _number(connection, found[head])
        told[head] = number, (min(days, default=None), max(days, default=None))
    return told


def _number(connection: Connection, person: Known) -> int:
    """Count the acts, capped, of a person with several names: an act may give more than one of them."""
    capped = select(search_persons.c.docid).where(person.rows()).distinct().limit(MANY + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(capped)).scalar_one())


@cache
def _counted(*, veiled: bool) -> tuple[Any, ...]:
    """Return columns: how many acts name each person, capped, and the first and last dated docid."""
    own = search_persons.c.person_id == persons.c.person_id
    if veiled:
        own = own & (search_persons.c.status != PRIVATE)
    capped = select(search_persons.c.docid).where(own).distinct().limit(MANY + 1).correlate(persons).subquery()
    ends = (
        select(end(search_persons.c.docid))
        .where(own, search_persons.c.docid.between(*docids.DATED))
        .correlate(persons)
        .scalar_subquery()
        .label(name)
        for end, name in ((func.min, "first"), (func.max, "last"))
    )
    return select(func.count()).select_from(capped).scalar_subquery().label("acts"), *ends


def dates_of(connection: Connection, numbers: Iterable[int]) -> dict[int | None, str]:
    """Return the dates of acts, as written, by docid."""
    query = select(acts.c.docid, acts.c.date).where(acts.c.docid.in_(sorted(set(numbers))))
    return {docid: date for docid, date in connection.execute(query) if date is not None}
