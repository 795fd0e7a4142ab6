"""The ledger: which work exists, which run does it, and how it ended. Each method is one transaction."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from recueil.accounts import audit
from recueil.errors import ActRefused, ReadError
from recueil.privacy.erasure import suppressions
from recueil.readers.document import Document
from recueil.store import schema
from recueil.store.acts import read, write
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import CONTENT_LOCK
from recueil.store.engine.statements import chunks
from recueil.store.engine.transactions import read_transaction, write_transaction
from recueil.store.ledger import differences, runs
from recueil.store.ledger import work as worklists
from recueil.store.ledger import work as works
from recueil.store.ledger.runs import EndState, IsGone, Run, RunStart
from recueil.store.ledger.work import FAILED, UNFINISHED, Claim, FailureReason, FoundFile, Shortfall, Work
from recueil.store.schema import ledger
from recueil.values import Act

# A disk that is away for an hour is back the next night; after this many attempts the file is at fault.
_MAX_ATTEMPTS = 3
_RETRY_DELAYS = (datetime.timedelta(minutes=15), datetime.timedelta(hours=6))
LONGEST_RETRY_DELAY = max(_RETRY_DELAYS)
"""The longest delay before a retry: a later ``next_attempt`` was written before the clock was set back."""


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

    def standing(self, states: Collection[works.State] = ()) -> list[Work]:
        """Return the work that is not superseded, in all or some states, ordered by source."""
        with read_transaction(self._engine) as connection:
            return works.active(connection, *([ledger.c.state.in_(states)] if states else []))

    def listed(
        self, states: Sequence[works.State], reason: str | None, limit: int, after: int | None = None
    ) -> list[Work]:
        """Return work in some states, failed for one reason or any, ordered by id, from after an id on."""
        with read_transaction(self._engine) as connection:
            return worklists.list_work(connection, states, reason, limit, after)

    def numbered(self, numbers: Sequence[int]) -> list[Work]:
        """Return work by ids, without what is superseded, ordered by source."""
        with read_transaction(self._engine) as connection:
            parts = (works.active(connection, ledger.c.ledger_id.in_(some)) for some in chunks(numbers))
            return [work for part in parts for work in part]

    def states(self) -> dict[str, int]:
        """Count work by state."""
        with read_transaction(self._engine) as connection:
            return worklists.count_by_state(connection)

    def reasons(self) -> list[FailureReason]:
        """Count failed work by reason, the most frequent reason first."""
        with read_transaction(self._engine) as connection:
            return worklists.count_by_reason(connection)

    def document(self, sha256: str) -> Document | None:
        """Return the document with this fingerprint as it was read; None if no source holds it any more."""
        with read_transaction(self._engine) as connection:
            return read.load_document(connection, sha256)

    def failures_of_run(self, run: str) -> list[Work]:
        """Return the work that failed in a run, ordered by source."""
        mine = ledger.c.run_id == run, ledger.c.state.in_(FAILED)
        with read_transaction(self._engine) as connection:
            return works.active(connection, *mine)

    def run(self, run: str) -> Run:
        """Return one run."""
        with read_transaction(self._engine) as connection:
            (found,) = runs.select_runs(connection, schema.runs.c.run_id == run)
        return found

    def has_run(self, run: str) -> bool:
        """Return whether this store has such a run."""
        with read_transaction(self._engine) as connection:
            return bool(runs.select_runs(connection, schema.runs.c.run_id == run))

    def runs(self, since: datetime.datetime | None = None) -> list[Run]:
        """Return the runs that started at a time or later, or all runs, latest first."""
        with read_transaction(self._engine) as connection:
            return runs.select_runs(connection, *([] if since is None else [schema.runs.c.started >= since]))

    def parts(self) -> dict[str, dict[str, str]]:
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
        return write_transaction(self._engine, works.enqueue, list(files), version, when)

    def set_publisher(self, uris: Iterable[str], body: str) -> None:
        """Set the body that publishes some sources, and refile their acts under it."""
        write_transaction(self._engine, _attribute, list(uris), body)

    def touch(self, uris: Iterable[str], when: datetime.datetime) -> None:
        """Set the time at which sources were last seen."""
        write_transaction(self._engine, works.touch, list(uris), when)

    def unread(
        self, source: str, body: str | None, version: str, error: ReadError, when: datetime.datetime
    ) -> int:
        """Record that a source could not be opened, so that its content is unknown; return the ledger id."""
        return write_transaction(self._engine, _unread, (source, body), version, error, when)

    def update_error(self, source: str, version: str, error: ReadError, when: datetime.datetime) -> None:
        """Replace the recorded error of a source that still cannot be opened; its next attempt stays."""
        write_transaction(self._engine, _amend, source, version, error, when)

    def supersede(self, numbers: Iterable[int]) -> None:
        """Supersede work whose source now holds something else."""
        self._put(numbers, (*UNFINISHED, "withdrawn", "dismissed"), "superseded", next_attempt=None)

    def withdraw(self, numbers: Iterable[int], when: datetime.datetime) -> None:
        """Mark work as withdrawn because its source is gone. The store keeps its acts."""
        self._put(numbers, (*UNFINISHED, "done"), "withdrawn", finished=when, next_attempt=None)

    def reinstate(self, numbers: Iterable[int], when: datetime.datetime) -> None:
        """Mark withdrawn work, whose acts the store still has, as done: its source is there again."""
        self._put(numbers, ("withdrawn",), "done", finished=when)

    def renew(self, numbers: Iterable[int]) -> None:
        """Make failed work pending again; its attempts go on counting."""
        self._put(numbers, ("failed",), "pending", next_attempt=None)

    def release(self, numbers: Iterable[int]) -> None:
        """Make quarantined or dismissed work pending again, with its attempts reset to 0."""
        self._put(numbers, ("quarantined", "dismissed"), "pending", attempts=0)

    def dismiss(self, numbers: Iterable[int], who: str, when: datetime.datetime) -> int:
        """Dismiss failures, each with an entry in the audit log; return how many there were."""
        return write_transaction(self._engine, _dismiss, list(numbers), who, when)

    def configure(self, uris: Iterable[str], *, configured: bool) -> None:
        """Record whether the settings name these sources."""
        write_transaction(self._engine, works.set_configured, list(uris), configured)

    def _put(self, numbers: Iterable[int], of: Sequence[works.State], state: works.State, **facts: object) -> None:
        write_transaction(self._engine, works.transition, list(numbers), of, state, **facts)

    # Runs and claims

    def begin(self, start: RunStart, parts: Mapping[str, str], when: datetime.datetime) -> str:
        """Record the start of a run with the parts of its pipeline; return the run's id."""
        return write_transaction(self._engine, _begin, start, parts, when)

    def plan(self, run: str, planned: int, unchanged: int) -> None:
        """Record how much work a run has planned, and how many files are unchanged."""
        write_transaction(self._engine, runs.update_run, run, planned=planned, unchanged=unchanged)

    def beat(self, run: str, when: datetime.datetime) -> None:
        """Record a heartbeat of a run."""
        write_transaction(self._engine, runs.record_heartbeat, run, when)

    def end(self, run: str, state: EndState, message: str, when: datetime.datetime) -> None:
        """Record how a run ended; its claimed work is pending again."""
        write_transaction(self._engine, _end, run, state, _valid_unicode(message), when)

    def expire_dead_runs(self, is_gone: IsGone, when: datetime.datetime) -> None:
        """Mark runs as dead whose lease or process is gone, and make their claimed work pending again."""
        write_transaction(self._engine, runs.expire_dead_runs, is_gone, when)

    def claim(self, run: str, numbers: Sequence[int], is_gone: IsGone, when: datetime.datetime) -> list[Claim]:
        """Claim work for a run: pending work, work of dead runs, and work it already has. Returns the claims.

        A new claim of a run on its own work invalidates the earlier one. A run that has ended, while a
        thread of it still runs, claims nothing.
        """
        return write_transaction(self._engine, _claim, run, numbers, is_gone, when)

    # Outcomes

    def adopt(self, claim: Claim, when: datetime.datetime) -> bool:
        """Finish work whose exact content the store already has from another source.

        Returns False if the store does not have it.
        """
        return write_transaction(self._engine, _adopt, claim, when)

    def complete(
        self,
        claim: Claim,
        document: Document,
        found: Sequence[Act],
        when: datetime.datetime,
        shortfall: Shortfall | None = None,
    ) -> WriteResult:
        """Write a document and its acts in place of what the source held, and mark the work as done.

        With a ``shortfall`` it is marked as failed instead, unless that failure was dismissed.
        """
        return write_transaction(self._engine, _complete, claim, document, found, when, shortfall)

    def fail(self, claim: Claim, error: ReadError | ActRefused, when: datetime.datetime) -> None:
        """Record why claimed work failed, and when to retry it; the store keeps what the source held."""
        write_transaction(self._engine, _fail, claim, error, when)


