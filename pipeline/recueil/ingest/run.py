"""Process claimed work into the store. Each result is in the ledger before it is reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from recueil.errors import (
    ActRefused,
    ArchivePartial,
    ClaimLost,
    ReadError,
    StoreError,
    WorkerCrashed,
    WorkerTooLarge,
    WorkerTooSlow,
)
from recueil.ingest.file_results import Failure, FileResult, Ingested
from recueil.ingest.host import is_gone
from recueil.ingest.originals import Originals
from recueil.ingest.plan import path_of
from recueil.ingest.worker import Extraction, Job, JobResult, file_changed
from recueil.ingest.workers.pool import WorkerFailure
from recueil.privacy.erasure import forget
from recueil.readers.archive import replace_unprintable
from recueil.readers.document import Document, MissingFile
from recueil.readers.reader import hash_file
from recueil.settings import Settings
from recueil.store.acts.handles import Fingerprints
from recueil.store.ledger.ledger import Completion, WriteResult
from recueil.store.ledger.work import Claim, Shortfall
from recueil.store.store import Store
from recueil.translation import gettext as _
from recueil.translation import ngettext

_MAX_NAMED = 5
# Files of an archive that may kill workers before the archive is refused: each costs as much as the whole.
_MAX_LOST = 3


class JobRunner(Protocol):
    """Runs jobs: yields each index once, with its result, those together that are finished together."""

    def run_together(self, items: Sequence[Job]) -> Iterator[Sequence[tuple[int, JobResult | WorkerFailure]]]: ...


class FileResolver(Protocol):
    """Finds the file of a claim on a machine that did not plan the work."""

    def resolve(self, claim: Claim) -> Path:
        """Return the path of the file's bytes; raise ReadError where they cannot be had."""


def ingest_claimed(
    store: Store,
    pool: JobRunner,
    run: str,
    numbers: Sequence[int],
    settings: Settings,
    *,
    stored_text: bool = False,
    resolver: FileResolver | None = None,
) -> Iterator[FileResult]:
    """Claim work by its numbers in the ledger, process it, and store the results that are finished together in
    one transaction, or each in its own if any of them is refused.

    Work that another run has, or takes over meanwhile, yields no result. With ``stored_text`` the
    documents are not read again: their text is in the store.
    """
    claims = []
    claimed = store.ledger.claim(run, numbers, is_gone, datetime.now(UTC))
    stored = store.ledger.stored_contents(claimed)
    for claim in claimed:
        with suppress(ClaimLost):
            if claim.sha256 in stored and store.ledger.adopt(claim, datetime.now(UTC)):
                yield Ingested(claim.source)
            else:
                claims.append(claim)
    fingerprints = store.fingerprints()
    pending: list[tuple[Claim, Job]] = []
    for claim in claims:
        try:
            pending.append(
                (claim, _make_job(store, fingerprints, claim, settings, resolver, stored_text=stored_text))
            )
        except ReadError as error:
            with suppress(ClaimLost):
                yield _record_failure(store, claim, error)
    while pending:
        repeated: list[tuple[Claim, Job]] = []
        for results in pool.run_together([job for __, job in pending]):
            finished: list[tuple[Claim, JobResult | WorkerFailure]] = []
            for index, result in results:
                claim, job = pending[index]
                if isinstance(result, WorkerFailure) and result.part and len(job.without) < _MAX_LOST:
                    repeated.append((claim, _exclude_part(job, result)))
                else:
                    finished.append((claim, result))
            yield from _record_results(store, finished, settings)
        pending = repeated


def _exclude_part(job: Job, failure: WorkerFailure) -> Job:
    """Return the job for the same archive without the file that ended its worker."""
    name = replace_unprintable(failure.part)
    message = _("{name}: its worker did not survive it ({detail}). Report it, or have it published anew.").format(
        name=name, detail=failure.detail
    )
    missing = MissingFile(name, _WORKER_ERRORS[failure.how].reason, message)
    return replace(job, without={**job.without, failure.part: missing})


def _make_job(
    store: Store,
    fingerprints: Fingerprints,
    claim: Claim,
    settings: Settings,
    resolver: FileResolver | None,
    *,
    stored_text: bool,
) -> Job:
    """Make the job of a claim. Raise ReadError where its file cannot be found, or has changed."""
    document = store.ledger.document(claim.sha256) if stored_text else None
    if document is not None:
        return Job(document, claim.sha256, settings.limits, settings.ocr_cache, checks=settings.checks)
    path = path_of(claim.source)
    copy = None if resolver is None else resolver.resolve(claim)
    sha256 = claim.sha256
    if fingerprints.is_keyed:  # workers compare the SHA-256, as they lack the key
        sha256 = hash_file(copy or path, settings.limits)
        if fingerprints.of(sha256) != claim.sha256:
            raise file_changed(path)
    return Job(path, sha256, settings.limits, settings.ocr_cache, copy, checks=settings.checks)


