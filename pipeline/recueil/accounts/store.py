"""Accounts: who may use the store through the pages and the API. Every change is written to the audit
log.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Connection, Engine, Row, delete, exists, insert, select, update

from recueil.accounts import passwords, throttle
from recueil.accounts.audit import note
from recueil.accounts.belongings import count_belongings, delete_belongings, transfer_belongings
from recueil.accounts.schema import ROLES, Role, sessions, users
from recueil.errors import AccountRefused, AccountUnknown
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import ACCOUNTS_LOCK
from recueil.store.engine.transactions import read_transaction, write_transaction
from recueil.translation import gettext as _
from recueil.translation import ngettext

# ASCII only, against look-alike letters; no colon, which marks names that are not accounts (``unix:…``).
_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}", re.ASCII)
NO_PASSWORD = ""
"""The hash of an account without a password: no password has it."""
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


class Accounts:
    """``Store.accounts``. ``by`` names who makes a change, for the audit log."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def exist(self) -> bool:
        """Return whether there is any account, even a disabled one: if so, login is required."""
        with read_transaction(self._engine) as connection:
            return bool(connection.execute(_HAS_ACCOUNTS).scalar_one())

    def are_usable(self) -> bool:
        """Return whether any account is enabled."""
        enabled = exists(select(users.c.user_id).where(users.c.disabled.is_(None)))
        with read_transaction(self._engine) as connection:
            return bool(connection.execute(select(enabled)).scalar_one())

    def all(self) -> list[Account]:
        """Return all accounts, by name."""
        with read_transaction(self._engine) as connection:
            return [Account.of(row) for row in connection.execute(select(users).order_by(users.c.name))]

    def add(
        self,
        name: str,
        password: str | None,
        role: Role,
        *,
        by: str,
        when: datetime.datetime,
        take_over: bool = False,
    ) -> Account:
        """Create an account; without a password, for logins by OpenID Connect alone.

        Raise AccountRefused for an invalid name or password, a name that is taken, or one that dossiers or alerts
        have as that of their owner, unless it is to ``take_over`` these.
        """
        name, hash_ = check_name(name), NO_PASSWORD
        if password is not None:
            passwords.check_strength(name, password)
            hash_ = passwords.hash_password(password)

        def add(connection: Connection) -> Account:
            dialect_of(connection).lock(connection, ACCOUNTS_LOCK, [0])
            if find_row(connection, name) is not None:
                raise AccountRefused(
                    _("There is an account {name!r} already.").format(name=name),
                    _("Give another name."),
                    code="taken",
                )
            if not take_over and (left := count_belongings(connection, name)):
                raise AccountRefused(
                    _("Somebody of the name {name!r} has left {what}.").format(name=name, what=_describe(left)),
                    _("Give another name, or say by --take-over that they are this account's."),
                    code="left",
                )
            connection.execute(insert(users).values(name=name, hash=hash_, role=role, created=when))
            note(connection, when, by, "user.add", _subject(name), role=role)
            return Account(name, role, when)

        return write_transaction(self._engine, add)

    def set_role(self, name: str, role: Role, *, by: str, when: datetime.datetime) -> None:
        """Give an account a role. Raise AccountRefused if no admin would be left, AccountUnknown."""
        name = fold_name(name)

        def set_role(connection: Connection) -> None:
            before = change_account(connection, name, role=role).role
            if before != role:
                note(connection, when, by, "user.role", _subject(name), before=before, role=role)

        write_transaction(self._engine, set_role)

    def set_password(self, name: str, password: str, *, by: str, when: datetime.datetime) -> None:
        """Change a password and end the account's sessions. Raise AccountRefused, AccountUnknown."""
        name = fold_name(name)
        passwords.check_strength(name, password)
        hash_ = passwords.hash_password(password)

        def set_password(connection: Connection) -> None:
            change_account(connection, name, hash=hash_)
            _end_sessions(connection, name)
            throttle.forget(connection, throttle.name_keys(name))
            note(connection, when, by, "user.password", _subject(name))

        write_transaction(self._engine, set_password)

    def disable(self, name: str, *, by: str, when: datetime.datetime) -> None:
        """Disable an account and its tokens until it is enabled. Raise AccountRefused, AccountUnknown."""
        name = fold_name(name)

        def disable(connection: Connection) -> None:
            if get_row(connection, name).disabled is None:
                change_account(connection, name, disabled=when)
                _end_sessions(connection, name)
                note(connection, when, by, "user.disable", _subject(name))

        write_transaction(self._engine, disable)

    def enable(self, name: str, *, by: str, when: datetime.datetime) -> None:
        """Enable an account, and clear its failed logins. Raise AccountUnknown."""
        name = fold_name(name)

        def enable(connection: Connection) -> None:
            throttle.forget(connection, throttle.name_keys(name))
            if change_account(connection, name, disabled=None).disabled is not None:
                note(connection, when, by, "user.enable", _subject(name))

        write_transaction(self._engine, enable)

    def remove(
        self, name: str, *, by: str, when: datetime.datetime, heir: str | None = None, delete_all: bool = False
    ) -> None:
        """Delete an account with its sessions and tokens; its entries in the audit log stay.

        Its dossiers and alerts become those of the account ``heir``, or are deleted with ``delete_all``. Raise
        AccountRefused if it has any and neither is said, or if no admin would be left; AccountUnknown.
        """
        name, heir = fold_name(name), None if heir is None else fold_name(heir)

        def remove(connection: Connection) -> None:
            dialect_of(connection).lock(connection, ACCOUNTS_LOCK, [0])
            row = get_row(connection, name)
            left = count_belongings(connection, name)
            if heir is not None:
                _require_heir(connection, name, heir)
                transfer_belongings(connection, name, heir)
            elif delete_all:
                delete_belongings(connection, name)
            elif left:
                raise AccountRefused(
                    _("{name!r} has {what}.").format(name=name, what=_describe(left)),
                    _("Say whose they are now by --heir NAME, or delete them too by --delete-all."),
                    code="belongings",
                )
            connection.execute(delete(users).where(users.c.user_id == row.user_id))
            _require_admin(connection, row)
            said = {} if heir is None else {"heir": heir}
            note(connection, when, by, "user.remove", _subject(name), role=row.role, **left, **said)

        write_transaction(self._engine, remove)


