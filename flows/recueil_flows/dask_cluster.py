"""Run batches on a Dask cluster: connect to it, check its workers before any work, submit the batches.

Dask is imported only inside functions: runs without it neither need it nor start later.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import fr_recueil
from recueil.errors import ClusterUnfit, ClusterUnreachable, FlowError, RecueilError
from recueil.extras import install_command, is_installed
from recueil.ingest.file_results import Failure, Ingested
from recueil.ingest.remote.mirror import MirrorOrigins
from recueil.settings import Settings, Source
from recueil.store.open import is_sqlite_url
from recueil.store.store import Store
from recueil.translation import gettext as _
from recueil_flows.process_context import emit

if TYPE_CHECKING:
    from distributed import Client
    from prefect_dask.task_runners import DaskTaskRunner, PrefectDaskFuture

_TIMEOUT_SECONDS = 10
_START_ADVICE = _("Start it with `dask scheduler`, or correct --dask or RECUEIL_DASK.")
_RERUN_ADVICE = _("What is done is in the store: when the cluster is back, run the same command again to finish.")


def check_scheduler(settings: Settings) -> None:
    """Check quickly, before anything is started, that a Dask scheduler accepts connections.

    Raise ClusterUnreachable, or ClusterUnfit for a store that workers cannot share.
    """
    address = settings.dask or ""
    endpoint = _parse_address(address)
    if endpoint is None:
        raise ClusterUnreachable(
            _("{address!r} is not the address of a Dask scheduler.").format(address=address),
            _("One is like tcp://host:8786, or tls://host:8786."),
        )
    if is_sqlite_url(settings.store):
        advice = _("Give a postgresql:// address; `recueil store copy` moves a store there.")
        raise ClusterUnfit(_("The workers of a cluster cannot share a store in SQLite."), advice)
    if not is_installed("dask"):
        advice = _("{command}, here and for every worker.").format(command=install_command("dask"))
        raise ClusterUnreachable(_("Dask is not installed."), advice)
    try:
        socket.create_connection(endpoint, _TIMEOUT_SECONDS).close()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ClusterUnreachable(
            _("No Dask scheduler answers at {address} ({why}).").format(address=address, why=why), _START_ADVICE
        ) from None


def _parse_address(address: str) -> tuple[str, int] | None:
    """Return host and port of a scheduler's address; None where it is not one."""
    try:
        url = urlsplit(address)
        host, port = url.hostname, url.port
    except ValueError:
        return None
    is_plain = url.username is None and address.split() == [address]
    is_all = address in (f"tcp://{url.netloc}", f"tls://{url.netloc}")
    return (host, port) if host and port and is_plain and is_all else None


def _create_task_runner(address: str) -> DaskTaskRunner:
    """Create the task runner of a cluster, without starting it."""
    from prefect_dask.task_runners import DaskTaskRunner

    # Silence Dask's own messages: a failing cluster is reported in our words.
    for name in ("distributed", "distributed.client"):  # the latter has its own level
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return DaskTaskRunner(address=address, client_kwargs={"timeout": _TIMEOUT_SECONDS, "set_as_default": False})


@contextmanager
def join_cluster(settings: Settings, store: Store, run: str, sources: Sequence[Source]) -> Iterator[DaskExecutor]:
    """Connect to a cluster with fit workers for a block. Raise ClusterUnreachable, ClusterUnfit."""
    check_scheduler(settings)
    address = settings.dask or ""
    with _create_task_runner(address) as runner:
        try:
            client = runner.client
        except (OSError, TimeoutError, ValueError, RuntimeError) as error:
            why = str(error).partition("\n")[0] or type(error).__name__
            raise ClusterUnreachable(
                _("No Dask scheduler answers at {address} ({why}).").format(address=address, why=why),
                _START_ADVICE,
            ) from error
        _check_workers(client, address, run)
        from recueil_flows.dask_worker import PoolPlugin

        client.register_plugin(PoolPlugin())
        yield DaskExecutor(runner, store, run, partial(MirrorOrigins, sources, settings.mirror))