def _attribute(connection: Connection, uris: list[str], body: str) -> None:
    for document_id in works.set_publisher(connection, uris, body):
        write.refile_acts(connection, document_id)


def _unread(
    connection: Connection,
    source: tuple[str, str | None],
    version: str,
    error: ReadError,
    when: datetime.datetime,
) -> int:
    number, attempt = works.record_unreadable(connection, source, version, when)
    state, facts = _failed_state(connection, _to_shortfall(error), attempt, when)
    works.transition(connection, [number], ("pending",), state, attempts=attempt, **facts)
    return number


def _amend(connection: Connection, source: str, version: str, error: ReadError, when: datetime.datetime) -> None:
    message = suppressions.mask_message(connection, str(error))
    works.update_error(connection, source, version, when, reason=error.reason, message=message)


def _begin(connection: Connection, start: RunStart, parts: Mapping[str, str], when: datetime.datetime) -> str:
    # The shared lock keeps the digests from being re-keyed until this transaction ends.
    dialect_of(connection).lock(connection, CONTENT_LOCK, (), [0])
    suppressions.require_key(connection)
    runs.register_pipeline(connection, start.pipeline_version, parts, when)
    return runs.start_run(connection, start, when)


def _end(connection: Connection, run: str, state: EndState, message: str, when: datetime.datetime) -> None:
    works.release_claims(connection, run)
    runs.update_run(connection, run, state=state, message=message, finished=when, heartbeat=when)


