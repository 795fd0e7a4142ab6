"""Commands for operators: status, report, failures, quarantine, copies, backups, the schedule, kept originals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recueil.cli import terminal
from recueil.cli.arguments import (
    BodiesOption,
    CommandFailed,
    ReasonsOption,
    StoreOption,
    TableFormat,
    app,
    resolve_address,
)
from recueil.errors import SettingsError, StoreMissing
from recueil.translation import format_number, ngettext
from recueil.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recueil.settings import Settings
    from recueil.store.ledger.work import State, Work
    from recueil.store.store import Store


@app.command()
def status(
    follow: Annotated[
        bool, typer.Option("--follow", help="Show the progress of the active run until it ends.")
    ] = False,
    store: StoreOption = None,
) -> None:
    """Print the content of the store, the active runs, and failures with their reasons."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        if follow:
            from recueil.cli import progress

            progress.follow(opened)
        terminal.print_status(opened.status())


@app.command()
def report(
    since: Annotated[
        str | None,
        typer.Option(
            help="Start of the report: a date (2025-03-01, hier, 'mars 2024'), a time, 24h or 7d "
            "(default: the last ingestion)."
        ),
    ] = None,
    store: StoreOption = None,
) -> None:
    """Print what was ingested, what failed and why, and what a newer pipeline version extracts differently."""
    from recueil.cli.arguments import last_ingest_start, parse_since
    from recueil.reports import render
    from recueil.reports.crawls import crawls_since
    from recueil.settings import load_settings
    from recueil.store.open import open_store

    settings = load_settings(store=store)
    with open_store(settings.store) as opened:
        now = datetime.now(UTC)
        start = parse_since(since, now) if since else last_ingest_start(opened.ledger.runs(), now)
        found = replace(opened.report(start), crawls=crawls_since(settings, start))
        render.print_report(found, settings.web.address)


failures_app = typer.Typer()
app.add_typer(failures_app, name="failures")
FilesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[FILE…]", help="Only these files, files in these folders, or files from these URLs."),
]


@failures_app.callback(invoke_without_command=True)
def failures(
    context: typer.Context,
    reason: ReasonsOption = None,
    body: BodiesOption = None,
    format: Annotated[TableFormat, typer.Option("--format", help="Output format.")] = TableFormat.TABLE,
    store: StoreOption = None,
) -> None:
    """List failures: the reason, the number of attempts, and the time of the next one."""
    from recueil.ingest.plan import select_work
    from recueil.store.ledger.work import FAILED_STATES
    from recueil.store.open import open_store

    if context.invoked_subcommand:
        if reason or body or store or format is not TableFormat.TABLE:
            raise typer.BadParameter(
                _("Options belong behind `{invoked_subcommand}`.").format(
                    invoked_subcommand=context.invoked_subcommand
                )
            )
        return
    with open_store(resolve_address(store)) as opened:
        works = select_work(opened, FAILED_STATES, reason or (), body or ())
    if format is TableFormat.CSV:
        from recueil.export.csv import failures_as_csv

        print(failures_as_csv(works).rstrip("\n"))
    elif works:
        terminal.print_failures(works)
    else:
        print(_("Nothing failed."))


@failures_app.command()
def dismiss(
    files: FilesArgument = None,
    reason: ReasonsOption = None,
    body: BodiesOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Every failure.")] = False,
    store: StoreOption = None,
) -> None:
    """Dismiss failures until their files change and fail again; noted in the audit log."""
    from recueil.ingest.host import login_name
    from recueil.settings import load_settings
    from recueil.store.ledger.work import FAILED_STATES
    from recueil.store.open import open_store

    _require_choice(files, reason, body, everything=everything)
    settings = load_settings(store=store)
    with open_store(settings.store) as opened:
        works = _select_named_work(opened, settings, FAILED_STATES, files, reason, body)
        dismissed = opened.ledger.dismiss((work.id for work in works), login_name(), datetime.now(UTC))
    print(
        ngettext(
            "{number} failure dismissed. What changes and fails again is told again.",
            "{number} failures dismissed. What changes and fails again is told again.",
            dismissed,
        )
    )
    if not dismissed:
        raise CommandFailed


