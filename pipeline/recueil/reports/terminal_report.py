"""The morning report in a terminal."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from recueil.cli.format import out
from recueil.reports.queries import Report
from recueil.reports.report import NUMERIC_COLUMNS, Section, build_sections, describe_period, headline


def print_report(report: Report, address: str | None) -> None:
    """Print the report: the summary sentence, then each section under its title."""
    out.print(Text(headline(report), style="bold"), soft_wrap=True)
    out.print(describe_period(report))
    for part in build_sections(report, address=address):
        _print_section(part)


def _print_section(part: Section) -> None:
    out.print()
    out.print(Text(part.title, style="bold"), soft_wrap=True)
    if part.text:
        out.print(Text(part.text), soft_wrap=True)
    if part.rows:
        out.print(_rich_table(part))
    if part.more:
        out.print(f"… and {part.more} more")


def _rich_table(part: Section) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in part.columns:
        table.add_column(column, justify="right" if column in NUMERIC_COLUMNS else "left")
    for row in part.rows:
        table.add_row(*map(Text, row))
    return table
