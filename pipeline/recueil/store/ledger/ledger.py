"""The ledger: which work exists, which run does it, and how it ended. Each method is one transaction.

The states of work and the statements that move it between them are in ``work.py``, those of runs in ``runs.py``.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, Insert, case, exists, func, or_, select, update

from recueil.accounts import audit
from recueil.errors import ActRefused, ReadError
from recueil.privacy.erasure import suppressions
from recueil.readers.document import Document
from recueil.store import schema
from recueil.store.acts import read, write
from recueil.store.acts.rows import ENTITY_COLUMNS, row_to_entity
from recueil.store.acts.write import SourceContent
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import CONTENT_LOCK, Dialect, upsert
from recueil.store.engine.statements import chunks
from recueil.store.engine.transactions import read_transaction, write_transaction
from recueil.store.index.prepared import PreparedRows
from recueil.store.ledger import runs, work
from recueil.store.ledger.runs import EndState, IsGone, Run, RunStart
from recueil.store.ledger.work import FAILED, UNFINISHED, Claim, FailureReason, FoundFile, Shortfall, State, Work
from recueil.store.schema import acts, changes, documents, entities, ledger, sources
from recueil.values import Act, StatedFacts

ValueCounts = dict[str, dict[str, Counter[str]]]
"""How often each value is in an act: uid → kind → canonical text."""

# A disk that is away for an hour is back the next night; after this many attempts the file is at fault.
_MAX_ATTEMPTS = 3
_RETRY_DELAYS = (datetime.timedelta(minutes=15), datetime.timedelta(hours=6))
LONGEST_RETRY_DELAY = max(_RETRY_DELAYS)
"""The longest delay before a retry: a later ``next_attempt`` was written before the clock was set back."""


class Completion(NamedTuple):
    """Claimed work with its result. With a ``shortfall`` the store gets only part of the source.

    ``prepared`` are the rows of the acts, if they were built before.
    """

    claim: Claim
    document: Document
    acts: Sequence[Act]
    shortfall: Shortfall | None = None
    prepared: PreparedRows | None = None


class WriteResult(NamedTuple):
    """The result of writing a document.

    ``is_erased``: a forgotten person was removed from it; ``failed``: the work is recorded as failed.
    """

    is_erased: bool
    failed: bool


class Ledger:
    """``Store.ledger``. Claims are atomic: of two runs, even on two machines, only one gets the work."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # Queries

    def active(self, states: Collection[State] = ()) -> list[Work]:
        """Return the work that is not superseded, in all or some states, ordered by source."""
        return self._active(*([ledger.c.state.in_(states)] if states else []))

    def by_ids(self, numbers: Sequence[int]) -> list[Work]:
        """Return work by ids, without what is superseded, ordered by source."""
        with read_transaction(self._engine) as connection:
            parts = (work.active(connection, ledger.c.ledger_id.in_(some)) for some in chunks(numbers))
            return [row for part in parts for row in part]

    def failures_of_run(self, run: str) -> list[Work]:
        """Return the work that failed in a run, ordered by source."""
        return self._active(ledger.c.run_id == run, ledger.c.state.in_(FAILED))

    def _active(self, *conditions: ColumnElement[bool]) -> list[Work]:
        with read_transaction(self._engine) as connection:
            return work.active(connection, *conditions)

    def list_work(
        self, states: Sequence[State], reason: str | None, limit: int, after: int | None = None
    ) -> list[Work]:
        """Return work in some states, failed for one reason or any, ordered by id, from after an id on."""
        # An index answers the ids alone; full rows are read only for the few on the page.
        numbers = select(ledger.c.ledger_id).where(ledger.c.state.in_(states))
        if reason is not None:
            numbers = numbers.where(ledger.c.reason == reason)
        if after is not None:
            numbers = numbers.where(ledger.c.ledger_id > after)
        with read_transaction(self._engine) as connection:
            page = connection.execute(numbers.order_by(ledger.c.ledger_id).limit(limit)).scalars().all()
            query = work.select_work().where(ledger.c.ledger_id.in_(page))
            rows = connection.execute(query.order_by(None).order_by(ledger.c.ledger_id))
            return [work.to_work(row) for row in rows]

    def count_failed(self) -> int:
        """Count the files that failed, retried or not."""
        with read_transaction(self._engine) as connection:
            return work.count_failed(connection)

    def states(self) -> dict[str, int]:
        """Count work by state."""
        with read_transaction(self._engine) as connection:
            return work.count_by_state(connection)

    def reasons(self) -> list[FailureReason]:
        """Count failed work by reason, the most frequent reason first."""
        files = func.count()
        set_aside = func.sum(case((ledger.c.state == "quarantined", 1), else_=0))
        query = select(ledger.c.reason, files, set_aside).where(ledger.c.state.in_(FAILED))
        query = query.group_by(ledger.c.reason).order_by(files.desc(), ledger.c.reason)
        with read_transaction(self._engine) as connection:
            return [FailureReason(*row) for row in connection.execute(query)]

    def document(self, sha256: str) -> Document | None:
        """Return the document with this fingerprint as it was read; None if no source holds it any more."""
        with read_transaction(self._engine) as connection:
            return read.load_document(connection, sha256)

    def held_contents(self) -> list[tuple[str, str]]:
        """Return the fingerprint of each document, with the first address that holds it, ordered by address."""
        uri = func.min(sources.c.uri)
        query = select(documents.c.sha256, uri).join_from(documents, sources).group_by(documents.c.sha256)
        with read_transaction(self._engine) as connection:
            return [(sha256, first) for sha256, first in connection.execute(query.order_by(uri))]

    def needed_contents(self) -> set[str]:
        """Return the fingerprints of documents, and of contents of sources that are not superseded."""
        active = select(ledger.c.sha256).where(ledger.c.state != "superseded", ledger.c.sha256.is_not(None))
        with read_transaction(self._engine) as connection:
            return set(connection.execute(active.union(select(documents.c.sha256))).scalars())

    def run(self, run: str) -> Run:
        """Return one run."""
        with read_transaction(self._engine) as connection:
            (only,) = runs.select_runs(connection, schema.runs.c.run_id == run)
        return only

    def has_run(self, run: str) -> bool:
        """Return whether this store has such a run."""
        query = select(exists().where(schema.runs.c.run_id == run))
        with read_transaction(self._engine) as connection:
            return bool(connection.execute(query).scalar_one())

    def runs(self, since: datetime.datetime | None = None) -> list[Run]:
        """Return the runs that started at a time or later, or all runs, latest first."""
        with read_transaction(self._engine) as connection:
            return runs.select_runs(connection, *([] if since is None else [schema.runs.c.started >= since]))

    def pipeline_parts(self) -> dict[str, dict[str, str]]:
        """Return the parts of each pipeline version used here: part → digest."""
        with read_transaction(self._engine) as connection:
            return runs.pipeline_parts(connection)

    # Planning

    def addresses(self) -> Callable[[str], str]:
        """Return a function from a source's address to its name in the ledger.

        The two differ if the address names a forgotten person.
        """
        with read_transaction(self._engine) as connection:
            return suppressions.make_address_hider(connection)

    def enqueue(self, files: Iterable[FoundFile], version: str, when: datetime.datetime) -> list[int]:
        """Enqueue work, in place of unfinished work on other contents of the same sources.

        Returns the ledger ids in the order of ``files``.
        """
        return write_transaction(self._engine, work.enqueue, list(files), version, when)

    def set_publisher(self, uris: Iterable[str], body: str | None, siren: str | None = None) -> None:
        """Set the body that publishes some sources, by name, by SIREN or both, and refile their acts under it."""
        all_uris = list(uris)

        def write_body(connection: Connection) -> None:
            for document_id in work.set_publisher(connection, all_uris, body, siren):
                write.refile_acts(connection, document_id)

        write_transaction(self._engine, write_body)

    def set_stated_facts(self, stated: Mapping[str, tuple[StatedFacts, ...]]) -> None:
        """Set what some sources state of their acts, and write the acts anew for which that is another."""

        def write_stated(connection: Connection) -> None:
            for document_id in work.set_stated(connection, stated):
                write.restate_acts(connection, document_id)

        write_transaction(self._engine, write_stated)

    def touch(self, uris: Iterable[str], when: datetime.datetime) -> None:
        """Set the time at which sources were last seen."""
        write_transaction(self._engine, work.touch, list(uris), when)

    def record_unreadable(
        self, source: str, body: str | None, version: str, error: ReadError, when: datetime.datetime
    ) -> int:
        """Record that a source could not be opened, so that its content is unknown; return the ledger id."""

        def record(connection: Connection) -> int:
            number, attempt = work.record_unreadable(connection, (source, body), version, when)
            state, facts = _failed_state(connection, _to_shortfall(error), attempt, when)
            work.transition(connection, [number], ("pending",), state, attempts=attempt, **facts)
            return number

        return write_transaction(self._engine, record)

    def update_error(self, source: str, version: str, error: ReadError, when: datetime.datetime) -> None:
        """Replace the recorded error of a source that still cannot be opened; its next attempt stays.

        An equal error is left as it is, with its time.
        """

        def update_row(connection: Connection) -> None:
            message = suppressions.mask_message(connection, str(error))
            of_source = select(sources.c.source_id).where(sources.c.uri == source).scalar_subquery()
            changed = (
                ledger.c.source_id == of_source,
                ledger.c.sha256.is_(None),
                ledger.c.pipeline_version == version,
                ledger.c.state.in_(FAILED),
                or_(ledger.c.reason != error.reason, ledger.c.message != message),
            )
            values = {"reason": error.reason, "message": message, "finished": when}
            connection.execute(update(ledger).where(*changed).values(**values))

        write_transaction(self._engine, update_row)

    def supersede(self, numbers: Iterable[int]) -> None:
        """Supersede work whose source now holds something else."""
        self._transition(numbers, (*UNFINISHED, "withdrawn", "dismissed"), "superseded", next_attempt=None)

    def withdraw(self, numbers: Iterable[int], when: datetime.datetime) -> None:
        """Mark work as withdrawn because its source is gone. The store keeps its acts."""
        self._transition(numbers, (*UNFINISHED, "done"), "withdrawn", finished=when, next_attempt=None)

    def reinstate(self, numbers: Iterable[int], when: datetime.datetime) -> None:
        """Mark withdrawn work, whose acts the store still has, as done: its source is there again."""
        self._transition(numbers, ("withdrawn",), "done", finished=when)

    def retry(self, numbers: Iterable[int]) -> None:
        """Make failed work pending again; its attempts go on counting."""
        self._transition(numbers, ("failed",), "pending", next_attempt=None)

    def release(self, numbers: Iterable[int]) -> None:
        """Make quarantined or dismissed work pending again, with its attempts reset to 0."""
        self._transition(numbers, ("quarantined", "dismissed"), "pending", attempts=0)

    def dismiss(self, numbers: Iterable[int], who: str, when: datetime.datetime) -> int:
        """Dismiss failures, each with an entry in the audit log; return how many there were."""
        all_numbers = list(numbers)

        def dismiss(connection: Connection) -> int:
            dismissed = work.dismiss(connection, all_numbers)
            for row in dismissed:
                about = {"source": row.uri, "reason": row.reason}
                audit.note(connection, when, who, "failure.dismiss", f"work:{row.ledger_id}", **about)
            return len(dismissed)

        return write_transaction(self._engine, dismiss)

    def configure(self, uris: Iterable[str], *, configured: bool) -> None:
        """Record whether the settings name these sources."""
        write_transaction(self._engine, work.set_configured, list(uris), configured)

    def _transition(self, numbers: Iterable[int], of: Sequence[State], state: State, **facts: object) -> None:
        write_transaction(self._engine, work.transition, list(numbers), of, state, **facts)

    # Runs and claims

    def begin(self, start: RunStart, parts: Mapping[str, str], when: datetime.datetime) -> str:
        """Record the start of a run with the parts of its pipeline; return the run's id."""

        def begin(connection: Connection) -> str:
            # The shared lock keeps the digests from being re-keyed until this transaction ends.
            dialect_of(connection).lock(connection, CONTENT_LOCK, (), [0])
            suppressions.require_key(connection)
            runs.register_pipeline(connection, start.pipeline_version, parts, when)
            return runs.start_run(connection, start, when)

        return write_transaction(self._engine, begin)

    def plan(self, run: str, planned: int, unchanged: int) -> None:
        """Record how much work a run has planned, and how many files are unchanged."""
        write_transaction(self._engine, runs.update_run, run, planned=planned, unchanged=unchanged)

    def name_flow_run(self, run: str, flow_run: str | None) -> None:
        """Record the name that Prefect gave to the flow run of a run."""
        write_transaction(self._engine, runs.update_run, run, flow_run=flow_run)

    def record_heartbeat(self, run: str, when: datetime.datetime) -> None:
        """Record a heartbeat of a run."""
        write_transaction(self._engine, runs.record_heartbeat, run, when)

    def end(self, run: str, state: EndState, message: str, when: datetime.datetime) -> None:
        """Record how a run ended; its claimed work is pending again."""
        # The message may quote a file name that is not valid Unicode.
        without_surrogates = message.encode("utf-8", "replace").decode("utf-8")

        def end(connection: Connection) -> None:
            work.release_claims(connection, run)
            facts = {"state": state, "message": without_surrogates, "finished": when, "heartbeat": when}
            runs.update_run(connection, run, **facts)

        write_transaction(self._engine, end)

    def expire_dead_runs(self, is_gone: IsGone, when: datetime.datetime) -> None:
        """Mark runs as dead whose lease or process is gone, and make their claimed work pending again."""
        write_transaction(self._engine, runs.expire_dead_runs, is_gone, when)

    def claim(self, run: str, numbers: Sequence[int], is_gone: IsGone, when: datetime.datetime) -> list[Claim]:
        """Claim work for a run: pending work, work of dead runs, and work it already has. Returns the claims.

        A new claim of a run on its own work invalidates the earlier one. A run that has ended, while a
        thread of it still runs, claims nothing.
        """

        def claim(connection: Connection) -> list[Claim]:
            if not runs.record_heartbeat(connection, run, when):
                return []
            runs.expire_dead_runs(connection, is_gone, when)
            return work.claim(connection, numbers, run, when)

        return write_transaction(self._engine, claim)

    # Outcomes. Each updates the run's row last: other workers of the run wait for that row only briefly.

    def stored_contents(self, claims: Sequence[Claim]) -> set[str]:
        """Return the contents of claims that the store has, whose work ``adopt`` may finish."""
        hashes = [claim.sha256 for claim in claims]
        with read_transaction(self._engine) as connection:
            known = select(documents.c.sha256).where(documents.c.sha256.in_(hashes))
            return set(connection.execute(known).scalars())

    def adopt(self, claim: Claim, when: datetime.datetime) -> bool:
        """Finish work whose exact content the store already has from another source.

        Returns False if the store does not have it.
        """

        def adopt(connection: Connection) -> bool:
            document_id = write.find_document(connection, claim.sha256, claim.pipeline_version)
            if document_id is None:
                return False
            work.finish(connection, [work.Outcome(claim, "done", {"finished": when})])
            work.supersede_others(connection, [claim])
            write.attach_document(connection, claim.source_id, document_id)
            runs.advance(connection, claim.run, done=1)
            return True

        return write_transaction(self._engine, adopt)

    def complete(
        self,
        claim: Claim,
        document: Document,
        acts: Sequence[Act],
        when: datetime.datetime,
        shortfall: Shortfall | None = None,
    ) -> WriteResult:
        """Write a document and its acts in place of what the source held, and mark the work as done.

        With a ``shortfall`` it is marked as failed instead, unless that failure was dismissed.
        """

        (result,) = self.complete_all([Completion(claim, document, acts, shortfall)], when)
        return result

    def complete_all(self, completions: Sequence[Completion], when: datetime.datetime) -> list[WriteResult]:
        """Do what ``complete`` does, for several claims of a run in one transaction: all are written, or none.

        Raises ClaimLost or ActRefused if that is so of any of them.
        """

        claims = [each.claim for each in completions]
        run, version = claims[0].run, claims[0].pipeline_version

        def complete(connection: Connection) -> list[WriteResult]:
            outcomes = [
                work.Outcome(claim, *_final_state(connection, claim, each.shortfall, when))
                for claim, each in zip(claims, completions, strict=True)
            ]
            fingerprints = work.finish(connection, outcomes)
            work.supersede_others(connection, claims)
            before = _count_values(connection, fingerprints, other_than=version)
            erased: list[bool] = []
            for some in _without_repeats(completions, fingerprints):
                erased += write.write_documents(connection, some)
            for sha256, counts in before.items():
                after = _count_values(connection, [sha256]).get(sha256, {})
                _record_changes(connection, run, counts, after)
            failed = [outcome.state in FAILED for outcome in outcomes]
            runs.advance(connection, run, done=failed.count(False), failed=failed.count(True))
            return list(map(WriteResult, erased, failed))

        return write_transaction(self._engine, complete)

    def fail(self, claim: Claim, error: ReadError | ActRefused, when: datetime.datetime) -> None:
        """Record why claimed work failed, and when to retry it; the store keeps what the source held."""

        def fail(connection: Connection) -> None:
            state, facts = _failed_state(connection, _to_shortfall(error), claim.attempt, when)
            work.finish(connection, [work.Outcome(claim, state, facts)])
            runs.advance(connection, claim.run, failed=1)

        write_transaction(self._engine, fail)


