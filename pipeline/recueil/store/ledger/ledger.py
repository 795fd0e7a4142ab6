"""The ledger: who does what, what is done, what failed and why. Each call is one transaction."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from recueil.accounts import audit
from recueil.errors import ActRefused, ReadError
from recueil.privacy.erasure import suppressions
from recueil.readers.reading_document import Document
from recueil.store import schema
from recueil.store.acts import lookup, write
from recueil.store.engine import dialect_of
from recueil.store.engine.chunks import chunks
from recueil.store.engine.dialect import CONTENT
from recueil.store.engine.store_transactions import reported, written
from recueil.store.ledger import differences, runs, worklists, works
from recueil.store.ledger.runs import End, IsGone, Run, Start
from recueil.store.ledger.worklists import Reason
from recueil.store.ledger.works import FAILED, UNFINISHED, Claim, Found, Shortfall, Work
from recueil.store.schema import ledger
from recueil.values import Act

# A disk that is away for an hour is back the next night; after this many attempts it is the file.
_MAX_ATTEMPTS = 3
_PAUSES = (datetime.timedelta(minutes=15), datetime.timedelta(hours=6))
LONGEST_PAUSE = max(_PAUSES)
"""No attempt is put off for longer: one that is further away was noted before the clock was set back."""


class Completed(NamedTuple):
    """What became of a document that was written: somebody who is forgotten was taken out; work on it failed."""

    is_erased: bool
    failed: bool


class Ledger:
    """``Store.ledger``. Claims are atomic: of two runs, even on two machines, only one gets the work."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # What there is

    def standing(self, states: Collection[works.State] = ()) -> list[Work]:
        """All work that nothing has superseded, or that of some states, in the order of sources."""
        with reported(self._engine) as connection:
            return works.standing(connection, *([ledger.c.state.in_(states)] if states else []))

    def listed(
        self, states: Sequence[works.State], reason: str | None, limit: int, after: int | None = None
    ) -> list[Work]:
        """Work of some states, failed for one reason or any, in the order of its numbers, after one of them."""
        with reported(self._engine) as connection:
            return worklists.listed(connection, states, reason, limit, after)

    def numbered(self, numbers: Sequence[int]) -> list[Work]:
        """Work by its numbers, but for what is superseded, in the order of sources."""
        with reported(self._engine) as connection:
            parts = (works.standing(connection, ledger.c.ledger_id.in_(some)) for some in chunks(numbers))
            return [work for part in parts for work in part]

    def states(self) -> dict[str, int]:
        """How much work is in each state."""
        with reported(self._engine) as connection:
            return worklists.states(connection)

    def reasons(self) -> list[Reason]:
        """Why work failed, the most frequent reason first."""
        with reported(self._engine) as connection:
            return worklists.reasons(connection)

    def document(self, sha256: str) -> Document | None:
        """The document of a fingerprint, as it was read; None when no source holds it any more."""
        with reported(self._engine) as connection:
            return lookup.document(connection, sha256)

    def failed_in(self, run: str) -> list[Work]:
        """The work a run could not do, in the order of sources."""
        mine = ledger.c.run_id == run, ledger.c.state.in_(FAILED)
        with reported(self._engine) as connection:
            return works.standing(connection, *mine)

    def run(self, run: str) -> Run:
        """One run."""
        with reported(self._engine) as connection:
            (found,) = runs.known(connection, schema.runs.c.run_id == run)
        return found

    def knows(self, run: str) -> bool:
        """Whether there is such a run in this store."""
        with reported(self._engine) as connection:
            return bool(runs.known(connection, schema.runs.c.run_id == run))

    def runs(self, since: datetime.datetime | None = None) -> list[Run]:
        """The runs that began since then, or all, latest first."""
        with reported(self._engine) as connection:
            return runs.known(connection, *([] if since is None else [schema.runs.c.started >= since]))

    def parts(self) -> dict[str, dict[str, str]]:
        """What each pipeline version that was used here was made of: part → digest."""
        with reported(self._engine) as connection:
            return runs.parts(connection)

    # What is to be done

    def addresses(self) -> Callable[[str], str]:
        """What the ledger calls a source of an address: another name, where that names somebody forgotten."""
        with reported(self._engine) as connection:
            return suppressions.addresses(connection)

    def enrol(self, files: Iterable[Found], version: str, when: datetime.datetime) -> list[int]:
        """Make work pending, in place of unfinished work on other contents; its numbers, in the order given."""
        return written(self._engine, works.enrol, list(files), version, when)

    def attribute(self, uris: Iterable[str], body: str) -> None:
        """Note which body publishes sources."""
        written(self._engine, _attribute, list(uris), body)

    def seen(self, uris: Iterable[str], when: datetime.datetime) -> None:
        """Note that sources are there now."""
        written(self._engine, works.seen, list(uris), when)

    def unread(
        self, source: str, body: str | None, version: str, error: ReadError, when: datetime.datetime
    ) -> int:
        """Note that a source could not be opened, so that its content is not known; gives the work's number."""
        return written(self._engine, _unread, (source, body), version, error, when)

    def amend(self, source: str, version: str, error: ReadError, when: datetime.datetime) -> None:
        """Replace the error of a source that could not be opened by that of today; its next attempt stays."""
        written(self._engine, _amend, source, version, error, when)

    def supersede(self, numbers: Iterable[int]) -> None:
        """Note that work is void: its source holds something else now."""
        self._put(numbers, (*UNFINISHED, "withdrawn", "dismissed"), "superseded", next_attempt=None)

    def withdraw(self, numbers: Iterable[int], when: datetime.datetime) -> None:
        """Note that the sources of some work are no longer there. What the store holds of them stays."""
        self._put(numbers, (*UNFINISHED, "done"), "withdrawn", finished=when, next_attempt=None)

    def bring_back(self, numbers: Iterable[int], when: datetime.datetime) -> None:
        """Note that withdrawn sources, whose acts the store holds, are there again."""
        self._put(numbers, ("withdrawn",), "done", finished=when)

    def renew(self, numbers: Iterable[int]) -> None:
        """Make work pending again that failed; its attempts go on counting."""
        self._put(numbers, ("failed",), "pending", next_attempt=None)

    def release(self, numbers: Iterable[int]) -> None:
        """Make work pending again that was quarantined or dismissed, as if it had never been tried."""
        self._put(numbers, ("quarantined", "dismissed"), "pending", attempts=0)

    def dismiss(self, numbers: Iterable[int], who: str, when: datetime.datetime) -> int:
        """Bring failures to their end, each with an entry in the audit log; gives how many there were."""
        return written(self._engine, _dismiss, list(numbers), who, when)

    def configure(self, uris: Iterable[str], *, configured: bool) -> None:
        """Note whether the settings name sources."""
        written(self._engine, works.configure, list(uris), configured)

    def _put(self, numbers: Iterable[int], of: Sequence[works.State], state: works.State, **facts: object) -> None:
        written(self._engine, works.put, list(numbers), of, state, **facts)

    # Who does it

    def begin(self, start: Start, parts: Mapping[str, str], when: datetime.datetime) -> str:
        """Note that a run starts, with the parts of the pipeline it uses; gives its number."""
        return written(self._engine, _begin, start, parts, when)

    def plan(self, run: str, planned: int, unchanged: int) -> None:
        """Note how much a run has to do."""
        written(self._engine, runs.note, run, planned=planned, unchanged=unchanged)

    def beat(self, run: str, when: datetime.datetime) -> None:
        """Note that a run is alive."""
        written(self._engine, runs.beat, run, when)

    def end(self, run: str, state: End, message: str, when: datetime.datetime) -> None:
        """Note how a run ended; what it still had is pending again."""
        written(self._engine, _end, run, state, _storable(message), when)

    def bury(self, is_gone: IsGone, when: datetime.datetime) -> None:
        """Note which runs ended without saying so; what they still had is pending again."""
        written(self._engine, runs.bury, is_gone, when)

    def claim(self, run: str, numbers: Sequence[int], is_gone: IsGone, when: datetime.datetime) -> list[Claim]:
        """Take work for a run: what is pending, a dead run had, or the run has itself. Gives what was taken.

        What the run had itself is taken over: an earlier claim of its own on the same work is lost. A run that has
        ended, while a thread of it went on, takes nothing.
        """
        return written(self._engine, _claim, run, numbers, is_gone, when)

    # What became of it

    def adopt(self, claim: Claim, when: datetime.datetime) -> bool:
        """Settle work whose very content the store holds already, from another source; False when it does not."""
        return written(self._engine, _adopt, claim, when)

    def complete(
        self,
        claim: Claim,
        document: Document,
        found: Sequence[Act],
        when: datetime.datetime,
        shortfall: Shortfall | None = None,
    ) -> Completed:
        """Write a document and its acts in place of what the source held, and note the work as done.

        With a ``shortfall`` it is noted as failed, unless somebody dismissed that.
        """
        return written(self._engine, _complete, claim, document, found, when, shortfall)

    def fail(self, claim: Claim, error: ReadError | ActRefused, when: datetime.datetime) -> None:
        """Note why claimed work is not done, and when it is tried again; what the source held stays."""
        written(self._engine, _fail, claim, error, when)


