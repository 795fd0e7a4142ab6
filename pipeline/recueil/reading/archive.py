"""ZIP: one document, in which each file begins a page.

The acts a portal publishes in one archive are the acts of one document, as those of a procès-verbal are: what is
published together has one source, one hash and one row in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from recueil.errors import ArchiveBomb, ArchiveNested, FileEmpty, FileTooLarge, ReadError
from recueil.reading.document import Leaf, Missing
from recueil.reading.office.package import Package
from recueil.settings import Limits

Reader = Callable[[Path, bytes, Limits], list[Leaf]]

_MOST_FILES = 2_000
# What Windows and macOS add to a folder.
_ADDED = {"__macosx", "thumbs.db", "desktop.ini"}


def read(
    path: Path, content: bytes, limits: Limits, read_member: Reader
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
    errors: dict[str, ReadError] = {}
    characters = 0
    for name in names:
        member = _named(path, name)
        try:
            pages = read_member(member, package.read(name), limits)
            _check(member, len(pages), _length(pages), limits)
        except (ArchiveBomb, ArchiveNested):
            raise
        except ReadError as error:
            errors[name] = error
            continue
        leaves += [*pages[:-1], *map(_closed, pages[-1:])]
        characters += _length(pages)
        _check(path, len(leaves), characters, limits)
    if not leaves:
        raise next(iter(errors.values()))
    return leaves, tuple(_missing(path, name, error) for name, error in errors.items())


def _missing(path: Path, name: str, error: ReadError) -> Missing:
    """The name and the message without the archive's own name: others may hold the same bytes."""
    message = _printable(str(error).removeprefix(f"{path}: "))
    return Missing(_printable(name), error.reason, message, error.passing)


def _is_shown(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return not any((part.startswith(".") and part != "..") or part.lower() in _ADDED for part in parts)


def _named(path: Path, name: str) -> Path:
    """What messages call a member. No file is ever opened by it."""
    return Path(f"{path}: {_printable(name)}")


def _printable(words: str) -> str:
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
