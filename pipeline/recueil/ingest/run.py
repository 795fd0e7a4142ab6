"""Processes claimed work into the store. Each outcome is in the ledger before it is reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from recueil.clock import now
from recueil.errors import (
    ActRefused,
    ArchivePartial,
    ClaimLost,
    ReadError,
    WorkerCrashed,
    WorkerTooLarge,
    WorkerTooSlow,
)
from recueil.ingest import worker
from recueil.ingest.file_results import Failure, Ingested, Outcome
from recueil.ingest.host import is_gone
from recueil.ingest.scopes import path_of
from recueil.ingest.worker import Job
from recueil.ingest.workers.pool import Lost
from recueil.privacy.erasure import forget
from recueil.readers.archive import printable
from recueil.readers.reading_document import Document, Missing
from recueil.readers.reading_reader import digest_of
from recueil.settings import Limits, Settings
from recueil.store.acts.fingerprints import Fingerprints
from recueil.store.ledger.works import Claim, Shortfall
from recueil.store.store import Store

_NAMED = 5
# Files of an archive that may kill workers before the archive is refused: each costs as much as the whole.
_MOST_LOST = 3


class Hands(Protocol):
    """Runs jobs: yields each index once, with its result."""

    def run(self, items: Sequence[Job]) -> Iterator[tuple[int, worker.Outcome | Lost]]: ...


class Locate(Protocol):
    """Finds the file of a claim on a machine that did not plan the work."""

    def __call__(self, claim: Claim) -> Path:
        """Return the path of the file's bytes; raise ReadError where they cannot be had."""


def ingest(
    store: Store,
    hands: Hands,
    run: str,
    numbers: Sequence[int],
    settings: Settings,
    *,
    stored_text: bool = False,
    locate: Locate | None = None,
) -> Iterator[Outcome]:
    """Claim work by its numbers in the ledger, process it, and store the results, one act per transaction.

    Work that another run has, or takes over meanwhile, yields no outcome. With ``stored_text`` the
    documents are not read again: their text is in the store.
    """
    left = []
    for claim in store.ledger.claim(run, numbers, is_gone, now()):
        with suppress(ClaimLost):
            if store.ledger.adopt(claim, now()):
                yield Ingested(claim.source)
            else:
                left.append(claim)
    known = store.fingerprints()
    taken: list[tuple[Claim, Job]] = []
    for claim in left:
        try:
            taken.append((claim, _job(store, known, claim, settings, locate, stored_text=stored_text)))
        except ReadError as error:
            with suppress(ClaimLost):
                yield _failed(store, claim, error)
    while taken:
        again: list[tuple[Claim, Job]] = []
        for index, result in hands.run([job for _, job in taken]):
            claim, job = taken[index]
            if isinstance(result, Lost) and result.part and len(job.without) < _MOST_LOST:
                again.append((claim, _without(job, result)))
                continue
            with suppress(ClaimLost):
                yield _settled(store, claim, result, settings)
        taken = again


def _without(job: Job, lost: Lost) -> Job:
    """Return the job for the same archive without the file that ended its worker."""
    name = printable(lost.part)
    message = f"{name}: its worker did not survive it ({lost.detail}). Report it, or have it published anew."
    missing = Missing(name, _LOSSES[lost.how].reason, message)
    return replace(job, without={**job.without, lost.part: missing})


def _job(
    store: Store,
    known: Fingerprints,
    claim: Claim,
    settings: Settings,
    locate: Locate | None,
    *,
    stored_text: bool,
) -> Job:
    """Make the job of a claim. Raise ReadError where its file cannot be located, or has changed."""
    document = store.ledger.document(claim.sha256) if stored_text else None
    copy = None if document or locate is None else locate(claim)
    of = document or path_of(claim.source)
    sha256 = claim.sha256 if document else _content(copy or path_of(claim.source), known, claim, settings.limits)
    return Job(of, sha256, settings.limits, settings.ocr_cache, copy)


def _content(file: Path, known: Fingerprints, claim: Claim, limits: Limits) -> str:
    """Return the SHA-256 of a claim's file, which workers compare: they lack the key of keyed fingerprints."""
    if not known.is_keyed:
        return claim.sha256
    sha256 = digest_of(file, limits)
    if known.of(sha256) != claim.sha256:
        raise worker.changed(path_of(claim.source))
    return sha256


def _settled(store: Store, claim: Claim, result: worker.Outcome | Lost, settings: Settings) -> Outcome:
    """Record the result of a claim in the ledger, with its acts."""
    if isinstance(result, Lost):
        result = _LOSSES[result.how](*_explained(claim, result))
    if isinstance(result, ReadError):
        return _failed(store, claim, result)
    try:
        document, acts = result
        shortfall = _shortfall(claim, document)
        completed = store.ledger.complete(claim, document, acts, now(), shortfall)
        if completed.is_erased and any(page.words.guessed for page in document.pages):
            forget.clean(store, settings.ocr_cache)
    except ActRefused as error:
        return _failed(store, claim, error)
    if shortfall is not None and completed.failed:
        return Failure(claim.source, shortfall.reason, shortfall.message)
    return Ingested(claim.source)


def _shortfall(claim: Claim, document: Document) -> Shortfall | None:
    """Summarise the files of an archive that cannot be read; None if all can.

    A transient reason takes precedence, since the archive is then retried.
    """
    missing = document.missing
    if not missing:
        return None
    reason = next((each.reason for each in missing if each.passing), ArchivePartial.reason)
    files = "1 file of it cannot be read" if len(missing) == 1 else f"{len(missing)} files of it cannot be read"
    named = " ".join(each.message for each in missing[:_NAMED])
    more = f" And {len(missing) - _NAMED} more." if len(missing) > _NAMED else ""
    message = f"{path_of(claim.source)}: {files}; the others are in the store. {named}{more}"
    return Shortfall(reason, message, any(each.passing for each in missing))


def _failed(store: Store, claim: Claim, error: ReadError | ActRefused) -> Failure:
    """Record a failure in the ledger."""
    store.ledger.fail(claim, error, now())
    return Failure(claim.source, error.reason, str(error), claim.id)


_LOSSES: dict[str, type[ReadError]] = {"crash": WorkerCrashed, "time": WorkerTooSlow, "memory": WorkerTooLarge}
_ADVICE = {
    "crash": "Report this act; `recueil quarantine release --reason crash` has it tried again.",
    "time": "Raise RECUEIL_LIMITS__SECONDS, then `recueil quarantine release --reason time`.",
    "memory": "Raise RECUEIL_LIMITS__MEMORY_BYTES, then `recueil quarantine release --reason memory`.",
}


def _explained(claim: Claim, lost: Lost) -> tuple[str, str]:
    """Return message and advice for a worker failure."""
    return f"{path_of(claim.source)}: its worker did not survive it ({lost.detail}).", _ADVICE[lost.how]
