"""Styles and list numbers of DOCX: is a paragraph hidden, does it begin a page, which number does its
item have.

The file does not store the numbers: they are counted, as Word does.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from recueil.readers.office.safe_xml import attribute, child, local_name

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
