"""`recueil bodies`: list the bodies of the store, and decide which body an ambiguous name stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from recueil.cli.arguments import StoreOption, app, resolve_address, sign_now
from recueil.cli.terminal import name_of, new_table, out, safe_text
from recueil.text import join_lines
from recueil.translation import gettext as _
from recueil.translation import ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recueil.bodies.store import Assignment, StoredBody

bodies = typer.Typer(help="List the public bodies of the store, and tell namesakes apart.")
app.add_typer(bodies, name="bodies")

By = Annotated[str | None, typer.Option("--by", help="Author of the decision (default: the system user).")]
SourcePrefix = Annotated[
    str, typer.Option("--source", metavar="ADDRESS", help="Only in files whose address begins like this.")
]


@bodies.callback(invoke_without_command=True)
def listing(
    context: typer.Context,
    ambiguous: Annotated[
        bool, typer.Option("--ambiguous", help="Only names of several bodies, with the candidates.")
    ] = False,
    assigned: Annotated[bool, typer.Option("--assigned", help="The decisions about names instead.")] = False,
    store: StoreOption = None,
) -> None:
    """List the public bodies of the store, or decide what a name stands for."""
    if context.invoked_subcommand:
        return
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        if assigned:
            print_assignments(opened.bodies.assignments())
        else:
            print_bodies(opened.bodies.all(ambiguous=ambiguous))


@bodies.command()
def assign(
    names: Annotated[
        list[str], typer.Argument(metavar="NAME… SIREN", help="Names as listed, then the SIREN they stand for.")
    ],
    source: SourcePrefix = "",
    by: By = None,
    store: StoreOption = None,
) -> None:
    """Decide that names stand for the body with a SIREN, for acts ingested later too."""
    from recueil.store.open import open_store

    *named, siren = names
    signed = sign_now(by, "")
    with open_store(resolve_address(store)) as opened:
        moved = opened.bodies.assign(named, "".join(siren.split()), signed.by, signed.when, source)
    out.print(ngettext("{number} act moved.", "{number} acts moved.", moved))


@bodies.command()
def withdraw(
    names: Annotated[list[str], typer.Argument(metavar="NAME…", help="Names that were assigned.")],
    source: SourcePrefix = "",
    by: By = None,
    store: StoreOption = None,
) -> None:
    """Withdraw the decision about names: their acts are filed as they say themselves."""
    from recueil.store.open import open_store

    signed = sign_now(by, "")
    with open_store(resolve_address(store)) as opened:
        moved = opened.bodies.withdraw(names, signed.by, signed.when, source)
    out.print(ngettext("{number} act moved.", "{number} acts moved.", moved))


def print_bodies(found: Sequence[StoredBody]) -> None:
    """Print one line per body, with the candidates of an ambiguous one."""
    table = new_table("body", "acts", "siren", "département", "kind", "candidates")
    for each in found:
        candidates = ", ".join(f"{one.label} {one.siren}" for one in each.candidates)
        cells = (each.label, each.acts, each.siren, each.departement, name_of(each.kind or ""), candidates)
        table.add_row(*(safe_text("" if cell is None else join_lines(str(cell))) for cell in cells))
    if table.row_count:
        out.print(table)
    ambiguous = sum(bool(each.candidates) for each in found)
    unknown = sum(not each.siren and not each.candidates for each in found)
    count = ngettext(
        "{number} body: {ambiguous} ambiguous, {unknown} without a SIREN.",
        "{number} bodies: {ambiguous} ambiguous, {unknown} without a SIREN.",
        table.row_count,
    ).format(ambiguous=ambiguous, unknown=unknown)
    out.print(safe_text(count), soft_wrap=True)
    if ambiguous:
        out.print(safe_text(_("Decide with `recueil bodies assign NAME SIREN`.")), soft_wrap=True)


def print_assignments(found: Sequence[Assignment]) -> None:
    """Print one line per decision."""
    table = new_table("name", "source", "siren", "by", "when")
    for each in found:
        cells = (each.name, each.source, each.siren, each.made_by, each.made.date().isoformat())
        table.add_row(*map(safe_text, cells))
    if table.row_count:
        out.print(table)
    out.print(f"{ngettext('{number} decision', '{number} decisions', table.row_count)}.")
