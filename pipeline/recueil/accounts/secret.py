"""What a browser or a program shows to be let in.

The store keeps its hash: who reads the store gets in nowhere.
"""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32


def new_secret() -> str:
    """A new one, which nobody guesses: for that, a quick hash of it is enough."""
    return secrets.token_urlsafe(_BYTES)


def digest(secret: str) -> str:
    """What the store keeps of it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
