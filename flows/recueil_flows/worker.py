"""What a worker process runs: the pipeline, loaded once, on the jobs it is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from recueil.ingest import worker
from recueil.ingest.worker import Job, Outcome
from recueil.ingest.workers.process import Announce

if TYPE_CHECKING:
    from spacy.language import Language


def prepare() -> None:
    """Load the pipeline before the first job comes."""
    _pipeline()


def handle(jobs: Sequence[Job], announce: Announce) -> Iterator[tuple[int, Outcome]]:
    """A ``recueil.ingest.workers.process.Handle``."""
    return worker.do(_pipeline(), jobs, announce)


@cache
def _pipeline() -> Language:
    from fr_recueil import load

    return load()
