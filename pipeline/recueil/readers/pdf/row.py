"""Group words into runs, and runs into rows with cells: the lines of a page, whatever order the file
draws them in.

The width of a gap decides whether it separates two cells or is only a space of the line. Lengths are
in heights of the line (the letters' box, about 1.2 em), so that no font size is assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from recueil.readers.pdf.words import Piece

Span = tuple[float, float]

_FIGURE = re.compile(r"[-+–]?\s?\(?[\d\s.,/%€$]+\)?(?:\s?(?:€|euros?|%|HT|TTC|h|m²|ha))?")


@dataclass(slots=True)
class Run:
    """Consecutive words of one line, with at most a space between them."""

    pieces: list[Piece]
    x0: float
    x1: float
    base: float
    size: float

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)

    def part(self, first: int, last: int) -> Run:
        pieces = self.pieces[first:last]
        return Run(pieces, pieces[0].x0, pieces[-1].x1, self.base, self.size)


@dataclass(slots=True)
class Row:
    """The cells of one line, from left to right; ``foot`` is the base of the last line of a row with
    several.
    """

    base: float
    size: float
    cells: list[Run]
    foot: float | None = None

    @property
    def x0(self) -> float:
        return self.cells[0].x0

    @property
    def x1(self) -> float:
        return max(cell.x1 for cell in self.cells)

    @property
    def text(self) -> str:
        return "   ".join(cell.text for cell in self.cells)

    def gaps(self) -> Iterator[Span]:
        end = self.cells[0].x1
        for cell in self.cells[1:]:
            yield end, cell.x0
            end = max(end, cell.x1)


def is_figure(cell: Run) -> bool:
    """Return whether a cell has only an amount, a quantity or a rate."""
    return _FIGURE.fullmatch(cell.text) is not None
