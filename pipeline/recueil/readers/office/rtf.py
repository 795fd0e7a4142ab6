"""Read RTF. The maintained libraries give no pages and no tables, and show hidden or deleted text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from recueil.errors import FileBroken
from recueil.readers.document import PageContent
from recueil.readers.office.text_builder import Margins, TextBuilder
from recueil.settings import Limits
from recueil.translation import gettext as _

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

    def take(self, font: int) -> str:
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


_DEEPEST_TABLE = 50


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
        depth = min(max(depth, 1), _DEEPEST_TABLE)
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
        depth = min(max(depth, int(self.in_row)), _DEEPEST_TABLE)
        self._close_to(depth)
        while len(self._tables) < depth:
            if self._tables:
                self._tables[-1].begin_cell()
            self._tables.append(_Table(self._sheet))
        if self._tables:
            self._tables[-1].begin_cell()


_TOKEN = re.compile(
    r"(?P<brace>[{}])|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})"
    r"|\\(?P<symbol>[^a-zA-Z])|[\r\n]+|(?P<text>[^\\{}\r\n]+)|\\$"
)
_DEEPEST_GROUP = 10_000
_PAGE_NUMBER = re.compile(r"\\chpgn|fldinst[^}]{0,100}PAGE")


def read(path: Path, content: bytes, limits: Limits) -> list[PageContent]:
    """Return the pages that explicit breaks make, with headers and footers first and footnotes last.

    Raise FileBroken.
    """
    sheet = TextBuilder(path, limits)
    reader = _Reader(path, sheet, content.decode("latin-1"))
    reader.read()
    return sheet.build_pages()


@dataclass(slots=True)
class _State:
    """The properties of a group: inherited from the group around it, restored at its end."""

    left_out: bool = False
    hidden: bool = False
    deleted: bool = False
    depth: int = 0  # how many tables it is in
    fallback: int = 1  # how many fallback characters follow a Unicode one, for old programs
    font: int = -1
    fonts_defined: bool = False
    is_label: bool = False  # the number of a list item, as the writing program counted it
    end: ExitStack = field(default_factory=ExitStack)

    @property
    def silent(self) -> bool:
        return self.left_out or self.hidden or self.deleted or self.fonts_defined


class _Reader:
    def __init__(self, path: Path, sheet: TextBuilder, source: str) -> None:
        self._path = path
        self._sheet = sheet
        self._source = source
        self._state = _State()
        self._stack: list[_State] = []
        self._flows = [Flow(sheet)]
        self._characters = Characters()
        self._starred = False
        self._notes: list[list[str]] = []
        self._margins: dict[bool, list[list[str]]] = {True: [], False: []}
        self._handlers = self._words()

    def read(self) -> None:
        """Write the whole file to the sheet."""
        self._tokens()
        self._flows[0].end()
        self._sheet.put_notes(self._notes)
        margins = Margins(self._sheet)
        paged = _PAGE_NUMBER.search(self._source) is not None
        for lines in self._margins[True] + self._margins[False]:
            margins.add(lines, paged=paged)

    def _tokens(self) -> None:
        at = 0
        while match := _TOKEN.match(self._source, at):
            at = match.end()
            if match["brace"] == "}" and len(self._stack) <= 1:
                self._flush()
                return
            if match["word"] == "bin":
                at += max(int(match["number"] or 0), 0)
            else:
                self._take(match)
        raise FileBroken(
            _("{path}: the RTF document is cut short.").format(path=self._path), _("Download or publish it again.")
        )

    def _take(self, match: re.Match[str]) -> None:
        if match["hex"]:
            self._add(bytes.fromhex(match["hex"]))
        elif match["text"]:
            self._add(match["text"].encode("latin-1"))
        elif match["brace"]:
            self._characters.end_group()
            self._flush()
            if match["brace"] == "{":
                self._open()
            else:
                self._close()
        elif match["word"]:
            self._word(match["word"], None if match["number"] is None else int(match["number"]))
        elif match["symbol"]:
            self._symbol(match["symbol"])

    def _add(self, characters: bytes) -> None:
        self._characters.add(characters, silent=self._state.silent)

    def _flush(self) -> None:
        """Write the characters collected."""
        if text := self._characters.take(self._state.font):
            self._flow.write(text, self._state.depth)

    @property
    def _flow(self) -> Flow:
        return self._flows[-1]

    def _open(self) -> None:
        if len(self._stack) >= _DEEPEST_GROUP:
            raise FileBroken(
                _("{path}: groups are nested too deeply.").format(path=self._path), _("Save and publish it again.")
            )
        self._stack.append(self._state)
        self._state = replace(self._state, end=ExitStack())

    def _close(self) -> None:
        self._state.end.close()
        self._state = self._stack.pop()

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._starred = True
        elif symbol in "\r\n":
            self._word("par", None)
        elif symbol in SYMBOLS:
            self._write_text(SYMBOLS[symbol])

    def _write_text(self, text: str) -> None:
        if not self._characters.skip_fallback() and not self._state.silent:
            self._flush()
            self._flow.write(text, self._state.depth)

    def _word(self, word: str, value: int | None) -> None:
        starred, self._starred = self._starred, False
        if word in IGNORED_GROUPS or (starred and word not in STARRED_GROUPS):
            self._flush()
            self._state.left_out = True
        elif self._state.left_out:
            return
        elif word in CHARACTERS:
            self._write_text(CHARACTERS[word])
        elif word in ENCODINGS:
            self._characters.set_encoding(word)
        elif word in HEADERS | FOOTERS:
            self._begin(self._margins[word in HEADERS])
        elif handler := self._handlers.get(word):
            self._flush()
            handler(value)

    def _words(self) -> dict[str, Callable[[int | None], None]]:
        return self._properties() | {
            "par": lambda _: self._end_paragraph(),
            "line": lambda _: self._sheet.end_line(),
            "lbr": lambda _: self._sheet.end_line(),
            "column": lambda _: self._sheet.end_line(),
            "tab": lambda _: self._tab(),
            "page": lambda _: self._flow.end_page(),
            "pagebb": lambda _: self._flow.end_page(),
            "sect": lambda _: self._flow.end_section(),
            "sbknone": lambda _: self._flow.go_on(),
            "sbkcol": lambda _: self._flow.go_on(),
            "cell": lambda _: self._flow.end_cell(1),
            "row": lambda _: self._flow.end_row(1),
            "nestcell": lambda _: self._flow.end_cell(self._state.depth),
            "nestrow": lambda _: self._flow.end_row(self._state.depth),
            "footnote": lambda _: self._note(),
            "shptxt": lambda _: self._aside(),
            "u": self._unicode,
        }

    def _properties(self) -> dict[str, Callable[[int | None], None]]:
        def settle(name: str) -> Callable[[int | None], None]:
            return lambda value: setattr(self._state, name, value != 0)

        return {
            "v": settle("hidden"),
            "deleted": settle("deleted"),
            "intbl": lambda _: setattr(self._state, "depth", max(self._state.depth, 1)),
            "itap": lambda value: setattr(self._state, "depth", max(value or 0, 0)),
            "fonttbl": settle("fonts_defined"),
            "listtext": settle("is_label"),
            "pntext": settle("is_label"),
            "plain": lambda _: self._plain(),
            "pard": lambda _: setattr(self._state, "depth", 0),
            "trowd": lambda _: setattr(self._flow, "in_row", True),
            "uc": lambda value: setattr(self._state, "fallback", min(max(value or 0, 0), 100)),
            "f": lambda value: setattr(self._state, "font", value or 0),
            "fcharset": lambda value: self._characters.set_charset(self._state.font, value),
            "ansicpg": self._characters.set_code_page,
        }

    def _end_paragraph(self) -> None:
        if not self._state.silent:
            self._flow.end_paragraph(self._state.depth)

    def _plain(self) -> None:
        self._state.hidden = self._state.deleted = False

    def _tab(self) -> None:
        if self._state.is_label:
            self._write_text(" ")
        elif not self._state.silent:
            self._flow.tab(self._state.depth)

    def _unicode(self, value: int | None) -> None:
        text = self._characters.unicode(value or 0, self._state.fallback)
        if not self._state.silent:
            self._flow.write(text, self._state.depth)

    def _begin(self, place: list[list[str]]) -> None:
        """Collect the rest of the group as a text of its own in ``place``."""
        self._flush()
        self._flows.append(Flow(self._sheet))
        self._state.depth = 0
        place.append(self._state.end.enter_context(self._sheet.apart()))
        self._state.end.callback(self._end)

    def _end(self) -> None:
        self._flows.pop().end()

    def _note(self) -> None:
        if not self._state.silent:
            # In brackets: the figure would run into a word or, worse, into an amount.
            self._write_text(f"[{len(self._notes) + 1}]")
            self._begin(self._notes)

    def _aside(self) -> None:
        self._flows.append(Flow(self._sheet))
        self._state.depth = 0
        self._state.end.enter_context(self._sheet.text_box())
        self._state.end.callback(self._end)