def _without_repeats(
    completions: Sequence[Completion], fingerprints: Sequence[str]
) -> Iterator[list[SourceContent]]:
    """Yield what is to be written, divided where a content comes again."""
    some: dict[str, SourceContent] = {}
    for each, sha256 in zip(completions, fingerprints, strict=True):
        if sha256 in some:
            yield list(some.values())
            some = {}
        stored = replace(each.document, sha256=sha256)
        version = each.claim.pipeline_version
        some[sha256] = SourceContent(each.claim.source_id, stored, each.acts, version, each.prepared)
    yield list(some.values())


def _final_state(
    connection: Connection, claim: Claim, shortfall: Shortfall | None, when: datetime.datetime
) -> tuple[State, dict[str, object]]:
    """Return the state and the columns of work whose document is written."""
    if shortfall is None:
        return "done", {"finished": when}
    state, facts = _failed_state(connection, shortfall, claim.attempt, when)
    if work.is_dismissed(connection, claim):
        return "dismissed", {**facts, "next_attempt": None}
    return state, facts


def _to_shortfall(error: ReadError | ActRefused) -> Shortfall:
    return Shortfall(error.reason, str(error), error.passing)


def _failed_state(
    connection: Connection, error: Shortfall, attempt: int, when: datetime.datetime
) -> tuple[State, dict[str, object]]:
    """Return the state and the columns of failed work: permanent failures are quarantined at once."""
    facts: dict[str, object] = {
        "reason": error.reason,
        "message": suppressions.mask_message(connection, error.message),
        "finished": when,
    }
    if error.passing and attempt < _MAX_ATTEMPTS:
        return "failed", {**facts, "next_attempt": when + _RETRY_DELAYS[attempt - 1]}
    return "quarantined", {**facts, "next_attempt": None}


