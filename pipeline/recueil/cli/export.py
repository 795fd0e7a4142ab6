"""``recueil export``: write acts for other programs. ``recueil.cli.search`` registers the command."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recueil.cli import terminal
from recueil.cli.arguments import StoreOption, UnmaskedOption, open_for_reading
from recueil.settings import Settings, load_settings

if TYPE_CHECKING:
    from recueil.store.store import Store

# Acts read in one transaction: short ones, so that no export blocks those who write to the store.
_BATCH = 300


class ExportFormat(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    SCDL_DELIBERATIONS = "scdl-deliberations"
    SCDL_SUBVENTIONS = "scdl-subventions"


def export(
    output: Annotated[Path, typer.Option(help="The folder (csv, parquet) or file to write.")],
    format: Annotated[ExportFormat, typer.Option("--format", help="Format of the export.")],
    query: Annotated[
        str | None, typer.Argument(metavar="[QUERY]", help="Only the acts that match this query.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite an existing export.")] = False,
    unmasked: UnmaskedOption = False,
    store: StoreOption = None,
) -> None:
    """Export acts for other programs: all, or those that match a query."""
    from recueil.query import parse

    settings = load_settings(store=store)
    parsed = None if query is None else parse(query)
    try:
        with open_for_reading(store, "export", unmasked=unmasked) as opened:
            _write(opened, opened.iter_docids(parsed, _BATCH), format, output, settings, replace=replace)
    except KeyboardInterrupt:
        print("Interrupted: nothing was written.")
        raise typer.Exit(130) from None


def _write(
    store: Store,
    batches: Iterator[list[int]],
    format: ExportFormat,
    output: Path,
    settings: Settings,
    *,
    replace: bool,
) -> None:
    match format:
        case ExportFormat.CSV | ExportFormat.PARQUET:
            _write_tables(store, batches, format, output, replace=replace)
        case ExportFormat.JSONL:
            _write_jsonl(store, batches, output, replace=replace)
        case ExportFormat.SCDL_DELIBERATIONS | ExportFormat.SCDL_SUBVENTIONS:
            _write_scdl(store, batches, format.removeprefix("scdl-"), output, settings, replace=replace)


def _write_tables(
    store: Store, batches: Iterator[list[int]], format: ExportFormat, output: Path, *, replace: bool
) -> None:
    from recueil.export import files

    files.require_replaceable(output)
    if format is ExportFormat.CSV:
        opener: files.TableOpener = files.open_csv_table
    else:
        from recueil.export.parquet import open_parquet_table

        opener = open_parquet_table
    with files.atomic_write(output, replace=replace) as folder:
        counts = files.write_tables(store, batches, folder / output.name, format.value, opener)
    terminal.print_table_counts(counts, output)


def _write_jsonl(store: Store, batches: Iterator[list[int]], output: Path, *, replace: bool) -> None:
    from recueil.export import jsonl
    from recueil.export.files import atomic_write, require_not_folder

    require_not_folder(output)
    with atomic_write(output, replace=replace) as folder:
        count = jsonl.write(store, batches, folder / output.name)
    print(f"{output}: {terminal.pluralize(count, 'act')}.")


def _write_scdl(
    store: Store, batches: Iterator[list[int]], name: str, output: Path, settings: Settings, *, replace: bool
) -> None:
    from recueil.export.files import atomic_write, require_not_folder
    from recueil.export.scdl import file
    from recueil.export.scdl.rows import BodyDirectory

    require_not_folder(output)
    incomplete = file.incomplete_path(output)
    bodies = BodyDirectory((body.name, body.siret) for body in settings.bodies)
    with atomic_write(output, incomplete, replace=replace) as folder:
        outcome = file.write(store, batches, folder / output.name, name, bodies)
    terminal.print_completeness(outcome, output, incomplete)
