"""Scopes of a run: the folders (with everything below) and patterns that it looks at."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from recueil.privacy.erasure import find_names
from recueil.readers.files import Pattern, parse_pattern, resolve_links
from recueil.settings import Source

Scope = Path | Pattern


class Scopes:
    """A set of scopes that is matched against source URIs."""

    def __init__(self, scopes: Sequence[Scope]) -> None:
        self._scopes = [(_start(scope), scope) for scope in scopes]
        self._folders = {start.rstrip("/") for start, scope in self._scopes if isinstance(scope, Path)}

    def cover(self, source: str) -> bool:
        """Return whether a source lies below one of the folders or matches one of the patterns."""
        return any(
            source.startswith(start) and (isinstance(scope, Path) or scope.covers(path_of(source)))
            for start, scope in self._scopes
        )

    def has_root(self, source: str) -> bool:
        """Return whether a source is one of the folders itself."""
        return source in self._folders


class Boundaries:
    """Where the symbolic links of a known file may lead, according to its source in the settings."""

    def __init__(self, sources: Sequence[Source] = (), mirror: Path | None = None) -> None:
        self._mirror = mirror
        self._roots = [(_root(source.path), source.follow_links) for source in sources if source.path is not None]

    def of(self, path: Path) -> Path | None:
        """Return the folder, free of links, in which a file must lie; None where it may lie anywhere.

        For a file of no source, the folder in which it was found is unknown: then no link is followed,
        except those directly below the file system's root, which are its administrator's.
        """
        roots = [(root, follows) for root, follows in self._roots if path.is_relative_to(root)]
        if any(follows or path == root for root, follows in roots):
            return None
        if roots:
            return resolve_links(roots[0][0])
        if self._mirror is not None and path.is_relative_to(self._mirror.absolute()):
            return resolve_links(self._mirror)
        return resolve_links(Path(*path.parts[:2])).joinpath(*path.parts[2:-1])


NO_SOURCES = Boundaries()


def _root(path: Path) -> Path:
    pattern = parse_pattern(path)
    return (pattern.root if pattern else path).absolute()


def _start(scope: Scope) -> str:
    root = scope.root if isinstance(scope, Pattern) else scope
    return f"{root.absolute().as_uri().rstrip('/')}/"


def path_of(uri: str) -> Path:
    """Return the path of a source URI, also if it is not valid UTF-8, or hidden because it names a person."""
    path = Path(os.fsdecode(unquote_to_bytes(urlsplit(uri).path)))
    return find_names.find_hidden_file(path) if find_names.is_hidden(path) else path


def path_exists(path: Path) -> bool:
    """Return whether something exists at a path, readable or not."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True
