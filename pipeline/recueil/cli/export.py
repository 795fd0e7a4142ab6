"""``recueil export``: writes acts for other programs. ``recueil.cli.search`` registers the command."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recueil.cli import format as terminal
from recueil.cli.base import Store, Unmasked, opened
from recueil.settings import Settings, load_settings

if TYPE_CHECKING:
    from recueil.store.store import Store as Opened

# Acts read in one transaction: short ones, so that no export blocks those who write to the store.
_BATCH = 300


class ExportFormat(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    SCDL_DELIBERATIONS = "scdl-deliberations"
    SCDL_SUBVENTIONS = "scdl-subventions"


def export(
    output: Annotated[Path, typer.Option(help="The folder (csv, parquet) or the file to write.")],
    format: Annotated[ExportFormat, typer.Option("--format", help="What to write.")],
    query: Annotated[str | None, typer.Argument(metavar="[QUERY]", help="Only the acts that answer it.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Also in place of what is there.")] = False,
    unmasked: Unmasked = False,
    store: Store = None,
) -> None:
    """Export acts for other programs: all, or those that match a query."""
    from recueil.query import parse

    settings = load_settings(store=store)
    asked = None if query is None else parse(query)
    try:
        with opened(store, "export", unmasked=unmasked) as there:
            _write(there, there.walk(asked, _BATCH), format, output, settings, replace=replace)
    except KeyboardInterrupt:
        print("Interrupted: nothing was written.")
        raise typer.Exit(130) from None


def _write(
    store: Opened,
    walked: Iterator[list[int]],
    format: ExportFormat,
    output: Path,
    settings: Settings,
    *,
    replace: bool,
) -> None:
    match format:
        case ExportFormat.CSV | ExportFormat.PARQUET:
            _tables(store, walked, format, output, replace=replace)
        case ExportFormat.JSONL:
            _lines(store, walked, output, replace=replace)
        case ExportFormat.SCDL_DELIBERATIONS | ExportFormat.SCDL_SUBVENTIONS:
            _scdl(store, walked, format.removeprefix("scdl-"), output, settings, replace=replace)


def _tables(
    store: Opened, walked: Iterator[list[int]], format: ExportFormat, output: Path, *, replace: bool
) -> None:
    from recueil.export import table_files
    from recueil.export.atomic_write import appearing

    table_files.check_replaceable(output)
    if format is ExportFormat.CSV:
        opener: table_files.Opener = table_files.csv_table
    else:
        from recueil.export.parquet import parquet_table as opener
    with appearing(output, replace=replace) as folder:
        counts = table_files.write(store, walked, folder / output.name, format.value, opener)
    terminal.tables(counts, output)


def _lines(store: Opened, walked: Iterator[list[int]], output: Path, *, replace: bool) -> None:
    from recueil.export import jsonl
    from recueil.export.atomic_write import appearing, check_file

    check_file(output)
    with appearing(output, replace=replace) as folder:
        count = jsonl.write(store, walked, folder / output.name)
    print(f"{output}: {terminal.counted(count, 'act')}.")


def _scdl(
    store: Opened, walked: Iterator[list[int]], name: str, output: Path, settings: Settings, *, replace: bool
) -> None:
    from recueil.export.atomic_write import appearing, check_file
    from recueil.export.scdl import file
    from recueil.export.scdl.bodies import Bodies

    check_file(output)
    listed = file.list_of_incomplete(output)
    bodies = Bodies((body.name, body.siret) for body in settings.bodies)
    with appearing(output, listed, replace=replace) as folder:
        outcome = file.write(store, walked, folder / output.name, name, bodies)
    terminal.completeness(outcome, output, listed)
