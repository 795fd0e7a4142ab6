"""What the commands share."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recueil.store.ledger.reasons import require_reasons

if TYPE_CHECKING:
    from recueil.corrections import Attribution
    from recueil.store.store import Store as Opened

app = typer.Typer(
    name="recueil",
    help="Read French administrative acts into exact, sourced, searchable values.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

StoreOption = Annotated[str | None, typer.Option("--store", help="Where the store is (default: RECUEIL_STORE).")]
UnmaskedOption = Annotated[
    bool, typer.Option("--unmasked", help="With the names of private persons; noted in the audit log.")
]
PathsArgument = Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files, or folders to walk.")]


def _check_reasons(reasons: list[str] | None) -> list[str] | None:
    require_reasons(reasons or ())
    return reasons


ReasonsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--reason",
        callback=_check_reasons,
        help="Only what failed for this reason (docs/operating.md lists them).",
    ),
]
BodiesOption = Annotated[list[str] | None, typer.Option("--body", help="Only what this public body published.")]


class TableFormat(StrEnum):
    TABLE = "table"
    CSV = "csv"


def open_for_reading(store: str | None, command: str, *, unmasked: bool) -> Opened:
    """Open the store for a command that reads acts. ``unmasked`` is noted in the audit log, without the query."""
    from recueil.accounts.audit import UNMASKED
    from recueil.ingest.host import login_name
    from recueil.settings import load_settings
    from recueil.store.open import open_store

    there = open_store(load_settings(store=store).store, unmasked=unmasked)
    if unmasked:
        there.audit.note(datetime.now(UTC), login_name(), UNMASKED, command=command)
    return there


def sign_now(by: str | None, why: str) -> Attribution:
    """Return author, time and reason of a change made now, by ``by`` or else the current user."""
    from recueil.corrections import Attribution
    from recueil.ingest.host import login_name

    return Attribution(by or login_name(), datetime.now(UTC), why)


class CommandFailed(typer.Exit):
    """Exit status 1: the command did its work, and a part of it failed."""

    def __init__(self) -> None:
        super().__init__(1)
