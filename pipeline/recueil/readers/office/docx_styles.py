"""Styles and list numbers of DOCX: is a paragraph hidden, does it begin a page, which number does its
item have.

The file does not store the numbers: they are counted, as Word does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from recueil.readers.office.list_numbers import format_numeral
from recueil.readers.office.safe_xml import attribute, child, local_name, parse_number

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
    known = {attribute(each, "styleId") or "": each for each in elements}
    return {name: _resolve_style(name, known) for name in known}


def _resolve_style(name: str, known: dict[str, etree._Element]) -> Style:
    chain: list[etree._Element] = []
    while (style := known.get(name)) is not None and len(chain) < _LONGEST_CHAIN:
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

    def shown(self, count: int) -> str:
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

    def shown(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        other = levels.get(place, level)
        return other.shown(counts.get(place, other.start))

    return _PLACE.sub(shown, level.text)


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
