"""`recueil queries`: answer a table of queries, one a line."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recueil.cli.arguments import CommandFailed, StoreOption, UnmaskedOption, app, open_for_reading
from recueil.cli.terminal import new_table, out, print_error, safe_text
from recueil.errors import FileMissing, RecueilError
from recueil.text import join_lines
from recueil.translation import gettext as _
from recueil.translation import ngettext
from recueil.values.base import format_decimal

if TYPE_CHECKING:
    from recueil.batches.answers import Answer


class AnswerFormat(StrEnum):
    TABLE = "table"
    CSV = "csv"
    CSV_FR = "csv-fr"
    JSON = "json"


@app.command()
def queries(
    file: Annotated[Path, typer.Argument(help="A CSV with the columns nom and requete, one query a line.")],
    format: Annotated[AnswerFormat, typer.Option("--format", help="Output format.")] = AnswerFormat.TABLE,
    total: Annotated[bool, typer.Option("--sum", help="Also sum up what the acts award, in euros.")] = False,
    export: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write the hits of each query into this new folder.")
    ] = None,
    unmasked: UnmaskedOption = False,
    store: StoreOption = None,
) -> None:
    """Answer a table of queries: count the acts and values that each finds, and export its hits."""
    from recueil.batches.answers import SUMMARY, answer_queries, answers_as_csv
    from recueil.batches.query_file import MAX_BYTES, read_queries
    from recueil.export.files import atomic_write
    from recueil.query.typed_date import today_in_france

    asked = read_queries(_read(file, MAX_BYTES + 1), source=str(file))
    today = today_in_france(datetime.now(UTC))
    try:
        with (
            open_for_reading(store, "queries", unmasked=unmasked) as opened,
            nullcontext(None) if export is None else atomic_write(export, has_option=False) as writing,
        ):
            folder = None if writing is None or export is None else writing / export.name
            if folder is not None:
                folder.mkdir()
            answers = list(answer_queries(opened, asked, today, with_sum=total, folder=folder))
            if folder is not None:
                with (folder / SUMMARY).open("w", encoding="utf-8", newline="") as written:
                    written.write(answers_as_csv(answers))
    except KeyboardInterrupt:
        print(_("Interrupted: nothing was written."))
        raise typer.Exit(130) from None
    _print(answers, format, with_sum=total)
    wrong = [each for each in answers if each.problem is not None]
    for each in wrong:
        print_error(
            RecueilError(
                _("{file}, line {line}: {problem}").format(file=file, line=each.asked.line, problem=each.problem)
            )
        )
    if wrong:
        raise CommandFailed


def _read(file: Path, most: int) -> bytes:
    """Return the beginning of a file. Raise FileMissing."""
    try:
        with file.open("rb") as opened:
            return opened.read(most)
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileMissing(
            _("{file} cannot be read: {reason}.").format(file=file, reason=reason), _("Give a CSV of queries.")
        ) from error


def _print(answers: Sequence[Answer], format: AnswerFormat, *, with_sum: bool) -> None:
    from recueil.batches.answers import answers_as_csv, answers_as_json
    from recueil.export import csv

    match format:
        case AnswerFormat.JSON:
            print(answers_as_json(answers))
        case AnswerFormat.CSV | AnswerFormat.CSV_FR:
            dialect = csv.FRENCH if format is AnswerFormat.CSV_FR else csv.PLAIN
            print(answers_as_csv(answers, dialect).rstrip("\n"))
        case _:
            _print_table(answers, with_sum=with_sum)


def _print_table(answers: Sequence[Answer], *, with_sum: bool) -> None:
    columns = ("line", "name", "query", "acts", "values")
    table = new_table(*columns, "awarded") if with_sum else new_table(*columns)
    for each in answers:
        if each.problem is not None:
            counts = [_("wrong"), "", ""]
        else:
            awarded = "" if each.awarded is None else format_decimal(each.awarded, 2)
            counts = [str(each.acts), "" if each.values is None else str(each.values), awarded]
        words = map(safe_text, (each.asked.name, join_lines(each.asked.text)))
        table.add_row(str(each.asked.line), *words, *counts[: 3 if with_sum else 2])
    out.print(table)
    print(ngettext("{number} query.", "{number} queries.", len(answers)))
