"""Build page text from paragraphs and tables without coordinates: lines, aligned tables, pages, headers
and footers.

Rows of a table become lines with aligned columns, at least three spaces apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from recueil.errors import FileTooLarge
from recueil.readers.document import PageContent
from recueil.readers.page_tables import PageTables, join_lines
from recueil.settings import Limits
from recueil.translation import gettext as _
from recueil.values.table import Cell as TableCell
from recueil.values.table import Row, Span

GAP = "   "
# A cell of so many lines has prose or names, not a value: side by side with another, its sentences would mix.
_TALL = 6
# A longer cell does not push the next column away.
_WIDEST = 60
# Wider than any table of an act: further cells follow without alignment.
_MOST_COLUMNS = 200
_MOST_ROWS_SPANNED = 1_000


@dataclass(frozen=True, slots=True)
class Cell:
    """The lines of a cell, and how many columns and rows it spans."""

    lines: tuple[str, ...]
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class _PlacedCell:
    column: int
    cell: Cell

    @property
    def width(self) -> int:
        """Return the width that it requires of its column."""
        return max((len(line) for line in self.cell.lines if len(line) <= _WIDEST), default=0)


class TableLine(str):
    """A line of row number ``row`` of a table: ``cells`` are the columns and the ranges of the cells in it.

    ``table`` is the same object in all lines of a table.
    """

    __slots__ = ("cells", "row", "table")

    table: object
    row: int
    cells: tuple[tuple[int, Span], ...]


def lay_out_rows(rows: Iterable[list[Cell]]) -> Iterator[str]:
    """Yield one line per row, or more if a cell has several. Rows without text yield none.

    The lines are of TableLine, except those of a table in a cell that has no other beside it.
    """
    placed = list(_place_cells(rows))
    starts = _column_starts(placed)
    table = object()
    for number, row in enumerate(placed):
        for line, cells in _row_lines(row, starts):
            if isinstance(line, TableLine):
                yield line
                continue
            laid_out = TableLine(line)
            laid_out.table, laid_out.row, laid_out.cells = table, number, tuple(cells)
            yield laid_out


def _place_cells(rows: Iterable[list[Cell]]) -> Iterator[list[_PlacedCell]]:
    """Yield each cell with its column: cells that span rows shift the cells below to the right."""
    covered: dict[int, int] = {}
    for row in rows:
        column, cells = 0, []
        covering: dict[int, int] = {}
        for cell in row:
            while column in covered:
                column += 1
            cells.append(_PlacedCell(column, cell))
            across = min(max(cell.across, 1), _MOST_COLUMNS - column)
            if cell.down > 1:
                covering |= dict.fromkeys(range(column, column + across), min(cell.down, _MOST_ROWS_SPANNED))
            column = min(column + max(across, 1), _MOST_COLUMNS)
        covered = {place: left - 1 for place, left in (covered | covering).items() if left > 1}
        yield cells


def _column_starts(placed: list[list[_PlacedCell]]) -> list[int]:
    widths = [0] * (_MOST_COLUMNS + 1)
    for row in placed:
        for each in row:
            if each.cell.across <= 1:
                widths[each.column] = max(widths[each.column], each.width)
    starts = [0]
    for width in widths:
        starts.append(starts[-1] + (width + len(GAP) if width else 0))
    return starts


def _row_lines(row: list[_PlacedCell], starts: list[int]) -> Iterator[tuple[str, list[tuple[int, Span]]]]:
    full = [each for each in row if each.cell.lines]
    height = max((len(each.cell.lines) for each in full), default=0)
    if height >= _TALL or (len(full) == 1 and height > 1):
        for each in full:
            for line in each.cell.lines:
                yield line, _spans_of(each.column, 0, len(line))
        return
    for number in range(height):
        line = ""
        cells: list[tuple[int, Span]] = []
        for each in full:
            if number < len(each.cell.lines):
                before = (line + GAP if line else "").ljust(starts[each.column])
                line = before + each.cell.lines[number]
                cells += _spans_of(each.column, len(before), len(line))
        yield line, cells


def _spans_of(column: int, start: int, end: int) -> list[tuple[int, Span]]:
    """Return the column and range of a cell; none of those beyond the last column, which are not aligned."""
    return [(column, (start, end))] if column < _MOST_COLUMNS else []


_BLANKS = re.compile(r"[ \t\r\n\f]+")


class _Lines:
    """The lines written so far, and the current one."""

    def __init__(self) -> None:
        self.closed: list[str] = []
        self.parts: list[str] = []

    def close(self, *, blank: bool = False) -> None:
        """End the line; an empty one is kept as a single blank line if ``blank``."""
        line = "".join(self.parts).rstrip()
        self.parts.clear()
        if line or (blank and self.closed and self.closed[-1]):
            self.closed.append(line)

    def all(self) -> list[str]:
        self.close()
        while self.closed and not self.closed[-1]:
            self.closed.pop()
        return self.closed


class TextBuilder:
    """Receives what a reader writes. Raises FileTooLarge as soon as text or pages exceed their limits."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self._size = 0
        self._pages: list[list[str]] = []
        self._lines = _Lines()
        self._rows: list[list[Cell]] | None = None
        self._asides: list[list[str]] = []
        self._depth = 0
        self._mark = ""
        self._front: list[str] = []

    @property
    def line_is_empty(self) -> bool:
        """Return whether the line is still empty."""
        return not self._lines.parts

    def write(self, text: str) -> None:
        """Continue the line. Blanks at its start are dropped."""
        if self.line_is_empty:
            text = text.lstrip(" \t")
        if text:
            self._grow(len(self._mark) + len(text))
            self._lines.parts += (self._mark, text)
            self._mark = ""

    def flow(self, text: str | None) -> None:
        """Continue with text whose whitespace is collapsed to single blanks, also across calls."""
        text = _BLANKS.sub(" ", text or "")
        parts = self._lines.parts
        self.write(text.removeprefix(" ") if parts and parts[-1].endswith(" ") else text)

    def mark(self, label: str) -> None:
        """Set the label (the number of an item) to write before the next text, if there is any."""
        self._mark = f"{label} " if label else ""

    def tab(self) -> None:
        """Write a gap as between two cells."""
        self.write(GAP)

    def end_line(self) -> None:
        """End the line if it has text, and write pending text boxes."""
        self._end()

    def end_paragraph(self) -> None:
        """End the line; an empty one is kept as a blank line."""
        self._end(blank=True)

    def _end(self, *, blank: bool = False) -> None:
        self._lines.close(blank=blank)
        asides, self._asides = self._asides, []
        for lines in asides:
            self.put(lines)

    def end_page(self) -> None:
        """Begin a new page. No effect in a table or a text box."""
        self.end_line()
        if not self._depth:
            self._close_page()

    def put(self, lines: Iterable[str]) -> None:
        """Add whole lines, as ``apart`` returned them."""
        self._lines.closed.extend(lines)

    def put_notes(self, notes: Iterable[Iterable[str]]) -> None:
        """Add the notes, each after the number by which the text refers to it."""
        self.end_line()
        for number, lines in enumerate(notes, 1):
            self.put(f"[{number}] {line}" if place == 0 else line for place, line in enumerate(lines))

    def put_first(self, lines: Iterable[str]) -> None:
        """Add whole lines before all others."""
        self._front.extend(lines)

    @contextmanager
    def table(self) -> Iterator[None]:
        """Write a table: the body writes its rows."""
        self.end_line()
        outer, self._rows = self._rows, []
        self._depth += 1
        yield
        self._depth -= 1
        rows, self._rows = self._rows, outer
        self.end_line()
        self.put(self._bound_lines(rows))

    @contextmanager
    def row(self) -> Iterator[None]:
        """Write a row: the body writes its cells; outside a table it is a line."""
        self.end_line()
        if self._rows is not None:
            self._rows.append([])
        yield
        self.end_line()

    @contextmanager
    def cell(self, across: int = 1, down: int = 1) -> Iterator[None]:
        """Write a cell; outside a row it is a line."""
        rows = self._rows
        with self.apart() as lines:
            yield
        if rows:
            rows[-1].append(Cell(tuple(line for line in lines if line), across, down))
        else:
            self.put(lines)

    @contextmanager
    def text_box(self) -> Iterator[None]:
        """Write a text box: its text comes below the line where it was found."""
        with self.apart() as lines:
            yield
        self._asides.append(lines)

    @contextmanager
    def apart(self) -> Iterator[list[str]]:
        """Collect the lines written in the body in the list yielded, which is filled at the end."""
        kept = self._lines, self._asides, self._rows
        self._lines, self._asides, self._rows = _Lines(), [], None
        self._depth += 1
        found: list[str] = []
        yield found
        self.end_line()
        self._depth -= 1
        found.extend(self._lines.all())
        self._lines, self._asides, self._rows = kept

    def build_pages(self) -> list[PageContent]:
        """Return the pages, each ending with a line break; none is blank."""
        self.end_line()
        self._close_page()
        first, *others = self._pages or [[]]
        return [_build_page(lines) for lines in ([*self._front, *first], *others)]

    def _close_page(self) -> None:
        lines, self._lines = self._lines.all(), _Lines()
        if lines:
            self._pages.append(lines)
        if len(self._pages) > self._limits.pages:
            raise FileTooLarge(
                _("{path}: more than {pages} pages.").format(path=self._path, pages=self._limits.pages),
                _("Raise RECUEIL_LIMITS__PAGES."),
            )

    def _bound_lines(self, rows: list[list[Cell]]) -> Iterator[str]:
        """Yield the lines of a table; the spaces of its alignment count towards the limit on text."""
        counted = sum(len(line) for row in rows for cell in row for line in cell.lines)
        for line in lay_out_rows(rows):
            counted -= len(line)
            if counted < 0:
                self._grow(-counted)
                counted = 0
            yield line

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > self._limits.characters:
            raise FileTooLarge(
                _("{path}: more than {characters} characters of text.").format(
                    path=self._path, characters=self._limits.characters
                ),
                _("Split it, or raise RECUEIL_LIMITS__CHARACTERS."),
            )


