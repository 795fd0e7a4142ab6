"""Find amounts whose currency is only in the header of their column: « Montant (€) », and below it « 1 200 »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recueil.entities.cells import line_around, split_cells
from recueil.entities.numbers import MONEY, parse_money
from recueil.entities.patterns import SPACE
from recueil.text import PrefilteredPattern
from recueil.values import Amount, Mention
from recueil.values.table import Span

_CURRENCY = PrefilteredPattern(r"€|[eE]uros?(?![^\W\d_])|EUROS?(?![^\W\d_])", "€", "euro", "Euro", "EURO")
# A header cell has no number, no scale (k€, M€) and no unit.
_HEADER_CELL = re.compile(
    r"[^\d/]{0,40}?(?<![kKM])(?:€|[eE]uros?|EUROS?)(?![^\W\d_])(?:\s?(?:HT|TTC|H\.T\.|T\.T\.C\.))?[\s).:]{0,3}"
)
_FIGURE = re.compile(rf"(?P<minus>[-–−]{SPACE}?)?(?P<figure>{MONEY})")
_TAX = re.compile(r"(?P<HT>H\.?T\b)|(?P<TTC>T\.?T\.?C\b)")
_LONGEST_LINE = 240  # on each side of the currency: a text without line breaks has no columns
_MAX_ROWS = 200  # rows
_TOLERANCE = 2  # characters by which a number may stick out beside its header


def find_in_columns(text: str) -> Iterator[Mention]:
    """Find the bare numbers in columns headed in euros.

    A row with fewer than two cells, or a new header, ends the table.
    """
    reached = 0
    for currency in _CURRENCY.finditer(text):
        line = line_around(text, currency.start(), _LONGEST_LINE)
        if line[0] < reached or text[line[1] : line[1] + 1] != "\n":
            continue
        reached = line[1]
        cells = list(split_cells(text, *line))
        for head in cells if len(cells) > 1 else ():
            if _HEADER_CELL.fullmatch(text, *head):
                yield from _find_below(text, line, head)


def _find_below(text: str, line: Span, head: Span) -> Iterator[Mention]:
    left, right = head[0] - line[0] - _TOLERANCE, head[1] - line[0] + _TOLERANCE
    tax = _TAX.search(text, *head)
    at = line[1] + 1
    for _ in range(_MAX_ROWS):
        end = line_around(text, at, 2 * _LONGEST_LINE)[1]
        cells = list(split_cells(text, at, end))
        if len(cells) < 2 or any(_HEADER_CELL.fullmatch(text, *cell) for cell in cells):
            return
        for cell in cells:
            if cell[0] - at < right and cell[1] - at > left and (mention := _parse_cell(text, cell, tax)):
                yield mention
        at = end + 1


def _parse_cell(text: str, cell: Span, tax: re.Match[str] | None) -> Mention | None:
    match = _FIGURE.fullmatch(text, *cell)
    value = parse_money(match["figure"]) if match else None
    if match is None or value is None:
        return None
    return Mention(*cell, Amount(-value if match["minus"] else value, tax=tax and tax.lastgroup), "column")
