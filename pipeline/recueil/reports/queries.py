"""Queries of the report: what came in since a time, what failed, what a newer pipeline extracts
differently.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, or_, select

from recueil.alerts import hits
from recueil.alerts.hits import News
from recueil.store.ledger.runs import Run, pipeline_parts, select_runs
from recueil.store.ledger.work import Work, select_work, to_work
from recueil.store.schema import acts, changes, ledger, runs, sources
from recueil.values import Finding
from recueil.values.codec import decode

_MAX_EXAMPLES = 100


@dataclass(frozen=True, slots=True)
class Intake:
    """How many acts of one body and one kind came in; None where body or kind is unknown."""

    body: str | None
    kind: str | None
    acts: int


@dataclass(frozen=True, slots=True)
class Failures:
    """Files that failed for one reason, ``set_aside`` of them quarantined; ``examples`` are the first
    hundred.
    """

    reason: str
    files: int
    set_aside: int
    examples: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class WithdrawnFiles:
    """Files that no longer exist; ``examples`` are the addresses of the first hundred."""

    files: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An error that a check found in an act, and one of the sources that contain the act."""

    uid: str
    source: str
    check: str
    message: str
    date: str | None = None
    kind: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Contradictions:
    """Acts in which a check found an error; ``examples`` has the errors of the first hundred."""

    acts: int
    examples: tuple[Contradiction, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A value, and the act that gained or lost it."""

    value: str
    uid: str


@dataclass(frozen=True, slots=True)
class KindChange:
    """Numbers of values of one kind that are extracted now and were not, and vice versa."""

    kind: str
    gained: int
    lost: int
    gained_example: Example | None
    lost_example: Example | None


@dataclass(frozen=True, slots=True)
class Upgrade:
    """How the results of a pipeline version differ from those of ``before``; ``parts`` are the parts
    changed.
    """

    version: str
    before: str | None
    parts: tuple[str, ...]
    acts: int
    kinds: tuple[KindChange, ...]


@dataclass(frozen=True, slots=True)
class CrawledSite:
    """A source by the ``address`` of its first page, and its last night: pages read, files that were new, changed
    and withdrawn, addresses of ``dead`` links and how many there are, and how much could not be read.
    """

    address: str
    pages: int
    new: int
    changed: int
    withdrawn: int
    dead_links: int
    broken: int
    dead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What happened in the store in a period.

    ``runs`` were active in it, latest first. ``intake`` counts the acts of files that were done, most
    first; an act that two bodies publish counts for both. ``again`` counts those that an earlier
    pipeline had read. ``contradictions`` are in any of these. ``set_aside`` and ``waiting`` count all
    files that are quarantined or still to be done now, whenever that began. ``crawls`` are the websites crawled
    in the period, which the store does not know.
    """

    since: datetime.datetime
    until: datetime.datetime | None
    runs: tuple[Run, ...]
    intake: tuple[Intake, ...]
    again: int
    contradictions: Contradictions
    failures: tuple[Failures, ...]
    set_aside: int
    waiting: int
    withdrawn: WithdrawnFiles
    upgrades: tuple[Upgrade, ...]
    alerts: tuple[News, ...] = ()
    crawls: tuple[CrawledSite, ...] = ()


@dataclass(frozen=True, slots=True)
class _Window:
    since: datetime.datetime
    until: datetime.datetime | None

    @property
    def settled(self) -> ColumnElement[bool]:
        """Return the condition that work got its state in the period."""
        return and_(ledger.c.finished >= self.since, *self._before(ledger.c.finished))

    @property
    def at_work(self) -> ColumnElement[bool]:
        """Return the condition that a run was active in the period."""
        lasted = or_(runs.c.finished.is_(None), runs.c.finished >= self.since)
        return and_(lasted, *self._before(runs.c.started))

    def _before(self, column: Any) -> list[ColumnElement[bool]]:
        return [] if self.until is None else [column < self.until]


def build_report(connection: Connection, since: datetime.datetime, until: datetime.datetime | None) -> Report:
    window = _Window(since, until)
    intake, again = _query_intake(connection, window)
    return Report(
        since=since,
        until=until,
        runs=tuple(select_runs(connection, window.at_work)),
        intake=intake,
        again=again,
        contradictions=_query_contradictions(connection, window),
        failures=tuple(_query_failures(connection, window)),
        set_aside=_count(connection, ledger.c.state == "quarantined"),
        waiting=_count(connection, ledger.c.state.in_(("pending", "running"))),
        withdrawn=_query_withdrawn(connection, window),
        upgrades=tuple(_query_upgrades(connection, window)),
        alerts=hits.news_between(connection, since, until),
    )


def _count(connection: Connection, condition: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count()).select_from(ledger).where(condition)).scalar_one())


_earlier_work = ledger.alias()
# Superseded work that finished without a failure reason was done.
_DONE_BEFORE = and_(
    _earlier_work.c.source_id == ledger.c.source_id,
    _earlier_work.c.sha256 == ledger.c.sha256,
    _earlier_work.c.pipeline_version != ledger.c.pipeline_version,
    _earlier_work.c.state == "superseded",
    _earlier_work.c.finished.is_not(None),
    _earlier_work.c.reason.is_(None),
)


