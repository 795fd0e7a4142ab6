"""`recueil corrections`: list, reject, change, add or withdraw extracted values, and export them as
gold.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recueil.cli import terminal
from recueil.cli.arguments import (
    CommandFailed,
    StoreOption,
    TableFormat,
    UnmaskedOption,
    app,
    open_for_reading,
    sign_now,
)
from recueil.cli.terminal import new_table, out, safe_text
from recueil.settings import load_settings
from recueil.text import join_lines

if TYPE_CHECKING:
    from recueil.corrections import Correction


COLUMNS = ("number", "state", "act", "words", "was", "is", "by", "when", "why", "note")
_MISSING = {
    "gone": "its words are not in the file any more",
    "ambiguous": "its words are in several places of the file",
    "outside": "its words are in no act of the file",
}


def print_table(corrections: Iterable[Correction]) -> None:
    """Print one row per correction."""
    table = new_table(*COLUMNS)
    for correction in corrections:
        table.add_row(*(safe_text(join_lines(cell)) for cell in table_row(correction)))
    out.print(table)


def print_correction(correction: Correction) -> None:
    """Print the current state of a correction on one line."""
    was, value = (str(one) if one else "nothing" for one in (correction.was, correction.value))
    summary = f"« {join_lines(correction.anchor.text)} », {was} → {value}."
    out.print(safe_text(f"Correction {correction.id}, {correction.state}: {summary}"), soft_wrap=True)


def table_row(correction: Correction) -> tuple[str, ...]:
    """Return the cells of a correction, in the order of COLUMNS."""
    acts = ", ".join(place.act for place in correction.places if place.act)
    values = ("" if value is None else f"{value.kind} {value}" for value in (correction.was, correction.value))
    made = correction.made
    signed = (made.by, made.when.isoformat(" ", "seconds"), made.why)
    words = correction.anchor.text
    return (str(correction.id), correction.state, acts, words, *values, *signed, _note(correction))


def _note(correction: Correction) -> str:
    if undone := correction.withdrawn:
        why = f": {undone.why}" if undone.why else ""
        return f"withdrawn by {undone.by}, {undone.when.isoformat(' ', 'seconds')}{why}"
    return "; ".join(dict.fromkeys(_MISSING[place.missing] for place in correction.places if place.missing))


class Kind(StrEnum):
    DATE = "date"
    PERIOD = "period"
    AMOUNT = "amount"
    PERCENTAGE = "percentage"
    BUDGET = "budget"
    PERSON = "person"
    REFERENCE = "reference"
    ORGANISATION = "organisation"
    PLACE = "place"


class CorrectionState(StrEnum):
    STANDING = "standing"
    ORPHANED = "orphaned"
    WITHDRAWN = "withdrawn"


Uid = Annotated[str, typer.Argument(metavar="ACT", help="The act, as printed by search.")]
OfKind = Annotated[Kind, typer.Argument(help="The kind of the value.")]
Words = Annotated[str, typer.Argument(help="The exact words of the act.")]
Typed = Annotated[
    str, typer.Argument(help="The value in French notation: 4 255,50, 24/07/2014, 49 %, chapitre 65.")
]
At = Annotated[int | None, typer.Option("--at", help="The character offset, if the words occur several times.")]
By = Annotated[str | None, typer.Option("--by", help="Author (default: the system user).")]
Why = Annotated[str, typer.Option("--why", help="Reason.")]

corrections = typer.Typer(help="Correct extracted values, permanently.", no_args_is_help=True)
app.add_typer(corrections, name="corrections")


@corrections.command("list")
def list_(
    act: Annotated[str | None, typer.Option(help="Only corrections in this act.")] = None,
    state: Annotated[CorrectionState | None, typer.Option(help="Only corrections in this state.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="Only corrections by this author.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="Only corrections from or to this kind.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Corrections per page.")] = 50,
    after: Annotated[int | None, typer.Option(help="Continue after this correction, the last of a page.")] = None,
    format: Annotated[TableFormat, typer.Option("--format", help="Output format.")] = TableFormat.TABLE,
    store: StoreOption = None,
) -> None:
    """List corrections, latest first: old value, new value, by whom, why, and its state."""
    from recueil.corrections.listing import CorrectionFilter
    from recueil.export.csv import rows_as_csv
    from recueil.store.open import open_store

    criteria = CorrectionFilter(act, state.value if state else None, by, kind.value if kind else None)
    with open_store(load_settings(store=store).store) as opened:
        found = opened.corrections(criteria, after, limit)
    if format is TableFormat.CSV:
        print(rows_as_csv(COLUMNS, map(table_row, found)).rstrip("\n"))
    elif found:
        print_table(found)
    else:
        print("No corrections.")


@corrections.command()
def reject(
    act: Uid, kind: OfKind, words: Words, at: At = None, by: By = None, why: Why = "", store: StoreOption = None
) -> None:
    """Reject a value: it is removed from the act."""
    from recueil.corrections import Rejection
    from recueil.corrections.reanchor import find_entity
    from recueil.store.open import open_store

    with open_store(load_settings(store=store).store) as opened:
        entity = find_entity(opened.unredacted.act(act).act, kind.value, words, at)
        change = Rejection(entity.start, entity.end, entity.kind)
        print_correction(opened.correct(act, change, sign_now(by, why), may_unmask=True))


@corrections.command()
def change(
    act: Uid,
    kind: OfKind,
    words: Words,
    value: Typed,
    to: Annotated[Kind | None, typer.Option("--to", help="The new kind.")] = None,
    at: At = None,
    by: By = None,
    why: Why = "",
    store: StoreOption = None,
) -> None:
    """Change a value."""
    from recueil.corrections import Replacement
    from recueil.corrections.reanchor import find_entity
    from recueil.corrections.user_input import parse_value
    from recueil.store.open import open_store

    with open_store(load_settings(store=store).store) as opened:
        entity = find_entity(opened.unredacted.act(act).act, kind.value, words, at)
        corrected = parse_value((to or kind).value, value, entity.value)
        replacement = Replacement(entity.start, entity.end, entity.kind, corrected)
        print_correction(opened.correct(act, replacement, sign_now(by, why), may_unmask=True))


@corrections.command()
def add(
    act: Uid,
    kind: OfKind,
    words: Words,
    value: Typed,
    at: At = None,
    by: By = None,
    why: Why = "",
    store: StoreOption = None,
) -> None:
    """Add a value that was missed."""
    from recueil.corrections import Addition
    from recueil.corrections.reanchor import find_span
    from recueil.corrections.user_input import parse_value
    from recueil.store.open import open_store

    parsed = parse_value(kind.value, value)
    with open_store(load_settings(store=store).store) as opened:
        stored = opened.unredacted.act(act)
        span = find_span(stored.act, stored.document.text, words, at)
        print_correction(opened.correct(act, Addition(*span, parsed), sign_now(by, why), may_unmask=True))


@corrections.command()
def withdraw(
    number: Annotated[int, typer.Argument(help="The number of the correction, as printed by `list`.")],
    by: By = None,
    why: Why = "",
    store: StoreOption = None,
) -> None:
    """Withdraw a correction and restore the extracted value."""
    from recueil.store.open import open_store

    with open_store(load_settings(store=store).store) as opened:
        print_correction(opened.withdraw(number, sign_now(by, why), may_unmask=True))


@corrections.command()
def export(
    folder: Annotated[Path, typer.Argument(help="The folder to write; it must not exist.")],
    unmasked: UnmaskedOption = False,
    store: StoreOption = None,
) -> None:
    """Write the corrected documents as gold that `recueil evaluate` reads."""
    from recueil.corrections.gold import write_gold

    with open_for_reading(store, "corrections export", unmasked=unmasked) as opened:
        exported = write_gold(opened, folder)
    print(f"{folder}: {terminal.pluralize(exported.written, 'document')}.")
    if exported.refused:
        terminal.print_lines([f"{uid} is not among them: its text holds tags." for uid in exported.refused])
        raise CommandFailed
