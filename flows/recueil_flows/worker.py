"""Functions that the pool's worker processes run: load the pipeline once, then process jobs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from recueil.ingest import worker
from recueil.ingest.worker import Job, JobResult
from recueil.ingest.workers.process import Announce

if TYPE_CHECKING:
    from spacy.language import Language


def prepare() -> None:
    """Load the pipeline before the first job arrives."""
    _load_pipeline()


def handle(jobs: Sequence[Job], announce: Announce) -> Iterator[tuple[int, JobResult]]:
    """Process the jobs of one batch; a ``recueil.ingest.workers.process.JobHandler``."""
    return worker.process_documents(_load_pipeline(), jobs, announce)


@cache
def _load_pipeline() -> Language:
    from fr_recueil import load

    return load()
