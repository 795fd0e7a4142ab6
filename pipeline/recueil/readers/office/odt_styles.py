"""Styles and list numbers of ODT: is a text hidden, does it begin a page, how is a list numbered.

Numbers that the file does not store are counted, as LibreOffice does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from recueil.readers.office.list_numbers import format_numeral
from recueil.readers.office.safe_xml import attribute, child, local_name, parse_number

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
        self._waiting = self._label(None if start is None else parse_number(start, 1, _MAX_COUNT))

    def label(self) -> str:
        """Return the label of this paragraph, such as ``2.``, or an empty string."""
        label, self._waiting = self._waiting, ""
        return label

    def heading(self, level: int, style: str) -> str:
        """Return the label of a heading numbered by a list style."""
        counted = self._by_style.setdefault(style, _OpenList(self._styles.list_levels(style)))
        return _next_label(counted, level, None)

    def _label(self, start: int | None) -> str:
        return _next_label(self._open[-1], len(self._open), start)


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