def _require_choice(
    files: list[str] | None, reason: list[str] | None, body: list[str] | None, *, everything: bool
) -> None:
    if not (files or reason or body or everything):
        raise SettingsError(_("Nothing was chosen."), _("Name files, a --reason or a --body, or say --all."))


def _select_named_work(
    opened: Store,
    settings: Settings,
    states: Sequence[State],
    files: list[str] | None,
    reason: list[str] | None,
    body: list[str] | None,
) -> list[Work]:
    """Select the work that a user names: files, files below folders, sources with a URL."""
    from recueil.ingest.plan import select_work

    works = select_work(opened, states, reason or (), body or ())
    if not files:
        return works
    name_of = opened.ledger.addresses()
    named = {name_of(_ledger_uri(file, settings)) for file in files}
    folders = tuple(f"{name}/" for name in named)
    return [work for work in works if work.source in named or work.source.startswith(folders)]


def _ledger_uri(file: str, settings: Settings) -> str:
    """Return the ledger's URI of a file, a folder, or the mirror of a remote source."""
    if file.startswith("file://"):
        return file
    if "://" in file:
        from recueil.ingest.remote.urls import folder_name

        return (settings.mirror / folder_name(file)).absolute().as_uri()
    return Path(file).absolute().as_uri()


quarantine_app = typer.Typer(help="Release files that are not retried automatically.", no_args_is_help=True)
app.add_typer(quarantine_app, name="quarantine")


@quarantine_app.command()
def release(
    files: FilesArgument = None,
    reason: ReasonsOption = None,
    body: BodiesOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Everything in quarantine.")] = False,
    store: StoreOption = None,
) -> None:
    """Release quarantined files for the next run; of named files, also dismissed ones."""
    from recueil.settings import load_settings
    from recueil.store.open import open_store

    _require_choice(files, reason, body, everything=everything)
    states: list[State] = ["quarantined", "dismissed"] if files else ["quarantined"]
    settings = load_settings(store=store)
    with open_store(settings.store) as opened:
        works = _select_named_work(opened, settings, states, files, reason, body)
        opened.ledger.release(work.id for work in works)
    print(
        ngettext(
            "{number} file released. `recueil retry` tries them now.",
            "{number} files released. `recueil retry` tries them now.",
            len(works),
        )
    )
    if not works:
        raise CommandFailed


store_app = typer.Typer(help="Copy the store to another database.", no_args_is_help=True)
app.add_typer(store_app, name="store")


@store_app.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="SRC", help="Address of the store to copy.")],
    target: Annotated[
        str, typer.Argument(metavar="DST", help="Address of the copy: a file or database that holds no store.")
    ],
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite an unfinished copy.")] = False,
) -> None:
    """Copy a store to another database, and compare the two."""
    from recueil.store.admin.copy import copy_store

    copied = copy_store(source, target, datetime.now(UTC), replace=replace)
    terminal.print_copied_tables(copied)
    if any(table.copy != table.original for table in copied):
        raise CommandFailed


