"""Find amounts whose currency is only in the header of their column: « Montant (€) », and below it « 1 200 »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recueil.entities.figures import MONEY, money
from recueil.entities.patterns import SPACE
from recueil.values import Amount, Mention

_CURRENCY = re.compile(r"€|[eE]uros?(?![^\W\d_])|EUROS?(?![^\W\d_])")
# A header cell has no number, no scale (k€, M€) and no unit.
_HEAD = re.compile(
    r"[^\d/]{0,40}?(?<![kKM])(?:€|[eE]uros?|EUROS?)(?![^\W\d_])(?:\s?(?:HT|TTC|H\.T\.|T\.T\.C\.))?[\s).:]{0,3}"
)
_CELL = re.compile(rf"[^\s](?:[^\n]{{0,160}}?[^\s])??(?={SPACE}{{3}}|[^\S\n]*(?:\n|\Z))")
_FIGURE = re.compile(rf"(?P<minus>[-–−]{SPACE}?)?(?P<figure>{MONEY})")
_TAX = re.compile(r"(?P<HT>H\.?T\b)|(?P<TTC>T\.?T\.?C\b)")
_WIDEST = 240  # on each side of the currency: a text without line breaks has no columns
_LONGEST = 200  # rows
_BESIDE = 2  # characters by which a number may stick out beside its header

Span = tuple[int, int]


def in_columns(text: str) -> Iterator[Mention]:
    """Find the bare numbers in columns headed in euros.

    A row with fewer than two cells, or a new header, ends the table.
    """
    reached = 0
    for currency in _CURRENCY.finditer(text):
        line = _line(text, currency.start())
        if line is None or line[0] < reached:
            continue
        reached = line[1]
        cells = _cells(text, *line)
        for head in cells if len(cells) > 1 else ():
            if _HEAD.fullmatch(text, *head):
                yield from _below(text, line, head)


def _line(text: str, at: int) -> Span | None:
    start = text.rfind("\n", max(0, at - _WIDEST), at) + 1
    if not start and at > _WIDEST:
        return None
    end = text.find("\n", at, at + _WIDEST)
    return (start, end) if end >= 0 else None


def _cells(text: str, start: int, end: int) -> list[Span]:
    return [match.span() for match in _CELL.finditer(text, start, end)]


def _below(text: str, line: Span, head: Span) -> Iterator[Mention]:
    left, right = head[0] - line[0] - _BESIDE, head[1] - line[0] + _BESIDE
    tax = _TAX.search(text, *head)
    at = line[1] + 1
    for _ in range(_LONGEST):
        end = text.find("\n", at, at + 2 * _WIDEST)
        end = len(text) if end < 0 else end
        cells = _cells(text, at, end)
        if len(cells) < 2 or any(_HEAD.fullmatch(text, *cell) for cell in cells):
            return
        for cell in cells:
            if cell[0] - at < right and cell[1] - at > left and (mention := _bare(text, cell, tax)):
                yield mention
        at = end + 1


def _bare(text: str, cell: Span, tax: re.Match[str] | None) -> Mention | None:
    match = _FIGURE.fullmatch(text, *cell)
    value = money(match["figure"]) if match else None
    if match is None or value is None:
        return None
    return Mention(*cell, Amount(-value if match["minus"] else value, tax=tax and tax.lastgroup), "column")
