"""Code that runs on Dask workers, with their own settings and a worker pool that lives as long as they do.

Only what is defined here is pickled through the scheduler: ledger numbers, and the origins of files with a
URL.
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
from recueil.ingest.remote.mirror import Origin, RemoteFileResolver
from recueil.ingest.run import ingest_claimed
from recueil.settings import load_settings
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.translation import gettext as _
from recueil_flows import process_context
from recueil_flows.error_redaction import redact_raised_errors
from recueil_flows.executors import as_task, report_results

_TIMEOUT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class WorkerRequirements:
    """Requirements on a Dask worker: it knows the run, has the same version, and reaches the API."""

    run: str
    version: str
    api: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents by their numbers in the ledger, for one run and one pipeline version."""

    numbers: tuple[int, ...]
    run: str
    version: str
    stored_text: bool
    origins: Mapping[int, Origin]


class PoolPlugin(WorkerPlugin):
    """Dask plugin that keeps a worker pool in each Dask worker.

    The pool has RECUEIL_WORKERS processes as set on that machine, or else as many as the worker has
    threads.
    """

    name = "recueil-pool"
    idempotent = True

    def setup(self, worker: Worker) -> None:
        settings = load_settings()
        process_context.start_pool(
            settings.model_copy(update={"workers": settings.workers or worker.state.nthreads})
        )

    def teardown(self, worker: Worker) -> None:
        process_context.stop_pool()


def check_worker(required: WorkerRequirements) -> None:
    """Check that this worker meets the requirements of a run.

    Raise ClusterUnfit where it does not, or the errors of loading its settings and opening its store.
    """
    require_version(required.version)
    with open_store(load_settings().store) as store:
        _require_run(store, required.run)
    try:
        httpx.get(f"{required.api}/health", timeout=_TIMEOUT_SECONDS)
    except httpx.HTTPError as error:
        advice = _("Set PREFECT_API_URL, where the command runs, to a Prefect server that all workers reach.")
        raise ClusterUnfit(
            _("the Prefect API at {api} does not answer it ({error}).").format(api=required.api, error=error),
            advice,
        ) from None


def run_batch(batch: Batch) -> None:
    """Read, extract and store a batch on this worker, with its own store and settings."""
    settings = load_settings()
    with redact_raised_errors(), _name_worker_in_errors(), open_store(settings.store) as store:
        require_version(batch.version)
        _require_run(store, batch.run)
        with RemoteFileResolver(batch.origins, settings, store.fingerprints()) as resolver:
            results = ingest_claimed(
                store,
                process_context.current_pool(),
                batch.run,
                batch.numbers,
                settings,
                stored_text=batch.stored_text,
                resolver=resolver,
            )
            report_results(results, len(batch.numbers))


run_batch_task = as_task(run_batch)


@contextmanager
def _name_worker_in_errors() -> Iterator[None]:
    """Prefix a ClusterUnfit error with the address of this worker."""
    try:
        yield
    except ClusterUnfit as error:
        raise ClusterUnfit(
            _("The Dask worker at {address}: {message}").format(
                address=get_worker().address, message=error.message
            ),
            error.advice,
        ) from None


def require_version(version: str) -> None:
    """Raise ClusterUnfit where this process has another version of the pipeline."""
    if fr_recueil.version() != version:
        message = _("it has version {installed} of the pipeline, and the run {version}.").format(
            installed=fr_recueil.version(), version=version
        )
        raise ClusterUnfit(
            message, _("Install the same version everywhere, and start scheduler and workers again.")
        )


def _require_run(store: Store, run: str) -> None:
    """Raise ClusterUnfit where this store does not know the run: it is another store."""
    if not store.ledger.has_run(run):
        message = _("it has another store than the run: process {pid}, started in {path}.").format(
            pid=os.getpid(), path=Path.cwd()
        )
        raise ClusterUnfit(
            message, _("Set RECUEIL_STORE there, or `store` in its recueil.toml, to the same store.")
        )
