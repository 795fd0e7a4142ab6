"""Process the jobs of one worker process: files or stored texts → documents with their acts. Touches no store."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from recueil.errors import FileChanged, ReadError, RecueilError
from recueil.ingest.pickled_acts import PickledActs
from recueil.ingest.workers.process import Announce
from recueil.readers.archive import ArchiveOptions
from recueil.readers.document import Document, MissingFile
from recueil.readers.reader import parse_document, read_bytes, sha256_of
from recueil.settings import Limits
from recueil.translation import gettext as _
from recueil.values import Act

if TYPE_CHECKING:
    from spacy.language import Language

    from recueil.store.index.prepared import PreparedRows

Prepare = Callable[[str, Sequence[Act]], "PreparedRows"]

# Extracted together, and written in one transaction: with half as many, writing takes a sixth longer, and more
# would cost memory. What takes longer to read is extracted at once: its results are lost if the run is interrupted
# before.
_MAX_DOCUMENTS = 32
_MAX_CHARACTERS = 500_000
_MAX_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Job:
    """One document to make, from a file whose bytes have this hash, or from text that was read before.

    ``cache`` is the folder of the OCR cache; ``copy`` is a local copy of a remote file. The files of an
    archive that are in ``without`` have killed workers, and are skipped. ``checks`` run besides those on by
    default.
    """

    of: Path | Document
    sha256: str
    limits: Limits
    cache: Path | None = None
    copy: Path | None = None
    without: Mapping[str, MissingFile] = field(default_factory=dict)
    checks: tuple[str, ...] = ()


class Extraction(NamedTuple):
    """What a job results in. ``prepared`` are the rows of the acts, if a worker has built them."""

    document: Document
    acts: Sequence[Act]
    prepared: PreparedRows | None = None


JobResult = Extraction | ReadError


def process_documents(
    nlp: Language, jobs: Sequence[Job], announce: Announce, prepare: Prepare | None = None
) -> Iterator[tuple[int, JobResult]]:
    """Read some jobs and extract them in groups; yield each index once, with its result.

    ``announce`` receives the jobs of the next step: one to be read, an archive file by file, or several to
    be extracted together. ``prepare`` builds the rows that go with the result, from the text and the acts,
    which are pickled then.
    """
    from recueil.pipeline import extract_acts

    checks = {check for job in jobs for check in job.checks}

    def extract(group: Mapping[int, Document]) -> Iterator[tuple[int, JobResult]]:
        announce(list(group))
        acts = extract_acts(nlp, list(group.values()), checks)
        for (index, document), act in zip(group.items(), acts, strict=True):
            yield index, act if isinstance(act, ReadError) else _to_result(document, act.apart, prepare)

    group: dict[int, Document] = {}
    began = time.monotonic()
    for index, job in enumerate(jobs):
        announce([index])
        read = _read_document(job, partial(announce, [index]))
        if isinstance(read, ReadError):
            yield index, read
            continue
        if group and sum(len(each.text) for each in (*group.values(), read)) > _MAX_CHARACTERS:
            yield from extract(group)
            group, began = {}, time.monotonic()
        group[index] = read
        if len(group) == _MAX_DOCUMENTS or time.monotonic() - began >= _MAX_SECONDS:
            yield from extract(group)
            group, began = {}, time.monotonic()
    if group:
        yield from extract(group)


def _to_result(document: Document, acts: tuple[Act, ...], prepare: Prepare | None) -> JobResult:
    if prepare is not None:
        with suppress(RecueilError, ValueError, TypeError, LookupError):  # who writes meets it too, and says so
            return Extraction(document, PickledActs.of(acts), prepare(document.text, acts))
    return Extraction(document, acts)


def _read_document(job: Job, announce_file: Callable[[str], None]) -> Document | ReadError:
    if isinstance(job.of, Document):
        return job.of
    try:
        content = read_bytes(job.copy or job.of, job.limits)
        if sha256_of(content) != job.sha256:
            raise file_changed(job.of)
        opening = ArchiveOptions(announce_file, job.without)
        return parse_document(job.of, content, job.sha256, job.limits, job.cache, opening)
    except ReadError as error:
        return error


def file_changed(file: Path) -> FileChanged:
    """Build the error for a file whose bytes differ from those when its run was planned."""
    return FileChanged(_("{file}: written to during the run.").format(file=file), _("The next run reads it."))
