"""What the workers of a Dask cluster run: with settings of their own, and a crew that lasts as long as they do.

Only what is here passes through the scheduler: numbers of the ledger, and where a source has a URL, what to fetch.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from distributed import Worker, WorkerPlugin, get_worker

import fr_recueil
from recueil.errors import ClusterUnfit
from recueil.ingest.remote.resolver import Located, Origin
from recueil.settings import load_settings
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil_flows import crew
from recueil_flows.batches import as_task, done
from recueil_flows.tasks import nameless_errors

_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a worker must have to be of use to a run: the run in its store, the version, and the Prefect API."""

    run: str
    version: str
    api: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Some documents by their numbers in the ledger, for one run and at one version of the pipeline."""

    numbers: tuple[int, ...]
    run: str
    version: str
    stored_text: bool
    origins: Mapping[int, Origin]


class Hired(WorkerPlugin):
    """Keeps a crew in a worker: as many hands as RECUEIL_WORKERS there says, else as the worker has threads."""

    name = "recueil-crew"
    idempotent = True

    def setup(self, worker: Worker) -> None:
        settings = load_settings()
        crew.hire(settings.model_copy(update={"workers": settings.workers or worker.state.nthreads}))

    def teardown(self, worker: Worker) -> None:
        crew.dismiss()


def look(wanted: Wanted) -> None:
    """Look whether this worker is of use to a run. ClusterUnfit, and any error of its settings or its store."""
    require_version(wanted.version)
    with open_store(load_settings().store) as store:
        _require_run(store, wanted.run)
    try:
        httpx.get(f"{wanted.api}/health", timeout=_SECONDS)
    except httpx.HTTPError as error:
        advice = "Set PREFECT_API_URL, where the command runs, to a Prefect server that all workers reach."
        raise ClusterUnfit(f"the Prefect API at {wanted.api} does not answer it ({error}).", advice) from None


def do(batch: Batch) -> None:
    """Read, extract and store some documents: those of its own store, with its own settings."""
    settings = load_settings()
    with nameless_errors(), _named(), open_store(settings.store) as store:
        require_version(batch.version)
        _require_run(store, batch.run)
        with Located(batch.origins, settings, store.fingerprints()) as located:
            done(store, batch.numbers, batch.run, settings, stored_text=batch.stored_text, locate=located)


do_batch = as_task(do)


@contextmanager
def _named() -> Iterator[None]:
    """What a worker is not fit for is told with its name."""
    try:
        yield
    except ClusterUnfit as error:
        raise ClusterUnfit(f"The Dask worker at {get_worker().address}: {error.message}", error.advice) from None


def require_version(version: str) -> None:
    """ClusterUnfit where this process has another version of the pipeline."""
    if fr_recueil.version() != version:
        message = f"it has version {fr_recueil.version()} of the pipeline, and the run {version}."
        raise ClusterUnfit(message, "Install the same version everywhere, and start scheduler and workers again.")


def _require_run(store: Store, run: str) -> None:
    if not store.ledger.knows(run):
        message = f"it has another store than the run: process {os.getpid()}, started in {Path.cwd()}."
        raise ClusterUnfit(message, "Set RECUEIL_STORE there, or `store` in its recueil.toml, to the same store.")
