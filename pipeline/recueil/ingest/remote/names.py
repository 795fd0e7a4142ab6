"""What remote files are called here: as there, but nothing that a name could do to a folder of ours."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from recueil.ingest.remote.addresses import redact_url

_MAX_NAME_BYTES = 200
_MAX_PATH_BYTES = 1_500
"""In bytes: below the limits of file systems (255, and 4096 for a path), with room for our own folders."""


def folder_name(url: str) -> str:
    """Return the folder name of a source, readable and unique: « www.example.org-actes-1f2e3d4c »."""
    server = redact_url(url).rpartition("://")[2].lower()
    words = re.sub(r"[^a-z0-9]*[^a-z0-9.][^a-z0-9]*", "-", server).strip("-.")
    return f"{words[:60].strip('-.')}-{_hash(url)}".lstrip("-")


def local_path(parts: Sequence[str]) -> PurePosixPath:
    """Return the safe local path of a file below that folder, from its remote path."""
    path = PurePosixPath(*map(_safe_name, parts))
    if len(str(path).encode()) <= _MAX_PATH_BYTES:
        return path
    return PurePosixPath(_hash("/".join(parts)), path.name)


def disambiguate(path: PurePosixPath, what: str) -> PurePosixPath:
    """Add a hash of a query or an address to the name, to distinguish files of the same path."""
    return path.with_name(_shorten(f"{path.stem}~{_hash(what)}{path.suffix}"))


def _safe_name(part: str) -> str:
    quoted = "".join(map(_quote, part)) or "_"
    return _shorten(f"%2E{quoted[1:]}" if quoted.startswith(".") else quoted)


def _quote(character: str) -> str:
    if character.isprintable() and character not in "/\\%":
        return character
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def _shorten(name: str) -> str:
    """Shorten a name to the limit, keeping its suffix, which gives the format."""
    encoded = name.encode()
    if len(encoded) <= _MAX_NAME_BYTES:
        return name
    end = PurePosixPath(name).suffix
    end = end if len(end.encode()) <= 20 else ""
    kept = encoded[: _MAX_NAME_BYTES - 9 - len(end.encode())].decode("utf-8", "ignore")
    return f"{kept}~{_hash(name)}{end}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
