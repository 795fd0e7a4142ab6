"""What documents are called in the stores that tests make in their own process."""

from __future__ import annotations

from string import ascii_lowercase

from recueil.store.acts.handles import Fingerprints

SECRET = "5ec7e7" + "0" * 58


def handle_of(sha256: str) -> str:
    """The name of the document of these bytes, and of its first act."""
    return Fingerprints(bytes.fromhex(SECRET), is_keyed=False).name(sha256)[:12]


def letter_of(uid: str) -> str:
    """The letter that the digest of an act's document is said to consist of."""
    return next(letter for letter in ascii_lowercase if handle_of(letter * 64) == uid)
