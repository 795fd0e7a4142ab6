"""A worker whose reader some files are poison to: it aborts, it loops, it eats memory."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import spacy
from spacy.language import Language

from recueil.ingest import worker
from recueil.ingest.worker import Job, JobResult
from recueil.ingest.workers.process import Announce
from recueil.readers.archive import ArchiveOptions
from recueil.readers.document import Document
from recueil.readers.reader import parse_document
from recueil.settings import Limits
from recueil_flows.worker import handle, prepare

__all__ = ["handle", "handle_blank", "prepare", "prepare_blank"]


def _poisoned(
    path: Path, content: bytes, sha256: str, limits: Limits, cache: Path | None, opening: ArchiveOptions
) -> Document:
    hoard: list[bytes] = []
    match content:
        case b"abort":
            os.abort()
        case b"loop":
            while True:
                pass
        case b"eat":
            while True:
                hoard.append(bytes(50_000_000))
    return parse_document(path, content, sha256, limits, cache, opening)


vars(worker)["parse_document"] = _poisoned


@cache
def _blank() -> Language:
    return spacy.blank("fr")


def prepare_blank() -> None:
    """Load a pipeline that finds nothing, in a third of the time."""
    _blank()


def handle_blank(jobs: Sequence[Job], announce: Announce) -> Iterator[tuple[int, JobResult]]:
    """Read, and extract nothing."""
    return worker.process_documents(_blank(), jobs, announce)
