"""Accounts: who may use the store through the pages and the API. Every change is written to the audit
log.
"""

from __future__ import annotations

import datetime

from sqlalchemy import Connection, Engine

from recueil.accounts import passwords, throttle, users
from recueil.accounts.audit import note
from recueil.accounts.schema import Role
from recueil.accounts.users import Account
from recueil.store.engine.transactions import read_transaction, write_transaction


class Accounts:
    """``Store.accounts``. ``by`` names who makes a change, for the audit log."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def exist(self) -> bool:
        """Return whether there is any account, even a disabled one: if so, login is required."""
        with read_transaction(self._engine) as connection:
            return users.exist(connection)

    def are_usable(self) -> bool:
        """Return whether any account is enabled."""
        with read_transaction(self._engine) as connection:
            return users.are_usable(connection)

    def all(self) -> list[Account]:
        """Return all accounts, by name."""
        with read_transaction(self._engine) as connection:
            return users.list_accounts(connection)

    def add(self, name: str, password: str, role: Role, *, by: str, when: datetime.datetime) -> Account:
        """Create an account. Raise AccountRefused for an invalid name or password."""
        name = users.check_name(name)
        passwords.check_strength(name, password)
        return write_transaction(self._engine, _add, (name, passwords.hash_password(password), role), by, when)

    def set_role(self, name: str, role: Role, *, by: str, when: datetime.datetime) -> None:
        write_transaction(self._engine, _set_role, users.fold_name(name), role, by, when)

    def set_password(self, name: str, password: str, *, by: str, when: datetime.datetime) -> None:
        """Change a password and end the account's sessions. Raise AccountRefused, AccountUnknown."""
        name = users.fold_name(name)
        passwords.check_strength(name, password)
        write_transaction(self._engine, _set_password, name, passwords.hash_password(password), by, when)

    def disable(self, name: str, *, by: str, when: datetime.datetime) -> None:
        """Disable an account and its tokens until it is enabled."""
        write_transaction(self._engine, _disable, users.fold_name(name), by, when)

    def enable(self, name: str, *, by: str, when: datetime.datetime) -> None:
        """Enable an account, and clear its failed logins."""
        write_transaction(self._engine, _enable, users.fold_name(name), by, when)

    def remove(self, name: str, *, by: str, when: datetime.datetime) -> None:
        """Delete an account and its tokens; its entries in the audit log stay."""
        write_transaction(self._engine, _remove, users.fold_name(name), by, when)


def _add(connection: Connection, new: tuple[str, str, Role], by: str, when: datetime.datetime) -> Account:
    account = users.add(connection, *new, when)
    note(connection, when, by, "user.add", _subject(account.name), role=account.role)
    return account


def _set_role(connection: Connection, name: str, role: Role, by: str, when: datetime.datetime) -> None:
    before = users.change(connection, name, role=role).role
    if before != role:
        note(connection, when, by, "user.role", _subject(name), before=before, role=role)


def _set_password(connection: Connection, name: str, hash_: str, by: str, when: datetime.datetime) -> None:
    users.change(connection, name, hash=hash_)
    users.end_sessions(connection, name)
    throttle.forget(connection, throttle.name_keys(name))
    note(connection, when, by, "user.password", _subject(name))


def _disable(connection: Connection, name: str, by: str, when: datetime.datetime) -> None:
    if users.get_row(connection, name).disabled is None:
        users.change(connection, name, disabled=when)
        users.end_sessions(connection, name)
        note(connection, when, by, "user.disable", _subject(name))


def _enable(connection: Connection, name: str, by: str, when: datetime.datetime) -> None:
    throttle.forget(connection, throttle.name_keys(name))
    if users.change(connection, name, disabled=None).disabled is not None:
        note(connection, when, by, "user.enable", _subject(name))


def _remove(connection: Connection, name: str, by: str, when: datetime.datetime) -> None:
    account = users.remove(connection, name)
    note(connection, when, by, "user.remove", _subject(name), role=account.role)


def _subject(name: str) -> str:
    return f"user:{name}"