def _query_intake(connection: Connection, window: _Window) -> tuple[tuple[Intake, ...], int]:
    """Return the new acts by body and kind, and the number of acts that were extracted again."""
    again = exists().where(_DONE_BEFORE).label("again")
    count = func.count(acts.c.docid.distinct()).label("acts")
    query = (
        select(sources.c.body, acts.c.kind, again, count)
        .select_from(ledger.join(sources).join(acts, acts.c.document_id == sources.c.document_id))
        .where(ledger.c.state == "done", window.settled)
        .group_by(sources.c.body, acts.c.kind, again)
        .order_by(count.desc(), sources.c.body.nulls_first(), acts.c.kind.nulls_first())
    )
    rows = connection.execute(query).all()
    new = tuple(Intake(row.body, row.kind, row.acts) for row in rows if not row.again)
    return new, sum(row.acts for row in rows if row.again)


def _query_contradictions(connection: Connection, window: _Window) -> Contradictions:
    source = func.min(sources.c.uri).label("source")
    query = (
        select(acts.c.uid, acts.c.findings, source, acts.c.date, acts.c.kind, acts.c.body)
        .select_from(ledger.join(sources).join(acts, acts.c.document_id == sources.c.document_id))
        .where(ledger.c.state == "done", window.settled, acts.c.errors > 0)
        .group_by(acts.c.docid)
    )
    count = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    first = connection.execute(query.order_by(source, acts.c.ordinal).limit(_MAX_EXAMPLES))
    examples = tuple(
        Contradiction(row.uid, row.source, finding.check, finding.message, row.date, row.kind, row.body)
        for row in first
        for finding in decode(tuple[Finding, ...], row.findings)
        if finding.severity == "error"
    )
    return Contradictions(int(count), examples)


def _query_failures(connection: Connection, window: _Window) -> list[Failures]:
    failed = and_(ledger.c.state.in_(("failed", "quarantined")), window.settled)
    files = func.count().label("files")
    set_aside = func.sum(case((ledger.c.state == "quarantined", 1), else_=0)).label("set_aside")
    query = select(ledger.c.reason, files, set_aside).where(failed).group_by(ledger.c.reason)
    failures = []
    for group in connection.execute(query.order_by(files.desc(), ledger.c.reason)).all():
        of_group = select_work().where(failed, ledger.c.reason == group.reason).limit(_MAX_EXAMPLES)
        examples = tuple(map(to_work, connection.execute(of_group)))
        failures.append(Failures(group.reason, group.files, group.set_aside, examples))
    return failures


def _query_withdrawn(connection: Connection, window: _Window) -> WithdrawnFiles:
    condition = and_(ledger.c.state == "withdrawn", window.settled)
    files = select(func.count(ledger.c.source_id.distinct())).where(condition)
    named = select(sources.c.uri).join_from(ledger, sources).where(condition).distinct().order_by(sources.c.uri)
    examples = connection.execute(named.limit(_MAX_EXAMPLES)).scalars()
    return WithdrawnFiles(int(connection.execute(files).scalar_one()), tuple(examples))


def _query_upgrades(connection: Connection, window: _Window) -> list[Upgrade]:
    changed = (
        select(runs.c.pipeline_version)
        .join_from(changes, runs)
        .where(window.at_work)
        .group_by(runs.c.pipeline_version)
        .order_by(func.max(runs.c.started).desc())
    )
    return [_query_upgrade(connection, version, window) for version in connection.execute(changed).scalars().all()]


def _query_upgrade(connection: Connection, version: str, window: _Window) -> Upgrade:
    of_upgrade = and_(runs.c.pipeline_version == version, window.at_work)
    count = select(func.count(changes.c.uid.distinct())).join_from(changes, runs).where(of_upgrade)
    gained, lost = func.sum(changes.c.gained).label("gained"), func.sum(changes.c.lost).label("lost")
    query = (
        select(changes.c.kind, gained, lost).join_from(changes, runs).where(of_upgrade).group_by(changes.c.kind)
    )
    kinds = connection.execute(query.order_by(changes.c.kind)).all()
    before = _version_before(connection, version, window)
    return Upgrade(
        version=version,
        before=before,
        parts=_changed_parts(pipeline_parts(connection), before, version),
        acts=int(connection.execute(count).scalar_one()),
        kinds=tuple(KindChange(*kind, *_query_examples(connection, of_upgrade, kind.kind)) for kind in kinds),
    )


def _query_examples(
    connection: Connection, of_upgrade: ColumnElement[bool], kind: str
) -> tuple[Example | None, Example | None]:
    """Return one gained and one lost value."""
    condition = and_(of_upgrade, changes.c.kind == kind)
    columns = changes.c.gained_example, changes.c.lost_example
    gained, lost = (_first_example(connection, column, condition) for column in columns)
    return gained, lost


def _first_example(connection: Connection, column: Any, condition: ColumnElement[bool]) -> Example | None:
    query = select(column, changes.c.uid).join_from(changes, runs).where(condition, column.is_not(None))
    first = connection.execute(query.order_by(changes.c.uid, runs.c.started.desc()).limit(1)).first()
    return None if first is None else Example(*first)


def _version_before(connection: Connection, version: str, window: _Window) -> str | None:
    """Return the pipeline that last did what this one did again in the period."""
    query = (
        select(_earlier_work.c.pipeline_version)
        .select_from(ledger.join(_earlier_work, _DONE_BEFORE))
        .where(ledger.c.pipeline_version == version, ledger.c.state == "done", window.settled)
        .order_by(_earlier_work.c.finished.desc())
    )
    return connection.execute(query.limit(1)).scalar()


def _changed_parts(
    parts_by_version: dict[str, dict[str, str]], before: str | None, version: str
) -> tuple[str, ...]:
    """Return the names of the parts that differ between two pipelines; none if one is unknown."""
    if before not in parts_by_version or version not in parts_by_version:
        return ()
    was, now = parts_by_version[before], parts_by_version[version]
    return tuple(sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name)))
