"""ZIP: one document, in which each file begins a page.

The acts a portal publishes in one archive are the acts of one document, as those of a procès-verbal are: what is
published together has one source, one hash and one row in the ledger.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from recueil.errors import (
    ArchiveBomb,
    ArchiveNested,
    FileBroken,
    FileEmpty,
    FileTooLarge,
    ReadError,
    WorkerTooSlow,
)
from recueil.readers.office.package import Package
from recueil.readers.reading_document import Leaf, Missing
from recueil.settings import Limits

Reader = Callable[[Path, bytes, Limits], list[Leaf]]

_MOST_FILES = 2_000
# What Windows and macOS add to a folder.
_ADDED = {"__macosx", "thumbs.db", "desktop.ini"}


def _ignore(name: str) -> None:
    """Nobody wants to know which file is read."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How an archive is opened: ``announce`` is called with the name of each file before it is read, ``without``
    has those that are not to be read, by their names."""

    announce: Callable[[str], None] = _ignore
    without: Mapping[str, Missing] = field(default_factory=dict)


def read(
    path: Path, content: bytes, limits: Limits, read_member: Reader, opening: Opening
) -> tuple[list[Leaf], tuple[Missing, ...]]:
    """The pages of its files, in the order of their names, and those that cannot be read.

    ReadError where none can, and for an archive that is made to do harm, or is too large as a whole.
    """
    package = Package(path, content, limits)
    names = sorted(name for name in package.names if _is_shown(name))
    if not names:
        raise FileEmpty(f"{path}: the archive holds no file.", "Publish it again, or remove it.")
    if len(names) > _MOST_FILES:
        raise FileTooLarge(f"{path}: {len(names)} files, more than {_MOST_FILES}.", "Split the archive.")
    leaves: list[Leaf] = []
    missing: list[Missing] = []
    first: ReadError | None = None
    characters = 0
    end = time.monotonic() + limits.seconds
    for name in names:
        if name in opening.without:
            missing.append(opening.without[name])
            continue
        if time.monotonic() > end:
            advice = "Split it, or raise RECUEIL_LIMITS__SECONDS."
            raise WorkerTooSlow(f"{path}: longer than {limits.seconds:g} seconds.", advice)
        opening.announce(name)
        member = _named(path, name)
        try:
            pages = read_member(member, package.read(name), limits)
            _check(member, len(pages), _length(pages), limits)
        except (ArchiveBomb, ArchiveNested):
            raise
        except ReadError as error:
            first = first or error
            missing.append(_missing(path, name, error))
            continue
        leaves += [*pages[:-1], *map(_closed, pages[-1:])]
        characters += _length(pages)
        _check(path, len(leaves), characters, limits)
    if not leaves:
        raise first or FileBroken(f"{path}: none of its files can be read.", "Publish them again.")
    return leaves, tuple(missing)


def _missing(path: Path, name: str, error: ReadError) -> Missing:
    """The name and the message without the archive's own name: others may hold the same bytes."""
    message = printable(str(error).removeprefix(f"{path}: "))
    return Missing(printable(name), error.reason, message, error.passing)


def _is_shown(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return not any((part.startswith(".") and part != "..") or part.lower() in _ADDED for part in parts)


def _named(path: Path, name: str) -> Path:
    """What messages call a member. No file is ever opened by it."""
    return Path(f"{path}: {printable(name)}")


def printable(words: str) -> str:
    """Words from an archive, without what no message may hold."""
    return "".join(char if char.isprintable() else "?" for char in words)


def _length(pages: list[Leaf]) -> int:
    return sum(len(page.text) for page in pages)


def _closed(leaf: Leaf) -> Leaf:
    """The next file does not go on with the last line of this one."""
    return leaf if leaf.text.endswith(("\n", "\f")) else replace(leaf, text=leaf.text + "\n")


def _check(path: Path, pages: int, characters: int, limits: Limits) -> None:
    if pages > limits.pages:
        raise FileTooLarge(f"{path}: more than {limits.pages} pages.", "Split it, or raise RECUEIL_LIMITS__PAGES.")
    if characters > limits.characters:
        raise FileTooLarge(
            f"{path}: more than {limits.characters} characters of text.",
            "Split it, or raise RECUEIL_LIMITS__CHARACTERS.",
        )
