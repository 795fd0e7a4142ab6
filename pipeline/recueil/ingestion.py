"""Files → store: what there is to do, and doing it. Who runs this, and how much at once, is the flow's matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from recueil.acts import extract
from recueil.errors import ActRefused, ReadError
from recueil.reading.document import Document
from recueil.reading.reader import fetch, sha256_of, understand
from recueil.settings import Limits
from recueil.store import Store

if TYPE_CHECKING:
    from spacy.language import Language

# A file that failed may be half copied, or its disk away; after this many nights it is the file.
MAX_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Ingested:
    """The act of one source is in the store."""

    source: str


@dataclass(frozen=True, slots=True)
class Failure:
    """One source could not be ingested: ``reason`` is the ledger's word, ``message`` says what to do."""

    source: str
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What an ingestion will do: ``work`` is to be done, ``unchanged`` is done, ``set_aside`` failed too often."""

    work: tuple[Path, ...]
    unchanged: int
    set_aside: tuple[Failure, ...]


def plan(store: Store, files: Iterable[Path], version: str, limits: Limits) -> Plan:
    """Compare the files with what the ledger knows at their content and this pipeline version."""
    known = store.known(version)
    work: list[Path] = []
    set_aside: list[Failure] = []
    unchanged: list[str] = []
    for path in files:
        entry = known.get((_source(path), _digest(path, limits)))
        if entry is not None and entry.state == "done":
            unchanged.append(_source(path))
        elif entry is not None and entry.state == "failed" and entry.attempts >= MAX_ATTEMPTS:
            set_aside.append(Failure(entry.source, entry.reason or "", entry.message or ""))
        else:
            work.append(path)
    store.seen(unchanged, datetime.now(UTC))
    return Plan(tuple(work), len(unchanged), tuple(set_aside))


def _source(path: Path) -> str:
    """The address a file goes by in the store."""
    return path.absolute().as_uri()


def _digest(path: Path, limits: Limits) -> str | None:
    """The content hash; None for a file that cannot be opened, which processing will say."""
    try:
        return sha256_of(fetch(path, limits))
    except ReadError:
        return None


def ingest(
    store: Store, nlp: Language, files: Sequence[Path], version: str, limits: Limits
) -> Iterator[Ingested | Failure]:
    """Read, extract and store some files together. Each outcome is in the ledger before it is told."""
    documents: list[tuple[str, Document]] = []
    for path in files:
        read = _read(store, path, version, limits)
        if isinstance(read, Failure):
            yield read
        else:
            documents.append((_source(path), read))
    acts = extract(nlp, [document for _, document in documents])
    for (source, document), act in zip(documents, acts, strict=True):
        if isinstance(act, ReadError):
            yield _fail(store, source, document.sha256, version, act)
            continue
        try:
            store.record(source, document, [act], version, datetime.now(UTC))
            yield Ingested(source)
        except ActRefused as error:
            yield _fail(store, source, document.sha256, version, error)


def _read(store: Store, path: Path, version: str, limits: Limits) -> Document | Failure:
    source, digest = _source(path), None
    try:
        content = fetch(path, limits)
        digest = sha256_of(content)
        store.begin(source, digest, version, datetime.now(UTC))
        return understand(path, content, digest, limits)
    except ReadError as error:
        return _fail(store, source, digest, version, error)


def _fail(store: Store, source: str, digest: str | None, version: str, error: ReadError | ActRefused) -> Failure:
    store.fail(source, digest, version, error.reason, str(error), datetime.now(UTC))
    return Failure(source, error.reason, str(error))
