"""Commands that run flows: ``ingest``, ``retry`` and ``reprocess``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recueil.cli.arguments import BodiesOption, CommandFailed, ReasonsOption, StoreOption, app
from recueil.errors import RecueilError
from recueil.settings import load_settings

if TYPE_CHECKING:
    from pydantic import BaseModel

    from recueil.settings import Settings

SourcesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATH…]", help="Files, folders, patterns or URLs (default: the sources in the settings)."
    ),
]

DaskOption = Annotated[
    str | None, typer.Option("--dask", help="Scheduler of the Dask cluster to run on (default: RECUEIL_DASK).")
]


@app.command()
def ingest(paths: SourcesArgument = None, dask: DaskOption = None, store: StoreOption = None) -> None:
    """Ingest new and changed files into the store."""
    from recueil_flows.requests import IngestRequest, resolve_sources

    settings = load_settings(store=store, dask=dask)
    urls = [path for path in paths or () if "://" in path]
    files = [Path(path) for path in paths or () if "://" not in path]
    given = IngestRequest(paths=files, urls=urls, store=store, dask=dask)
    resolve_sources(given, settings)  # report a wrong path at once, not after Prefect has started
    request = given.model_copy(update={"paths": [path.absolute() for path in given.paths]})
    _run_and_print("ingest", request, settings)


@app.command()
def retry(
    reason: ReasonsOption = None,
    body: BodiesOption = None,
    since: Annotated[
        str | None, typer.Option(help="Only work that failed since then: a date, a time, 24h or 7d.")
    ] = None,
    dask: DaskOption = None,
    store: StoreOption = None,
) -> None:
    """Retry failed and unfinished work, nothing else."""
    from recueil.cli.arguments import parse_since as moment
    from recueil_flows.requests import RetryRequest

    when = None if since is None else moment(since, datetime.now(UTC))
    request = RetryRequest(reasons=reason or [], bodies=body or [], since=when, store=store, dask=dask)
    _run_and_print("retry", request, _load_settings_with_store(store, dask))


@app.command()
def reprocess(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print how many documents are outdated and why; extract nothing.")
    ] = False,
    dask: DaskOption = None,
    store: StoreOption = None,
) -> None:
    """Re-extract the documents that an earlier pipeline version extracted."""
    from recueil_flows.requests import ReprocessRequest

    settings = _load_settings_with_store(store, dask)
    if dry_run:
        _print_outdated(settings)
    else:
        _run_and_print("reprocess", ReprocessRequest(store=store, dask=dask), settings)


def _load_settings_with_store(store: str | None, dask: str | None) -> Settings:
    """Load the settings; raise StoreMissing or StoreOutdated before Prefect starts."""
    from recueil.store.open import open_store

    settings = load_settings(store=store, dask=dask)
    open_store(settings.store).close()
    return settings


def _print_outdated(settings: Settings) -> None:
    from recueil.ingest.reprocess import find_outdated
    from recueil.store.open import open_store
    from recueil_flows.reprocess import current_pipeline

    with open_store(settings.store) as opened:
        groups = find_outdated(opened, current_pipeline())
    for group in groups:
        print(group.reason())
    if not groups:
        print("Nothing to do: everything is of this version.")


def _run_and_print(flow: str, request: BaseModel, settings: Settings) -> None:
    from recueil.cli.progress import ProgressReporter
    from recueil_flows.command import run_flow

    watcher = ProgressReporter()
    try:
        succeeded = run_flow(flow, request, settings, watcher)
    except KeyboardInterrupt:
        print(f"Interrupted: {watcher.ingested} ingested. Run the same command again to finish.")
        raise typer.Exit(130) from None
    except RecueilError:
        if watcher.plan is not None:
            print(watcher.summary())
        raise
    print(watcher.summary())
    if not succeeded:
        raise CommandFailed
