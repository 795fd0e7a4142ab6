"""Read PDF text layers with PDFium; pages without one are passed to an OCR callback.

Rows become page text: prose line by line, tables aligned by their columns, blank lines between blocks.
"""

from __future__ import annotations

import logging
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from recueil.errors import FileEmpty, FileTooLarge, PdfBroken, PdfEncrypted, ReadError
from recueil.readers.document import PageContent, Word, Words
from recueil.readers.page_tables import PageTables, PlacedCell, group_by_column, join_lines, number_columns
from recueil.readers.pdf import furniture
from recueil.readers.pdf.doubled_text import remove_doubled_text
from recueil.readers.pdf.gutters import split_blocks
from recueil.readers.pdf.lines import Row, Run, build_rows, build_rows_by_turn, build_runs
from recueil.readers.pdf.overlays import Stamp, extract_stamps, new_stamps
from recueil.readers.pdf.page import PdfPage, open_page
from recueil.readers.pdf.rules import NO_RULES, PageRules, Rule, find_rules, set_cells_by_rules
from recueil.readers.pdf.tables import assemble_tables, group_lines
from recueil.readers.pdf.words import Piece, View, draw_annotations, extract_pieces
from recueil.settings import Limits
from recueil.translation import gettext as _
from recueil.values.table import Cell, Span

OcrCallback = Callable[[PdfPage], PageContent]
"""Recognises a page from its image, ``page.render(dpi)``."""

# pypdfium2 warns of every XFA form; without a handler, Python would print that to standard error.
logging.getLogger("pypdfium2").addHandler(logging.NullHandler())

# PDFium's FPDF_GetLastError codes, in the words it gives them.
_PASSWORD = "Incorrect password"  # noqa: S105
_APART = 3  # spaces between two cells, at least
_MOST_INDENT = 160
_BLANK = 1.45  # times the usual line distance: separates paragraphs
_LEAST_LEADING = 1.05  # of the height of a line


def read(path: Path, content: bytes, limits: Limits, recognise: OcrCallback) -> list[PageContent]:
    """Return the pages, each ending with a line break. Raise ReadError if there is no text to read."""
    try:
        with pypdfium2.PdfDocument(content) as document:
            pages = load_pages(path, document, limits)
            recognised = {page.index: recognise(page) for page in pages if page.needs_ocr}
            if not recognised and not any(page.is_readable for page in pages):
                raise FileEmpty(
                    _("{path}: nothing on its pages ({count}), or only a stamp.").format(
                        path=path, count=len(pages)
                    ),
                    _("Publish it again, or remove it."),
                )
            return [_append_recognised(page.leaf, recognised.get(page.index)) for page in pages]
    except pypdfium2.PdfiumError as error:
        raise _to_read_error(path, error) from error


def load_pages(path: Path, document: pypdfium2.PdfDocument, limits: Limits) -> list[PdfPage]:
    """Return each page with the content of its text layer; ``needs_ocr`` is set where that is too
    little.
    """
    _check_length(path, len(document), limits)
    if document.get_formtype() != raw.FORMTYPE_NONE:
        document.init_forms()
    layers = list(_read_layers(path, document, limits))
    return [PdfPage(document, index, *typeset) for index, typeset in enumerate(_typeset_pages(layers))]


def _check_length(path: Path, pages: int, limits: Limits) -> None:
    if pages == 0:
        raise PdfBroken(_("{path}: the PDF has no page.").format(path=path), _("Publish it again."))
    if pages > limits.pages:
        raise FileTooLarge(
            _("{path}: {pages} pages, more than {pages_2}.").format(path=path, pages=pages, pages_2=limits.pages),
            _("Raise RECUEIL_LIMITS__PAGES."),
        )


@dataclass(frozen=True, slots=True)
class _Layer:
    """The text layer of a page: its stamps, the rows of each text direction, the one with most words first, and
    its rules if rows of text along them have several cells.
    """

    view: View
    stamps: list[Stamp]
    turns: list[list[Row]]
    garbled: bool
    rules: PageRules

    @property
    def upright(self) -> furniture.PageRows:
        rows = self.turns[0] if self.turns else []
        turned = bool(rows) and rows[0].turn % 2 == 1
        return furniture.PageRows(rows, self.view.width if turned else self.view.height)


