"""ZIP: one document, in which each file begins a page.

The acts a portal publishes in one archive are the acts of one document, as those of a procès-verbal are: what is
published together has one source, one hash and one row in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from recueil.errors import FileEmpty, FileTooLarge
from recueil.reading.document import Leaf
from recueil.reading.office.package import Package
from recueil.settings import Limits

Reader = Callable[[Path, bytes, Limits], list[Leaf]]

_MOST_FILES = 2_000
# What Windows and macOS add to a folder.
_ADDED = {"__macosx", "thumbs.db", "desktop.ini"}


def read(path: Path, content: bytes, limits: Limits, read_member: Reader) -> list[Leaf]:
    """The pages of its files, in the order of their names. One that cannot be read makes the archive fail."""
    package = Package(path, content, limits)
    names = sorted(name for name in package.names if _is_shown(name))
    if not names:
        raise FileEmpty(f"{path}: the archive holds no file.", "Publish it again, or remove it.")
    if len(names) > _MOST_FILES:
        raise FileTooLarge(f"{path}: {len(names)} files, more than {_MOST_FILES}.", "Split the archive.")
    leaves: list[Leaf] = []
    characters = 0
    for name in names:
        pages = read_member(_named(path, name), package.read(name), limits)
        leaves += [*pages[:-1], *map(_closed, pages[-1:])]
        characters += sum(len(page.text) for page in pages)
        _check(path, len(leaves), characters, limits)
    return leaves


def _is_shown(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return not any((part.startswith(".") and part != "..") or part.lower() in _ADDED for part in parts)


def _named(path: Path, name: str) -> Path:
    """What messages call a member. No file is ever opened by it."""
    return Path(f"{path}: {''.join(char if char.isprintable() else '?' for char in name)}")


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
