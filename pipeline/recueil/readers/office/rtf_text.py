"""The text of RTF: its control words, its character encodings, and a text stream with tables."""

from __future__ import annotations

import codecs
from contextlib import ExitStack

from recueil.readers.office.text_builder import TextBuilder

# Groups without text of the document. A group that begins with \* is left out unless it is in OPENED.
IGNORED_GROUPS = frozenset(
    {
        "annotation", "atnauthor", "atnid", "atnref", "atrfend", "atrfstart", "background", "bkmkend", "bkmkstart",
        "colortbl", "datafield", "datastore", "do", "fldinst", "fldtype", "filetbl", "ftncn", "ftnsep", "ftnsepc",
        "generator", "info", "list", "listtable", "listoverridetable", "nonesttables", "nonshppict", "objclass",
        "objdata", "pict", "pn", "private", "revtbl", "rxe", "shprslt", "sp", "stylesheet", "tc", "template",
        "themedata", "txe", "userprops", "xe", "xmlnstbl", "aftncn", "aftnsep", "aftnsepc",
    }
)  # fmt: skip
STARRED_GROUPS = frozenset({"footnote", "nesttableprops", "shpinst"})
HEADERS = frozenset({"header", "headerl", "headerr", "headerf"})
FOOTERS = frozenset({"footer", "footerl", "footerr", "footerf"})

CHARACTERS = {
    "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
SYMBOLS = {"~": "\u00a0", "_": "-", "{": "{", "}": "}", "\\": "\\"}

# The character sets of fonts. Symbol fonts (2) have none: their bullets are as in cp1252.
CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    254: "cp437", 255: "cp850",
}  # fmt: skip
ENCODINGS = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}


_DEFAULT = "cp1252"
_HIGH, _LOW, _BEYOND = 0xD800, 0xDC00, 0xE000


class Characters:
    """Decodes characters: collects bytes, several of which may make one, and skips the fallbacks of
    Unicode ones.
    """

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._encoding = _DEFAULT
        self._fonts: dict[int, str] = {}
        self._half = 0
        self._to_leave_out = 0

    def add(self, characters: bytes, *, silent: bool) -> None:
        """Add bytes of the text; ``silent`` ones are dropped, but count as fallbacks all the same."""
        repeated = min(self._to_leave_out, len(characters))
        self._to_leave_out -= repeated
        if not silent:
            self._bytes += characters[repeated:]

    def skip_fallback(self) -> bool:
        """Return whether the next character is only a fallback, and count it."""
        repeated = self._to_leave_out > 0
        self._to_leave_out -= repeated
        return repeated

    def end_group(self) -> None:
        """Stop skipping fallbacks: they do not extend beyond their group."""
        self._to_leave_out = 0

    def taken(self, font: int) -> str:
        """Return the text collected so far, decoded for this font, and clear it."""
        text = bytes(self._bytes).decode(self._fonts.get(font, self._encoding), errors="replace")
        self._bytes.clear()
        return text

    def unicode(self, value: int, repeated: int) -> str:
        """Return the character with this code, and skip the next ``repeated`` ones; it may come as two
        surrogates.
        """
        self._to_leave_out = repeated
        code = value % 0x10000
        half, self._half = self._half, 0
        if _HIGH <= code < _LOW:
            self._half = code
            return ""
        if _LOW <= code < _BEYOND:
            return chr(0x10000 + ((half - _HIGH) << 10) + code - _LOW) if half else "\ufffd"
        return chr(code)

    def set_charset(self, font: int, charset: int | None) -> None:
        """Set the character set of a font, from the font table."""
        if charset in CHARSETS:
            self._fonts[font] = CHARSETS[charset]

    def set_encoding(self, word: str) -> None:
        """Set the encoding of the file, from its control word: ansi, mac, pc or pca."""
        self._encoding = ENCODINGS[word]

    def set_code_page(self, number: int | None) -> None:
        """Set the code page, which Word writes as well (ansicpg)."""
        try:
            self._encoding = codecs.lookup(f"cp{number}").name
        except LookupError:
            self._encoding = _DEFAULT


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
