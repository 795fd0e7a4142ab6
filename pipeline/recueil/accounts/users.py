"""The rows of accounts in the ``users`` table."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Connection, Row, delete, exists, insert, select, update

from recueil.accounts.schema import ROLES, Role, sessions, users
from recueil.errors import AccountRefused, AccountUnknown
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import ACCOUNTS_LOCK

# ASCII only, against look-alike letters; no colon, which marks names that are not accounts (``unix:…``).
_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}", re.ASCII)
LOCAL = "local"
"""The user of the pages of a store without accounts; a reserved name."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account: it can log in unless ``disabled``."""

    name: str
    role: Role
    created: datetime.datetime
    disabled: datetime.datetime | None = None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(row.name, row.role, row.created, row.disabled)


def covers(role: Role, needed: Role) -> bool:
    """Return whether a role has all rights of another."""
    return ROLES.index(role) >= ROLES.index(needed)


def lesser(one: Role, other: Role) -> Role:
    """Return the one of two roles with fewer rights."""
    return min(one, other, key=ROLES.index)


def fold_name(name: str) -> str:
    """Return a name as it is stored: trimmed, in lower case."""
    return name.strip().lower()


def check_name(name: str) -> str:
    """Return the name as it is stored. Raise AccountRefused if it is invalid."""
    if not _NAME.fullmatch(fold_name(name)) or fold_name(name) == LOCAL:
        advice = "Take letters without accents, digits and . _ @ + -, 64 at most."
        raise AccountRefused(f"{name!r} cannot be the name of an account.", advice, code="name")
    return fold_name(name)


def find_row(connection: Connection, name: str) -> Row[Any] | None:
    """Return the row of a name, or None."""
    if not _NAME.fullmatch(fold_name(name)):
        return None
    return connection.execute(select(users).where(users.c.name == fold_name(name))).one_or_none()


def get_row(connection: Connection, name: str) -> Row[Any]:
    """Return the row of a name. Raise AccountUnknown."""
    row = find_row(connection, name)
    if row is None:
        raise AccountUnknown(f"There is no account {name!r}.", "`recueil user list` shows those there are.")
    return row


def exist(connection: Connection) -> bool:
    return bool(connection.execute(select(exists(select(users.c.user_id)))).scalar_one())


def are_usable(connection: Connection) -> bool:
    """Return whether any account is enabled."""
    enabled = exists(select(users.c.user_id).where(users.c.disabled.is_(None)))
    return bool(connection.execute(select(enabled)).scalar_one())


def list_accounts(connection: Connection) -> list[Account]:
    return [Account.of(row) for row in connection.execute(select(users).order_by(users.c.name))]


def add(connection: Connection, name: str, hash_: str, role: Role, when: datetime.datetime) -> Account:
    """Create an account. Raise AccountRefused if the name is taken."""
    dialect_of(connection).lock(connection, ACCOUNTS_LOCK, [0])
    if find_row(connection, name) is not None:
        raise AccountRefused(f"There is an account {name!r} already.", "Give another name.", code="taken")
    connection.execute(insert(users).values(name=name, hash=hash_, role=role, created=when))
    return Account(name, role, when)


def change(connection: Connection, name: str, **facts: object) -> Account:
    """Update an account and return it as it was before. Raise AccountRefused if no admin would be left."""
    dialect_of(connection).lock(connection, ACCOUNTS_LOCK, [0])
    row = get_row(connection, name)
    connection.execute(update(users).where(users.c.user_id == row.user_id).values(**facts))
    _require_admin(connection, row)
    return Account.of(row)


def remove(connection: Connection, name: str) -> Account:
    """Delete an account with its sessions and tokens, and return it. Raise AccountRefused if no admin
    would be left.
    """
    dialect_of(connection).lock(connection, ACCOUNTS_LOCK, [0])
    row = get_row(connection, name)
    connection.execute(delete(users).where(users.c.user_id == row.user_id))
    _require_admin(connection, row)
    return Account.of(row)


def end_sessions(connection: Connection, name: str) -> None:
    """Log an account out everywhere."""
    user_id = select(users.c.user_id).where(users.c.name == fold_name(name)).scalar_subquery()
    connection.execute(delete(sessions).where(sessions.c.user_id == user_id))


def _require_admin(connection: Connection, before: Row[Any]) -> None:
    """Raise AccountRefused if the change of this account left accounts, but no enabled admin."""
    if before.role != "admin" or before.disabled is not None or not exist(connection):
        return
    admins = exists(select(users.c.user_id).where(users.c.role == "admin", users.c.disabled.is_(None)))
    if not connection.execute(select(admins)).scalar_one():
        raise AccountRefused(
            f"{before.name!r} is the last admin.", "Make another account one first.", code="last-admin"
        )
