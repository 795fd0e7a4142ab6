"""Addresses of files whose names name somebody: such a name is a hash, by which its folder tells it again."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from pathlib import Path, PurePath, PurePosixPath
from urllib.parse import quote, unquote, unquote_to_bytes

from recueil.privacy.erasure import keys
from recueil.privacy.erasure.finding import NameFinder

_HIDDEN_PREFIX = "personne-effacee-"
_HIDDEN_PART = re.compile(rf"{_HIDDEN_PREFIX}([0-9a-f]{{24}})(?:\.[A-Za-z0-9]{{1,5}})?")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}")


def hide_names(uri: str, finder: NameFinder) -> str:
    """Replace by a hash each part of an address that names one of the finder's persons; folders stay."""
    parts = uri.split("/")
    return "/".join(
        _hash_part(part, finder.key) if finder.full(unquote(part), slug=True) else part for part in parts
    )


def _hash_part(part: str, key: bytes) -> str:
    ending = PurePosixPath(unquote(part)).suffix
    kept = ending if _EXTENSION.fullmatch(ending) else ""
    return quote(f"{_HIDDEN_PREFIX}{_file_name_digest(unquote_to_bytes(part), key)}{kept}")


def _file_name_digest(name: bytes, key: bytes) -> str:
    return hmac.new(key, name, hashlib.sha256).hexdigest()[:24]


def find_hidden_file(path: Path) -> Path:
    """Return the existing file that a path with hashed parts stands for; the path itself if it is gone."""
    at = Path(path.anchor)
    for part in path.parts[1:] if path.anchor else path.parts:
        at = _find_by_digest(at, part) or at / part
    return at


def is_hidden(path: PurePath) -> bool:
    """Return whether a part of the path is such a hash."""
    return any(_HIDDEN_PART.fullmatch(part) for part in path.parts)


def _find_by_digest(folder: Path, part: str) -> Path | None:
    wanted = _HIDDEN_PART.fullmatch(part)
    key = keys.load_key() if wanted else None
    if wanted is None or key is None:
        return None
    try:
        names = sorted(os.fsencode(file.name) for file in folder.iterdir())
    except OSError:
        return None
    same = (name for name in names if hmac.compare_digest(_file_name_digest(name, key), wanted[1]))
    return next((folder / os.fsdecode(name) for name in same), None)
