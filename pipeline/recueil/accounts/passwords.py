"""Passwords: strength rules, and argon2 hashing; and the random secrets of sessions and tokens.

The store has only hashes of both: reading the store gives no access.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from recueil.errors import AccountRefused
from recueil.translation import gettext as _

MIN_LENGTH = 12
_MAX_LENGTH = 1_000
_MIN_DISTINCT = 5
# RFC 9106, second recommended option.
HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)
# Each hash takes 64 MiB and four cores for a moment: many logins at once must not exhaust them.
_hash_slots = BoundedSemaphore(2)


def check_strength(name: str, password: str) -> None:
    """Raise AccountRefused if a password is too easy to guess."""
    if len(password) < MIN_LENGTH:
        raise AccountRefused(
            _("The password is too short."),
            _("Take at least {min_length} characters.").format(min_length=MIN_LENGTH),
            code="password-short",
            least=MIN_LENGTH,
        )
    if len(password) > _MAX_LENGTH:
        raise AccountRefused(
            _("The password is too long."),
            _("Take at most {max_length} characters.").format(max_length=_MAX_LENGTH),
            code="password-long",
        )
    if name in password.casefold() and len(password) < len(name) + MIN_LENGTH:
        raise AccountRefused(
            _("The password is little more than the name."),
            _("Take one that does not hold it."),
            code="password-name",
        )
    if len(set(password)) < _MIN_DISTINCT:
        raise AccountRefused(
            _("The password repeats the same few characters."), _("Take several words."), code="password-repeats"
        )


def hash_password(password: str) -> str:
    """Return the argon2 hash of a password."""
    with _hash_slots:
        return HASHER.hash(_encode(password))


def verify_password(password: str, stored_hash: str | None) -> bool:
    """Return whether a password matches a hash. Takes as long if there is no hash, so timing reveals
    nothing.
    """
    nobodys = _dummy_hash()
    try:
        with _hash_slots:
            HASHER.verify(stored_hash or nobodys, _encode(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored_hash is not None


def needs_rehash(stored_hash: str) -> bool:
    """Return whether a hash was made with weaker parameters than the current ones."""
    return HASHER.check_needs_rehash(stored_hash)


@cache
def _dummy_hash() -> str:
    return hash_password(secrets.token_hex())


def _encode(password: str) -> bytes:
    """Encode a password, the same for each way of typing an accent (NFC)."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


_SECRET_BYTES = 32


def new_secret() -> str:
    """Return a random secret, too long to guess, so that a fast hash is enough."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def digest(secret: str) -> str:
    """Return the hash of a secret that the store has."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
