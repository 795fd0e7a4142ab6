"""Read the XML of an @CTES envelope: what it states of an act, and the files of the act and of its annexes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lxml import etree

from recueil.readers.office.package import attribute, child, local_name, parse_xml
from recueil.values.date import PartialDate
from recueil.values.organisation import luhn
from recueil.values.stated import StatedFacts

_NATURES = {"1": "DE", "2": "AR", "3": "AI", "4": "CC", "5": "BF", "6": "AU"}
# What the other natures are is for the text to say: an arrêté is transmitted as AR, AI or AU.
_KINDS = {"DE": "deliberation"}
_MOST_ANNEXES = 200
_LONGEST = 1_000
# « 99_DE-034-213401722-20241209-2024_112-DE-1-1_1.pdf »
_SIREN_OF_FILE = re.compile(r"-([0-9]{9})-[0-9]{8}-")


@dataclass(frozen=True, slots=True)
class Message:
    """The message that transmits one act: what it states, and the names of the files of act and annexes."""

    stated: StatedFacts
    document: str
    annexes: tuple[str, ...]


def read_message(path: Path, name: str, content: bytes) -> Message | None:
    """Return the message in an XML file; None if it transmits no act. Raise FileBroken, MarkupUnsafe."""
    root = parse_xml(path, name, content)
    if local_name(root) != "Acte":
        return None
    document = _file_name(child(root, "Document"))
    if document is None:
        return None
    listed = child(root, "Annexes")
    annexes = (_file_name(each) for each in (() if listed is None else listed) if local_name(each) == "Annexe")
    names = tuple(dict.fromkeys(each for each in annexes if each and each != document))
    return Message(_stated_facts(root, document), document, names[:_MOST_ANNEXES])


def read_siren(path: Path, name: str, content: bytes) -> str | None:
    """Return the SIREN of the body in the XML of an envelope; None if it gives none. Raise like read_message."""
    for element in parse_xml(path, name, content).iter():
        if local_name(element) == "IDCL":
            return _valid_siren(attribute(element, "SIREN"))
    return None


def _stated_facts(root: etree._Element, document: str) -> StatedFacts:
    nature = _NATURES.get((attribute(root, "CodeNatureActe") or "").strip())
    siren = _SIREN_OF_FILE.search(document)
    return StatedFacts(
        "envelope",
        kind=_KINDS.get(nature or ""),
        number=_text(attribute(root, "NumeroInterne")),
        date=_day(attribute(root, "Date")),
        title=_text(_content(child(root, "Objet"))),
        siren=_valid_siren(siren and siren[1]),
        subject=".".join(_subject_codes(root)) or None,
        nature=nature,
    )


def _subject_codes(root: etree._Element) -> Iterator[str]:
    """Yield the codes of the matière, level by level, up to the first level that is not given."""
    for level in range(1, 6):
        element = child(root, f"CodeMatiere{level}")
        code = "" if element is None else (attribute(element, "CodeMatiere") or "").strip()
        if not (code.isascii() and code.isdigit() and len(code) <= 3 and int(code)):
            return
        yield str(int(code))


def _file_name(element: etree._Element | None) -> str | None:
    """Return the name of a file without folders; None where none is given, or one that is hidden."""
    given = (_content(child(element, "NomFichier")) or "").strip()[:_LONGEST]
    name = PurePosixPath(given.replace("\\", "/")).name
    return None if name in ("", "..") or name.startswith(".") else name


def _content(element: etree._Element | None) -> str | None:
    return None if element is None else "".join(map(str, element.itertext()))


def _text(words: str | None) -> str | None:
    """Return words on one line, without control characters; None if nothing is left."""
    printable = "".join(char for char in words or "" if char.isprintable() or char.isspace())
    return " ".join(printable.split())[:_LONGEST] or None


def _day(words: str | None) -> PartialDate | None:
    try:
        day = PartialDate.parse((words or "").strip()[:10])
    except ValueError:
        return None
    return day if day.exists and day.day else None


def _valid_siren(digits: str | None) -> str | None:
    digits = "".join((digits or "").split())
    return (
        digits
        if len(digits) == 9 and digits.isascii() and digits.isdigit() and int(digits) and luhn(digits)
        else None
    )
