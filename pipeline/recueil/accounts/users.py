"""The rows of accounts."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Connection, Row, delete, exists, insert, select, update

from recueil.accounts.schema import ROLES, Role, sessions, users
from recueil.errors import AccountRefused, AccountUnknown
from recueil.store.engine import dialect_of
from recueil.store.engine.dialect import ACCOUNTS

# Of letters that look alike, one; and no colon, by which whoever has no account is told apart.
_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}", re.ASCII)
LOCAL = "local"
"""Whoever uses the pages of a store without accounts: nobody can be called so."""


@dataclass(frozen=True, slots=True)
class Account:
    """Someone who may log in, unless ``disabled``."""

    name: str
    role: Role
    created: datetime.datetime
    disabled: datetime.datetime | None = None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(row.name, row.role, row.created, row.disabled)


def covers(role: Role, needed: Role) -> bool:
    """Whether a role has all rights of another."""
    return ROLES.index(role) >= ROLES.index(needed)


def lesser(one: Role, other: Role) -> Role:
    """The one of two roles with fewer rights."""
    return min(one, other, key=ROLES.index)


def folded(name: str) -> str:
    """A name as it is kept, however it was typed."""
    return name.strip().lower()


def accept(name: str) -> str:
    """The name as it is kept; AccountRefused for one that cannot be used."""
    if not _NAME.fullmatch(folded(name)) or folded(name) == LOCAL:
        advice = "Take letters without accents, digits and . _ @ + -, 64 at most."
        raise AccountRefused("name", f"{name!r} cannot be the name of an account.", advice)
    return folded(name)


def found(connection: Connection, name: str) -> Row[Any] | None:
    """The row of a name."""
    if not _NAME.fullmatch(folded(name)):
        return None
    return connection.execute(select(users).where(users.c.name == folded(name))).one_or_none()


def known(connection: Connection, name: str) -> Row[Any]:
    """The row of a name; AccountUnknown where there is none."""
    row = found(connection, name)
    if row is None:
        raise AccountUnknown(f"There is no account {name!r}.", "`recueil user list` shows those there are.")
    return row


def exist(connection: Connection) -> bool:
    return bool(connection.execute(select(exists(select(users.c.user_id)))).scalar_one())


def are_usable(connection: Connection) -> bool:
    """Whether anyone could log in."""
    enabled = exists(select(users.c.user_id).where(users.c.disabled.is_(None)))
    return bool(connection.execute(select(enabled)).scalar_one())


def everyone(connection: Connection) -> list[Account]:
    return [Account.of(row) for row in connection.execute(select(users).order_by(users.c.name))]


def add(connection: Connection, name: str, hash_: str, role: Role, when: datetime.datetime) -> Account:
    """A new account; AccountRefused where there is one of that name."""
    dialect_of(connection).lock(connection, ACCOUNTS, [0])
    if found(connection, name) is not None:
        raise AccountRefused("taken", f"There is an account {name!r} already.", "Give another name.")
    connection.execute(insert(users).values(name=name, hash=hash_, role=role, created=when))
    return Account(name, role, when)


def change(connection: Connection, name: str, **facts: object) -> Account:
    """The account as it was, before it is changed; AccountRefused where no admin would be left."""
    dialect_of(connection).lock(connection, ACCOUNTS, [0])
    row = known(connection, name)
    connection.execute(update(users).where(users.c.user_id == row.user_id).values(**facts))
    _keep_an_admin(connection, row)
    return Account.of(row)


def remove(connection: Connection, name: str) -> Account:
    """The account that was there, with its sessions and tokens; AccountRefused where no admin would be left."""
    dialect_of(connection).lock(connection, ACCOUNTS, [0])
    row = known(connection, name)
    connection.execute(delete(users).where(users.c.user_id == row.user_id))
    _keep_an_admin(connection, row)
    return Account.of(row)


def end_sessions(connection: Connection, name: str) -> None:
    """Whoever is logged in by this name is so no more."""
    mine = select(users.c.user_id).where(users.c.name == folded(name)).scalar_subquery()
    connection.execute(delete(sessions).where(sessions.c.user_id == mine))


def _keep_an_admin(connection: Connection, before: Row[Any]) -> None:
    """After a change of one account: while there are any, the last admin stays one."""
    if before.role != "admin" or before.disabled is not None or not exist(connection):
        return
    admins = exists(select(users.c.user_id).where(users.c.role == "admin", users.c.disabled.is_(None)))
    if not connection.execute(select(admins)).scalar_one():
        raise AccountRefused(
            "last-admin", f"{before.name!r} is the last admin.", "Make another account one first."
        )
