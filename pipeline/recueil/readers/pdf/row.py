"""A line of a page: words that stand together, in cells set apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from recueil.readers.pdf.words import Piece

Span = tuple[float, float]

_FIGURE = re.compile(r"[-+–]?\s?\(?[\d\s.,/%€$]+\)?(?:\s?(?:€|euros?|%|HT|TTC|h|m²|ha))?")


@dataclass(slots=True)
class Run:
    """Words that follow each other on one line, with no more than a space between."""

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
    """What stands on one line, from left to right; ``foot`` is the last line of a row that has several."""

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
    """True of an amount, a quantity, a rate, alone in its cell."""
    return _FIGURE.fullmatch(cell.text) is not None
