"""The part of the world a run looks at: folders, with all that is below them, and patterns."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from recueil.privacy.erasure import addresses
from recueil.readers.containment import real
from recueil.readers.globs import Pattern, pattern_of
from recueil.settings import Source

Scope = Path | Pattern


class Scopes:
    """Several of them, asked about sources by the address these go by in the store."""

    def __init__(self, scopes: Sequence[Scope]) -> None:
        self._scopes = [(_start(scope), scope) for scope in scopes]
        self._folders = {start.rstrip("/") for start, scope in self._scopes if isinstance(scope, Path)}

    def cover(self, source: str) -> bool:
        """Whether a source is below one of the folders, or matches one of the patterns."""
        return any(source.startswith(start) and _covers(scope, source) for start, scope in self._scopes)

    def begin_at(self, source: str) -> bool:
        """Whether a source is one of the folders itself."""
        return source in self._folders


class Boundaries:
    """Where the links of a file may lead that the ledger knows, by the source of the settings that it is of."""

    def __init__(self, sources: Sequence[Source] = (), mirror: Path | None = None) -> None:
        self._mirror = mirror
        self._roots = [(_root(source.path), source.follow_links) for source in sources if source.path is not None]

    def of(self, path: Path) -> Path | None:
        """The folder, without links, that a file must lie in; None where it may lie anywhere.

        Of a file in no source it is not known below which folder it was found: there, no link is followed, save
        those directly below the root of the machine, which are its administrator's.
        """
        mine = [(root, follows) for root, follows in self._roots if path.is_relative_to(root)]
        if any(follows or path == root for root, follows in mine):
            return None
        if mine:
            return real(mine[0][0])
        if self._mirror is not None and path.is_relative_to(self._mirror.absolute()):
            return real(self._mirror)
        return real(Path(*path.parts[:2])).joinpath(*path.parts[2:-1])


NO_SOURCES = Boundaries()


def _root(path: Path) -> Path:
    pattern = pattern_of(path)
    return (pattern.root if pattern else path).absolute()


def _start(scope: Scope) -> str:
    root = scope.root if isinstance(scope, Pattern) else scope
    return f"{root.absolute().as_uri().rstrip('/')}/"


def _covers(scope: Scope, source: str) -> bool:
    return not isinstance(scope, Pattern) or scope.covers(path_of(source))


def path_of(uri: str) -> Path:
    """The file a source's address stands for, even if its name is no UTF-8, or is hidden: it names somebody."""
    path = Path(os.fsdecode(unquote_to_bytes(urlsplit(uri).path)))
    return addresses.found(path) if addresses.is_hidden(path) else path


def is_there(path: Path) -> bool:
    """Whether there is something, readable or not."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True
