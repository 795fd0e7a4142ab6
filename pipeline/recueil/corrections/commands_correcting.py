"""Commands of whoever corrects what acts are said to say."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recueil.cli import format as terminal
from recueil.cli.base import Failed, Store, TableFormat, Unmasked, app, opened, signed
from recueil.settings import load_settings

if TYPE_CHECKING:
    from recueil.corrections import Correction


class Kind(StrEnum):
    DATE = "date"
    PERIOD = "period"
    AMOUNT = "amount"
    PERCENTAGE = "percentage"
    BUDGET = "budget"
    PERSON = "person"
    REFERENCE = "reference"


class CorrectionState(StrEnum):
    STANDING = "standing"
    ORPHANED = "orphaned"
    WITHDRAWN = "withdrawn"


Uid = Annotated[str, typer.Argument(metavar="ACT", help="The act, as search names it.")]
OfKind = Annotated[Kind, typer.Argument(help="The kind of the value.")]
Words = Annotated[str, typer.Argument(help="The very words of the act.")]
Typed = Annotated[str, typer.Argument(help="As French writes it: 4 255,50, 24/07/2014, 49 %, chapitre 65.")]
At = Annotated[int | None, typer.Option("--at", help="Which of several: the character at which it starts.")]
By = Annotated[str | None, typer.Option("--by", help="Who corrects (default: the user of the system).")]
Why = Annotated[str, typer.Option("--why", help="Why.")]

corrections = typer.Typer(help="What people say of the values of acts.", no_args_is_help=True)
app.add_typer(corrections, name="corrections")


@corrections.command("list")
def list_(
    act: Annotated[str | None, typer.Option(help="Only those in this act.")] = None,
    state: Annotated[CorrectionState | None, typer.Option(help="Only those in this state.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="Only those of this person.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="Only those that say, or said, this kind.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Corrections per page.")] = 50,
    after: Annotated[int | None, typer.Option(help="Go on after this one, the last of a page.")] = None,
    format: Annotated[TableFormat, typer.Option("--format", help="How to print.")] = TableFormat.TABLE,
    store: Store = None,
) -> None:
    """List corrections, latest first: old value, new value, by whom, why, and its state."""
    from recueil.corrections import terminal_corrections
    from recueil.corrections.listing import WantedCorrections
    from recueil.export.sheet import as_csv
    from recueil.store.open import open_store

    wanted = WantedCorrections(act, state.value if state else None, by, kind.value if kind else None)
    with open_store(load_settings(store=store).store) as there:
        found = there.corrections(wanted, after, limit)
    if format is TableFormat.CSV:
        print(as_csv(terminal_corrections.COLUMNS, map(terminal_corrections.row, found)).rstrip("\n"))
    elif found:
        terminal_corrections.table(found)
    else:
        print("No corrections.")


@corrections.command()
def reject(
    act: Uid, kind: OfKind, words: Words, at: At = None, by: By = None, why: Why = "", store: Store = None
) -> None:
    """Reject a value: it is removed from the act."""
    from recueil.corrections import Rejection
    from recueil.corrections.pointing import entity_at
    from recueil.store.open import open_store

    with open_store(load_settings(store=store).store) as there:
        entity = entity_at(there.unveiled.act(act).act, kind.value, words, at)
        change = Rejection(entity.start, entity.end, entity.kind)
        _show(there.correct(act, change, signed(by, why), may_unmask=True))


@corrections.command()
def change(
    act: Uid,
    kind: OfKind,
    words: Words,
    value: Typed,
    to: Annotated[Kind | None, typer.Option("--to", help="The kind that it is instead.")] = None,
    at: At = None,
    by: By = None,
    why: Why = "",
    store: Store = None,
) -> None:
    """Change a value."""
    from recueil.corrections import Replacement
    from recueil.corrections.pointing import entity_at
    from recueil.corrections.user_input import value_of
    from recueil.store.open import open_store

    with open_store(load_settings(store=store).store) as there:
        entity = entity_at(there.unveiled.act(act).act, kind.value, words, at)
        said = value_of((to or kind).value, value, entity.value)
        replacement = Replacement(entity.start, entity.end, entity.kind, said)
        _show(there.correct(act, replacement, signed(by, why), may_unmask=True))


@corrections.command()
def add(
    act: Uid,
    kind: OfKind,
    words: Words,
    value: Typed,
    at: At = None,
    by: By = None,
    why: Why = "",
    store: Store = None,
) -> None:
    """Add a value that was missed."""
    from recueil.corrections import Addition
    from recueil.corrections.pointing import span_of
    from recueil.corrections.user_input import value_of
    from recueil.store.open import open_store

    said = value_of(kind.value, value)
    with open_store(load_settings(store=store).store) as there:
        stored = there.unveiled.act(act)
        span = span_of(stored.act, stored.document.text, words, at)
        _show(there.correct(act, Addition(*span, said), signed(by, why), may_unmask=True))


@corrections.command()
def withdraw(
    number: Annotated[int, typer.Argument(help="The correction, as `list` numbers it.")],
    by: By = None,
    why: Why = "",
    store: Store = None,
) -> None:
    """Withdraw a correction: the act has again the value that was read in it."""
    from recueil.store.open import open_store

    with open_store(load_settings(store=store).store) as there:
        _show(there.withdraw(number, signed(by, why), may_unmask=True))


@corrections.command()
def export(
    folder: Annotated[Path, typer.Argument(help="A folder that is not there yet.")],
    unmasked: Unmasked = False,
    store: Store = None,
) -> None:
    """Write the corrected documents as gold that `recueil evaluate` reads."""
    from recueil.corrections.corrected import write

    with opened(store, "corrections export", unmasked=unmasked) as there:
        exported = write(there, folder)
    print(f"{folder}: {terminal.counted(exported.written, 'document')}.")
    if exported.refused:
        terminal.lines([f"{uid} is not among them: its text holds tags." for uid in exported.refused])
        raise Failed


def _show(correction: Correction) -> None:
    from recueil.corrections import terminal_corrections

    terminal_corrections.line(correction)