def _claim(
    connection: Connection, run: str, numbers: Sequence[int], is_gone: IsGone, when: datetime.datetime
) -> list[Claim]:
    if not runs.record_heartbeat(connection, run, when):
        return []
    runs.expire_dead_runs(connection, is_gone, when)
    return works.claim(connection, numbers, run, when)


# _adopt, _complete and _fail update the run's row last: other workers of the run wait for that row only briefly.


def _adopt(connection: Connection, claim: Claim, when: datetime.datetime) -> bool:
    number = write.find_document(connection, claim.sha256, claim.pipeline_version)
    if number is None:
        return False
    _finish_done(connection, claim, when)
    write.attach_document(connection, claim.source_id, number)
    runs.advance(connection, claim.run, "done")
    return True


def _dismiss(connection: Connection, numbers: list[int], who: str, when: datetime.datetime) -> int:
    dismissed = works.dismiss(connection, numbers)
    for row in dismissed:
        about = {"source": row.uri, "reason": row.reason}
        audit.note(connection, when, who, "failure.dismiss", f"work:{row.ledger_id}", **about)
    return len(dismissed)


def _complete(
    connection: Connection,
    claim: Claim,
    document: Document,
    found: Sequence[Act],
    when: datetime.datetime,
    shortfall: Shortfall | None,
) -> WriteResult:
    state, facts = _final_state(connection, claim, shortfall, when)
    document = replace(document, sha256=works.finish(connection, claim, state, **facts))
    works.supersede_others(connection, claim)
    before = differences.count_values(connection, document.sha256, other_than=claim.pipeline_version)
    is_erased = write.write_document(connection, claim.source_id, document, found, claim.pipeline_version)
    if before:
        differences.record_changes(
            connection, claim.run, before, differences.count_values(connection, document.sha256)
        )
    failed = state in FAILED
    runs.advance(connection, claim.run, "failed" if failed else "done")
    return WriteResult(is_erased, failed)


def _final_state(
    connection: Connection, claim: Claim, shortfall: Shortfall | None, when: datetime.datetime
) -> tuple[works.State, dict[str, object]]:
    """Return the state and the columns of work whose document is written."""
    if shortfall is None:
        return "done", {"finished": when}
    state, facts = _failed_state(connection, shortfall, claim.attempt, when)
    if works.is_dismissed(connection, claim):
        return "dismissed", {**facts, "next_attempt": None}
    return state, facts


def _fail(connection: Connection, claim: Claim, error: ReadError | ActRefused, when: datetime.datetime) -> None:
    state, facts = _failed_state(connection, _to_shortfall(error), claim.attempt, when)
    works.finish(connection, claim, state, **facts)
    runs.advance(connection, claim.run, "failed")


def _finish_done(connection: Connection, claim: Claim, when: datetime.datetime) -> str:
    fingerprint = works.finish(connection, claim, "done", finished=when)
    works.supersede_others(connection, claim)
    return fingerprint


def _to_shortfall(error: ReadError | ActRefused) -> Shortfall:
    return Shortfall(error.reason, str(error), error.passing)


def _failed_state(
    connection: Connection, error: Shortfall, attempt: int, when: datetime.datetime
) -> tuple[works.State, dict[str, object]]:
    """Return the state and the columns of failed work: permanent failures are quarantined at once."""
    told: dict[str, object] = {
        "reason": error.reason,
        "message": suppressions.mask_message(connection, error.message),
        "finished": when,
    }
    if error.passing and attempt < _MAX_ATTEMPTS:
        return "failed", {**told, "next_attempt": when + _RETRY_DELAYS[attempt - 1]}
    return "quarantined", {**told, "next_attempt": None}


def _valid_unicode(message: str) -> str:
    """Replace lone surrogates: the message may quote a file name that is not valid Unicode."""
    return message.encode("utf-8", "replace").decode("utf-8")
