"""@CTES envelopes, by which acts are sent to the préfecture: each act is followed by its annexes in one document.

An envelope is a tar archive, or a folder: an XML file beside the files that it names is one file with them. The
process that plans a run tries this of every XML file, so it looks for names of files in the first characters and
does not parse the XML.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePosixPath

from lxml import etree

from recueil.errors import FileBroken
from recueil.readers.archive import ArchiveOptions, Reader, TarPackage, read_files
from recueil.readers.document import MissingFile, PageContent
from recueil.readers.office.package import attribute, child, local_name, parse_xml
from recueil.settings import Limits
from recueil.translation import gettext as _
from recueil.values.date import PartialDate
from recueil.values.organisation import luhn
from recueil.values.stated import Annex, EnclosedAct, StatedFacts

_MOST_MESSAGES = 200
_LONGEST_MESSAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Contents:
    """The pages of an archive in their order, its files that failed, and the acts of an envelope."""

    pages: list[PageContent]
    missing: tuple[MissingFile, ...]
    enclosed: tuple[EnclosedAct, ...] = ()


def read(path: Path, content: bytes, limits: Limits, read_member: Reader, opening: ArchiveOptions) -> Contents:
    """Return the contents of a tar archive; one without the XML of an envelope is read like a ZIP archive.

    Files that the XML does not name are left out. Raise ReadError if the file of an act cannot be read.
    """
    package = TarPackage(path, content, limits)
    names = {PurePosixPath(name.replace("\\", "/")).name: name for name in package.names}
    messages = _read_messages(path, package)
    if not messages:
        pages, missing = read_files(path, package, package.names, limits, read_member, opening)
        return Contents([page for each in pages.values() for page in each], missing)
    declared = dict.fromkeys(name for each in messages for name in (each.document, *each.annexes))
    members = [names[name] for name in declared if name in names]
    absent = tuple(
        MissingFile(
            name, FileBroken.reason, _("{name}: the envelope names it and does not hold it.").format(name=name)
        )
        for name in declared
        if name not in names
    )
    found, missing = read_files(path, package, members, limits, read_member, opening) if members else ({}, ())
    pages = {name: found.get(names.get(name, ""), []) for name in declared}
    return _arrange(path, messages, pages, missing + absent)


def _read_messages(path: Path, package: TarPackage) -> list[Message]:
    """Return the messages of an envelope, with the SIREN that its XML gives, in the order of their names."""
    messages: list[Message] = []
    siren = None
    for name in sorted(name for name in package.names if name.lower().endswith(".xml"))[:_MOST_MESSAGES]:
        content = package.read(name)
        if len(content) > _LONGEST_MESSAGE or not content.strip():
            continue
        message = read_message(path, name, content)
        if message is not None:
            messages.append(message)
        else:
            siren = siren or read_siren(path, name, content)
    return [replace(each, stated=replace(each.stated, siren=siren or each.stated.siren)) for each in messages]


def _arrange(
    path: Path, messages: Sequence[Message], pages: dict[str, list[PageContent]], missing: tuple[MissingFile, ...]
) -> Contents:
    """Put the acts one after the other, each followed by its annexes. Raise FileBroken if an act is missing."""
    leaves: list[PageContent] = []
    enclosed: list[EnclosedAct] = []
    offset = 0
    for message in messages:
        if not pages[message.document]:
            problem = next((each.message for each in missing if each.name == message.document), _("it is empty"))
            text = _("{path}: {document}, the act, cannot be read: {problem}").format(
                path=path, document=message.document, problem=problem
            )
            raise FileBroken(text, _("Publish it again."))
        start, annexes = offset, []
        for name in (message.document, *message.annexes):
            begin = offset
            leaves += pages[name]
            offset += sum(len(page.text) for page in pages[name])
            if name != message.document and offset > begin:
                annexes.append(Annex(name, begin, offset))
        enclosed.append(EnclosedAct(start, offset, message.stated, tuple(annexes)))
    return Contents(leaves, missing, tuple(enclosed))


_NATURES = {"1": "DE", "2": "AR", "3": "AI", "4": "CC", "5": "BF", "6": "AU"}
# What the other natures are is for the text to say: an arrêté is transmitted as AR, AI or AU.
_KINDS = {"DE": "deliberation"}
_MOST_ANNEXES = 200
_LONGEST_WORDS = 1_000
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
    given = (_content(child(element, "NomFichier")) or "").strip()[:_LONGEST_WORDS]
    name = PurePosixPath(given.replace("\\", "/")).name
    return None if name in ("", "..") or name.startswith(".") else name


def _content(element: etree._Element | None) -> str | None:
    return None if element is None else "".join(map(str, element.itertext()))


def _text(words: str | None) -> str | None:
    """Return words on one line, without control characters; None if nothing is left."""
    printable = "".join(char for char in words or "" if char.isprintable() or char.isspace())
    return " ".join(printable.split())[:_LONGEST_WORDS] or None


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


_MESSAGE = re.compile(rb"<(?:[\w.-]{1,40}:)?Acte\s[^<>]{0,4000}")
_NAMESPACE = b"interieur.gouv.fr/ACTES#"
_NAME = re.compile(rb"<(?:[\w.-]{1,40}:)?NomFichier>\s{0,20}([^<>&/\\\x00-\x1f]{1,255}?)\s{0,20}</")
_MOST_NAMES = 300


def names_in_message(path: Path) -> tuple[str, ...]:
    """Return the names of the files beside an XML file that are of its envelope; none if it is no envelope's."""
    if path.suffix.lower() != ".xml":
        return ()
    content = _head(path, _LONGEST_MESSAGE + 1)
    if len(content) > _LONGEST_MESSAGE or _NAMESPACE not in content or _MESSAGE.search(content) is None:
        return ()
    names = (_decode(match[1]) for match in islice(_NAME.finditer(content), _MOST_NAMES))
    return tuple(dict.fromkeys(name for name in names if not name.startswith(".")))


def _head(path: Path, size: int) -> bytes:
    """Return the first bytes of a regular file; none if it cannot be read."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(size)
    except OSError:
        return b""


def _decode(name: bytes) -> str:
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("latin-1")


def is_part_of_envelope(path: Path) -> bool:
    """Return whether an XML file is of an envelope, be it the message or the form around it."""
    return path.suffix.lower() == ".xml" and _NAMESPACE in _head(path, 4_000)


def without_parts(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield paths without those that are part of another of them: the files of an envelope beside its XML."""
    found = list(paths)
    names_of = {path: names for path in found if (names := names_in_message(path))}
    parts = {path.with_name(name) for path, names in names_of.items() for name in names}
    folders = {path.parent for path in names_of}
    for path in found:
        is_form = path.parent in folders and path not in names_of and is_part_of_envelope(path)
        if path not in parts and not is_form:
            yield path


def pack(path: Path, names: Iterable[str], read: Callable[[Path], bytes]) -> bytes:
    """Return an XML file and the files beside it as a tar archive, the same bytes for the same contents.

    ``read`` returns the bytes of a file or raises ReadError, as for a file that is not there.
    """
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name in (path.name, *sorted(names)):
            file = path.with_name(name)
            if name != path.name and not file.is_file():
                continue  # the reader names it as missing
            content = read(file)
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()
