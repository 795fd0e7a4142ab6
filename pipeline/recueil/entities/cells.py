"""Split a line that a page lays out in columns into cells: « Judo Club      300 € » and « | Judo Club | 300 € | ».

Cells are apart by two spaces, a tab, a bar, or the dots and dashes that lead from one to the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from recueil.values.table import Span

_SPACES: Final = "[ \\u00a0\\t]"
_GAP: Final = re.compile(
    rf"{_SPACES}{{0,200}}(?:\|[ \u00a0\t|]{{0,200}}|(?:\.{{4,200}}|…{{2,100}}|_{{3,200}}){_SPACES}{{0,200}})"
    rf"|{_SPACES}{{2,300}}|\t"
)


def line_around(text: str, offset: int, reach: int) -> Span:
    """Return start and end of the line around an offset, at most so many characters to each side."""
    first, last = max(0, offset - reach), min(len(text), offset + reach)
    start, end = text.rfind("\n", first, offset) + 1, text.find("\n", offset, last)
    return start or first, last if end < 0 else end


def split_cells(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the cells of a line from left to right, without the blank ones and the spaces around."""
    at = start
    for gap in _GAP.finditer(text, start, end):
        yield from _strip(text, at, gap.start())
        at = gap.end()
    yield from _strip(text, at, end)


def split_at_bars(text: str, start: int, end: int) -> list[Span]:
    """Return the cells between the bars of a line from left to right, also blank ones; none if it has no bar."""
    bars = [at for at in range(start, end) if text[at] == "|"]
    edges = [start - 1, *bars, end]
    spans = [(left + 1, right) for left, right in pairwise(edges)] if bars else []
    return spans[1:] if spans and not text[slice(*spans[0])].strip() else spans


def _strip(text: str, start: int, end: int) -> Iterator[Span]:
    words = text[start:end]
    if words.strip():
        yield start + len(words) - len(words.lstrip()), start + len(words.rstrip())
