"""The rows of the ledger: work on a source, at one content and one pipeline version. What to do is decided here.

pending      to be done
running      a run has it: only that run may settle it; whoever finds the run dead makes it pending again
done         the store holds its acts
failed       not done, for a reason that may pass by itself: tried again from ``next_attempt`` on
quarantined  not done, and nothing new would come of trying: the same bytes fail the same way
withdrawn    the source is no longer where it was; its acts stay in the store
superseded   another content or pipeline version of the source has taken its place
dismissed    failed, and nobody is to be told so any more: this content is not tried again

Of an archive in which some files cannot be read, the acts of the others are in the store, and its row is failed or
quarantined all the same: it is ``partial``.

A source has at most one row whose acts the store holds, done or withdrawn, and at most one later that is not done.
A row goes from one state to another in a statement that names both: what another run did meanwhile stays as it is.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

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
from recueil.store.acts.fingerprints import Fingerprints, fingerprints
from recueil.store.engine import dialect_of
from recueil.store.engine.chunks import chunks
from recueil.store.engine.dialect import SOURCES, Dialect, upsert
from recueil.store.schema import documents, ledger, sources

State = Literal["pending", "running", "done", "failed", "quarantined", "withdrawn", "superseded", "dismissed"]
FAILED: tuple[State, ...] = ("failed", "quarantined")
UNFINISHED: tuple[State, ...] = ("pending", "failed", "quarantined")
"""What is not done, and in no run's hands."""


@dataclass(frozen=True, slots=True)
class Work:
    """One row. ``held``: the store has this content, as the ``document`` of this name.

    ``sha256`` is what the store knows the content by, as ``fingerprints.py`` says; None while the source could not
    even be opened.

    ``attempts`` are those that came to an end: a run that is stopped, or dies, costs none. ``partial``: it has not
    all of this content; ``configured``: the settings name the source, or did when it was last looked for.
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


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Why what the store holds of a source is not all of it, in the words of a failure."""

    reason: str
    message: str
    passing: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A source as it is now: where it is, what it holds, and the body that publishes it, where that is known.

    ``is_fingerprint``: what it holds is told as the store knows it, and not by the SHA-256 of the bytes.
    """

    source: str
    sha256: str
    body: str | None = None
    is_fingerprint: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """Work that a run has taken, and nobody else has. ``attempt`` is which one this is, from 1.

    ``taken`` tells this claim from another of the same run on the same work: only the last of them counts.
    """

    id: int
    source_id: int
    source: str
    sha256: str
    pipeline_version: str
    run: str
    attempt: int
    taken: datetime.datetime


def works() -> Select[Any]:
    """Rows of the ledger with their source, in the order of sources."""
    held = documents.c.sha256.is_not_distinct_from(ledger.c.sha256) & documents.c.sha256.is_not(None)
    joined = ledger.join(sources).outerjoin(documents, sources.c.document_id == documents.c.document_id)
    handle = case((held, documents.c.handle)).label("document")
    of_source = sources.c.uri, sources.c.body, sources.c.configured
    of_document = held.label("held"), (held & documents.c.missing.is_not(None)).label("partial")
    query = select(*of_source, *of_document, handle, ledger).select_from(joined)
    return query.order_by(sources.c.uri, ledger.c.ledger_id)


def work_of(row: Row[Any]) -> Work:
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
    )


def standing(connection: Connection, *wanted: ColumnElement[bool]) -> list[Work]:
    """The rows that nothing has superseded, those wanted or all."""
    return [work_of(row) for row in connection.execute(works().where(ledger.c.state != "superseded", *wanted))]


def attribute(connection: Connection, uris: Iterable[str], body: str) -> list[int]:
    """Note which body publishes sources; gives the documents they hold."""
    _take_turns(connection)
    held: list[int] = []
    for some in chunks(uris):
        of_them = sources.c.uri.in_(some)
        connection.execute(update(sources).where(of_them).values(body=body))
        documents_of = select(sources.c.document_id).where(of_them, sources.c.document_id.is_not(None)).distinct()
        held += connection.execute(documents_of.order_by(sources.c.document_id)).scalars()
    return held


def seen(connection: Connection, uris: Iterable[str], when: datetime.datetime) -> None:
    """Note that sources are there now."""
    _take_turns(connection)
    one = update(sources).where(sources.c.uri == bindparam("source")).values(last_seen=bindparam("when"))
    if rows := [{"source": uri, "when": when} for uri in uris]:
        connection.execute(one, rows)


def configure(connection: Connection, uris: Iterable[str], configured: bool) -> None:
    """Note whether the settings name sources."""
    _take_turns(connection)
    for some in chunks(uris):
        connection.execute(update(sources).where(sources.c.uri.in_(some)).values(configured=configured))


def enrol(connection: Connection, files: Iterable[Found], version: str, when: datetime.datetime) -> list[int]:
    """Make pending what is to be done, and give its numbers in the order given.

    Unfinished work on another content of the same sources is superseded, even in the hands of a run.
    """
    _take_turns(connection)
    known = fingerprints(connection)
    numbers: list[int] = []
    for some in chunks(files):
        number_of = _sources(connection, [(file.source, file.body) for file in some], when)
        rows = [_enrolled(number_of[file.source], _content(file, known), version) for file in some]
        connection.execute(_OTHERWISE, [_key(row) for row in rows])
        if new := _not_at_hand(connection, rows):
            connection.execute(_pending(dialect_of(connection)), new)
        numbers += _numbers(connection, rows)
    return numbers


def _content(file: Found, known: Fingerprints) -> str:
    return file.sha256 if file.is_fingerprint else known.of(file.sha256)


def _not_at_hand(connection: Connection, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the ledger does not have, or has done with: of other work not even the row is touched."""
    over = ledger.c.state.in_(("superseded", "withdrawn"))
    at_hand = set(connection.execute(_of(rows, ledger.c.source_id, ledger.c.sha256).where(~over)).all())
    return [row for row in rows if (row["source_id"], row["sha256"]) not in at_hand]


