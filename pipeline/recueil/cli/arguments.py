"""Shared options and arguments of the commands, the parser of ``--since``, and access to the store."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from recueil.errors import SettingsError
from recueil.store_address import read_address
from recueil.translation import gettext as _

if TYPE_CHECKING:
    from recueil.corrections import Attribution
    from recueil.store.ledger.runs import Run
    from recueil.store.store import Store


_TIME_AGO = re.compile(r"(\d{1,6})([hd])", re.ASCII)
_ONE_DAY = timedelta(days=1)
_ADVICE = _(
    "Say a day (2025-03-01, hier), a month (mars 2024, le mois dernier), a time "
    "(2025-03-01T02:00), or how long ago (24h, 7d)."
)


def parse_since(text: str, now: datetime) -> datetime:
    """Parse an ISO date or time, a number of hours or days ago (``24h``, ``7d``), or a date as people type it.

    It is local where it has no zone. A day of ``7d`` has 24 hours; « il y a 7 jours » begins at midnight, and « le
    mois dernier » with its first day. Raise SettingsError for anything else, and for times in the future.
    """
    try:
        moment = _parse_time(text.strip(), now)
    except (ValueError, OverflowError):
        raise SettingsError(_("{text!r} is not a date or time.").format(text=text), _ADVICE) from None
    if moment > now:
        raise SettingsError(_("{text!r} is in the future.").format(text=text), _ADVICE)
    return moment


def _parse_time(text: str, now: datetime) -> datetime:
    if ago := _TIME_AGO.fullmatch(text):
        return now - timedelta(hours=int(ago[1]) * (24 if ago[2] == "d" else 1))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        from recueil.query.typed_date import TypedDate

        typed = TypedDate.parse(text, now.astimezone().date())
        if typed.start is None or typed.is_range:
            raise
        moment = datetime.combine(typed.start.first_day(), time())
    return moment.astimezone()


def last_ingest_start(runs: Sequence[Run], now: datetime) -> datetime:
    """Return the start of the last finished ingestion, of runs latest first: in the morning, that of the night.

    Where none has finished, return the start of the last run; without runs, ``now``. A run that began after
    now, or after its own end, began before the clock was set back: then the previous run is used or,
    without one, the day before its end.
    """
    plausible = [run for run in runs if run.started <= min(now, run.finished or now)]
    ended = [run for run in plausible if run.flow == "ingest" and run.finished]
    set_back = [run.finished - _ONE_DAY for run in runs if run.finished and run.finished < run.started]
    return next((run.started for run in [*ended, *plausible]), min([now, *set_back]))


app = typer.Typer(
    name="recueil",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"recueil {version('recueil')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Read French administrative acts into exact, sourced, searchable values."""


StoreOption = Annotated[str | None, typer.Option("--store", help="Address of the store (default: RECUEIL_STORE).")]
UnmaskedOption = Annotated[
    bool, typer.Option("--unmasked", help="Show the names of private persons; recorded in the audit log.")
]
EveryOption = Annotated[
    bool, typer.Option("--all", help="Include documents that are no acts: menus, bulletins, posters.")
]
PathsArgument = Annotated[
    list[Path], typer.Argument(metavar="PATH…", help="Files, or folders to read recursively.")
]


def _check_reasons(reasons: list[str] | None) -> list[str] | None:
    if reasons:
        from recueil.store.ledger.reasons import require_reasons

        require_reasons(reasons)
    return reasons


ReasonsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--reason",
        callback=_check_reasons,
        help="Only work that failed for this reason (docs/operating.md lists them).",
    ),
]
BodiesOption = Annotated[
    list[str] | None, typer.Option("--body", help="Only files published by this public body.")
]


# « -vote:unanimite », « -"conseil municipal" », « -(report OU renvoi) », and what has blanks: no option looks so.
_EXCLUSION = re.compile(r"-(?:[^\W\d_]{1,40}:|[\"«“(]|[^\s-]\S*\s)")
# Invisible in the message of an error.
_SHIELD = "\u2060"


class QueryCommand(TyperCommand):
    """A command with a query, which may begin with an exclusion: « -vote:unanimite » is no option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments of the command line; raise the error of an unknown option for any other « -x »."""
        shielded = [f"{_SHIELD}{word}" if _EXCLUSION.match(word) else word for word in args]
        rest = super().parse_args(ctx, shielded)
        for name, value in ctx.params.items():
            if isinstance(value, str) and value.startswith(_SHIELD):
                ctx.params[name] = value.removeprefix(_SHIELD)
        return rest


class TableFormat(StrEnum):
    TABLE = "table"
    CSV = "csv"


def resolve_address(option: str | None) -> str:
    """Return the address of the store that an option gives, or else the settings.

    Raise SettingsError for an invalid setting.
    """
    address = read_address()
    if address is None:
        from recueil.settings import load_settings

        return load_settings(store=option).store
    return address if option is None else option


def open_for_reading(store: str | None, command: str, *, unmasked: bool) -> Store:
    """Open the store for a command that reads acts. ``unmasked`` is noted in the audit log, without the query."""
    from recueil.store.open import open_store

    opened = open_store(resolve_address(store), unmasked=unmasked)
    if unmasked:
        from recueil.accounts.audit import UNMASKED
        from recueil.ingest.host import login_name

        opened.audit.note(datetime.now(UTC), login_name(), UNMASKED, command=command)
    return opened


def sign_now(by: str | None, why: str) -> Attribution:
    """Return author, time and reason of a change made now, by ``by`` or else the current user."""
    from recueil.corrections import Attribution
    from recueil.ingest.host import login_name

    return Attribution(by or login_name(), datetime.now(UTC), why)


class CommandFailed(typer.Exit):
    """Exit status 1: the command did its work, and a part of it failed."""

    def __init__(self) -> None:
        super().__init__(1)
