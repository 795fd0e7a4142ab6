"""Accounts: who may use the store through the page and the API. Each change is noted in the audit log with it."""

from __future__ import annotations

import datetime

from sqlalchemy import Connection, Engine

from recueil.accounts import passwords, throttle, users
from recueil.accounts.audit import note
from recueil.accounts.schema import Role
from recueil.accounts.users import Account
from recueil.store.engine.store_transactions import reported, written


class Accounts:
    """``Store.accounts``. ``by`` is who makes a change, as the audit log is to say it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def exist(self) -> bool:
        """Whether there are any, if only disabled ones: then nobody is let in without."""
        with reported(self._engine) as connection:
            return users.exist(connection)

    def are_usable(self) -> bool:
        """Whether anyone could log in."""
        with reported(self._engine) as connection:
            return users.are_usable(connection)

    def all(self) -> list[Account]:
        """By name."""
        with reported(self._engine) as connection:
            return users.everyone(connection)

    def add(self, name: str, password: str, role: Role, *, by: str, when: datetime.datetime) -> Account:
        """A new account; AccountRefused for a name or a password that cannot be used."""
        name = users.accept(name)
        passwords.accept(name, password)
        return written(self._engine, _add, (name, passwords.hashed(password), role), by, when)

    def set_role(self, name: str, role: Role, *, by: str, when: datetime.datetime) -> None:
        written(self._engine, _set_role, users.folded(name), role, by, when)

    def set_password(self, name: str, password: str, *, by: str, when: datetime.datetime) -> None:
        """A new password; whoever was logged in by the old one is so no more."""
        name = users.folded(name)
        passwords.accept(name, password)
        written(self._engine, _set_password, name, passwords.hashed(password), by, when)

    def disable(self, name: str, *, by: str, when: datetime.datetime) -> None:
        """Let nobody in by this name, nor by its tokens, until it is enabled."""
        written(self._engine, _disable, users.folded(name), by, when)

    def enable(self, name: str, *, by: str, when: datetime.datetime) -> None:
        """Let in again who was disabled, or kept waiting for failed logins."""
        written(self._engine, _enable, users.folded(name), by, when)

    def remove(self, name: str, *, by: str, when: datetime.datetime) -> None:
        """Forget an account and its tokens; what it did stays in the audit log."""
        written(self._engine, _remove, users.folded(name), by, when)


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
    throttle.forget(connection, throttle.of_name(name))
    note(connection, when, by, "user.password", _subject(name))


def _disable(connection: Connection, name: str, by: str, when: datetime.datetime) -> None:
    if users.known(connection, name).disabled is None:
        users.change(connection, name, disabled=when)
        users.end_sessions(connection, name)
        note(connection, when, by, "user.disable", _subject(name))


def _enable(connection: Connection, name: str, by: str, when: datetime.datetime) -> None:
    throttle.forget(connection, throttle.of_name(name))
    if users.change(connection, name, disabled=None).disabled is not None:
        note(connection, when, by, "user.enable", _subject(name))


def _remove(connection: Connection, name: str, by: str, when: datetime.datetime) -> None:
    account = users.remove(connection, name)
    note(connection, when, by, "user.remove", _subject(name), role=account.role)


def _subject(name: str) -> str:
    return f"user:{name}"