def _take_turns(connection: Connection) -> None:
    """Of those who plan, one writes at a time: each goes through the same sources, in an order of its own."""
    dialect_of(connection).lock(connection, SOURCES, [0])


def _enrolled(source_id: int, sha256: str | None, version: str) -> dict[str, Any]:
    return {
        "source_id": source_id,
        "sha256": sha256,
        "pipeline_version": version,
        "state": "pending",
        "attempts": 0,
    }


def _key(row: dict[str, Any]) -> dict[str, Any]:
    return {"of": row["source_id"], "content": row["sha256"], "version": row["pipeline_version"]}


def _is_any(states: Iterable[State]) -> ColumnElement[bool]:
    """What IN says, for a statement that is executed for many rows: there SQLAlchemy has no IN."""
    return or_(*(ledger.c.state == state for state in states))


_OTHERWISE = (
    update(ledger)
    .where(
        ledger.c.source_id == bindparam("of"),
        _is_any((*UNFINISHED, "running")),
        not_(
            and_(
                ledger.c.sha256.is_not_distinct_from(bindparam("content")),
                ledger.c.pipeline_version == bindparam("version"),
            )
        ),
    )
    .values(state="superseded", next_attempt=None)
)
_AFRESH = dict.fromkeys(("reason", "message", "started", "finished", "next_attempt", "run_id"))


@cache
def _pending(dialect: Dialect) -> Insert:
    return upsert(
        dialect,
        ledger,
        ("source_id", "sha256", "pipeline_version"),
        lambda new: {"state": new.state, "attempts": new.attempts, **_AFRESH},
        where=_is_any(("superseded", "withdrawn")),
    )


def _sources(
    connection: Connection, met: Sequence[tuple[str, str | None]], when: datetime.datetime
) -> dict[str, int]:
    """The numbers of sources, some perhaps met for the first time."""
    rows = [{"uri": uri, "body": body, "first_seen": when, "last_seen": when} for uri, body in met]
    connection.execute(_met(dialect_of(connection)), rows)
    query = select(sources.c.uri, sources.c.source_id).where(sources.c.uri.in_([uri for uri, _ in met]))
    return dict(connection.execute(query).all())


@cache
def _met(dialect: Dialect) -> Insert:
    return upsert(
        dialect,
        sources,
        ("uri",),
        lambda new: {"last_seen": new.last_seen, "body": func.coalesce(new.body, sources.c.body)},
    )


def _numbers(connection: Connection, rows: list[dict[str, Any]]) -> list[int]:
    found = connection.execute(_of(rows, ledger.c.source_id, ledger.c.sha256, ledger.c.ledger_id))
    numbers = {(row.source_id, row.sha256): int(row.ledger_id) for row in found}
    return [numbers[row["source_id"], row["sha256"]] for row in rows]


def _of(rows: list[dict[str, Any]], *columns: Any) -> Select[Any]:
    """What the ledger has on the sources of rows of one pipeline version."""
    mine = ledger.c.source_id.in_([row["source_id"] for row in rows])
    return select(*columns).where(mine, ledger.c.pipeline_version == rows[0]["pipeline_version"])


def unread(
    connection: Connection, source: tuple[str, str | None], version: str, when: datetime.datetime
) -> tuple[int, int]:
    """Note that a source cannot be opened, in place of unfinished work on it; gives its number and the attempt."""
    _take_turns(connection)
    row = {**_enrolled(_sources(connection, [source], when)[source[0]], None, version), "started": when}
    connection.execute(_OTHERWISE, [_key(row)])
    same = and_(
        ledger.c.source_id == row["source_id"], ledger.c.sha256.is_(None), ledger.c.pipeline_version == version
    )
    known = connection.execute(select(ledger).where(same)).first()
    if known is None:
        new = insert(ledger).values(row).returning(ledger.c.ledger_id)
        return int(connection.execute(new).scalar_one()), 1
    connection.execute(update(ledger).where(same).values(state="pending", started=when))
    return int(known.ledger_id), (int(known.attempts) + 1 if known.state in UNFINISHED else 1)


