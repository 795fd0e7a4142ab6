"""Read DOCX from its XML: python-docx leaves out insertions, notes, text boxes and list numbers.

The file does not store list numbers: they are counted, as Word does.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from recueil.errors import FileBroken
from recueil.readers.document import PageContent
from recueil.readers.office.package import Package, attribute, child, local_name, parse_number, parse_xml
from recueil.readers.office.text_builder import Margins, TextBuilder, format_numeral
from recueil.settings import Limits
from recueil.translation import gettext as _

_OFF = {"0", "false", "off", "none"}
# Styles inherit from styles; a file in which they form a cycle is read all the same.
_LONGEST_CHAIN = 20


def is_on(properties: etree._Element | None, name: str) -> bool | None:
    """Return whether a property such as ``<w:vanish/>`` is on or off; None if it is absent."""
    found = child(properties, name)
    return None if found is None else attribute(found, "val") not in _OFF


def property_value(properties: etree._Element | None, *names: str) -> str | None:
    """Return the value of a property, at the end of a path of names."""
    found = child(properties, *names)
    return None if found is None else attribute(found, "val")


@dataclass(frozen=True, slots=True)
class Style:
    """The relevant properties of a style, including inherited ones."""

    hidden: bool = False
    begins_page: bool = False
    list_id: str | None = None
    level: str | None = None


def read_styles(root: etree._Element | None) -> dict[str, Style]:
    """Return the styles by identifier."""
    elements = [] if root is None else [each for each in root if local_name(each) == "style"]
    definitions = {attribute(each, "styleId") or "": each for each in elements}
    return {name: _resolve_style(name, definitions) for name in definitions}


def _resolve_style(name: str, definitions: dict[str, etree._Element]) -> Style:
    chain: list[etree._Element] = []
    while (style := definitions.get(name)) is not None and len(chain) < _LONGEST_CHAIN:
        chain.append(style)
        name = property_value(style, "basedOn") or ""
    hidden = (is_on(child(each, "rPr"), "vanish") for each in chain)
    begins = (is_on(child(each, "pPr"), "pageBreakBefore") for each in chain)
    return Style(
        next((each for each in hidden if each is not None), False),
        next((each for each in begins if each is not None), False),
        next(filter(None, (property_value(each, "pPr", "numPr", "numId") for each in chain)), None),
        next(filter(None, (property_value(each, "pPr", "numPr", "ilvl") for each in chain)), None),
    )


BULLET = "•"
_LEVELS = 9
_MAX_COUNT = 1_000_000
_KINDS = {"upperRoman": "I", "lowerRoman": "i", "upperLetter": "A", "lowerLetter": "a"}
_PLACE = re.compile(r"%([1-9])")
_DASHES = "-–—"


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    kind: str
    text: str

    def format_number(self, count: int) -> str:
        """Format a number of this level alone."""
        if self.kind == "decimalZero":
            return f"{count:02}"
        if self.kind == "ordinal":
            return "1er" if count == 1 else f"{count}e"
        return format_numeral(count, _KINDS.get(self.kind, "1"))


class Lists:
    """Counts the items of every list, in the order of the calls of ``label``."""

    def __init__(self, root: etree._Element | None) -> None:
        children = [] if root is None else list(root)
        self._kinds = {
            attribute(each, "abstractNumId"): _levels(each)
            for each in children
            if local_name(each) == "abstractNum"
        }
        self._lists = {attribute(each, "numId"): each for each in children if local_name(each) == "num"}
        self._counts: dict[str | None, dict[int, int]] = {}
        self._begun: set[str] = set()

    def label(self, list_id: str | None, level: str | None) -> str:
        """Return the label of the next item of a list, such as ``2.``; empty if it is in none."""
        item = self._lists.get(list_id)
        if list_id is None or item is None:
            return ""
        depth = parse_number(level, 0, _LEVELS - 1)
        kind = property_value(item, "abstractNumId")
        levels = self._kinds.get(kind, {})
        counts = self._counts.setdefault(kind, {})
        if list_id not in self._begun:
            self._begun.add(list_id)
            levels_given = _restarts(item)
            for place, start in levels_given.items():
                counts[place] = start - 1
        return _next_label(levels, counts, depth)


def _next_label(levels: dict[int, _Level], counts: dict[int, int], depth: int) -> str:
    if (level := levels.get(depth)) is None:
        return ""
    counts[depth] = counts.get(depth, level.start - 1) + 1
    for deeper in [place for place in counts if place > depth]:
        del counts[deeper]
    if level.kind in ("bullet", "none"):
        return _bullet_char(level.text) if level.kind == "bullet" else ""

    def format_level(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        other = levels.get(place, level)
        return other.format_number(counts.get(place, other.start))

    return _PLACE.sub(format_level, level.text)


def _bullet_char(text: str) -> str:
    """Return a dash as it is, any other bullet as BULLET: letters of symbol fonts (o, §) would read as
    letters.
    """
    return text if text and text in _DASHES else BULLET


def _levels(kind: etree._Element) -> dict[int, _Level]:
    return {
        parse_number(attribute(each, "ilvl"), 0, _LEVELS - 1): _Level(
            parse_number(property_value(each, "start"), 1, _MAX_COUNT),
            property_value(each, "numFmt") or "decimal",
            property_value(each, "lvlText") or "",
        )
        for each in kind
        if local_name(each) == "lvl"
    }


def _restarts(item: etree._Element) -> dict[int, int]:
    """Return the start values of levels at which this list restarts a numbering that it shares."""
    overrides = (each for each in item if local_name(each) == "lvlOverride")
    return {
        parse_number(attribute(each, "ilvl"), 0, _LEVELS - 1): parse_number(
            property_value(each, "startOverride"), 1, _MAX_COUNT
        )
        for each in overrides
        if child(each, "startOverride") is not None
    }


class DocxParts:
    """The main part of a DOCX package, and the parts it refers to, by identifier or by kind."""

    def __init__(self, path: Path, content: bytes, limits: Limits) -> None:
        self._path = path
        self._package = Package(path, content, limits)
        main = next((target for _, kind, target in self._links("") if kind == "officeDocument"), None)
        if main is None or main not in self._package:
            raise FileBroken(
                _("{path}: the document in the file is missing.").format(path=path),
                _("Save and publish it again."),
            )
        self.body = child(self._root(main), "body")
        self._targets = list(self._links(main))

    def by_id(self, identifier: str | None) -> etree._Element | None:
        """Return the root of the part with this identifier, or None."""
        return self._first(target for name, _, target in self._targets if name == identifier)

    def by_kind(self, kind: str) -> etree._Element | None:
        """Return the root of the single part of a kind (styles, numbering, footnotes, endnotes), or
        None.
        """
        return self._first(target for _, other, target in self._targets if other == kind)

    def _first(self, targets: Iterator[str]) -> etree._Element | None:
        target = next(targets, None)
        return None if target is None or target not in self._package else self._root(target)

    def _links(self, part: str) -> Iterator[tuple[str, str, str]]:
        """Yield identifier, kind and target of each relationship of a part within the package."""
        folder, name = posixpath.split(part)
        links = posixpath.join(folder, "_rels", f"{name}.rels")
        if links not in self._package:
            return
        for link in self._root(links):
            if local_name(link) == "Relationship" and attribute(link, "TargetMode") != "External":
                kind = (attribute(link, "Type") or "").rpartition("/")[2]
                target = posixpath.normpath(posixpath.join("/", folder, attribute(link, "Target") or ""))
                yield attribute(link, "Id") or "", kind, target.lstrip("/")

    def _root(self, name: str) -> etree._Element:
        return parse_xml(self._path, name, self._package.read(name))


_MOST_SPANNED = 100
# Properties, deleted or moved text, and the fallback for programs without text boxes.
_IGNORED = {"rPr", "pPr", "tblPr", "trPr", "tcPr", "sdtPr", "del", "moveFrom", "Fallback", "annotationRef"}
# Wingdings characters that forms use as tick boxes.
_SYMBOLS = {"F06F": "☐", "F0A8": "☐", "F071": "☐", "F0FE": "☒", "F0FD": "☒", "F0FC": "✓", "F0FB": "✗"}
_UNKNOWN_SYMBOL = "\ufffd"
_LINE_ENDS = re.compile(r"[\r\n\t]+")


def read(path: Path, content: bytes, limits: Limits) -> list[PageContent]:
    """Return the pages that explicit breaks make, with headers and footers first and footnotes last."""
    parts = DocxParts(path, content, limits)
    sheet = TextBuilder(path, limits)
    writer = _Writer(sheet, parts)
    if parts.body is not None:
        writer.margins(parts.body)
        writer.walk(parts.body)
    writer.notes()
    return sheet.build_pages()


class _Writer:
    def __init__(self, sheet: TextBuilder, parts: DocxParts) -> None:
        self._sheet = sheet
        self._parts = parts
        self._styles = read_styles(parts.by_kind("styles"))
        self._lists = Lists(parts.by_kind("numbering"))
        self._notes: list[tuple[str, str | None]] = []
        self._sections: Iterator[etree._Element] = iter(())
        self._handlers: dict[str, Callable[[etree._Element], None]] = {
            "p": self._paragraph,
            "r": self._run,
            "t": self._text,
            "tab": lambda _: sheet.tab(),
            "ptab": lambda _: sheet.tab(),
            "br": self._break,
            "cr": self._break,
            "noBreakHyphen": lambda _: sheet.write("-"),
            "sym": self._symbol,
            "tbl": lambda element: self._inside(sheet.table(), element),
            "tr": self._row,
            "tc": self._cell,
            "txbxContent": lambda element: self._inside(sheet.text_box(), element),
            "footnoteReference": lambda element: self._reference("footnotes", element),
            "endnoteReference": lambda element: self._reference("endnotes", element),
            "AlternateContent": self._alternatives,
        }

    def walk(self, element: etree._Element) -> None:
        """Write the content of an element."""
        for each in element:
            name = local_name(each)
            if name in self._handlers:
                self._handlers[name](each)
            elif name not in _IGNORED:
                self.walk(each)

    def margins(self, body: etree._Element) -> None:
        """Write the headers, then the footers of all sections, each text once."""
        sections = [each for each in body.iter() if _is_section(each)]
        self._sections = iter(sections[1:])
        even = bool(is_on(self._parts.by_kind("settings"), "evenAndOddHeaders"))
        margins = Margins(self._sheet)
        for kind in ("headerReference", "footerReference"):
            for link in dict.fromkeys(
                link for section in sections for link in _visible_links(section, kind, even)
            ):
                part = self._parts.by_id(link)
                margins.add(self._apart(part), paged=part is not None and any(map(_is_page_number, part.iter())))

    def notes(self) -> None:
        """Write the notes referred to, under the numbers by which the text refers to them."""
        roots = {kind: self._parts.by_kind(kind) for kind in ("footnotes", "endnotes")}
        elements = {
            (kind, attribute(note, "id")): note
            for kind, root in roots.items()
            for note in ([] if root is None else root)
        }
        self._sheet.put_notes(self._apart(elements.get(key)) for key in list(self._notes))

    def _apart(self, root: etree._Element | None) -> list[str]:
        with self._sheet.apart() as lines:
            if root is not None:
                self.walk(root)
        return lines

    def _inside(self, place: AbstractContextManager[object], element: etree._Element) -> None:
        with place:
            self.walk(element)

    def _paragraph(self, paragraph: etree._Element) -> None:
        properties = child(paragraph, "pPr")
        style = self._styles.get(property_value(properties, "pStyle") or "", Style())
        begins_page = is_on(properties, "pageBreakBefore")
        if style.begins_page if begins_page is None else begins_page:
            self._sheet.end_page()
        if not style.hidden:
            self._label(properties, style)
            self.walk(paragraph)
        if child(properties, "rPr", "del") is None:  # with its end, the paragraph goes on in the next
            self._sheet.end_paragraph()
        if child(properties, "sectPr") is not None:
            self._end_section()

    def _label(self, properties: etree._Element | None, style: Style) -> None:
        list_id = property_value(properties, "numPr", "numId") or style.list_id
        if label := self._lists.label(list_id, property_value(properties, "numPr", "ilvl") or style.level):
            self._sheet.write(f"{label} ")

    def _end_section(self) -> None:
        """End a page if the next section begins one: its properties are at its own end."""
        following = next(self._sections, None)
        if following is not None and property_value(following, "type") not in ("continuous", "nextColumn"):
            self._sheet.end_page()

    def _run(self, run: etree._Element) -> None:
        properties = child(run, "rPr")
        hidden = is_on(properties, "vanish")
        style = self._styles.get(property_value(properties, "rStyle") or "", Style())
        if not (style.hidden if hidden is None else hidden):
            self.walk(run)

    def _text(self, element: etree._Element) -> None:
        self._sheet.write(_LINE_ENDS.sub(" ", element.text or ""))

    def _break(self, element: etree._Element) -> None:
        if attribute(element, "type") == "page":
            self._sheet.end_page()
        else:
            self._sheet.end_line()

    def _symbol(self, element: etree._Element) -> None:
        self._sheet.write(_SYMBOLS.get((attribute(element, "char") or "").upper(), _UNKNOWN_SYMBOL))

    def _row(self, row: etree._Element) -> None:
        properties = child(row, "trPr")
        if child(properties, "del") is None and not is_on(properties, "hidden"):
            with self._sheet.row():
                skipped = parse_number(property_value(properties, "gridBefore"), 0, _MOST_SPANNED)
                for _ in range(skipped):
                    self._inside(self._sheet.cell(), etree.Element("tc"))
                self.walk(row)

    def _cell(self, cell: etree._Element) -> None:
        properties = child(cell, "tcPr")
        if child(properties, "cellDel") is None:
            self._inside(
                self._sheet.cell(parse_number(property_value(properties, "gridSpan"), 1, _MOST_SPANNED)), cell
            )

    def _reference(self, kind: str, element: etree._Element) -> None:
        self._notes.append((kind, attribute(element, "id")))
        # In brackets: the figure would run into a word or, worse, into an amount.
        self._sheet.write(f"[{len(self._notes)}]")

    def _alternatives(self, element: etree._Element) -> None:
        choice = child(element, "Choice")
        if (chosen := child(element, "Fallback") if choice is None else choice) is not None:
            self.walk(chosen)


def _is_section(element: etree._Element) -> bool:
    """Return whether these are the properties of a section, not of one before a tracked change."""
    parent = element.getparent()
    return local_name(element) == "sectPr" and parent is not None and local_name(parent) in ("body", "pPr")


def _visible_links(section: etree._Element, kind: str, even: bool) -> Iterator[str | None]:
    """Yield the headers or footers that a section uses: those of first or even pages only if it has
    such.
    """
    shown = {"default", "first" if is_on(section, "titlePg") else "", "even" if even else ""}
    for each in section:
        if local_name(each) == kind and attribute(each, "type") in shown:
            yield attribute(each, "id")


def _is_page_number(element: etree._Element) -> bool:
    field = {"instrText": element.text, "fldSimple": attribute(element, "instr")}.get(local_name(element))
    return "PAGE" in (field or "").upper()
