"""Parse untrusted XML safely: no DTD, no entities, no network, and depth limited by libxml2."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from recueil.errors import FileBroken, MarkupUnsafe


def parse_xml(path: Path, name: str, content: bytes) -> etree._Element:
    """Return the root of the XML part ``name``. Raise FileBroken, or MarkupUnsafe if it declares a DTD."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise FileBroken(
            f"{path}: {name} is not valid XML ({error.msg}).", "Save and publish it again."
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise MarkupUnsafe(
            f"{path}: {name} declares its own entities or document type, as no office program does.",
            "Save it again with Word or LibreOffice.",
        )
    return root


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """Return an attribute by local name: transitional and strict files differ in their namespaces."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """Return the element at the end of a path of names, or None."""
    for name in names:
        if element is None:
            return None
        element = next((each for each in element if local_name(each) == name), None)
    return element


def parse_number(text: str | None, default: int, most: int) -> int:
    """Parse a whole number of an attribute, limited to 0 to ``most``; ``default`` if it is none."""
    try:
        return min(max(int(text or default), 0), most)
    except ValueError:
        return default
