"""Symbolic links that lead out of a source, which are not followed unless the source says so.

A file is held against the folder that it must lie in when it is opened, not when it is listed: it may have become
a link meanwhile.
"""

from __future__ import annotations

import os
from pathlib import Path

from recueil.errors import LinkOutside

# Linux gives the real path of an open file, whatever its path resolves to now.
_OPEN_FILES = Path("/proc/self/fd")


def resolve_links(path: Path) -> Path:
    """Return the path with all links resolved, existing or not. A link that leads to itself stays."""
    return Path(os.path.realpath(path))


def is_inside(path: Path, within: Path) -> bool:
    """Return whether a path resolves into a folder, which is given without links."""
    return resolve_links(path).is_relative_to(within)


def require_inside(path: Path, within: Path | None) -> None:
    """Raise LinkOutside if a path does not resolve into the folder; None allows any."""
    if within is not None and not is_inside(path, within):
        raise _link_outside(path)


def require_open_inside(path: Path, descriptor: int, within: Path | None) -> None:
    """Raise LinkOutside if an open file is not in the folder; None allows any."""
    if within is None:
        return
    try:
        place = (_OPEN_FILES / str(descriptor)).readlink()
    except OSError:
        place = resolve_links(path)
        if not os.path.samestat(os.fstat(descriptor), os.lstat(place)):
            raise _link_outside(path) from None
    if not place.is_relative_to(within):
        raise _link_outside(path)


def _link_outside(path: Path) -> LinkOutside:
    return LinkOutside(
        f"{path}: not followed: a link leads out of the source.",
        "Put the file itself there, or say `follow_links = true` of the source in recueil.toml.",
    )