def _attribute(connection: Connection, uris: list[str], body: str) -> None:
    for document_id in works.attribute(connection, uris, body):
        write.relabel(connection, document_id)


def _unread(
    connection: Connection,
    source: tuple[str, str | None],
    version: str,
    error: ReadError,
    when: datetime.datetime,
) -> int:
    number, attempt = works.unread(connection, source, version, when)
    state, facts = _failure(connection, _shortfall(error), attempt, when)
    works.put(connection, [number], ("pending",), state, attempts=attempt, **facts)
    return number


def _amend(connection: Connection, source: str, version: str, error: ReadError, when: datetime.datetime) -> None:
    message = suppressions.said(connection, str(error))
    works.amend(connection, source, version, when, reason=error.reason, message=message)


def _begin(connection: Connection, start: Start, parts: Mapping[str, str], when: datetime.datetime) -> str:
    # Until this transaction ends, nobody keys the digests.
    dialect_of(connection).lock(connection, CONTENT, (), [0])
    suppressions.require_key(connection)
    runs.register(connection, start.pipeline_version, parts, when)
    return runs.begin(connection, start, when)


def _end(connection: Connection, run: str, state: End, message: str, when: datetime.datetime) -> None:
    works.let_go(connection, run)
    runs.note(connection, run, state=state, message=message, finished=when, heartbeat=when)


