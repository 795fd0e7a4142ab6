"""The morning report in a terminal."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from recueil.cli.format import out
from recueil.reports.queries import Report
from recueil.reports.report import FIGURES, Section, headline, period, sections


def show(report: Report, address: str | None) -> None:
    """Print the report: the summary sentence, then each section under its title."""
    out.print(Text(headline(report), style="bold"), soft_wrap=True)
    out.print(period(report))
    for part in sections(report, address=address):
        _show(part)


def _show(part: Section) -> None:
    out.print()
    out.print(Text(part.title, style="bold"), soft_wrap=True)
    if part.text:
        out.print(Text(part.text), soft_wrap=True)
    if part.rows:
        out.print(_table(part))
    if part.more:
        out.print(f"… and {part.more} more")


def _table(part: Section) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in part.columns:
        table.add_column(column, justify="right" if column in FIGURES else "left")
    for row in part.rows:
        table.add_row(*map(Text, row))
    return table
