"""Read ODT from its XML, as DOCX is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from lxml import etree

from recueil.errors import FileBroken, FileEncrypted
from recueil.readers.document import PageContent
from recueil.readers.office.odt_styles import Lists, Style, Styles
from recueil.readers.office.package import Package
from recueil.readers.office.safe_xml import attribute, child, local_name, parse_number, parse_xml
from recueil.readers.office.text_builder import Margins, TextBuilder
from recueil.settings import Limits

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
        raise FileBroken(f"{path}: the document in the file is missing.", "Save and publish it again.")
    manifest = "META-INF/manifest.xml"
    if manifest in package and b"encryption-data" in package.read(manifest):
        raise FileEncrypted(f"{path}: the document asks for a password.", "Publish it without one.")


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
        self._sheet.end_line()
        for count, note in enumerate(list(self._notes), 1):
            lines = self._apart(note)
            self._sheet.put(f"[{count}] {line}" if place == 0 else line for place, line in enumerate(lines))

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
        for _ in range(parse_number(attribute(cell, "number-columns-repeated"), 1, _MOST_SPANNED)):
            self._inside(self._sheet.cell(), cell)

    def _spaces(self, element: etree._Element) -> None:
        self._sheet.write(" " * parse_number(attribute(element, "c"), 1, _MOST_SPACES))
