"""A stream of RTF text (the body, a header, a note) with its tables: RTF says where a cell ends, not begins."""

from __future__ import annotations

from contextlib import ExitStack

from recueil.readers.office.sheet import TextBuilder

_DEEPEST = 50


class _Table:
    """A table being written: rows and cells begin with their text, since RTF marks only their ends."""

    def __init__(self, sheet: TextBuilder) -> None:
        self._sheet = sheet
        self._cell = ExitStack()
        self._row = ExitStack()
        self._table = ExitStack()
        self._in_row = self._in_cell = False
        self._table.enter_context(sheet.table())

    def begin_cell(self) -> None:
        if not self._in_row:
            self._row.enter_context(self._sheet.row())
            self._in_row = True
        if not self._in_cell:
            self._cell.enter_context(self._sheet.cell())
            self._in_cell = True

    def end_cell(self) -> None:
        self._cell.close()
        self._in_cell = False

    def end_row(self) -> None:
        self.end_cell()
        self._row.close()
        self._in_row = False

    def end(self) -> None:
        self.end_row()
        self._table.close()


class Flow:
    """Writes one stream of text (the body, a header, a note). ``depth`` is the number of tables a
    paragraph is in.

    ``in_row`` is true from the definition of a row to its end: text in between is in a table.
    """

    def __init__(self, sheet: TextBuilder) -> None:
        self._sheet = sheet
        self._tables: list[_Table] = []
        self._section_ended = False
        self.in_row = False

    def write(self, text: str, depth: int) -> None:
        """Continue a paragraph."""
        self._place(depth)
        self._sheet.write(text)

    def tab(self, depth: int) -> None:
        """Write a gap as between two cells."""
        self._place(depth)
        self._sheet.tab()

    def end_paragraph(self, depth: int) -> None:
        """End the line, which may be blank."""
        self._place(depth)
        self._sheet.end_paragraph()

    def end_cell(self, depth: int) -> None:
        """Make the text since the last cell of that table a cell."""
        depth = min(max(depth, 1), _DEEPEST)
        self._close_to(depth)
        self._place(depth)
        self._tables[-1].end_cell()

    def end_row(self, depth: int) -> None:
        """Make the cells since the last row of that table a row."""
        if depth <= 1:
            self.in_row = False
        self._close_to(max(depth, 1))
        if self._tables:
            self._tables[-1].end_row()

    def end_section(self) -> None:
        """Begin a page with the next section, unless ``go_on`` is called."""
        self._sheet.end_line()
        self._section_ended = True

    def go_on(self) -> None:
        """Keep the next section on the same page."""
        self._section_ended = False

    def end_page(self) -> None:
        """Begin a new page."""
        self._close_to(0)
        self._sheet.end_page()

    def end(self) -> None:
        """End the stream and its open tables."""
        self._close_to(0)

    def _close_to(self, depth: int) -> None:
        while len(self._tables) > depth:
            self._tables.pop().end()

    def _place(self, depth: int) -> None:
        if self._section_ended:
            self._section_ended = False
            self.end_page()
        depth = min(max(depth, int(self.in_row)), _DEEPEST)
        self._close_to(depth)
        while len(self._tables) < depth:
            if self._tables:
                self._tables[-1].begin_cell()
            self._tables.append(_Table(self._sheet))
        if self._tables:
            self._tables[-1].begin_cell()