def _build_page(lines: Sequence[str]) -> PageContent:
    """Join lines to the text of a page, with the tables in it."""
    text = "".join(f"{line}\n" for line in lines)
    return PageContent(text, tables=PageTables.of(_collect_rows(lines)))


def _collect_rows(lines: Iterable[str]) -> Iterator[list[Row]]:
    """Yield the rows of each table whose lines are among these."""
    starts: list[tuple[int, TableLine]] = []
    length = 0
    for line in lines:
        if isinstance(line, TableLine):
            starts.append((length, line))
        length += len(line) + 1
    for __, table in groupby(starts, lambda each: id(each[1].table)):
        yield [_build_row(row) for _, row in groupby(table, lambda each: each[1].row)]


def _build_row(lines: Iterable[tuple[int, TableLine]]) -> Row:
    spans: dict[int, list[Span]] = {}
    for at, line in lines:
        for column, (start, end) in line.cells:
            spans.setdefault(column, []).append((at + start, at + end))
    return tuple(TableCell(column, join_lines(places)) for column, places in sorted(spans.items()))


_FIGURES = re.compile(r"\d+")


class Margins:
    """Writes each header or footer once, before the text."""

    def __init__(self, sheet: TextBuilder) -> None:
        self._sheet = sheet
        self._seen: set[str] = set()

    def add(self, lines: Sequence[str], *, paged: bool) -> None:
        """Add a header or footer unless its text was added before; if ``paged``, numbers are ignored: it
        has the page number.
        """
        text = " ".join(" ".join(lines).split())
        key = _FIGURES.sub("0", text) if paged else text
        if key not in self._seen:
            self._seen.add(key)
            self._sheet.put_first(lines)


_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST_ROMAN = 4_999
_MOST_LETTERS = 26 * 20


def format_numeral(value: int, kind: str) -> str:
    """Format ``value`` by the format names of ODF and HTML (1, a, A, i, I); in digits if the format
    cannot.
    """
    if kind in ("i", "I") and 0 < value <= _MOST_ROMAN:
        digits = _roman(value)
    elif kind in ("a", "A") and 0 < value <= _MOST_LETTERS:
        digits = _letters(value)
    else:
        return str(value)
    return digits.upper() if kind.isupper() else digits


def _roman(value: int) -> str:
    digits = ""
    for size, digit in _ROMAN:
        count, value = divmod(value, size)
        digits += digit * count
    return digits


def _letters(value: int) -> str:
    """Return a … z, aa … zz, aaa …: Word and LibreOffice repeat the letter."""
    times, place = divmod(value - 1, 26)
    return chr(ord("a") + place) * (times + 1)
