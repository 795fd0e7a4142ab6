"""Read ODT from its XML, as DOCX is. Numbers that the file does not store are counted, as LibreOffice does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from recueil.errors import FileBroken, FileEncrypted
from recueil.readers.document import PageContent
from recueil.readers.office.package import Package, attribute, child, local_name, parse_number, parse_xml
from recueil.readers.office.text_builder import Margins, TextBuilder, format_numeral
from recueil.settings import Limits
from recueil.translation import gettext as _

_LONGEST_CHAIN = 20
_LEVELS = 10
_MAX_START = 1_000_000


@dataclass(frozen=True, slots=True)
class Style:
    """The relevant properties of a style, including inherited ones."""

    hidden: bool = False
    begins_page: bool = False
    ends_page: bool = False
    master_page: str = ""
    list_style: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list shows its numbers; one with a ``bullet`` or without ``kind`` shows none."""

    start: int = 1
    kind: str = ""
    prefix: str = ""
    suffix: str = ""
    levels_shown: int = 1
    bullet: str = ""


class Styles:
    """The styles of both parts; those of the content override common ones of the same name."""

    def __init__(self, *roots: etree._Element | None) -> None:
        elements = [each for root in reversed(roots) if root is not None for each in _iter_definitions(root)]
        self._known = {
            (attribute(each, "family") or "", attribute(each, "name") or ""): each
            for each in elements
            if local_name(each) == "style"
        }
        self._lists = {
            attribute(each, "name"): _levels(each) for each in elements if local_name(each) == "list-style"
        }
        self._resolved: dict[tuple[str, str], Style] = {}

    def of(self, element: etree._Element, family: str) -> Style:
        """Return the style of an element; ``family`` is paragraph, text, table or section."""
        key = family, attribute(element, "style-name") or ""
        if key not in self._resolved:
            self._resolved[key] = self._resolve(*key)
        return self._resolved[key]

    def list_levels(self, name: str | None) -> dict[int, Level]:
        """Return the levels of a list style, counted from 1."""
        return self._lists.get(name, {})

    def master_pages(self) -> set[str]:
        """Return the page styles that the text uses, and the one it begins with."""
        return {attribute(each, "master-page-name") or "" for each in self._known.values()} | {"Standard"}

    def _resolve(self, family: str, name: str) -> Style:
        chain: list[etree._Element] = []
        while (style := self._known.get((family, name))) is not None and len(chain) < _LONGEST_CHAIN:
            chain.append(style)
            name = attribute(style, "parent-style-name") or ""

        def first(properties: str, key: str) -> str:
            found = (child(each, properties) for each in chain)
            values = (attribute(each, key) for each in found if each is not None)
            return next(filter(None, values), "")

        flow = f"{family}-properties"
        return Style(
            "none" in (first("text-properties", "display"), first(flow, "display")),
            first(flow, "break-before") == "page",
            first(flow, "break-after") == "page",
            next(filter(None, (attribute(each, "master-page-name") for each in chain)), ""),
            next(filter(None, (attribute(each, "list-style-name") for each in chain)), ""),
        )


def _iter_definitions(root: etree._Element) -> Iterator[etree._Element]:
    for group in root:
        if local_name(group) in ("styles", "automatic-styles"):
            yield from group


def _levels(style: etree._Element) -> dict[int, Level]:
    return {parse_number(attribute(each, "level"), 1, _LEVELS): _level(each) for each in style}


def _level(element: etree._Element) -> Level:
    if local_name(element) != "list-level-style-number":
        return Level(bullet=attribute(element, "bullet-char") or "•")
    return Level(
        parse_number(attribute(element, "start-value"), 1, _MAX_START),
        attribute(element, "num-format") or "",
        attribute(element, "num-prefix") or "",
        attribute(element, "num-suffix") or "",
        parse_number(attribute(element, "display-levels"), 1, _LEVELS),
    )


_MAX_COUNT = 1_000_000
_DASHES = "-–—"
BULLET = "•"


@dataclass(slots=True)
class _OpenList:
    levels: dict[int, Level]
    counts: dict[int, int] = field(default_factory=dict)