@app.command()
def check(store: StoreOption = None) -> None:
    """Check that the store, its search index and its ledger agree."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        findings = opened.check(datetime.now(UTC))
    if findings:
        terminal.print_findings(findings)
        raise CommandFailed
    print(_("The store is sound."))


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup to write; it must not exist.")],
    store: StoreOption = None,
) -> None:
    """Back up the store to one file, also while a run writes to it."""
    from recueil.store.admin.backup import backup as back_up

    back_up(resolve_address(store), file)
    print(_("The store is backed up in {file}.").format(file=file))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file written by `recueil backup`.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Restore even if the store holds acts; it is kept beside.")
    ] = False,
    store: StoreOption = None,
) -> None:
    """Restore the store from a backup."""
    from recueil.store.admin.backup import restore as bring_back

    kept = bring_back(resolve_address(store), file, datetime.now(UTC), replace=replace)
    print(
        _("The store is what it was in {file}.").format(file=file)
        + (_(" What it held before is in {kept}.").format(kept=kept) if kept else "")
    )


@app.command()
def schedule(
    cron: Annotated[
        str | None, typer.Option(help="When to ingest, Europe/Paris time (default: 0 2 * * *).")
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address of Prefect's pages (default: 127.0.0.1).")] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port of Prefect's pages (default: 4200).")
    ] = None,
    print_unit: Annotated[
        bool, typer.Option("--print-unit", help="Print a systemd unit that runs this command, and exit.")
    ] = False,
) -> None:
    """Run Prefect's server, its pages and the nightly ingestion, until stopped."""
    from recueil_flows.schedule import HOST, NIGHTLY, PORT, run_schedule

    arguments = (cron or NIGHTLY, host or HOST, PORT if port is None else port)
    if print_unit:
        from recueil_flows.deployments import render_unit

        print(render_unit(*arguments), end="")
    else:
        raise typer.Exit(run_schedule(*arguments))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    store: StoreOption = None,
) -> None:
    """Serve the pages and the API, until interrupted. A store that is not there yet is made, empty."""
    from recueil.installed_pipeline import without_garbage_collection

    with without_garbage_collection():
        from recueil.settings import load_settings
        from recueil.store.open import open_store
        from recueil.web import server

    settings = load_settings(store=store)
    try:
        opened = open_store(settings.store)
    except StoreMissing:
        opened = open_store(settings.store, create=True)
    with opened:
        server.serve(opened, settings, host, port)


originals_app = typer.Typer(
    help="Verify the files that were kept, and prune former versions.", no_args_is_help=True
)
app.add_typer(originals_app, name="originals")


@originals_app.command()
def verify(store: StoreOption = None) -> None:
    """Compare each kept file with its digest, and the store with the files; name what is missing or damaged."""
    from recueil.ingest.originals import Originals, iter_originals
    from recueil.ingest.plan import path_of
    from recueil.settings import load_settings
    from recueil.store.open import open_store

    settings = load_settings(store=store)
    with open_store(settings.store) as opened:
        originals = Originals(settings.originals, opened.fingerprints())
        damaged = list(originals.iter_damaged())
        masked = opened.erasure.documents()
        contents = opened.ledger.held_contents()
    missing = [uri for content, uri in contents if content not in masked and not originals.has(content)]
    for path in damaged:
        terminal.out.print(terminal.safe_text(_("damaged: {path}").format(path=path)), soft_wrap=True)
    for uri in missing:
        terminal.out.print(terminal.safe_text(_("missing: {uri}").format(uri=path_of(uri))), soft_wrap=True)
    total = sum(1 for _ in iter_originals(settings.originals))
    print(
        ngettext(
            "{number} original: {count} damaged, {count_2} missing.",
            "{number} originals: {count} damaged, {count_2} missing.",
            total,
        ).format(count=len(damaged), count_2=len(missing))
    )
    if damaged or missing:
        raise CommandFailed


@originals_app.command()
def prune(
    days: Annotated[
        int | None, typer.Option(min=0, help="Keep what was written in so many days (default: `originals_days`).")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
    store: StoreOption = None,
) -> None:
    """Remove former versions of files, and files of no act, once their retention is over."""
    from recueil.ingest.originals import Originals
    from recueil.settings import load_settings
    from recueil.store.open import open_store

    settings = load_settings(store=store)
    days = settings.originals_days if days is None else days
    if days is None:
        raise SettingsError(
            _("No retention is set: nothing is removed."), _("Give --days, or set `originals_days`.")
        )
    before = datetime.now(UTC) - timedelta(days=days)
    with open_store(settings.store) as opened:
        originals = Originals(settings.originals, opened.fingerprints())
        if not dry_run:
            opened.prune_versions(before)
        pruned = originals.prune(opened.ledger.needed_contents(), before, dry_run=dry_run)
    outcome = (
        ngettext(
            "{number} original would be removed ({size} bytes).",
            "{number} originals would be removed ({size} bytes).",
            pruned.files,
        )
        if dry_run
        else ngettext(
            "{number} original removed ({size} bytes).", "{number} originals removed ({size} bytes).", pruned.files
        )
    )
    print(outcome.format(size=format_number(pruned.size)))