def amend(
    connection: Connection, source: str, version: str, when: datetime.datetime, *, reason: str, message: str
) -> None:
    """Note why a source that failed before cannot be opened now, where that is something else."""
    of_source = select(sources.c.source_id).where(sources.c.uri == source).scalar_subquery()
    same = (
        ledger.c.source_id == of_source,
        ledger.c.sha256.is_(None),
        ledger.c.pipeline_version == version,
        ledger.c.state.in_(FAILED),
        or_(ledger.c.reason != reason, ledger.c.message != message),
    )
    connection.execute(update(ledger).where(*same).values(reason=reason, message=message, finished=when))


def claim(connection: Connection, numbers: Sequence[int], run: str, when: datetime.datetime) -> list[Claim]:
    """Take what is pending, and what the run has already; gives what was taken, in the order given."""
    mine = and_(ledger.c.state == "running", ledger.c.run_id == run)
    claims: dict[int, Claim] = {}
    for some in chunks(numbers):
        free = _free(connection, some, mine)
        taking = update(ledger).where(ledger.c.ledger_id.in_(free))
        connection.execute(taking.values(state="running", run_id=run, started=when, finished=None))
        taken = select(sources.c.uri, ledger).join_from(ledger, sources).where(ledger.c.ledger_id.in_(free))
        claims |= {row.ledger_id: _claim_of(row, run) for row in connection.execute(taken)}
    return [claims[number] for number in numbers if number in claims]


def _free(connection: Connection, numbers: list[int], mine: ColumnElement[bool]) -> list[int]:
    """What can be taken. Who takes some of it at the same time is waited for, in one order."""
    free = select(ledger.c.ledger_id).where(
        ledger.c.ledger_id.in_(numbers), or_(ledger.c.state == "pending", mine)
    )
    return list(connection.execute(free.order_by(ledger.c.ledger_id).with_for_update()).scalars())


def _claim_of(row: Row[Any], run: str) -> Claim:
    attempt = row.attempts + 1
    of = row.ledger_id, row.source_id, row.uri, row.sha256, row.pipeline_version
    return Claim(*of, run, attempt, row.started)


def settle(connection: Connection, claim: Claim, state: State, **facts: object) -> str:
    """Say how claimed work ended, and give what the store knows its content by.

    ClaimLost when it is no longer this run's, or the run has claimed it again.
    """
    # Who plans has the source before its work; so has who ends it.
    source = select(sources.c.source_id).where(sources.c.source_id == claim.source_id)
    connection.execute(source.with_for_update(key_share=True))
    of_run = and_(ledger.c.ledger_id == claim.id, ledger.c.state == "running", ledger.c.run_id == claim.run)
    mine = and_(of_run, ledger.c.started == claim.taken)
    values = {"attempts": claim.attempt, "reason": None, "message": None, "next_attempt": None, **facts}
    settled = update(ledger).where(mine).values(state=state, **values).returning(ledger.c.sha256)
    row = connection.execute(settled).first()
    if row is None:
        raise ClaimLost(f"{claim.source}: this work has been taken over.")
    return str(row.sha256)


def is_dismissed(connection: Connection, claim: Claim) -> bool:
    """Whether somebody dismissed the failure of the very content of a claim, at an earlier pipeline version."""
    same = ledger.c.source_id == claim.source_id, ledger.c.sha256 == claim.sha256
    dismissed = select(ledger.c.ledger_id).where(*same, ledger.c.state == "dismissed")
    return connection.execute(dismissed).first() is not None


def dismiss(connection: Connection, numbers: Iterable[int]) -> list[Row[Any]]:
    """Bring failed rows to their end; gives what they were, with their sources."""
    dismissed: list[Row[Any]] = []
    for some in chunks(numbers):
        failed = and_(ledger.c.ledger_id.in_(some), ledger.c.state.in_(FAILED))
        rows = select(ledger.c.ledger_id, ledger.c.reason, sources.c.uri).join_from(ledger, sources).where(failed)
        dismissed += connection.execute(rows.order_by(ledger.c.ledger_id))
        connection.execute(update(ledger).where(failed).values(state="dismissed", next_attempt=None))
    return dismissed


def supersede_others(connection: Connection, claim: Claim) -> None:
    """What else is known of the source is out of date, now that this is done."""
    others = and_(
        ledger.c.source_id == claim.source_id, ledger.c.ledger_id != claim.id, ledger.c.state != "superseded"
    )
    connection.execute(update(ledger).where(others).values(state="superseded", next_attempt=None))


def put(
    connection: Connection, /, numbers: Iterable[int], of: Sequence[State], state: State, **facts: object
) -> None:
    """Bring rows from one of some states to another."""
    for some in chunks(numbers):
        still = and_(ledger.c.ledger_id.in_(some), ledger.c.state.in_(of))
        connection.execute(update(ledger).where(still).values(state=state, **facts))


def let_go(connection: Connection, run: str) -> None:
    """What a run still has is pending again."""
    mine = and_(ledger.c.run_id == run, ledger.c.state == "running")
    connection.execute(update(ledger).where(mine).values(state="pending"))
