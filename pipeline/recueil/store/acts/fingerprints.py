"""How a store knows the content of files, and what it names documents after.

As long as nobody is forgotten, content is known by the SHA-256 of its bytes, and documents are named by digests
that are keyed with a random secret of the store: who reads acts cannot try contents. Once somebody is forgotten,
every digest is keyed with the key of ``recueil forget``, which is not in the store, and the secret is destroyed:
who has the store cannot try contents either.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Row, bindparam, select, update

from recueil.privacy.erasure import suppressions
from recueil.privacy.erasure.names import check_of
from recueil.store.schema import aliases, corrections, documents, fingerprinting, ledger

_MANY = 1_000


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Make the digests of one store: with its secret or, once these are ``is_keyed``, with the key."""

    key: bytes
    is_keyed: bool

    def of(self, sha256: str) -> str:
        """Tell what stands in the store for the SHA-256 of a file's bytes."""
        return _keyed(self.key, "content", sha256) if self.is_keyed else sha256

    def name(self, fingerprint: str) -> str:
        """Tell what the handle of a document with this fingerprint is the start of."""
        return _keyed(self.key, "document", fingerprint)

    def alias(self, handle: str) -> str:
        """Tell what stands in the store for a handle that a document had before."""
        return _keyed(self.key, "alias", handle) if self.is_keyed else handle


def _keyed(key: bytes, purpose: str, digest: str) -> str:
    return hmac.digest(key, f"{purpose} {digest}".encode(), "sha256").hex()


def fingerprints(connection: Connection) -> Fingerprints:
    """Make the digests of this store. ForgetKeyMissing where that takes a key that is not there."""
    row = _state(connection)
    if row.key_check is None:
        return Fingerprints(bytes.fromhex(row.secret), is_keyed=False)
    return Fingerprints(suppressions.required_key({row.key_check}), is_keyed=True)


def secret_of(connection: Connection) -> str | None:
    """Give the secret that this store names documents with; None once digests are keyed."""
    secret: str | None = _state(connection).secret
    return secret


def is_keyed(connection: Connection) -> bool:
    """Tell whether every digest in the store is keyed."""
    return _state(connection).key_check is not None


def _state(connection: Connection) -> Row[Any]:
    return connection.execute(select(fingerprinting)).one()


def rekey(connection: Connection) -> None:
    """Key every digest in the store with the key of ``recueil forget``, and destroy the secret of names.

    Nothing is done where nobody is forgotten, or where it is done already.
    """
    told = next(iter(suppressions.known(connection).values()), None)
    if told is None or is_keyed(connection):
        return
    keyed = Fingerprints(told.key, is_keyed=True)
    for column, number in _CONTENTS:
        _replace(connection, column, number, keyed.of)
    _replace(connection, aliases.c.name, aliases.c.alias_id, keyed.alias)
    connection.execute(update(fingerprinting).values(secret=None, key_check=check_of(told.key)))


_CONTENTS = (
    (documents.c.sha256, documents.c.document_id),
    (ledger.c.sha256, ledger.c.ledger_id),
    (corrections.c.sha256, corrections.c.correction_id),
)
"""The columns that tell the content of files, each with the number of its rows."""


def _replace(
    connection: Connection, column: Column[str], number: Column[int], keyed: Callable[[str], str]
) -> None:
    """Replace the digests of a column, some rows at a time: none is read twice while others are written."""
    changed = update(column.table).where(number == bindparam("of")).values({column.name: bindparam("keyed")})
    some = select(number, column).where(column.is_not(None)).order_by(number).limit(_MANY)
    last = 0
    while rows := connection.execute(some.where(number > last)).all():
        connection.execute(changed, [{"of": row[0], "keyed": keyed(row[1])} for row in rows])
        last = rows[-1][0]
