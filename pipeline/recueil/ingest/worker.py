"""Work of one worker process: files or stored texts → documents with their acts. Touches no store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from recueil.errors import FileChanged, ReadError
from recueil.ingest.workers.process import Announce
from recueil.readers.archive import Opening
from recueil.readers.reading_document import Document, Missing
from recueil.readers.reading_reader import fetch, sha256_of, understand
from recueil.settings import Limits
from recueil.values import Act

if TYPE_CHECKING:
    from spacy.language import Language

Outcome = tuple[Document, tuple[Act, ...]] | ReadError

# Extracted together. More would cost memory and delay the next announcement, and gain nothing.
_DOCUMENTS = 16
_CHARACTERS = 500_000


@dataclass(frozen=True, slots=True)
class Job:
    """One document to make, from a file whose bytes have this hash, or from text that was read before.

    ``cache`` is the folder of the OCR cache; ``copy`` is a local copy of a remote file. The files of an
    archive that are in ``without`` have killed workers, and are skipped.
    """

    of: Path | Document
    sha256: str
    limits: Limits
    cache: Path | None = None
    copy: Path | None = None
    without: Mapping[str, Missing] = field(default_factory=dict)


def do(nlp: Language, jobs: Sequence[Job], announce: Announce) -> Iterator[tuple[int, Outcome]]:
    """Read and extract some jobs together; yield each index once, with its result.

    ``announce`` receives the jobs of the next step: one to be read, an archive file by file, or several to
    be extracted together.
    """
    from recueil.acts import extract  # takes seconds to import; the parent process does not need it

    documents: dict[int, Document] = {}
    for index, job in enumerate(jobs):
        announce([index])
        read = _read(job, partial(announce, [index]))
        if isinstance(read, ReadError):
            yield index, read
        else:
            documents[index] = read
    for some in _groups(documents):
        announce(some)
        for index, act in zip(some, extract(nlp, [documents[index] for index in some]), strict=True):
            yield index, act if isinstance(act, ReadError) else (documents[index], act.apart)


def _read(job: Job, announce_file: Callable[[str], None]) -> Document | ReadError:
    if isinstance(job.of, Document):
        return job.of
    try:
        content = fetch(job.copy or job.of, job.limits)
        if sha256_of(content) != job.sha256:
            raise changed(job.of)
        opening = Opening(announce_file, job.without)
        return understand(job.of, content, job.sha256, job.limits, job.cache, opening)
    except ReadError as error:
        return error


def changed(file: Path) -> FileChanged:
    """Build the error for a file whose bytes differ from those when its run was planned."""
    return FileChanged(f"{file}: written to during the run.", "The next run reads it.")


def _groups(documents: dict[int, Document]) -> Iterator[list[int]]:
    """Group documents for extraction, by number and characters."""
    group: list[int] = []
    characters = 0
    for index, document in documents.items():
        if group and (len(group) == _DOCUMENTS or characters + len(document.text) > _CHARACTERS):
            yield group
            group, characters = [], 0
        group.append(index)
        characters += len(document.text)
    if group:
        yield group