def _count_values(
    connection: Connection, hashes: Collection[str], *, other_than: str | None = None
) -> dict[str, ValueCounts]:
    """Count the values in the acts of documents, by fingerprint, or only in those not of the version
    ``other_than``.
    """
    query = select(documents.c.sha256, acts.c.uid, acts.c.docid).join_from(acts, documents)
    query = query.where(documents.c.sha256.in_(hashes))
    if other_than is not None:
        query = query.where(acts.c.pipeline_version != other_than)
    counts: dict[str, ValueCounts] = {}
    for sha256, uid, docid in connection.execute(query).all():
        counts.setdefault(sha256, {})[uid] = _count_values_of_act(connection, docid)
    return counts


def _count_values_of_act(connection: Connection, docid: int) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    query = select(*ENTITY_COLUMNS).where(entities.c.docid == docid).order_by(entities.c.n)
    for entity in map(row_to_entity, connection.execute(query)):
        counts.setdefault(entity.kind, Counter())[str(entity.value)] += 1
    return counts


def _record_changes(connection: Connection, run: str, before: ValueCounts, after: ValueCounts) -> None:
    """Record the values that a run gained and lost against an earlier pipeline, per act and kind."""
    rows = []
    for uid in sorted(before.keys() | after.keys()):
        was, now = before.get(uid, {}), after.get(uid, {})
        for kind in sorted(was.keys() | now.keys()):
            gained = now.get(kind, Counter()) - was.get(kind, Counter())
            lost = was.get(kind, Counter()) - now.get(kind, Counter())
            if gained or lost:
                rows.append({"run_id": run, "uid": uid, "kind": kind, **_change_columns(gained, lost)})
    if rows:
        connection.execute(_upsert_changes(dialect_of(connection)), rows)


@cache
def _upsert_changes(dialect: Dialect) -> Insert:
    """Build the upsert of changes.

    An act is compared again in a run if another run rewrote it meanwhile with an earlier pipeline.
    """
    values = ("gained", "lost", "gained_example", "lost_example")
    return upsert(dialect, changes, ("run_id", "uid", "kind"), lambda new: {name: new[name] for name in values})


def _change_columns(gained: Counter[str], lost: Counter[str]) -> dict[str, Any]:
    return {
        "gained": gained.total(),
        "lost": lost.total(),
        "gained_example": next(iter(gained), None),
        "lost_example": next(iter(lost), None),
    }
