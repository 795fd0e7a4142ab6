"""Read DOCX from its XML: python-docx leaves out insertions, notes, text boxes and list numbers."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from recueil.errors import FileBroken
from recueil.readers.office.package import Package
from recueil.readers.office.safe_xml import attribute, child, local_name, parse_xml
from recueil.settings import Limits


class DocxParts:
    """The main part of a DOCX package, and the parts it refers to, by identifier or by kind."""

    def __init__(self, path: Path, content: bytes, limits: Limits) -> None:
        self._path = path
        self._package = Package(path, content, limits)
        main = next((target for _, kind, target in self._links("") if kind == "officeDocument"), None)
        if main is None or main not in self._package:
            raise FileBroken(f"{path}: the document in the file is missing.", "Save and publish it again.")
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
