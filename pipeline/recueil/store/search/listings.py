"""Paginated lists of the entities and the findings of matching acts, latest acts first.

Each part examines a bounded number of acts, however few of them match: a short part may not be the
last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, or_, select

from recueil.query import ANYTHING, And, Filter, Query
from recueil.store.acts.rows import ENTITY_COLUMNS, row_to_entity
from recueil.store.schema import acts, entities
from recueil.store.search.compile import Search
from recueil.store.search.cursors import LAST_NUMBER, ItemCursor
from recueil.values import Entity, Finding, PartialDate
from recueil.values.codec import decode

_ACTS_PER_PART = 100
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ActIdentity:
    """The identity of an act."""

    uid: str
    date: PartialDate | None
    kind: str | None
    title: str | None
    body: str | None


@dataclass(frozen=True, slots=True)
class Item(Generic[T]):
    """An entity or a finding of an act; ``n`` is its number in the act."""

    act: ActIdentity
    n: int
    thing: T


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One part of a list. The next part begins after ``next``, which is None at the end."""

    things: tuple[Item[T], ...]
    next: ItemCursor | None


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """A filter on findings by rule and severity; None matches any."""

    rule: str | None = None
    severity: str | None = None

    def holds(self, finding: Finding) -> bool:
        return self.rule in (None, finding.check) and self.severity in (None, finding.severity)


def list_entities(
    connection: Connection, query: Query | None, kinds: Sequence[str], limit: int, after: ItemCursor | None
) -> Part[Entity]:
    """List the entities of some kinds, or of all."""
    docids = _docids_to_examine(connection, Search(connection, query), after)
    which = [entities.c.docid.in_(docids), *([entities.c.kind.in_(kinds)] if kinds else [])]
    found: Select[Any] = (
        select(*_IDENTITY_COLUMNS, entities.c.docid, entities.c.n, *ENTITY_COLUMNS)
        .join_from(entities, acts)
        .where(*which, *_after_item(after))
    )
    rows = connection.execute(found.order_by(entities.c.docid.desc(), entities.c.n).limit(limit + 1))
    return _build_part(
        ((row.docid, Item(_act_identity(row), row.n, row_to_entity(row))) for row in rows), docids, limit
    )


def list_findings(
    connection: Connection, query: Query | None, criteria: FindingFilter, limit: int, after: ItemCursor | None
) -> Part[Finding]:
    """List the findings that match a filter. Only acts with such findings are examined."""
    docids = _docids_to_examine(connection, Search(connection, _with_findings(query, criteria)), after)
    return _build_part(_filtered_findings(connection, docids, criteria, after), docids, limit)


def _filtered_findings(
    connection: Connection, docids: list[int], criteria: FindingFilter, after: ItemCursor | None
) -> Iterator[tuple[int, Item[Finding]]]:
    found: Select[Any] = select(*_IDENTITY_COLUMNS, acts.c.docid, acts.c.findings).where(acts.c.docid.in_(docids))
    for row in connection.execute(found.order_by(acts.c.docid.desc())):
        for n, finding in enumerate(decode(tuple[Finding, ...], row.findings), start=1):
            if criteria.holds(finding) and (after is None or row.docid < after.docid or n > after.n):
                yield row.docid, Item(_act_identity(row), n, finding)


def _with_findings(query: Query | None, criteria: FindingFilter) -> Query:
    """Add the condition to a query that acts have such findings."""
    check = criteria.rule or criteria.severity or ANYTHING
    text = "" if query is None else query.text
    nodes = () if query is None else query.root.nodes if isinstance(query.root, And) else (query.root,)
    return Query(text, And((*nodes, Filter("controle", check, 0, len(text))), 0, len(text)))


def _docids_to_examine(connection: Connection, search: Search, after: ItemCursor | None) -> list[int]:
    """Return the docids to examine, including the one at ``after`` unless all its items have been listed."""
    return search.docids(_ACTS_PER_PART, None if after is None else after.docid + (after.n < LAST_NUMBER))


def _after_item(after: ItemCursor | None) -> list[ColumnElement[bool]]:
    """Build the keyset condition for entities after a place."""
    if after is None:
        return []
    docid, n = entities.c.docid, entities.c.n
    return [or_(docid < after.docid, and_(docid == after.docid, n > after.n))]


def _build_part(found: Iterable[tuple[int, Item[T]]], docids: list[int], limit: int) -> Part[T]:
    some = list(islice(found, limit + 1))
    things = tuple(item for _, item in some[:limit])
    if len(some) > limit:
        docid, last = some[limit - 1]
        return Part(things, ItemCursor(docid, last.n))
    return Part(things, ItemCursor(docids[-1], LAST_NUMBER) if len(docids) == _ACTS_PER_PART else None)


_IDENTITY_COLUMNS = tuple(acts.c[name].label(f"act_{name}") for name in ("uid", "date", "kind", "title", "body"))


def _act_identity(row: Row[Any]) -> ActIdentity:
    date = None if row.act_date is None else PartialDate.parse(row.act_date)
    return ActIdentity(row.act_uid, date, row.act_kind, row.act_title, row.act_body)
