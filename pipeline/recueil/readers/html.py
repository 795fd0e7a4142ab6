"""Read HTML and XHTML as a browser without scripts shows them."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path

from lxml import etree

from recueil.errors import FileBroken
from recueil.readers.document import PageContent
from recueil.readers.office.package import parse_number
from recueil.readers.office.text_builder import TextBuilder, format_numeral
from recueil.readers.plain_text import decode_text
from recueil.settings import Limits
from recueil.translation import gettext as _

_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,500}?(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]{1,40})""", re.I
)
_HEAD_BYTES = 4_096
_BULLET = "•"
_MOST_SPANNED = 1_000
_MOST_COUNTED = 1_000_000
# Elements without visible text. Scripts are never run, so what they would write is not read.
_INVISIBLE = {
    "applet", "audio", "button", "canvas", "datalist", "head", "iframe", "input", "map", "math",
    "noembed", "noframes", "noscript", "object", "script", "select", "style", "svg", "template", "textarea",
    "title", "video",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section",
    "summary", "ul",
}  # fmt: skip
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.I)
_BREAK = r"\s*:\s*(?:always|page|left|right)\b"
_BREAK_BEFORE = re.compile(rf"(?<![-\w])(?:page-)?break-before{_BREAK}", re.I)
_BREAK_AFTER = re.compile(rf"(?<![-\w])(?:page-)?break-after{_BREAK}", re.I)


def read(path: Path, content: bytes, limits: Limits) -> list[PageContent]:
    """Return the pages that print styles in style attributes make; a single one without these. Raise
    FileBroken.
    """
    sheet = TextBuilder(path, limits)
    root = _parse(path, content)
    if root is not None:
        _Writer(sheet).write(root)
    return sheet.build_pages()


def _parse(path: Path, content: bytes) -> etree._Element | None:
    declared = _DECLARED.search(content[:_HEAD_BYTES])
    text = decode_text(content, declared[1].decode("ascii") if declared else None)
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(text.replace("\0", "\ufffd").encode("utf-8", "replace"), parser)
    if any(entry.level_name == "FATAL" for entry in parser.error_log):
        raise FileBroken(
            _("{path}: the page is not valid HTML ({message}).").format(
                path=path, message=parser.error_log[-1].message
            ),
            _("Publish it again, as PDF."),
        )
    return root


class _Writer:
    """Writes the text of a page. Iterative, since a page may nest deeper than Python's call stack."""

    def __init__(self, sheet: TextBuilder) -> None:
        self._sheet = sheet
        self._pre = 0
        self._lists: list[_List] = []

    def write(self, root: etree._Element) -> None:
        """Write everything that is visible, in the order of the page."""
        places: list[ExitStack] = []
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                places.pop().close()
                self._text(element.tail if element is not root else None)
                continue
            places.append(ExitStack())
            if _is_hidden(element):
                walk.skip_subtree()
            else:
                self._enter(element, places[-1])

    def _enter(self, element: etree._Element, place: ExitStack) -> None:
        """Apply the start of an element, and register on ``place`` what its end does."""
        name = _name(element)
        style = element.get("style") or ""
        if _BREAK_AFTER.search(style):
            place.callback(self._sheet.end_page)
        if _BREAK_BEFORE.search(style):
            self._sheet.end_page()
        if name in _BLOCKS:
            self._sheet.end_line()
            place.callback(self._sheet.end_line)
        self._enter_part(name, element, place)
        self._text(element.text)

    def _enter_part(self, name: str, element: etree._Element, place: ExitStack) -> None:
        match name:
            case "br":
                self._sheet.end_line()
            case "table":
                place.enter_context(self._sheet.table())
            case "tr":
                place.enter_context(self._sheet.row())
            case "td" | "th":
                spans = (parse_number(element.get(key), 1, _MOST_SPANNED) for key in ("colspan", "rowspan"))
                place.enter_context(self._sheet.cell(*spans))
            case "pre":
                self._pre += 1
                place.callback(self._end_pre)
            case "ol" | "ul" | "menu" | "dir":
                self._lists.append(_List(element))
                place.callback(self._lists.pop)
            case "li" if self._lists:
                self._sheet.mark(self._lists[-1].label(element))
                place.callback(self._sheet.mark, "")

    def _end_pre(self) -> None:
        self._pre -= 1

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if not self._pre:
            self._sheet.flow(text)
            return
        first, *others = text.expandtabs().splitlines() + ([""] if text.endswith("\n") else [])
        self._sheet.write(first)
        for line in others:
            self._sheet.end_paragraph()
            self._sheet.write(line)


class _List:
    def __init__(self, element: etree._Element) -> None:
        self._numbered = _name(element) == "ol"
        self._kind = element.get("type") or "1"
        self._count = parse_number(element.get("start"), 1, _MOST_COUNTED) - 1

    def label(self, item: etree._Element) -> str:
        if not self._numbered:
            return _BULLET
        self._count = parse_number(item.get("value"), self._count + 1, _MOST_COUNTED)
        return f"{format_numeral(self._count, self._kind if self._kind in list('1aAiI') else '1')}."


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _is_hidden(element: etree._Element) -> bool:
    return (
        _name(element) in _INVISIBLE
        or element.get("hidden") is not None
        or _HIDDEN.search(element.get("style") or "") is not None
    )
