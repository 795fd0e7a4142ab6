"""Commands that run flows: ``ingest``, ``retry`` and ``reprocess``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recueil.cli.arguments import BodiesOption, CommandFailed, ReasonsOption, StoreOption, app, parse_since
from recueil.errors import RecueilError
from recueil.translation import gettext as _
from recueil.translation import ngettext

if TYPE_CHECKING:
    from recueil.cli.progress import ProgressReporter
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
    from recueil_flows.command import run_ingestion
    from recueil_flows.requests import IngestRequest, load_inputs

    urls = [path for path in paths or () if "://" in path]
    files = [Path(path) for path in paths or () if "://" not in path]
    request = IngestRequest(paths=files, urls=urls, store=store, dask=dask)
    inputs = load_inputs(request)  # report a wrong path before anything starts
    request = request.model_copy(update={"paths": [path.absolute() for path in files]})
    with _report_run() as reporter:
        reporter.is_complete = run_ingestion(request, inputs, reporter.on_event)
        if paths and reporter.found_nothing:
            from recueil.ingest.remote.urls import redact_url
            from recueil.readers.files import nothing_found

            raise nothing_found([*files, *map(redact_url, urls)])


@app.command()
def retry(
    reason: ReasonsOption = None,
    body: BodiesOption = None,
    since: Annotated[
        str | None,
        typer.Option(
            help="Only work that failed since then: a date (2025-03-01, hier, 'mars 2024'), a time, 24h or 7d."
        ),
    ] = None,
    dask: DaskOption = None,
    store: StoreOption = None,
) -> None:
    """Retry failed and unfinished work, nothing else."""
    from recueil_flows.command import run_flow
    from recueil_flows.requests import RetryRequest, load_inputs

    when = None if since is None else parse_since(since, datetime.now(UTC))
    request = RetryRequest(reasons=reason or [], bodies=body or [], since=when, store=store, dask=dask)
    inputs = load_inputs(request)
    _require_store(inputs.settings)
    with _report_run() as reporter:
        reporter.is_complete = run_flow("retry", request, inputs, reporter.on_event)


@app.command()
def reprocess(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print how many documents are outdated and why; extract nothing.")
    ] = False,
    dask: DaskOption = None,
    store: StoreOption = None,
) -> None:
    """Re-extract the documents that an earlier pipeline version extracted."""
    from recueil_flows.command import run_flow
    from recueil_flows.requests import ReprocessRequest, load_inputs

    request = ReprocessRequest(store=store, dask=dask)
    inputs = load_inputs(request)
    _require_store(inputs.settings)
    if dry_run:
        _print_outdated(inputs.settings)
        return
    with _report_run() as reporter:
        reporter.is_complete = run_flow("reprocess", request, inputs, reporter.on_event)


def _require_store(settings: Settings) -> None:
    """Raise StoreMissing or StoreOutdated before Prefect starts."""
    from recueil.store.open import open_store

    open_store(settings.store).close()


def _print_outdated(settings: Settings) -> None:
    from recueil.ingest.reprocess import find_outdated
    from recueil.store.open import open_store
    from recueil_flows.reprocess import current_pipeline

    with open_store(settings.store) as opened:
        groups = find_outdated(opened, current_pipeline())
    for group in groups:
        print(group.reason())
    if not groups:
        print(_("Nothing to do: everything is of this version."))


@contextmanager
def _report_run() -> Iterator[ProgressReporter]:
    """Show the progress of a run and print its summary; exit with 1 or 130 where it is not complete."""
    from recueil.cli.progress import ProgressReporter

    reporter = ProgressReporter()
    try:
        with reporter:
            yield reporter
    except KeyboardInterrupt:
        print(
            ngettext(
                "Interrupted: {number} ingested. Run the same command again to finish.",
                "Interrupted: {number} ingested. Run the same command again to finish.",
                reporter.ingested,
            )
        )
        raise typer.Exit(130) from None
    except RecueilError:
        if reporter.plan is not None and not reporter.found_nothing:
            print(reporter.summary(has_ended=False))
        raise
    print(reporter.summary())
    if not reporter.is_complete:
        raise CommandFailed
