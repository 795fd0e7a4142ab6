"""API tokens, and the random secrets of sessions and tokens.

A token lets a program use the API as a user, with a role, an expiry date, and revocation. The store
has only hashes of secrets: reading the store gives no access.
"""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32


def new_secret() -> str:
    """Return a random secret, too long to guess, so that a fast hash is enough."""
    return secrets.token_urlsafe(_BYTES)


def digest(secret: str) -> str:
    """Return the hash of a secret that the store has."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
