"""Work in the ledger: one row per source, content and pipeline version; its states and transitions.

pending      to do
running      claimed by a run, and only that run may finish it; if the run dies, pending again
done         the store has its acts
failed       not done, for a reason that may be transient: retried from ``next_attempt`` on
quarantined  not done, and a retry would not help: the same bytes fail the same way
withdrawn    the source is no longer where it was; its acts stay in the store
superseded   replaced by another content or pipeline version of the source
dismissed    a failure that nobody wants reported any more: this content is not retried

If some files of an archive cannot be read, the store has the acts of the other files, and yet the
row is failed or quarantined: it is ``partial``.

A source has at most one row whose acts the store has (done or withdrawn), and at most one later
unfinished row. Each transition is one statement that names both states, so it never overwrites what
another run did.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Insert,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)

from recueil.errors import ClaimLost
from recueil.privacy.erasure import suppressions
from recueil.store.acts.handles import load_fingerprints
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import SOURCES_LOCK, Dialect, upsert
from recueil.store.engine.statements import chunks
from recueil.store.schema import documents, ledger, sources
from recueil.translation import gettext as _
from recueil.values import StatedFacts
from recueil.values.codec import encode

State = Literal["pending", "running", "done", "failed", "quarantined", "withdrawn", "superseded", "dismissed"]
FAILED_STATES: tuple[State, ...] = ("failed", "quarantined")
FAILED: tuple[State, ...] = ("failed", "quarantined")
UNFINISHED: tuple[State, ...] = ("pending", "failed", "quarantined")
"""States of work that is not done and that no run has claimed."""


@dataclass(frozen=True, slots=True)
class Work:
    """One row of the ledger. ``held``: the store has this content, as the document called ``document``.

    ``sha256`` is the content's fingerprint in this store, see ``recueil.store.acts.handles``; None if
    the source could never be opened.

    ``attempts`` counts completed attempts: one that was stopped, or whose run died, does not count.
    ``partial``: some of this content is missing from the store. ``configured``: the settings name the
    source, or did when sources were last scanned.
    """

    id: int
    source: str
    body: str | None
    sha256: str | None
    pipeline_version: str
    state: State
    attempts: int
    reason: str | None
    message: str | None
    started: datetime.datetime | None
    finished: datetime.datetime | None
    next_attempt: datetime.datetime | None
    run: str | None
    held: bool
    partial: bool = False
    configured: bool = False
    document: str | None = None
    siren: str | None = None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """The failure that explains why the store has only part of a source."""

    reason: str
    message: str
    passing: bool


@dataclass(frozen=True, slots=True)
class FailureReason:
    """The number of files that failed for one reason; ``set_aside`` of them are quarantined."""

    reason: str
    files: int
    set_aside: int


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A source as it is now: its address, its content, the body that publishes it, if known, and what it states.

    ``is_fingerprint``: ``sha256`` is already the store's fingerprint of the content, not the SHA-256 of
    its bytes.
    """

    source: str
    sha256: str
    body: str | None = None
    is_fingerprint: bool = False
    siren: str | None = None
    stated: tuple[StatedFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """Work that one run has claimed exclusively. ``attempt`` counts from 1.

    ``claimed_at`` distinguishes repeated claims of one run on the same work: only the last one is valid.
    """

    id: int
    source_id: int
    source: str
    sha256: str
    pipeline_version: str
    run: str
    attempt: int
    claimed_at: datetime.datetime


def select_work() -> Select[Any]:
    """Select ledger rows joined with their source, ordered by source."""
    has_document = documents.c.sha256.is_not_distinct_from(ledger.c.sha256) & documents.c.sha256.is_not(None)
    joined = ledger.join(sources).outerjoin(documents, sources.c.document_id == documents.c.document_id)
    handle = case((has_document, documents.c.handle)).label("document")
    of_source = sources.c.uri, sources.c.body, sources.c.siren, sources.c.configured
    of_document = has_document.label("held"), (has_document & documents.c.missing.is_not(None)).label("partial")
    query = select(*of_source, *of_document, handle, ledger).select_from(joined)
    return query.order_by(sources.c.uri, ledger.c.ledger_id)


def to_work(row: Row[Any]) -> Work:
    """Convert a joined ledger row to a ``Work``."""
    return Work(
        id=row.ledger_id,
        source=row.uri,
        body=row.body,
        sha256=row.sha256,
        pipeline_version=row.pipeline_version,
        state=row.state,
        attempts=row.attempts,
        reason=row.reason,
        message=row.message,
        started=row.started,
        finished=row.finished,
        next_attempt=row.next_attempt,
        run=row.run_id,
        held=bool(row.held),
        partial=bool(row.partial),
        configured=row.configured,
        document=row.document,
        siren=row.siren,
    )


def active(connection: Connection, *conditions: ColumnElement[bool]) -> list[Work]:
    """Return the rows that are not superseded and match all conditions, ordered by source."""
    return [
        to_work(row)
        for row in connection.execute(select_work().where(ledger.c.state != "superseded", *conditions))
    ]


def set_publisher(
    connection: Connection, uris: Iterable[str], body: str | None, siren: str | None = None
) -> list[int]:
    """Set the body that publishes some sources, and return the ids of their documents; None changes nothing."""
    _lock_sources(connection)
    stated = {name: value for name, value in (("body", body), ("siren", siren)) if value is not None}
    document_ids: list[int] = []
    for some in chunks(uris):
        of_them = sources.c.uri.in_(some)
        connection.execute(update(sources).where(of_them).values(**stated))
        documents_of = select(sources.c.document_id).where(of_them, sources.c.document_id.is_not(None)).distinct()
        document_ids += connection.execute(documents_of.order_by(sources.c.document_id)).scalars()
    return document_ids


def touch(connection: Connection, uris: Iterable[str], when: datetime.datetime) -> None:
    """Set the time at which sources were last seen."""
    _lock_sources(connection)
    one = update(sources).where(sources.c.uri == bindparam("source")).values(last_seen=bindparam("when"))
    if rows := [{"source": uri, "when": when} for uri in uris]:
        connection.execute(one, rows)


def set_configured(connection: Connection, uris: Iterable[str], configured: bool) -> None:
    """Record whether the settings name these sources."""
    _lock_sources(connection)
    for some in chunks(uris):
        connection.execute(update(sources).where(sources.c.uri.in_(some)).values(configured=configured))


def enqueue(
    connection: Connection, files: Iterable[FoundFile], version: str, when: datetime.datetime
) -> list[int]:
    """Enqueue files as pending work, and return the ledger ids in the order of the files.

    Unfinished work on another content of the same sources is superseded, even if a run has claimed it.
    """
    _lock_sources(connection)
    fingerprints = load_fingerprints(connection)
    numbers: list[int] = []
    for some in chunks(files):
        number_of = _upsert_sources(connection, [(file.source, file.body, file.siren) for file in some], when)
        _update_stated(
            connection, _mask_stated(connection, {file.source: file.stated for file in some if file.stated})
        )
        rows = [
            _pending_row(
                number_of[file.source],
                file.sha256 if file.is_fingerprint else fingerprints.of(file.sha256),
                version,
            )
            for file in some
        ]
        connection.execute(_SUPERSEDE_OTHER_CONTENT, [_work_key(row) for row in rows])
        # Rows that are there and neither superseded nor withdrawn are not even touched.
        over = ledger.c.state.in_(("superseded", "withdrawn"))
        standing = _select_rows(rows, ledger.c.source_id, ledger.c.sha256).where(~over)
        at_hand = set(connection.execute(standing).all())
        if new := [row for row in rows if (row["source_id"], row["sha256"]) not in at_hand]:
            connection.execute(_upsert_pending(dialect_of(connection)), new)
        queued = _select_rows(rows, ledger.c.source_id, ledger.c.sha256, ledger.c.ledger_id)
        ids = {(row.source_id, row.sha256): int(row.ledger_id) for row in connection.execute(queued)}
        numbers += [ids[row["source_id"], row["sha256"]] for row in rows]
    return numbers


def _lock_sources(connection: Connection) -> None:
    """Lock the planning of sources: concurrent planners would update the same sources in different orders."""
    dialect_of(connection).lock(connection, SOURCES_LOCK, [0])


def _pending_row(source_id: int, sha256: str | None, version: str) -> dict[str, Any]:
    return {
        "source_id": source_id,
        "sha256": sha256,
        "pipeline_version": version,
        "state": "pending",
        "attempts": 0,
    }


def _work_key(row: dict[str, Any]) -> dict[str, Any]:
    return {"of": row["source_id"], "content": row["sha256"], "version": row["pipeline_version"]}


def _state_in(states: Iterable[State]) -> ColumnElement[bool]:
    """Compare the state with several, like IN, which SQLAlchemy cannot use in an executemany statement."""
    return or_(*(ledger.c.state == state for state in states))


_SUPERSEDE_OTHER_CONTENT = (
    update(ledger)
    .where(
        ledger.c.source_id == bindparam("of"),
        _state_in((*UNFINISHED, "running")),
        not_(
            and_(
                ledger.c.sha256.is_not_distinct_from(bindparam("content")),
                ledger.c.pipeline_version == bindparam("version"),
            )
        ),
    )
    .values(state="superseded", next_attempt=None)
)
_CLEARED = dict.fromkeys(("reason", "message", "started", "finished", "next_attempt", "run_id"))


@cache
def _upsert_pending(dialect: Dialect) -> Insert:
    return upsert(
        dialect,
        ledger,
        ("source_id", "sha256", "pipeline_version"),
        lambda new: {"state": new.state, "attempts": new.attempts, **_CLEARED},
        where=_state_in(("superseded", "withdrawn")),
    )


def _upsert_sources(
    connection: Connection, met: Sequence[tuple[str, str | None, str | None]], when: datetime.datetime
) -> dict[str, int]:
    """Return the ids of sources by address, and insert those that are new."""
    rows = [
        {"uri": uri, "body": body, "siren": siren, "first_seen": when, "last_seen": when}
        for uri, body, siren in met
    ]
    connection.execute(_source_upsert(dialect_of(connection)), rows)
    query = select(sources.c.uri, sources.c.source_id).where(sources.c.uri.in_([uri for uri, *_ in met]))
    return dict(connection.execute(query).all())


def set_stated(connection: Connection, stated: Mapping[str, tuple[StatedFacts, ...]]) -> list[int]:
    """Set what some sources state of their acts; return the ids of documents of which something new is stated."""
    _lock_sources(connection)
    document_ids: list[int] = []
    for some in chunks(stated):
        query = select(sources.c.uri, sources.c.stated, sources.c.document_id).where(sources.c.uri.in_(some))
        new = _mask_stated(connection, {uri: stated[uri] for uri in some})
        changed = [row for row in connection.execute(query.order_by(sources.c.uri)) if row.stated != new[row.uri]]
        _update_stated(connection, {row.uri: new[row.uri] for row in changed})
        document_ids += [row.document_id for row in changed if row.document_id is not None]
    return list(dict.fromkeys(document_ids))


def _mask_stated(connection: Connection, stated: Mapping[str, tuple[StatedFacts, ...]]) -> dict[str, Any]:
    """Encode what sources state, without forgotten persons."""
    masked = suppressions.mask_json(connection, [encode(each) for each in stated.values()])
    return dict(zip(stated, masked, strict=True))


def _update_stated(connection: Connection, stated: Mapping[str, Any]) -> None:
    one = update(sources).where(sources.c.uri == bindparam("source")).values(stated=bindparam("facts"))
    if rows := [{"source": uri, "facts": facts} for uri, facts in stated.items()]:
        connection.execute(one, rows)


@cache
def _source_upsert(dialect: Dialect) -> Insert:
    return upsert(
        dialect,
        sources,
        ("uri",),
        lambda new: {
            "last_seen": new.last_seen,
            "body": func.coalesce(new.body, sources.c.body),
            "siren": func.coalesce(new.siren, sources.c.siren),
        },
    )


def _select_rows(rows: list[dict[str, Any]], *columns: Any) -> Select[Any]:
    """Select the ledger rows for the sources of ``rows``, which share one pipeline version."""
    of_sources = ledger.c.source_id.in_([row["source_id"] for row in rows])
    return select(*columns).where(of_sources, ledger.c.pipeline_version == rows[0]["pipeline_version"])


def record_unreadable(
    connection: Connection, source: tuple[str, str | None], version: str, when: datetime.datetime
) -> tuple[int, int]:
    """Record a source that cannot be opened, in place of unfinished work on it.

    Returns the ledger id and the number of this attempt.
    """
    _lock_sources(connection)
    row = {
        **_pending_row(_upsert_sources(connection, [(*source, None)], when)[source[0]], None, version),
        "started": when,
    }
    connection.execute(_SUPERSEDE_OTHER_CONTENT, [_work_key(row)])
    same = and_(
        ledger.c.source_id == row["source_id"], ledger.c.sha256.is_(None), ledger.c.pipeline_version == version
    )
    existing = connection.execute(select(ledger).where(same)).first()
    if existing is None:
        new = insert(ledger).values(row).returning(ledger.c.ledger_id)
        return int(connection.execute(new).scalar_one()), 1
    connection.execute(update(ledger).where(same).values(state="pending", started=when))
    return int(existing.ledger_id), (int(existing.attempts) + 1 if existing.state in UNFINISHED else 1)


def claim(connection: Connection, numbers: Sequence[int], run: str, when: datetime.datetime) -> list[Claim]:
    """Claim pending work, and work that the run already has; return the claims in the order given."""
    is_claimed = and_(ledger.c.state == "running", ledger.c.run_id == run)
    claims: dict[int, Claim] = {}
    for some in chunks(numbers):
        free = _lock_claimable(connection, some, is_claimed)
        taking = update(ledger).where(ledger.c.ledger_id.in_(free))
        connection.execute(taking.values(state="running", run_id=run, started=when, finished=None))
        query = select(sources.c.uri, ledger).join_from(ledger, sources).where(ledger.c.ledger_id.in_(free))
        for row in connection.execute(query):
            of = row.ledger_id, row.source_id, row.uri, row.sha256, row.pipeline_version
            claims[row.ledger_id] = Claim(*of, run, row.attempts + 1, row.started)
    return [claims[number] for number in numbers if number in claims]


def _lock_claimable(connection: Connection, numbers: list[int], is_claimed: ColumnElement[bool]) -> list[int]:
    """Lock the claimable rows in the order of their ids, waiting for concurrent claims, and return these
    ids.
    """
    free = select(ledger.c.ledger_id).where(
        ledger.c.ledger_id.in_(numbers), or_(ledger.c.state == "pending", is_claimed)
    )
    return list(connection.execute(free.order_by(ledger.c.ledger_id).with_for_update()).scalars())


class Outcome(NamedTuple):
    """How claimed work ended: its state, and other columns of its row."""

    claim: Claim
    state: State
    facts: Mapping[str, object]


def finish(connection: Connection, outcomes: Sequence[Outcome]) -> list[str]:
    """Set the final states of claimed work, and return the store's fingerprints of the contents.

    Raises ClaimLost if any of the work is no longer its run's, or the run has claimed it again.
    """
    # Lock sources before their work, in the same order as planning does.
    claims = [outcome.claim for outcome in outcomes]
    held = select(sources.c.source_id).where(sources.c.source_id.in_([claim.source_id for claim in claims]))
    connection.execute(held.order_by(sources.c.source_id).with_for_update(key_share=True))
    fingerprints = _lock_claimed(connection, claims)
    together: dict[tuple[object, ...], list[int]] = {}
    for claim, state, facts in outcomes:
        values = {"attempts": claim.attempt, "reason": None, "message": None, "next_attempt": None, **facts}
        together.setdefault(tuple(sorted({**values, "state": state}.items())), []).append(claim.id)
    for columns, numbers in together.items():
        settled = update(ledger).where(ledger.c.ledger_id.in_(numbers))
        connection.execute(settled.values(dict(columns)))  # type: ignore[arg-type]
    return [fingerprints[claim.id] for claim in claims]


def _lock_claimed(connection: Connection, claims: Sequence[Claim]) -> dict[int, str]:
    """Lock claimed work, and return the fingerprints of its contents by id. Raise ClaimLost."""
    columns = ledger.c.ledger_id, ledger.c.run_id, ledger.c.started, ledger.c.sha256
    running = select(*columns).where(
        ledger.c.ledger_id.in_([claim.id for claim in claims]), ledger.c.state == "running"
    )
    rows = connection.execute(running.order_by(ledger.c.ledger_id).with_for_update())
    found = {(row.ledger_id, row.run_id, row.started): str(row.sha256) for row in rows}
    for claim in claims:
        if (claim.id, claim.run, claim.claimed_at) not in found:
            raise ClaimLost(_("{source}: this work has been taken over.").format(source=claim.source))
    return {number: sha256 for (number, _, _), sha256 in found.items()}


def is_dismissed(connection: Connection, claim: Claim) -> bool:
    """Return whether a failure of exactly this content was dismissed, at any earlier pipeline version."""
    same = ledger.c.source_id == claim.source_id, ledger.c.sha256 == claim.sha256
    dismissed = select(ledger.c.ledger_id).where(*same, ledger.c.state == "dismissed")
    return connection.execute(dismissed).first() is not None


def dismiss(connection: Connection, numbers: Iterable[int]) -> list[Row[Any]]:
    """Dismiss failed rows, and return them as they were before, with their sources."""
    dismissed: list[Row[Any]] = []
    for some in chunks(numbers):
        failed = and_(ledger.c.ledger_id.in_(some), ledger.c.state.in_(FAILED))
        rows = select(ledger.c.ledger_id, ledger.c.reason, sources.c.uri).join_from(ledger, sources).where(failed)
        dismissed += connection.execute(rows.order_by(ledger.c.ledger_id))
        connection.execute(update(ledger).where(failed).values(state="dismissed", next_attempt=None))
    return dismissed


def supersede_others(connection: Connection, claims: Sequence[Claim]) -> None:
    """Supersede every other row of the sources, once this work is done."""
    others = and_(
        ledger.c.source_id.in_([claim.source_id for claim in claims]),
        ledger.c.ledger_id.not_in([claim.id for claim in claims]),
        ledger.c.state != "superseded",
    )
    connection.execute(update(ledger).where(others).values(state="superseded", next_attempt=None))


def transition(
    connection: Connection, /, numbers: Iterable[int], of: Sequence[State], state: State, **facts: object
) -> None:
    """Move rows from any of some states to another state."""
    for some in chunks(numbers):
        still = and_(ledger.c.ledger_id.in_(some), ledger.c.state.in_(of))
        connection.execute(update(ledger).where(still).values(state=state, **facts))


def release_claims(connection: Connection, run: str) -> None:
    """Make the running work of a run pending again."""
    is_claimed = and_(ledger.c.run_id == run, ledger.c.state == "running")
    connection.execute(update(ledger).where(is_claimed).values(state="pending"))


def count_failed(connection: Connection) -> int:
    """Count the work that failed, retried or not. No row of other work is read."""
    return connection.execute(select(func.count()).where(ledger.c.state.in_(FAILED_STATES))).scalar_one()


def count_by_state(connection: Connection) -> dict[str, int]:
    """Count work by state."""
    query = select(ledger.c.state, func.count()).group_by(ledger.c.state).order_by(ledger.c.state)
    return dict(connection.execute(query).all())
