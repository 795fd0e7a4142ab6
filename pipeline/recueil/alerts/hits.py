"""Alerts and their hits: find the new ones, and deliver them, in the feed of each and once in a report.

Each alert stores the uid of every act that was ever a hit of it. So an act is new once, whatever its
date, and whatever made it match: that it was ingested, extracted again, or corrected. An act
extracted again keeps its uid; in a new version of its file it replaces its former version among the
hits if its words are the same. An alert with ``changes`` announces it again if they differ, and an act whose file
is withdrawn.

A report leases the hits that it delivers, so that two reports written at once do not deliver the
same; once sent, they are marked as delivered. A report that fails releases its lease, and the lease
of a killed one expires.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from recueil.query import Query, parse
from recueil.query.messages import QueryMistake
from recueil.query.typed_date import today_in_france
from recueil.store.acts.rows import act_date
from recueil.store.acts.succession import ActVersion, load_act_versions
from recueil.store.engine import dialect_of
from recueil.store.engine.column_types import Utc
from recueil.store.engine.protocol import ALERT_LOCK
from recueil.store.schema import acts, alert_hits, alerts, ledger, sources
from recueil.store.search.compile import Search
from recueil.values import PartialDate

LEASE = datetime.timedelta(minutes=30)
"""After this time a report is taken to have died with its run."""
_MAX_EXAMPLES = 10
# Alerts whose hits are listed; for the others only the number is given.
_MAX_DETAILED = 20

IS_ACTIVE = alerts.c.disabled.is_(None)
Event = Literal["changed", "withdrawn"]


@dataclass(frozen=True, slots=True)
class FormerHits:
    """The ``hits`` of any alert among the ``acts`` acts that a source held before."""

    hits: tuple[ActVersion, ...] = ()
    acts: int = 0


@dataclass(frozen=True, slots=True)
class AlertDefinition:
    """A saved query. ``owner`` is None for one that was saved for nobody in particular.

    ``hits`` counts the acts that have become hits since it was saved, up to ``looked``, the time of
    the last search; ``problem`` is why that search failed. ``changes``: it announces also that hits have
    changed or were withdrawn.
    """

    id: int
    uuid: str
    name: str
    query: str
    owner: str | None
    created: datetime.datetime
    disabled: datetime.datetime | None
    looked: datetime.datetime
    problem: str | None
    hits: int
    changes: bool = False
    mistake: QueryMistake | None = field(default=None, compare=False)
    """What ``problem`` says, by code; None also of a problem that an earlier version has recorded."""


def to_alert(row: Row[Any]) -> AlertDefinition:
    mistake = QueryMistake.from_json(row.problem) if row.problem is not None else None
    return AlertDefinition(
        id=row.alert_id,
        uuid=row.uuid,
        name=row.name,
        query=row.query,
        owner=row.owner,
        created=row.created,
        disabled=row.disabled,
        looked=row.looked,
        problem=row.problem if mistake is None else mistake.message(),
        hits=row.hits,
        changes=row.changes,
        mistake=mistake,
    )


@dataclass(frozen=True, slots=True)
class NewHit:
    """The ``n``th announcement of an alert since it was saved, at ``found``: of a new hit if ``event`` is None."""

    n: int
    found: datetime.datetime
    uid: str
    date: PartialDate | None
    kind: str | None
    title: str | None
    body: str | None
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What a report says of an alert: number of new acts and the latest of them, or its query's problem."""

    alert: AlertDefinition
    acts: int
    examples: tuple[NewHit, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of an alert's hits, latest first; ``next`` is where the page after it starts, None on the
    last.
    """

    alert: AlertDefinition
    hits: tuple[NewHit, ...]
    next: int | None


def mark_known(connection: Connection, number: int, query: Query) -> int:
    """Store all current matches as known, not new; return how many there are. Raise QueryError."""
    new = select_new(connection, number, query).add_columns(literal(number))
    return _insert_hits(connection, ["uid", "alert_id"], new)


def find_new_hits(connection: Connection, number: int, when: datetime.datetime) -> None:
    """Store and number the acts that have become hits since the last search, and where the alert asks for them the
    hits that have changed or were withdrawn. Raise QueryError if the query fails.
    """
    dialect_of(connection).lock(connection, ALERT_LOCK, [number])
    of_alert = select(alerts.c.query, alerts.c.hits, alerts.c.changes).where(alerts.c.alert_id == number)
    row = connection.execute(of_alert).first()
    if row is None:
        return
    n = func.row_number().over(order_by=acts.c.docid) + row.hits
    new = select_new(connection, number, parse(row.query, today_in_france(when))).add_columns(
        literal(number), n, literal(when, Utc)
    )
    count = _insert_hits(connection, ["uid", "alert_id", "n", "found"], new)
    count += _announce_changes(connection, number, row.hits + count, when) if row.changes else 0
    seen = update(alerts).where(alerts.c.alert_id == number)
    connection.execute(seen.values(hits=row.hits + count, looked=when, problem=None))


def _announce_changes(connection: Connection, number: int, last: int, when: datetime.datetime) -> int:
    """Number the hits that have changed, and those that were withdrawn, after the ``last``; return how many.

    An act that was announced before is so anew, under another number.
    """
    of_alert = alert_hits.c.alert_id == number
    changed = and_(alert_hits.c.event == "changed", alert_hits.c.n.is_(None))
    withdrawn = and_(alert_hits.c.event.is_distinct_from("withdrawn"), _is_withdrawn())
    count = 0
    for event, which in (("changed", changed), ("withdrawn", withdrawn)):
        uids = connection.execute(
            select(alert_hits.c.uid).where(of_alert, which).order_by(alert_hits.c.uid)
        ).scalars()
        for uid in uids.all():
            count += 1
            hit = update(alert_hits).where(of_alert, alert_hits.c.uid == uid)
            connection.execute(hit.values(event=event, n=last + count, found=when))
    return count


def _is_withdrawn() -> ColumnElement[bool]:
    """Return the condition that no source has the document of a hit any more."""

    def has_source(state: str) -> ColumnElement[bool]:
        joined = (acts.c.uid == alert_hits.c.uid, sources.c.document_id == acts.c.document_id)
        return exists().where(*joined, ledger.c.source_id == sources.c.source_id, ledger.c.state == state)

    return and_(has_source("withdrawn"), ~has_source("done"))


def record_problem(connection: Connection, number: int, problem: str, when: datetime.datetime) -> None:
    """Record why the query of an alert fails now."""
    connection.execute(update(alerts).where(alerts.c.alert_id == number).values(problem=problem, looked=when))


def _insert_hits(connection: Connection, columns: list[str], rows: Select[Any]) -> int:
    """Insert rows with INSERT … SELECT and return their number; they do not leave the database."""
    keeping = insert(alert_hits).from_select(columns, rows).execution_options(preserve_rowcount=True)
    return connection.execute(keeping).rowcount


def select_new(connection: Connection, number: int, query: Query) -> Select[tuple[str]]:
    """Return the SELECT of the uids of acts that match and were never hits."""
    matching = Search(connection, query).acts()
    is_known = exists().where(alert_hits.c.alert_id == number, alert_hits.c.uid == acts.c.uid)
    return select(acts.c.uid).where(acts.c.docid.in_(matching), ~is_known)


def hits_of_source(connection: Connection, source_id: int, document_id: int) -> FormerHits:
    """Return the hits of any alert in the document that a source held before, if it is another document."""
    of_source = select(sources.c.document_id).where(sources.c.source_id == source_id)
    before = connection.execute(of_source).scalar()
    if before in (None, document_id):
        return FormerHits()
    is_hit = exists().where(alert_hits.c.uid == acts.c.uid)
    if (found := load_act_versions(connection, before, is_hit)) == ():
        return FormerHits()
    count = select(func.count()).select_from(acts).where(acts.c.document_id == before)
    return FormerHits(found, connection.execute(count).scalar_one())


def carry_over(connection: Connection, former: FormerHits, document_id: int) -> None:
    """Carry hits over to the acts of a file's new version that have the same words.

    Where an act has others, that is kept for alerts that announce changes.
    """
    if not former.hits:
        return
    uids_by_words = {hit.words: hit.uid for hit in former.hits}
    now = load_act_versions(connection, document_id)
    changed = []
    for act in now:
        before = uids_by_words.get(act.words)
        if before is not None:
            _move_hit(connection, before, act.uid)
        else:
            changed.append(act)
    kept = {act.words for act in now}
    for hit in former.hits:
        if hit.words in kept:
            continue
        version = _find_version(hit, changed, is_same=former.acts == len(now))
        if version is not None:
            _keep_change(connection, hit.uid, version.uid)


def _find_version(hit: ActVersion, found: list[ActVersion], *, is_same: bool) -> ActVersion | None:
    """Find what an act has become: that of its number, or in as many acts that of its place."""
    numbered = [act for act in found if hit.number is not None and act.number == hit.number]
    if len(numbered) == 1:
        return numbered[0]
    return next((act for act in found if is_same and act.ordinal == hit.ordinal), None)


def _keep_change(connection: Connection, before: str, now: str) -> None:
    """Keep for each alert that announces changes, and had the act as it was before, that it has changed."""
    also = alert_hits.alias()
    is_taken = exists().where(also.c.alert_id == alert_hits.c.alert_id, also.c.uid == now)
    is_there = exists().where(acts.c.uid == before)
    hits = select(alert_hits.c.alert_id, literal(now), literal("changed")).join_from(alert_hits, alerts)
    asked = hits.where(alert_hits.c.uid == before, alerts.c.changes, ~is_there, ~is_taken)
    connection.execute(insert(alert_hits).from_select(["alert_id", "uid", "event"], asked))


def _move_hit(connection: Connection, before: str, now: str) -> None:
    """Move a hit to another uid, if the old act no longer exists and the alert lacks the new one."""
    also = alert_hits.alias()
    is_taken = exists().where(also.c.alert_id == alert_hits.c.alert_id, also.c.uid == now)
    is_there = exists().where(acts.c.uid == before)
    connection.execute(update(alert_hits).where(alert_hits.c.uid == before, ~is_there, ~is_taken).values(uid=now))


def list_hits(connection: Connection, alert: AlertDefinition, before: int | None, limit: int) -> Feed:
    """Return a page of an alert's new hits, from the latest or from before the ``before``th."""
    found = _query_hits(connection, alert.id, limit + 1, *([] if before is None else [alert_hits.c.n < before]))
    return Feed(alert, found[:limit], found[limit - 1].n if len(found) > limit else None)


def news_between(
    connection: Connection, since: datetime.datetime, until: datetime.datetime | None
) -> tuple[News, ...]:
    """Return the new hits of a period, and the alerts whose queries fail now."""
    before = [] if until is None else [alert_hits.c.found < until]
    return _collect_news(connection, and_(alert_hits.c.found >= since, *before))


def lease_hits(connection: Connection, report: str, when: datetime.datetime) -> None:
    """Lease for a report all hits that are neither delivered nor under a live lease."""
    # The clock was set back: leases from the future start again now.
    connection.execute(update(alerts).where(alerts.c.telling_since > when + LEASE).values(telling_since=when))
    lives = alerts.c.telling_since.between(when - LEASE, when + LEASE)
    free = and_(IS_ACTIVE, alerts.c.told < alerts.c.hits, or_(alerts.c.teller.is_(None), ~lives))
    taking = update(alerts).where(free)
    connection.execute(taking.values(telling=alerts.c.hits, teller=report, telling_since=when))


def leased_news(connection: Connection, report: str) -> tuple[News, ...]:
    """Return the hits leased by a report, and the alerts whose queries fail now."""
    between = and_(alert_hits.c.n > alerts.c.told, alert_hits.c.n <= alerts.c.telling)
    return _collect_news(connection, and_(alerts.c.teller == report, between))


def end_lease(connection: Connection, report: str, *, is_delivered: bool) -> None:
    """End a report's lease: mark its hits as delivered, or release them."""
    of_report = update(alerts).where(alerts.c.teller == report)
    delivered = {"told": alerts.c.telling} if is_delivered else {}
    connection.execute(of_report.values(**delivered, telling=None, teller=None, telling_since=None))


def _collect_news(connection: Connection, which: ColumnElement[bool]) -> tuple[News, ...]:
    counted = _select_joined(alert_hits.c.alert_id, func.count().label("acts")).where(which)
    counts: dict[int, int] = dict(connection.execute(counted.group_by(alert_hits.c.alert_id)).all())
    failing = and_(IS_ACTIVE, alerts.c.problem.is_not(None))
    query = select(alerts).where(or_(alerts.c.alert_id.in_(counts), failing)).order_by(alerts.c.alert_id)
    return tuple(
        News(
            alert,
            counts.get(alert.id, 0),
            _query_hits(connection, alert.id, _MAX_EXAMPLES, which) if n < _MAX_DETAILED else (),
        )
        for n, alert in enumerate(map(to_alert, connection.execute(query).all()))
    )


def _query_hits(
    connection: Connection, number: int, limit: int, *which: ColumnElement[bool]
) -> tuple[NewHit, ...]:
    """Return some new hits of an alert, latest first, leaving out acts that the store no longer has."""
    query = _select_joined(*_HIT_COLUMNS).where(
        alert_hits.c.alert_id == number, alert_hits.c.n.is_not(None), *which
    )
    rows = connection.execute(query.order_by(alert_hits.c.n.desc()).limit(limit))
    return tuple(
        NewHit(row.n, row.found, row.uid, act_date(row), row.kind, row.title, row.body, row.event) for row in rows
    )


_HIT_COLUMNS = (
    alert_hits.c.n,
    alert_hits.c.found,
    alert_hits.c.event,
    *(acts.c[name] for name in ("uid", "date", "kind", "title", "body")),
)


def _select_joined(*columns: Any) -> Select[Any]:
    return select(*columns).join_from(alert_hits, alerts).join(acts, acts.c.uid == alert_hits.c.uid)
