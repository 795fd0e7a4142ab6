"""ingest: discover → skip what the ledger knows → read, extract and store in batches.

Writes: the store, one transaction per act, and its ledger. Cache: none of Prefect's; the ledger (content hash ×
pipeline version) decides what there is to do, so a run that died is finished by running again. A task is a batch
of documents: a task costs Prefect about what ten documents cost to read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from recueil import ingestion
from recueil.reading.discover import discover
from recueil.settings import Settings, load_settings
from recueil.store import open_store
from recueil_flows.progress import tell

if TYPE_CHECKING:
    from spacy.language import Language


@flow(name="ingest", persist_result=False)
def ingest(paths: list[Path], store: str | None = None) -> State[Any]:
    """Bring the acts below some paths into the store.

    Ends Completed when every file is in, Completed under the name CompletedWithFailures when some are not (the
    ledger says which and why), and Failed when files failed and none is in.
    """
    settings = load_settings(store=store)
    plan = _plan(discover(paths), settings)
    tell(plan)
    failures = list(plan.set_aside)
    for failure in failures:
        tell(failure)
    for batch in _batches(plan.work, settings.batch):
        failures += ingest_batch(batch, settings)
    return _final_state(failures, plan)


@task(name="plan", cache_policy=NO_CACHE, persist_result=False)
def _plan(files: Sequence[Path], settings: Settings) -> ingestion.Plan:
    from fr_recueil import version

    with open_store(settings.store, create=True) as store:
        return ingestion.plan(store, files, version(), settings.limits)


@task(name="ingest_batch", cache_policy=NO_CACHE, persist_result=False)
def ingest_batch(files: Sequence[Path], settings: Settings) -> list[ingestion.Failure]:
    """Read, extract and store some files; gives back those that failed."""
    from fr_recueil import version

    failures = []
    with open_store(settings.store) as store:
        for outcome in ingestion.ingest(store, _model(), files, version(), settings.limits):
            tell(outcome)
            if isinstance(outcome, ingestion.Failure):
                get_run_logger().info("%s: %s", outcome.reason, outcome.message)
                failures.append(outcome)
    return failures


def _batches(files: Iterable[Path], size: int) -> Iterator[list[Path]]:
    remaining = iter(files)
    while batch := list(islice(remaining, size)):
        yield batch


@cache
def _model() -> Language:
    """The pipeline, loaded once in a process."""
    from fr_recueil import load

    return load()


def _final_state(failures: Sequence[ingestion.Failure], plan: ingestion.Plan) -> State[Any]:
    files = len(plan.work) + plan.unchanged + len(plan.set_aside)
    message = f"{files - len(failures)} of {files} files are in the store, {plan.unchanged} of them unchanged."
    if not failures:
        return Completed(message=message)
    if len(failures) == files:
        return Failed(message=f"All {files} files failed.")
    return Completed(name="CompletedWithFailures", message=f"{message} {len(failures)} failed.")