def _check_workers(client: Client, address: str, run: str) -> None:
    """Check scheduler and workers. Raise ClusterUnreachable without workers, ClusterUnfit for an unfit one."""
    from recueil_flows.dask_worker import WorkerRequirements, check_worker, require_version

    required = WorkerRequirements(run, fr_recueil.version(), _prefect_api_url())
    try:
        client.run_on_scheduler(require_version, required.version)  # type: ignore[no-untyped-call]
    except Exception as error:  # noqa: BLE001 — whatever it lacks comes back as it was raised there
        raise _unfit_error(_("scheduler at {address}").format(address=address), error) from None
    answers = client.run(check_worker, required, on_error="return")
    if not answers:
        advice = _("Start some with `dask worker {address}`, each in its working folder.").format(address=address)
        raise ClusterUnreachable(
            _("The Dask cluster at {address} has no workers.").format(address=address), advice
        )
    for worker, answer in answers.items():
        if answer is not None:
            raise _unfit_error(_("worker at {worker}").format(worker=worker), answer)


def _prefect_api_url() -> str:
    """Return the URL of the Prefect API; raise ClusterUnfit where none is configured."""
    from prefect.settings import PREFECT_API_URL

    api = PREFECT_API_URL.value()
    if api is None:
        advice = _("Set PREFECT_API_URL to a Prefect server that all workers reach.")
        raise ClusterUnfit(_("There is no Prefect API that workers could reach."), advice)
    return str(api)


def _unfit_error(worker: str, answer: object) -> ClusterUnfit:
    """Build the ClusterUnfit error for a scheduler or worker from the error that it returned."""
    if isinstance(answer, RecueilError):
        return ClusterUnfit(
            _("The Dask {worker}: {message}").format(worker=worker, message=answer.message), answer.advice
        )
    # Dask does not pass on every error as it is: a failed import arrives as text.
    advice = _("Install there what is installed here, 'recueil[dask]', and start it again.")
    return ClusterUnfit(
        _("The Dask {worker} has no Recueil that works ({answer}).").format(worker=worker, answer=answer), advice
    )


@contextmanager
def _translate_connection_loss() -> Iterator[None]:
    """Raise ClusterUnreachable where the connection to the scheduler is lost."""
    try:
        yield
    except (CancelledError, OSError) as error:
        raise ClusterUnreachable(_("The Dask scheduler was lost."), _RERUN_ADVICE) from error


class DaskExecutor:
    """Batch executor that submits batches to Dask workers, and reports their results from the ledger."""

    def __init__(
        self, runner: DaskTaskRunner, store: Store, run: str, origins: Callable[[], MirrorOrigins]
    ) -> None:
        self._runner, self._store, self._run = runner, store, run
        self._origins = cache(origins)  # complete after all downloads, when the first batch starts
        self._submitted: dict[Any, Sequence[int]] = {}

    def max_in_flight(self) -> int:
        """Return twice the number of threads: no worker waits, and workers that join find batches to do."""
        with _translate_connection_loss():
            threads: Mapping[str, int] = self._runner.client.nthreads()  # type: ignore[no-untyped-call]
        return 2 * max(1, sum(threads.values()))

    def submit(self, numbers: Sequence[int], *, stored_text: bool) -> PrefectDaskFuture[None]:
        from recueil_flows.dask_worker import Batch, run_batch_task

        origins = {} if stored_text else self._origins().of(self._store.ledger.by_ids(numbers))
        batch = Batch(tuple(numbers), self._run, fr_recueil.version(), stored_text, origins)
        with _translate_connection_loss():
            future: PrefectDaskFuture[None] = self._runner.submit(run_batch_task, {"batch": batch})
        self._submitted[future.task_run_id] = numbers
        return future

    def result(self, future: PrefectDaskFuture[None]) -> object:
        """Return None for a batch that succeeded, otherwise its exception."""
        numbers = self._submitted.pop(future.task_run_id)
        try:
            with _translate_connection_loss():
                state = future.wrapped_future.result()
            return state.result(raise_on_failure=False)
        except ClusterUnreachable:
            raise
        except Exception as error:  # noqa: BLE001 — Dask lost the batch: its workers died over it
            return FlowError(f"{type(error).__name__}: {error}")
        finally:
            self._report(numbers)

    def _report(self, numbers: Sequence[int]) -> None:
        """Report the documents of a batch that the ledger shows done or failed in this run."""
        for work in self._store.ledger.by_ids(numbers):
            if work.run == self._run and work.state == "done":
                emit(Ingested(work.source))
            elif work.run == self._run and work.state in ("failed", "quarantined"):
                emit(Failure.of(work))