class Lists:
    """Counts the items of nested lists as they are entered."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._open: list[_OpenList] = []
        self._by_id: dict[str, _OpenList] = {}
        self._by_style: dict[str, _OpenList] = {}
        self._waiting = ""

    def begin(self, element: etree._Element) -> None:
        """Enter a list: a new one, one that continues another, or a level of the current one."""
        style = attribute(element, "style-name") or ""
        if self._open and not style:
            self._open.append(self._open[-1])
            return
        goes_on = self._by_id.get(attribute(element, "continue-list") or "")
        if goes_on is None and attribute(element, "continue-numbering") == "true":
            goes_on = self._by_style.get(style)
        counted = goes_on or _OpenList(self._styles.list_levels(style))
        self._open.append(counted)
        self._by_style[style] = counted
        if name := attribute(element, "id"):
            self._by_id[name] = counted

    def end(self) -> None:
        """Leave a list. A list within an item is counted anew in the next item."""
        counted = self._open.pop()
        if self._open:
            counted.counts.pop(len(self._open) + 1, None)

    def item(self, element: etree._Element) -> None:
        """Begin an item: the next paragraph gets its label."""
        start = attribute(element, "start-value")
        number = None if start is None else parse_number(start, 1, _MAX_COUNT)
        self._waiting = _next_label(self._open[-1], len(self._open), number)

    def label(self) -> str:
        """Return the label of this paragraph, such as ``2.``, or an empty string."""
        label, self._waiting = self._waiting, ""
        return label

    def heading(self, level: int, style: str) -> str:
        """Return the label of a heading numbered by a list style."""
        counted = self._by_style.setdefault(style, _OpenList(self._styles.list_levels(style)))
        return _next_label(counted, level, None)


def _next_label(counted: _OpenList, depth: int, start: int | None) -> str:
    level = counted.levels.get(depth, Level())
    if level.bullet:
        return level.bullet if level.bullet in _DASHES else BULLET
    counts = counted.counts
    counts[depth] = counts.get(depth, level.start - 1) + 1 if start is None else start
    for deeper in [place for place in counts if place > depth]:
        del counts[deeper]
    if not level.kind:
        return ""
    shown = range(max(depth - level.levels_shown + 1, 1), depth + 1)
    kinds = {place: counted.levels.get(place, level).kind or "1" for place in shown}
    figures = ".".join(format_numeral(counts.get(place, 1), kinds[place]) for place in shown)
    return f"{level.prefix}{figures}{level.suffix}"


_MOST_SPACES = 100
_MOST_SPANNED = 100
# Deleted text, comments, descriptions of pictures, form fields.
_IGNORED = {
    "annotation",
    "annotation-end",
    "desc",
    "forms",
    "note-citation",
    "number",
    "title",
    "tracked-changes",
}
_MARGINS = ("header", "header-first", "header-left", "footer", "footer-first", "footer-left")


def read(path: Path, content: bytes, limits: Limits) -> list[PageContent]:
    """Return the pages that explicit breaks make, with headers and footers first and footnotes last.

    Raise FileBroken, FileEncrypted.
    """
    package = Package(path, content, limits)
    _require_readable(path, package)
    root = parse_xml(path, "content.xml", package.read("content.xml"))
    common = parse_xml(path, "styles.xml", package.read("styles.xml")) if "styles.xml" in package else None
    sheet = TextBuilder(path, limits)
    writer = _Writer(sheet, Styles(root, common))
    writer.margins(common)
    if (body := child(root, "body", "text")) is not None:
        writer.walk(body)
    writer.notes()
    return sheet.build_pages()


def _require_readable(path: Path, package: Package) -> None:
    if "content.xml" not in package:
        raise FileBroken(
            _("{path}: the document in the file is missing.").format(path=path), _("Save and publish it again.")
        )
    manifest = "META-INF/manifest.xml"
    if manifest in package and b"encryption-data" in package.read(manifest):
        raise FileEncrypted(
            _("{path}: the document asks for a password.").format(path=path), _("Publish it without one.")
        )


class _Writer:
    def __init__(self, sheet: TextBuilder, styles: Styles) -> None:
        self._sheet = sheet
        self._styles = styles
        self._lists = Lists(styles)
        self._notes: list[etree._Element] = []
        self._begins_page = False
        self._handlers: dict[str, Callable[[etree._Element], None]] = {
            "p": self._paragraph,
            "h": self._paragraph,
            "span": self._span,
            "s": self._spaces,
            "tab": lambda _: sheet.tab(),
            "line-break": lambda _: sheet.end_line(),
            "hidden-text": self._hidden_text,
            "hidden-paragraph": self._hidden_text,
            "section": self._section,
            "list": self._list,
            "list-item": self._item,
            "note": self._note,
            "text-box": lambda element: self._inside(sheet.text_box(), element),
            "custom-shape": lambda element: self._inside(sheet.text_box(), element),
            "table": self._table,
            "table-row": lambda element: self._inside(sheet.row(), element),
            "table-cell": self._cell,
            "covered-table-cell": self._cell,
        }

    def walk(self, element: etree._Element) -> None:
        """Write the content of an element; its text only if it is part of a paragraph."""
        for each in element:
            name = local_name(each)
            if name in self._handlers:
                self._handlers[name](each)
            elif name not in _IGNORED:
                self._flow(each)
            self._sheet.flow(each.tail)

    def _flow(self, element: etree._Element) -> None:
        self._sheet.flow(element.text)
        self.walk(element)

    def margins(self, common: etree._Element | None) -> None:
        """Write the headers, then the footers of the page styles in use, each text once."""
        pages = child(common, "master-styles")
        used = self._styles.master_pages()
        masters = [] if pages is None else [page for page in pages if attribute(page, "name") in used]
        margins = Margins(self._sheet)
        for kind in _MARGINS:
            for margin in (child(master, kind) for master in masters):
                if margin is not None and attribute(margin, "display") != "false":
                    paged = any(local_name(each) in ("page-number", "page-count") for each in margin.iter())
                    margins.add(self._apart(margin), paged=paged)

    def notes(self) -> None:
        """Write the footnotes and endnotes, under the numbers by which the text refers to them."""
        self._sheet.put_notes(self._apart(note) for note in list(self._notes))

    def _apart(self, element: etree._Element) -> list[str]:
        with self._sheet.apart() as lines:
            self.walk(element)
        return lines

    def _inside(self, place: AbstractContextManager[object], element: etree._Element) -> None:
        with place:
            self.walk(element)

    def _paragraph(self, paragraph: etree._Element) -> None:
        style = self._styles.of(paragraph, "paragraph")
        self._break_before(style)
        if not style.hidden:
            label = self._lists.label() or self._heading_label(paragraph, style)
            self._sheet.write(f"{label} " if label else "")
            self._flow(paragraph)
            self._sheet.end_paragraph()
        self._begins_page = style.ends_page

    def _break_before(self, style: Style) -> None:
        if style.begins_page or style.master_page or self._begins_page:
            self._sheet.end_page()
        self._begins_page = False

    def _heading_label(self, heading: etree._Element, style: Style) -> str:
        if local_name(heading) != "h" or not style.list_style:
            return ""
        return self._lists.heading(parse_number(attribute(heading, "outline-level"), 1, 10), style.list_style)

    def _span(self, span: etree._Element) -> None:
        if not self._styles.of(span, "text").hidden:
            self._flow(span)

    def _hidden_text(self, element: etree._Element) -> None:
        if attribute(element, "is-hidden") == "false":
            self._flow(element)

    def _section(self, section: etree._Element) -> None:
        may_hide = attribute(section, "display") in ("none", "condition")
        if not may_hide or attribute(section, "is-hidden") == "false":
            self.walk(section)

    def _list(self, element: etree._Element) -> None:
        self._lists.begin(element)
        self.walk(element)
        self._lists.end()

    def _item(self, element: etree._Element) -> None:
        self._lists.item(element)
        self.walk(element)

    def _note(self, note: etree._Element) -> None:
        if (body := child(note, "note-body")) is not None:
            self._notes.append(body)
            # In brackets: the figure would run into a word or, worse, into an amount.
            self._sheet.write(f"[{len(self._notes)}]")

    def _table(self, table: etree._Element) -> None:
        self._break_before(self._styles.of(table, "table"))
        self._inside(self._sheet.table(), table)

    def _cell(self, cell: etree._Element) -> None:
        # The cells that a wide one covers follow it as cells of their own.
        for __ in range(parse_number(attribute(cell, "number-columns-repeated"), 1, _MOST_SPANNED)):
            self._inside(self._sheet.cell(), cell)

    def _spaces(self, element: etree._Element) -> None:
        self._sheet.write(" " * parse_number(attribute(element, "c"), 1, _MOST_SPACES))
