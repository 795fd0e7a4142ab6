"""Put the words that OCR found into reading order.

Columns of running text (a margin, a newspaper) are read one after the other. Other words side by side
make a row, of a table or of a letterhead: its cells come on one line. An empty row separates blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise
from statistics import median

from recueil.readers.pdf.lines import Run
from recueil.readers.pdf.overlays import extract_stamps
from recueil.readers.pdf.words import Piece

# In heights of a line's letters, which are about 0.7 em.
_WIDEST_SPACE = 2.2  # a wider space separates two cells; justified lines stay below
_LINE_OF_LETTERS = 1.7
_NARROWEST_GUTTER = 0.5
_SAME_HEIGHT = 8  # pixels
_MOST_LINES_OF_A_CELL = 8
_NARROWEST_LEADING = 0.25  # less, and the lines belong to two columns
_WIDEST_LEADING = 1.2  # more, and 1.5 times the page's usual, and the rows belong to two blocks
_MUCH_WIDER = 1.5
LONG = 4  # letters: from this length on, a horizontal word is wider than high
_TRUST_IN_SIGNS, _TRUST_IN_FIGURES, _TRUST_IN_LETTERS, _A_WORD = 80, 15, 50, 4
# A column of running text, beside another.
_FEWEST_LINES, _FEWEST_WORDS, _FEWEST_WORDS_OF_THE_WIDER = 3, 3, 5


@dataclass(frozen=True, slots=True)
class OcrWord:
    """A word found by OCR; ``line`` is the same for the words of one line."""

    text: str
    line: int
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: int

    @property
    def is_vertical(self) -> bool:
        """Return whether it runs up or down the page."""
        return len(self.text) >= LONG and self.y1 - self.y0 > self.x1 - self.x0

    def overlaps(self, other: OcrWord) -> bool:
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1


VerticalRule = tuple[int, int, int]  # a vertical rule: x, top, bottom
OcrRow = list[list[OcrWord]]  # the words of its cells


@dataclass(frozen=True, slots=True)
class _CellLine:
    """Words of one line and one cell; its height ignores commas and dashes."""

    words: list[OcrWord]
    x0: float
    x1: float
    y0: float
    y1: float

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def count_of_words(self) -> int:
        """Return the number of words with letters: tables have many numbers and signs too."""
        return sum(any(character.isalpha() for character in word.text) for word in self.words)


_Band = list[_CellLine]
_Span = tuple[float, float]


def arrange_words(words: Iterable[OcrWord], uprights: Sequence[VerticalRule] = ()) -> list[OcrRow]:
    """Return the rows in reading order. ``uprights`` are vertical rules, which separate cells however
    near these are.
    """
    lines: dict[int, list[OcrWord]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    pieces = [piece for line in lines.values() for piece in _split_into_cells(line, uprights)]
    ruled = _ruled_rows(uprights)
    parts = [_add_blank_rows(_order_bands(part, ruled)) for part in _split_stamps(pieces) if part]
    return [*parts[0], [], *parts[1]] if len(parts) > 1 else list(chain.from_iterable(parts))


def _split_stamps(pieces: list[_CellLine]) -> tuple[list[_CellLine], list[_CellLine]]:
    """Split off the stamps of télétransmission, which come first, from the rest of the page."""
    runs = [_to_run(piece) for piece in pieces]
    left = {id(run) for run in extract_stamps(runs)[1]}
    parts: tuple[list[_CellLine], list[_CellLine]] = [], []
    for run, piece in zip(runs, pieces, strict=True):
        parts[id(run) in left].append(piece)
    return parts


def _to_run(piece: _CellLine) -> Run:
    text = " ".join(word.text for word in piece.words)
    box, size = (piece.x0, piece.y0, piece.x1, piece.y1), _LINE_OF_LETTERS * piece.height
    return Run(
        [Piece(text, box, piece.x0, piece.x1, piece.y1, size, 0, False)], piece.x0, piece.x1, piece.y1, size
    )


def _ruled_rows(uprights: Sequence[VerticalRule]) -> list[_Span]:
    """Return top and bottom of the rows of ruled tables, where horizontal rules cut its vertical ones."""
    ordered = sorted(uprights, key=lambda upright: (upright[1], upright[2]))
    return [
        (top, bottom)
        for (x, top, bottom), (other, other_top, other_bottom) in pairwise(ordered)
        if x != other and max(abs(top - other_top), abs(bottom - other_bottom)) <= _SAME_HEIGHT
    ]


def _split_into_cells(line: list[OcrWord], uprights: Sequence[VerticalRule]) -> list[_CellLine]:
    line.sort(key=lambda word: word.x0)
    widest = _WIDEST_SPACE * _letter_height(line)
    groups = [[line[0]]]
    for before, word in pairwise(line):
        if word.x0 - before.x1 > widest or any(_separates(upright, before, word) for upright in uprights):
            groups.append([])
        groups[-1].append(word)
    return [_make_cell_line(group) for group in groups if not _is_debris(group)]


def _is_debris(words: Sequence[OcrWord]) -> bool:
    """Return whether Tesseract made this of pictures, signatures or rules: a few signs of low
    confidence.
    """
    text = "".join(word.text for word in words)
    trust = sum(word.confidence * len(word.text) for word in words) / len(text)
    if not any(character.isalnum() for character in text):
        return trust < _TRUST_IN_SIGNS
    if all(word.is_vertical for word in words):
        return trust < _TRUST_IN_LETTERS
    longest = max(sum(character.isalnum() for character in word.text) for word in words)
    has_figure = any(character.isdigit() for character in text)
    return longest < _A_WORD and trust < (_TRUST_IN_FIGURES if has_figure else _TRUST_IN_LETTERS)


def _letter_height(words: Iterable[OcrWord]) -> float:
    return max(median(word.y1 - word.y0 for word in words), 1)


def _separates(upright: VerticalRule, before: OcrWord, after: OcrWord) -> bool:
    x, top, bottom = upright
    return before.x0 + before.x1 < 2 * x < after.x0 + after.x1 and 2 * top < before.y0 + before.y1 < 2 * bottom


def _make_cell_line(words: list[OcrWord]) -> _CellLine:
    middle, half = median((word.y0 + word.y1) / 2 for word in words), _letter_height(words) / 2
    left, right = min(word.x0 for word in words), max(word.x1 for word in words)
    return _CellLine(words, left, right, middle - half, middle + half)


def _order_bands(pieces: list[_CellLine], ruled: Sequence[_Span]) -> list[_Band]:
    """Return the rows of a region in reading order."""
    rows: list[_Band] = []
    bands = list(_merge_wrapped_cells(_group_into_bands(pieces), ruled))
    while bands:
        count, gutters = _common_gutters(bands)
        stretch, bands = bands[:count], bands[count:]
        for gutter in gutters:
            left, right = _split_at_gutter(stretch, gutter)
            if _are_columns(left, right):
                rows += _order_bands(left, ruled) + _order_bands(right, ruled)
                break
        else:
            rows += stretch
    return rows


def _group_into_bands(pieces: list[_CellLine]) -> list[_Band]:
    """Group pieces from top to bottom: no horizontal white line across the region separates those of a
    band.
    """
    bands: list[_Band] = []
    bottom = 0.0
    for piece in sorted(pieces, key=lambda piece: piece.y0):
        if bands and bottom - piece.y0 > piece.height / 2:
            bands[-1].append(piece)
            bottom = max(bottom, piece.y1)
        else:
            bands.append([piece])
            bottom = piece.y1
    return bands


def _merge_wrapped_cells(bands: list[_Band], ruled: Sequence[_Span]) -> Iterator[_Band]:
    """Merge the bands of a ruled row in which one cell has several lines and another a single one."""
    for span, group in groupby(bands, lambda band: _span_around(band, ruled)):
        row = list(group)
        cells = _group_into_cells(list(chain.from_iterable(row)))
        if span and len(row) <= _MOST_LINES_OF_A_CELL and len(cells) > 1 and min(map(len, cells)) == 1:
            yield list(chain.from_iterable(row))
        else:
            yield from row


def _span_around(band: _Band, ruled: Sequence[_Span]) -> _Span | None:
    middle = (min(piece.y0 for piece in band) + max(piece.y1 for piece in band)) / 2
    return next(((top, bottom) for top, bottom in ruled if top < middle < bottom), None)


def _common_gutters(bands: list[_Band]) -> tuple[int, list[float]]:
    """Return how many of the first bands share a gutter, and the middle of each such gutter."""
    gutters = _gaps(bands[0]) or _gaps_of_close_bands(bands[:2])
    count = last_parted = 1
    for band in bands[1:]:
        narrowed = [gap for gutter in gutters if (gap := _narrow_gutter(gutter, band))]
        if not narrowed:
            break
        gutters, count = narrowed, count + 1
        if _gaps(band):
            last_parted = count
    # Whether bands beneath only one of the columns belong to them is unknown.
    return last_parted, [(low + high) / 2 for low, high in gutters]


def _gaps(band: _Band) -> list[_Span]:
    """Return the gaps between the pieces of a band, from left to right."""
    gaps: list[_Span] = []
    edge = min(piece.x1 for piece in band)
    for piece in sorted(band, key=lambda piece: piece.x0):
        if piece.x0 > edge:
            gaps.append((edge, piece.x0))
        edge = max(edge, piece.x1)
    return gaps


def _gaps_of_close_bands(bands: list[_Band]) -> list[_Span]:
    """Return the gaps of two bands that overlap vertically: lines of columns that are not level."""
    pieces = list(chain.from_iterable(bands))
    height = median(piece.height for piece in pieces)
    is_close = len(bands) > 1 and _leading(*bands) < _NARROWEST_LEADING * height
    return _gaps(pieces) if is_close else []


def _narrow_gutter(gutter: _Span, band: _Band) -> _Span | None:
    """Return the widest part of a gutter that the band leaves free, if it is wide enough."""
    low, high = gutter
    inside = sorted((max(p.x0, low), min(p.x1, high)) for p in band if p.x1 > low and p.x0 < high)
    edges = [low, *chain.from_iterable(inside), high]
    widest = max(zip(edges[::2], edges[1::2], strict=True), key=lambda gap: gap[1] - gap[0])
    return widest if widest[1] - widest[0] > _NARROWEST_GUTTER * median(p.height for p in band) else None


def _split_at_gutter(bands: list[_Band], gutter: float) -> tuple[list[_CellLine], list[_CellLine]]:
    pieces = list(chain.from_iterable(bands))
    return [p for p in pieces if p.x1 <= gutter], [p for p in pieces if p.x1 > gutter]


def _are_columns(left: list[_CellLine], right: list[_CellLine]) -> bool:
    if min(len(left), len(right)) < _FEWEST_LINES:
        return False
    usual = sorted(median(piece.count_of_words for piece in side) for side in (left, right))
    return usual[0] >= _FEWEST_WORDS and usual[1] >= _FEWEST_WORDS_OF_THE_WIDER


def _add_blank_rows(bands: list[_Band]) -> list[OcrRow]:
    if not bands:
        return []
    leadings = [_leading(above, below) for above, below in pairwise(bands)]
    usual = median([leading for leading in leadings if leading > 0] or [0])
    rows: list[OcrRow] = []
    for leading, band in zip([0.0, *leadings], bands, strict=True):
        wide = max(_WIDEST_LEADING * median(piece.height for piece in band), _MUCH_WIDER * usual)
        if leading > wide or leading < -wide:  # negative: from the foot of a column to the head of the next
            rows.append([])
        rows.append(_build_row(band))
    return rows


def _leading(above: _Band, below: _Band) -> float:
    return min(piece.y0 for piece in below) - max(piece.y1 for piece in above)


def _build_row(band: _Band) -> OcrRow:
    """Return the cells of a row, from left to right; the lines of each from top to bottom."""
    return [
        [word for piece in sorted(cell, key=lambda piece: (piece.y0, piece.x0)) for word in piece.words]
        for cell in _group_into_cells(band)
    ]


def _group_into_cells(band: _Band) -> list[_Band]:
    cells: list[_Band] = []
    edge = 0.0
    for piece in sorted(band, key=lambda piece: piece.x0):
        if cells and piece.x0 < edge:
            cells[-1].append(piece)
        else:
            cells.append([piece])
        edge = max(edge, piece.x1)
    return cells
