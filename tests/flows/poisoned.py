"""A worker whose reader some files are poison to: it aborts, it loops, it eats memory."""

from __future__ import annotations

import os
from pathlib import Path

from recueil import labour
from recueil.reading.archive import Opening
from recueil.reading.document import Document
from recueil.reading.reader import understand
from recueil.settings import Limits
from recueil_flows.labour import handle, prepare

__all__ = ["handle", "prepare"]


def _poisoned(
    path: Path, content: bytes, sha256: str, limits: Limits, cache: Path | None, opening: Opening
) -> Document:
    hoard: list[bytes] = []
    match content:
        case b"abort":
            os.abort()
        case b"loop":
            while True:
                pass
        case b"eat":
            while True:
                hoard.append(bytes(50_000_000))
    return understand(path, content, sha256, limits, cache, opening)


vars(labour)["understand"] = _poisoned