def _record_results(
    store: Store, results: Sequence[tuple[Claim, JobResult | WorkerFailure]], settings: Settings
) -> Iterator[FileResult]:
    """Record results in the ledger: documents with their acts in one transaction, or else one by one.

    The documents of a batch that is refused are written anew, each in its own transaction, so that the one at
    fault fails alone.
    """
    completions = [
        Completion(claim, result.document, result.acts, _find_shortfall(claim, result.document), result.prepared)
        for claim, result in results
        if isinstance(result, Extraction)
    ]
    together = {each.claim.id: each for each in completions}
    written: dict[int, WriteResult] = {}
    try:
        if len(completions) > 1:
            written = dict(zip(together, store.ledger.complete_all(completions, datetime.now(UTC)), strict=True))
    except Exception as error:  # whatever is wrong with one of them, each is tried alone
        if isinstance(error, StoreError) and not isinstance(error, ClaimLost | ActRefused):
            raise
    for claim, result in results:
        with suppress(ClaimLost):
            if claim.id in written:
                yield _conclude(store, together[claim.id], written[claim.id], settings)
            elif claim.id in together:
                yield _record_document(store, together[claim.id], settings)
            else:
                yield _record_failure(store, claim, _to_error(claim, result))


def _record_document(store: Store, completion: Completion, settings: Settings) -> FileResult:
    """Record a document in the ledger, with its acts."""
    try:
        (written,) = store.ledger.complete_all([completion], datetime.now(UTC))
    except ActRefused as error:
        return _record_failure(store, completion.claim, error)
    return _conclude(store, completion, written, settings)


def _conclude(store: Store, completion: Completion, written: WriteResult, settings: Settings) -> FileResult:
    """Return the result of a document that is written, without the copies of it that name forgotten persons."""
    claim, document, shortfall = completion.claim, completion.document, completion.shortfall
    if written.is_erased and any(page.words.guessed for page in document.pages):
        forget.clean_ocr_cache(store, settings.ocr_cache)
    if written.is_erased:
        Originals(settings.originals, store.fingerprints()).remove([claim.sha256])
    if shortfall is not None and written.failed:
        return Failure(claim.source, shortfall.reason, shortfall.message)
    return Ingested(claim.source)


def _to_error(claim: Claim, result: JobResult | WorkerFailure) -> ReadError:
    """Return the error of a file that was not read."""
    if isinstance(result, WorkerFailure):
        message = _("{source}: its worker did not survive it ({detail}).").format(
            source=path_of(claim.source), detail=result.detail
        )
        return _WORKER_ERRORS[result.how](message, _ADVICE[result.how])
    if isinstance(result, ReadError):
        return result
    raise TypeError(result)


def _find_shortfall(claim: Claim, document: Document) -> Shortfall | None:
    """Summarise the files of an archive that cannot be read; None if all can.

    A transient reason takes precedence, since the archive is then retried.
    """
    missing = document.missing
    if not missing:
        return None
    reason = next((each.reason for each in missing if each.passing), ArchivePartial.reason)
    named = " ".join(each.message for each in missing[:_MAX_NAMED])
    omitted = len(missing) - _MAX_NAMED
    more = ngettext(" And {number} more.", " And {number} more.", omitted) if omitted > 0 else ""
    message = ngettext(
        "{source}: {number} file of it cannot be read; the others are in the store. {named}{more}",
        "{source}: {number} files of it cannot be read; the others are in the store. {named}{more}",
        len(missing),
    ).format(source=path_of(claim.source), named=named, more=more)
    return Shortfall(reason, message, any(each.passing for each in missing))


def _record_failure(store: Store, claim: Claim, error: ReadError | ActRefused) -> Failure:
    """Record a failure in the ledger."""
    store.ledger.fail(claim, error, datetime.now(UTC))
    return Failure(claim.source, error.reason, str(error), claim.id)


_WORKER_ERRORS: dict[str, type[ReadError]] = {
    "crash": WorkerCrashed,
    "time": WorkerTooSlow,
    "memory": WorkerTooLarge,
}
_ADVICE = {
    "crash": _("Report this act; `recueil quarantine release --reason crash` has it tried again."),
    "time": _("Raise RECUEIL_LIMITS__SECONDS, then `recueil quarantine release --reason time`."),
    "memory": _("Raise RECUEIL_LIMITS__MEMORY_BYTES, then `recueil quarantine release --reason memory`."),
}
