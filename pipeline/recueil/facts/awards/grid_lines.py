"""The lines and cells of tables, with the figures that cells contain."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

FIGURE = re.compile(
    r"(?P<sign>[+–-]\s?)?(?P<whole>[0-9]{1,3}(?:[ .\u00a0\u202f][0-9]{3}){1,3}"
    r"|[0-9]{1,7})(?:[,.](?P<cents>[0-9]{1,3}))?"
    r"\s?(?P<unit>€|euros?|eur)?\s?(?P<tax>h\.?t\.?|t\.?t\.?c\.?)?(?:\s?\([a-z0-9][^()]{0,40}\))?"
)
_NO_FIGURE = re.compile(r"[-–—/]{1,3}|neant|0")


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell at characters ``start`` to ``end``, which begins ``left`` characters after the start of its line."""

    start: int
    end: int
    left: int
    figure: Decimal | None = None
    is_figure: bool = False

    @property
    def right(self) -> int:
        return self.left + self.end - self.start

    def overlap(self, left: int, right: int) -> int:
        """Return how many places the cell shares with others; negative: how far it is from them."""
        return min(self.right, right) - max(self.left, left)


@dataclass(frozen=True, slots=True)
class GridLine:
    start: int
    end: int
    cells: tuple[GridCell, ...]

    @property
    def words(self) -> list[GridCell]:
        return [cell for cell in self.cells if not cell.is_figure]

    @property
    def figures(self) -> list[GridCell]:
        return [cell for cell in self.cells if cell.is_figure]


@dataclass(slots=True)
class Grid:
    """Rows below each other, and the lines of headings above them."""

    rows: list[GridLine] = field(default_factory=list)
    headings: list[GridLine] = field(default_factory=list)


def read_cell(plain: str, start: int, end: int, line: int) -> GridCell:
    if match := FIGURE.fullmatch(plain, start, end):
        whole = re.sub(r"[ .\u00a0\u202f]", "", match["whole"])
        year = match["unit"] is None and match["cents"] is None and re.fullmatch("20[0-9]{2}", match["whole"])
        money = not year and len(match["cents"] or "00") == 2
        figure = Decimal(f"{whole}.{match['cents'] or '00'}") if money else None
        return GridCell(start, end, start - line, figure, is_figure=True)
    return GridCell(start, end, start - line, None, is_figure=_NO_FIGURE.fullmatch(plain, start, end) is not None)