def _read_layers(path: Path, document: pypdfium2.PdfDocument, limits: Limits) -> Iterator[_Layer]:
    left = limits.characters
    for index in range(len(document)):
        view, pieces, garbled = _read_pieces(document, index)
        left -= sum(len(piece.text) + 1 for piece in pieces)
        if left < 0:
            raise FileTooLarge(
                _("{path}: more than {characters} characters of text.").format(
                    path=path, characters=limits.characters
                ),
                _("Split it, or raise RECUEIL_LIMITS__CHARACTERS."),
            )
        stamps, runs = extract_stamps(build_runs([] if garbled else pieces))
        turns = build_rows_by_turn(runs)
        ruled = any(len(row.cells) > 1 and not row.turn for rows in turns for row in rows)
        rules = _read_rules(document, index, view) if ruled else NO_RULES
        turns = [rows if rows[0].turn else set_cells_by_rules(rows, rules.vertical) for rows in turns]
        yield _Layer(view, stamps, turns, garbled, rules)


def _read_rules(document: pypdfium2.PdfDocument, index: int, view: View) -> PageRules:
    with open_page(document, index) as page:
        return find_rules(page, view)


def _read_pieces(document: pypdfium2.PdfDocument, index: int) -> tuple[View, list[Piece], bool]:
    with open_page(document, index) as page:
        if not draw_annotations(page):
            return _read_page(page)
    with open_page(document, index) as page:
        return _read_page(page)


def _read_page(page: pypdfium2.PdfPage) -> tuple[View, list[Piece], bool]:
    view = View.of(page)
    remove_doubled_text(page)
    return view, *extract_pieces(page, view)


def _typeset_pages(layers: Sequence[_Layer]) -> Iterator[tuple[PageContent, int, bool]]:
    kept, leaving = furniture.find_repeated([layer.upright for layer in layers])
    stamps = new_stamps([layer.stamps for layer in layers])
    for layer, new, heads in zip(layers, stamps, kept, strict=True):
        sheet, words = PageText(layer.rules.horizontal), 0
        for stamp in new:
            sheet.block(build_rows(stamp.runs))
        sheet.add_heads(heads)
        for rows in layer.turns:
            flow = [row for row in rows if id(row) not in leaving]
            words += sum(len(cell.pieces) for row in flow for cell in row.cells)
            for block in split_blocks(flow, NO_RULES if flow and flow[0].turn else layer.rules):
                sheet.block(block)
        width, height = round(10 * layer.view.width), round(10 * layer.view.height)
        yield PageContent(sheet.text or "\n", width, height, sheet.words, sheet.tables), words, layer.garbled


def _append_recognised(layer: PageContent, recognised: PageContent | None) -> PageContent:
    """Append what OCR read to the text layer of its page, which is mostly a stamp."""
    if recognised is None or not layer.text.strip():
        return recognised or layer
    start = len(layer.text) + 1
    moved = (replace(word, start=word.start + start, end=word.end + start) for word in recognised.words)
    tables = layer.tables + PageTables.of(table.rows for table in recognised.tables.iter_shifted(start))
    return replace(
        layer, text=f"{layer.text}\n{recognised.text}", words=Words([*layer.words, *moved]), tables=tables
    )


def _to_read_error(path: Path, error: pypdfium2.PdfiumError) -> ReadError:
    if _PASSWORD in str(error):
        return PdfEncrypted(
            _("{path}: the PDF asks for a password.").format(path=path), _("Publish it without one.")
        )
    return PdfBroken(
        _("{path}: the PDF is damaged ({error}).").format(path=path, error=error),
        _("Download or publish it again."),
    )