def _claim(
    connection: Connection, run: str, numbers: Sequence[int], is_gone: IsGone, when: datetime.datetime
) -> list[Claim]:
    if not runs.beat(connection, run, when):
        return []
    runs.bury(connection, is_gone, when)
    return works.claim(connection, numbers, run, when)


# The row of the run is the last that each of these three writes: until it is, the others of the run wait for none.


def _adopt(connection: Connection, claim: Claim, when: datetime.datetime) -> bool:
    number = write.find(connection, claim.sha256, claim.pipeline_version)
    if number is None:
        return False
    _done(connection, claim, when)
    write.hold(connection, claim.source_id, number)
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
) -> Completed:
    state, facts = _settlement(connection, claim, shortfall, when)
    document = replace(document, sha256=works.settle(connection, claim, state, **facts))
    works.supersede_others(connection, claim)
    before = differences.values(connection, document.sha256, other_than=claim.pipeline_version)
    is_erased = write.write(connection, claim.source_id, document, found, claim.pipeline_version)
    if before:
        differences.note_changes(connection, claim.run, before, differences.values(connection, document.sha256))
    failed = state in FAILED
    runs.advance(connection, claim.run, "failed" if failed else "done")
    return Completed(is_erased, failed)


def _settlement(
    connection: Connection, claim: Claim, shortfall: Shortfall | None, when: datetime.datetime
) -> tuple[works.State, dict[str, object]]:
    """The state and the facts of work whose document is written."""
    if shortfall is None:
        return "done", {"finished": when}
    state, facts = _failure(connection, shortfall, claim.attempt, when)
    if works.is_dismissed(connection, claim):
        return "dismissed", {**facts, "next_attempt": None}
    return state, facts


def _fail(connection: Connection, claim: Claim, error: ReadError | ActRefused, when: datetime.datetime) -> None:
    state, facts = _failure(connection, _shortfall(error), claim.attempt, when)
    works.settle(connection, claim, state, **facts)
    runs.advance(connection, claim.run, "failed")


def _done(connection: Connection, claim: Claim, when: datetime.datetime) -> str:
    fingerprint = works.settle(connection, claim, "done", finished=when)
    works.supersede_others(connection, claim)
    return fingerprint


def _shortfall(error: ReadError | ActRefused) -> Shortfall:
    return Shortfall(error.reason, str(error), error.passing)


def _failure(
    connection: Connection, error: Shortfall, attempt: int, when: datetime.datetime
) -> tuple[works.State, dict[str, object]]:
    """The state and the facts of work that failed: what does not pass by itself is set aside at once."""
    told: dict[str, object] = {
        "reason": error.reason,
        "message": suppressions.said(connection, error.message),
        "finished": when,
    }
    if error.passing and attempt < _MAX_ATTEMPTS:
        return "failed", {**told, "next_attempt": when + _PAUSES[attempt - 1]}
    return "quarantined", {**told, "next_attempt": None}


def _storable(message: str) -> str:
    """What broke a run may have named a file whose name is no text."""
    return message.encode("utf-8", "replace").decode("utf-8")
