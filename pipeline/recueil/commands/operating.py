"""Commands of whoever keeps the store: how it stands, what failed, backups, the schedule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from recueil import terminal
from recueil.commands.base import Bodies, Failed, Reasons, Store, TableFormat, app
from recueil.settings import load_settings


@app.command()
def status(
    follow: Annotated[bool, typer.Option("--follow", help="Show the run at work until it ends.")] = False,
    store: Store = None,
) -> None:
    """Print what the store holds, what is at work, and what failed, with the reasons."""
    from recueil.store import open_store

    with open_store(load_settings(store=store).store) as opened:
        if follow:
            from recueil import watching

            watching.follow(opened)
        terminal.status(opened.status())


@app.command()
def report(
    since: Annotated[
        str | None, typer.Option(help="From then on; by default, from the last ingestion on.")
    ] = None,
    store: Store = None,
) -> None:
    """Print what came in, what failed and why, and what a newer version found otherwise."""
    from recueil import terminal_report
    from recueil.clock import now
    from recueil.since import last_ingest
    from recueil.since import since as moment
    from recueil.store import open_store

    settings = load_settings(store=store)
    with open_store(settings.store) as opened:
        start = moment(since, now()) if since else last_ingest(opened.ledger.runs(), now())
        terminal_report.show(opened.report(start), settings.web.address)


@app.command()
def failures(
    reason: Reasons = None,
    body: Bodies = None,
    format: Annotated[TableFormat, typer.Option("--format", help="How to print.")] = TableFormat.TABLE,
    store: Store = None,
) -> None:
    """List what failed: why, how often, and when it is tried again."""
    from recueil.choosing import NOT_POSSIBLE, choose
    from recueil.store import open_store

    with open_store(load_settings(store=store).store) as opened:
        failed = choose(opened, NOT_POSSIBLE, reason or (), body or ())
    if format is TableFormat.CSV:
        from recueil.export import failures as export

        print(export.as_csv(failed).rstrip("\n"))
    elif failed:
        terminal.failures(failed)
    else:
        print("Nothing failed.")


quarantine = typer.Typer(help="What is not tried again by itself.", no_args_is_help=True)
app.add_typer(quarantine, name="quarantine")


@quarantine.command()
def release(
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE…]", help="Only these files.")] = None,
    reason: Reasons = None,
    body: Bodies = None,
    everything: Annotated[bool, typer.Option("--all", help="All that is in quarantine.")] = False,
    store: Store = None,
) -> None:
    """Have the next run try again what was set aside."""
    from recueil.choosing import choose
    from recueil.errors import SettingsError
    from recueil.store import open_store

    if not (files or reason or body or everything):
        raise SettingsError("Nothing was chosen.", "Name files, a --reason or a --body, or say --all.")
    with open_store(load_settings(store=store).store) as opened:
        address = opened.ledger.addresses()
        named = {address(file.absolute().as_uri()) for file in files or ()}
        chosen = choose(opened, ["quarantined"], reason or (), body or ())
        released = [work.id for work in chosen if not named or work.source in named]
        opened.ledger.release(released)
    print(f"{terminal.counted(len(released), 'file')} released. `recueil retry` tries them now.")
    if not released:
        raise Failed


stores = typer.Typer(help="Where the store is.", no_args_is_help=True)
app.add_typer(stores, name="store")


@stores.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="SRC", help="The address of the store.")],
    target: Annotated[str, typer.Argument(metavar="DST", help="The address of a file or database without one.")],
    replace: Annotated[bool, typer.Option("--replace", help="In place of a copy that was not finished.")] = False,
) -> None:
    """Copy a store to another database, and compare the two."""
    from recueil.clock import now
    from recueil.store.copying import copy as make_copy

    copied = make_copy(source, target, now(), replace=replace)
    terminal.copied(copied)
    if any(table.copy != table.original for table in copied):
        raise Failed


@app.command()
def check(store: Store = None) -> None:
    """Hold the store, its index and its ledger against each other."""
    from recueil.clock import now
    from recueil.store import open_store

    with open_store(load_settings(store=store).store) as opened:
        findings = opened.check(now())
    if findings:
        terminal.findings(findings)
        raise Failed
    print("The store is sound.")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that is not there yet.")],
    store: Store = None,
) -> None:
    """Copy the store to one file, also while a run writes to it."""
    from recueil.store.backup import backup as back_up

    back_up(load_settings(store=store).store, file)
    print(f"The store is backed up in {file}.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `recueil backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Also in place of a store that holds acts.")] = False,
    store: Store = None,
) -> None:
    """Make a backup the store again."""
    from recueil.clock import now
    from recueil.store.backup import restore as bring_back

    kept = bring_back(load_settings(store=store).store, file, now(), replace=replace)
    print(f"The store is what it was in {file}." + (f" What it held before is in {kept}." if kept else ""))


@app.command()
def schedule(
    cron: Annotated[str | None, typer.Option(help="When to ingest (default: 0 2 * * *), in Europe/Paris.")] = None,
    host: Annotated[str | None, typer.Option(help="Where Prefect's pages are (default: 127.0.0.1).")] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="On which port they are (default: 4200).")
    ] = None,
    print_unit: Annotated[bool, typer.Option("--print-unit", help="Print a systemd unit that does so.")] = False,
) -> None:
    """Stay, and ingest every night: Prefect's server and pages, the schedule, the work."""
    from recueil_flows.schedule import HOST, NIGHTLY, PORT, run_schedule

    given = (cron or NIGHTLY, host or HOST, PORT if port is None else port)
    if print_unit:
        from recueil_flows.unit import unit

        print(unit(*given), end="")
    else:
        raise typer.Exit(run_schedule(*given))
