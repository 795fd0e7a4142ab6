"""Files → acts, without a store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from recueil.errors import ReadError
from recueil.readers.discover import DiscoveredFile, discover_files
from recueil.readers.reading_document import Document
from recueil.readers.reading_reader import read
from recueil.settings import Settings
from recueil.values import Act

Result = tuple[Document, Act] | ReadError


def extract_files(paths: Sequence[Path], settings: Settings) -> Iterator[tuple[Path, Result]]:
    """Yield each file in the order given, with its document and act, or the error that prevented them."""
    from fr_recueil import load
    from recueil.acts import extract_acts

    files = iter(discover_files(paths))
    nlp = load()
    while batch := list(islice(files, settings.batch)):
        documents = [_read_document(file, settings) for file in batch]
        acts = iter(extract_acts(nlp, [document for document in documents if isinstance(document, Document)]))
        for file, document in zip(batch, documents, strict=True):
            yield file.path, document if isinstance(document, ReadError) else _pair(document, next(acts))


def _pair(document: Document, act: Act | ReadError) -> Result:
    return act if isinstance(act, ReadError) else (document, act)


def _read_document(file: DiscoveredFile, settings: Settings) -> Document | ReadError:
    try:
        return read(file.path, settings.limits, settings.ocr_cache, file.within)
    except ReadError as error:
        return error
