"""`recueil interests`: list and load the organisations that members of councils have to do with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from recueil.cli.arguments import StoreOption, app, resolve_address, sign_now
from recueil.cli.terminal import new_table, out, safe_text
from recueil.text import join_lines
from recueil.translation import ngettext

interests = typer.Typer(help="List and load to which organisations members of councils belong.")
app.add_typer(interests, name="interests")

_MOST_BYTES = 20_000_000


@interests.callback(invoke_without_command=True)
def listing(context: typer.Context, store: StoreOption = None) -> None:
    """List the interests that were loaded, or load others."""
    if context.invoked_subcommand:
        return
    from recueil.store.open import open_store

    table = new_table("body", "person", "organisation", "since", "until", "source")
    with open_store(resolve_address(store)) as opened:
        for each in opened.interests.all():
            days = (str(day or "") for day in (each.since, each.until))
            cells = (each.label, each.person, each.organisation, *days, each.source)
            table.add_row(*(safe_text(join_lines(cell)) for cell in cells))
    if table.row_count:
        out.print(table)
    out.print(ngettext("{number} interest.", "{number} interests.", table.row_count))


@interests.command()
def load(
    file: Annotated[
        Path,
        typer.Argument(help="A CSV or a spreadsheet: ORGANISME, PERSONNE, ORGANISATION, DEPUIS, JUSQUE, SOURCE."),
    ],
    by: Annotated[str | None, typer.Option("--by", help="Who loads it (default: the system user).")] = None,
    store: StoreOption = None,
) -> None:
    """Load interests from a table; they replace those loaded before."""
    from recueil.interests.store import read_interests
    from recueil.readers.reader import read_bytes
    from recueil.settings import load_settings
    from recueil.store.open import open_store

    settings = load_settings(store=store)
    signed = sign_now(by, "")
    limits = settings.limits.model_copy(update={"file_bytes": min(_MOST_BYTES, settings.limits.file_bytes)})
    found = read_interests(file, read_bytes(file, limits), limits)
    with open_store(settings.store) as opened:
        opened.interests.replace(found, signed.by, signed.when)
    out.print(ngettext("{number} interest.", "{number} interests.", len(found)))