def covers(role: Role, needed: Role) -> bool:
    """Return whether a role has all rights of another."""
    return ROLES.index(role) >= ROLES.index(needed)


def lesser(one: Role, other: Role) -> Role:
    """Return the one of two roles with fewer rights."""
    return min(one, other, key=ROLES.index)


def fold_name(name: str) -> str:
    """Return a name as it is stored: trimmed, in lower case."""
    return name.strip().lower()


def is_name(name: str) -> bool:
    """Return whether a name, trimmed and in lower case, can be that of an account."""
    return _NAME.fullmatch(fold_name(name)) is not None and fold_name(name) != LOCAL


def check_name(name: str) -> str:
    """Return the name as it is stored. Raise AccountRefused if it is invalid."""
    if not is_name(name):
        advice = _("Take letters without accents, digits and . _ @ + -, 64 at most.")
        raise AccountRefused(
            _("{name!r} cannot be the name of an account.").format(name=name), advice, code="name"
        )
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
        raise AccountUnknown(
            _("There is no account {name!r}.").format(name=name), _("`recueil user list` shows those there are.")
        )
    return row


def change_account(connection: Connection, name: str, **facts: object) -> Account:
    """Update an account and return it as it was before. Raise AccountRefused if no admin would be left."""
    dialect_of(connection).lock(connection, ACCOUNTS_LOCK, [0])
    row = get_row(connection, name)
    connection.execute(update(users).where(users.c.user_id == row.user_id).values(**facts))
    _require_admin(connection, row)
    return Account.of(row)


def _require_heir(connection: Connection, name: str, heir: str) -> None:
    """Raise AccountRefused for an heir that is the account itself, AccountUnknown for one that is no account."""
    if get_row(connection, heir).name == name:
        raise AccountRefused(
            _("{name!r} cannot be the heir of itself.").format(name=name), _("Name another account."), code="heir"
        )


def _describe(belongings: dict[str, int]) -> str:
    """Return what belongs to an account in words: « 2 dossiers, 1 alert »."""
    words = {
        "dossiers": ngettext("{number} dossier", "{number} dossiers", belongings.get("dossiers", 0)),
        "alerts": ngettext("{number} alert", "{number} alerts", belongings.get("alerts", 0)),
    }
    return ", ".join(words[kind] for kind in belongings)


_HAS_ACCOUNTS = select(exists(select(users.c.user_id)))


def _end_sessions(connection: Connection, name: str) -> None:
    """Log an account out everywhere."""
    user_id = select(users.c.user_id).where(users.c.name == name).scalar_subquery()
    connection.execute(delete(sessions).where(sessions.c.user_id == user_id))


def _require_admin(connection: Connection, before: Row[Any]) -> None:
    """Raise AccountRefused if the change of this account left accounts, but no enabled admin."""
    if before.role != "admin" or before.disabled is not None:
        return
    if not connection.execute(_HAS_ACCOUNTS).scalar_one():
        return
    admins = exists(select(users.c.user_id).where(users.c.role == "admin", users.c.disabled.is_(None)))
    if not connection.execute(select(admins)).scalar_one():
        raise AccountRefused(
            _("{name!r} is the last admin.").format(name=before.name),
            _("Make another account one first."),
            code="last-admin",
        )


def _subject(name: str) -> str:
    return f"user:{name}"
