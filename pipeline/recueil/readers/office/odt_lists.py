"""The numbers of an ODT file's lists, counted as LibreOffice does where the file does not store them."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from recueil.readers.office.list_numbers import format_numeral
from recueil.readers.office.reading_office_odt_styles import Level, Styles
from recueil.readers.office.safe_xml import attribute, parse_number

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
