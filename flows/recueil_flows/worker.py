"""Job handler of the worker processes: load the pipeline once, then process jobs.

Each process imports this before its first job, so import nothing here that reading and extracting does not need.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from recueil.ingest.worker import Job, JobResult, process_documents
from recueil.ingest.workers.process import Announce

if TYPE_CHECKING:
    from spacy.language import Language


def prepare() -> None:
    """Load the pipeline and the readers before the first job arrives, which may need the memory."""
    import recueil.pipeline  # noqa: F401
    from recueil.readers.ocr import image  # noqa: F401
    from recueil.readers.pdf import text_layer  # noqa: F401
    from recueil.store.index import prepared  # noqa: F401

    _load_pipeline()


def handle(jobs: Sequence[Job], announce: Announce) -> Iterator[tuple[int, JobResult]]:
    """Process the jobs of one batch; a ``recueil.ingest.workers.process.JobHandler``."""
    from recueil.store.index.prepared import prepare_rows

    return process_documents(_load_pipeline(), jobs, announce, prepare_rows)


@cache
def _load_pipeline() -> Language:
    from fr_recueil import load

    return load()
