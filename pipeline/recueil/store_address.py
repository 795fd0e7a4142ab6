"""Read the address of the store where no other setting is made.

``recueil.settings`` validates all settings by pydantic, which takes as long to import as a short command to run.
Where nothing but the address is set, there is nothing else to validate.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

PREFIX: Final = "RECUEIL_"
FILE: Final = "recueil.toml"
DEFAULT_ADDRESS: Final = "sqlite:///recueil.db"
_NAME = f"{PREFIX}STORE"
# The language of messages is no setting.
_KNOWN = {_NAME, f"{PREFIX}LANG"}


def read_address() -> str | None:
    """Return the address, or the default; None if anything else is set, or the address is no text."""
    if not _KNOWN.issuperset(name for name in os.environ if name.upper().startswith(PREFIX)):
        return None
    file: dict[str, object] = {}
    if os.path.lexists(FILE):
        import tomllib

        try:
            file = tomllib.loads(Path(FILE).read_text("utf-8"))
        except (OSError, ValueError):
            return None
    if not file.keys() <= {"store"}:
        return None
    configured = file.get("store", DEFAULT_ADDRESS)
    return os.environ.get(_NAME, configured) if isinstance(configured, str) else None
