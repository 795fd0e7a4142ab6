"""Read an @CTES envelope as one document: each act it transmits, followed by its annexes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from recueil.errors import FileBroken
from recueil.readers.archive import ArchiveOptions, Reader, read_files
from recueil.readers.document import MissingFile, PageContent
from recueil.readers.envelope.message import Message, read_message, read_siren
from recueil.readers.envelope.tar_package import TarPackage
from recueil.settings import Limits
from recueil.values.stated import Annex, EnclosedAct

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
    wanted = dict.fromkeys(name for each in messages for name in (each.document, *each.annexes))
    there = [names[name] for name in wanted if name in names]
    absent = tuple(_absent_file(name) for name in wanted if name not in names)
    found, missing = read_files(path, package, there, limits, read_member, opening) if there else ({}, ())
    pages = {name: found.get(names.get(name, ""), []) for name in wanted}
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
            problem = next((each.message for each in missing if each.name == message.document), "it is empty")
            text = f"{path}: {message.document}, the act, cannot be read: {problem}"
            raise FileBroken(text, "Publish it again.")
        start, annexes = offset, []
        for name in (message.document, *message.annexes):
            begin = offset
            leaves += pages[name]
            offset += sum(len(page.text) for page in pages[name])
            if name != message.document and offset > begin:
                annexes.append(Annex(name, begin, offset))
        enclosed.append(EnclosedAct(start, offset, message.stated, tuple(annexes)))
    return Contents(leaves, missing, tuple(enclosed))


def _absent_file(name: str) -> MissingFile:
    return MissingFile(name, FileBroken.reason, f"{name}: the envelope names it and does not hold it.")
