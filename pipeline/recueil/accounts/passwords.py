"""Passwords: strength rules, and argon2 hashing."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from recueil.errors import AccountRefused

SHORTEST = 12
_LONGEST = 1_000
_FEWEST_CHARACTERS = 5
# RFC 9106, second recommended option.
HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)
# Each hash takes 64 MiB and four cores for a moment: many logins at once must not exhaust them.
_at_once = BoundedSemaphore(2)


def accept(name: str, password: str) -> None:
    """Raise AccountRefused if a password is too easy to guess."""
    if len(password) < SHORTEST:
        raise AccountRefused(
            "password-short", "The password is too short.", f"Take at least {SHORTEST} characters."
        )
    if len(password) > _LONGEST:
        raise AccountRefused("password-long", "The password is too long.", f"Take at most {_LONGEST} characters.")
    if name in password.casefold() and len(password) < len(name) + SHORTEST:
        raise AccountRefused(
            "password-name", "The password is little more than the name.", "Take one that does not hold it."
        )
    if len(set(password)) < _FEWEST_CHARACTERS:
        raise AccountRefused(
            "password-repeats", "The password repeats the same few characters.", "Take several words."
        )


def hashed(password: str) -> str:
    """Return the argon2 hash of a password."""
    with _at_once:
        return HASHER.hash(_bytes(password))


def is_right(password: str, known: str | None) -> bool:
    """Return whether a password matches a hash. Takes as long if there is no hash, so timing reveals
    nothing.
    """
    nobodys = _nobodys()
    try:
        with _at_once:
            HASHER.verify(known or nobodys, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False
    return known is not None


def is_outdated(known: str) -> bool:
    """Return whether a hash was made with weaker parameters than the current ones."""
    return HASHER.check_needs_rehash(known)


@cache
def _nobodys() -> str:
    return hashed(secrets.token_hex())


def _bytes(password: str) -> bytes:
    """Encode a password, the same for each way of typing an accent (NFC)."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