class PageText:
    """Builds the text of a page, with the box of each word and the place of each cell of its tables."""

    def __init__(self, rules: Sequence[Rule] = ()) -> None:
        self._rules = rules
        self._parts: list[str] = []
        self._length = 0
        self._words: list[Word] = []
        self._tables: list[list[tuple[Cell, ...]]] = []

    def add_heads(self, rows: Sequence[Row]) -> None:
        """Add rows from different places of the page as the lines of one block."""
        if self._parts and rows:
            self._add("\n")
        for row in rows:
            (columns,) = _align([row])
            self._line(row, columns)

    def block(self, rows: Sequence[Row]) -> None:
        """Add a block of rows, with a blank line before it unless it is the first."""
        if self._parts:
            self._add("\n")
        usual = _leading(rows)
        whole, tables = assemble_tables(rows)
        within = {at for start, end in tables for at in range(start + 1, end)}
        cells: list[list[Span]] = []
        foot: float | None = None
        for at, (row, columns) in enumerate(zip(whole, _text_columns(whole, tables), strict=True)):
            most = _BLANK * max(usual, _LEAST_LEADING * row.size)
            if foot is not None and at not in within and row.base - foot > most:
                self._add("\n")
            cells.append(self._line(row, columns))
            foot = row.base if row.foot is None else row.foot
        self._tables += (
            list(_number_cells(whole[start:end], cells[start:end], self._rules)) for start, end in tables
        )

    def _line(self, row: Row, columns: Sequence[int]) -> list[Span]:
        opened = self._length
        spans: list[Span] = []
        for cell, column in zip(row.cells, columns, strict=True):
            self._add(" " * (column - (self._length - opened)))
            start = self._length
            self._cell(cell)
            spans.append((start, self._length))
        self._add("\n")
        return spans

    def _cell(self, cell: Run) -> None:
        for at, piece in enumerate(cell.pieces):
            if at:
                self._add(" ")
            start = self._length
            self._add(piece.text)
            x0, y0, x1, y1 = (round(10 * side) for side in piece.box)
            self._words.append(Word(start, self._length, x0, y0, x1, y1))

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    @property
    def text(self) -> str:
        return "".join(self._parts)

    @property
    def words(self) -> Words:
        return Words(self._words)

    @property
    def tables(self) -> PageTables:
        return PageTables.of(self._tables)


def _number_cells(
    rows: Sequence[Row], spans: Sequence[Sequence[Span]], rules: Sequence[Rule]
) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells of each row of a table with their columns and places in the text."""
    edges = [[(cell.x0, cell.x1) for cell in row.cells] for row in rows]
    columns = number_columns(edges, near=statistics.median(row.size for row in rows))
    for lines in group_lines(rows, columns, () if rows[0].turn else rules):
        cells: dict[int, list[Span]] = {}
        for at in lines:
            for column, span in zip(columns[at], spans[at], strict=True):
                cells.setdefault(column, []).append(span)
        yield tuple(Cell(column, join_lines(parts)) for column, parts in sorted(cells.items()))


def _leading(rows: Sequence[Row]) -> float:
    steps = [below.base - above.base for above, below in pairwise(rows)]
    near = [step for step, row in zip(steps, rows, strict=False) if 0 < step < 2.5 * row.size]
    return statistics.median_low(near) if near else 0.0


def _text_columns(rows: Sequence[Row], tables: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the text column where each cell begins; prose begins at the left edge."""
    columns = [[0] * len(row.cells) for row in rows]
    for start, end in tables:
        columns[start:end] = _align(rows[start:end])
    return columns


def _align(rows: Sequence[Row]) -> list[list[int]]:
    """Return the text columns of a table's cells: cells that begin at one place of the page are aligned."""
    placed = ((at, *cell) for at, row in enumerate(rows) for cell in enumerate(row.cells))
    cells = sorted(PlacedCell(cell.x0, cell.x1, at, place) for at, place, cell in placed)
    left, letter = cells[0].x0, _letter_width(rows)
    ends = [-_APART] * len(rows)
    columns = [[0] * len(row.cells) for row in rows]
    shift = 0
    for group in group_by_column(cells):
        natural = [min(round((cell.x0 - left) / letter), _MOST_INDENT) for cell in group]
        shift += max(0, *(ends[cell.row] + _APART - shift - at for at, cell in zip(natural, group, strict=True)))
        for at, cell in zip(natural, group, strict=True):
            columns[cell.row][cell.place] = at + shift
            ends[cell.row] = at + shift + len(rows[cell.row].cells[cell.place].text)
    return columns


def _letter_width(rows: Sequence[Row]) -> float:
    """Return the median letter width of the table."""
    widths = [(cell.x1 - cell.x0) / len(cell.text) for row in rows for cell in row.cells]
    return max(statistics.median(widths), 0.5)
