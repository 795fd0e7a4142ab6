"""Who is logged in: sessions in a browser.

Each ends some hours after it was last used, and some days after it began.
"""

from __future__ import annotations

import datetime
from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, delete, insert, or_, select, update

from recueil.accounts import passwords, throttle, users
from recueil.accounts.audit import note
from recueil.accounts.schema import sessions
from recueil.accounts.schema import users as accounts
from recueil.accounts.secret import digest, new_secret
from recueil.accounts.users import Account
from recueil.errors import LoginRefused, StoreBusy
from recueil.store.engine import dialect_of
from recueil.store.engine.dialect import ACCOUNTS
from recueil.store.engine.store_transactions import reported, written

IDLE = datetime.timedelta(hours=12)
LONGEST = datetime.timedelta(days=7)
# Reading a page writes to the store only now and then.
_SEEN = datetime.timedelta(minutes=15)
UNKNOWN = "?"
"""Who is noted for a login by a name that is none: it may be a password, typed in the wrong place."""


class Sessions:
    """``Store.sessions``. A session is known by a secret that only its browser has."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open(self, name: str, password: str, address: str, when: datetime.datetime) -> str:
        """Log in: the secret of a new session.

        LoginRefused where name and password are not those of an account that is enabled, LoginThrottled where too
        many were not, by this name or from this address.
        """
        row = self._checked(name, password, address, when)
        fresh = passwords.hashed(password) if passwords.is_outdated(row) else None
        return written(self._engine, _open, users.folded(name), (row, fresh), address, when)

    def confirm(self, name: str, password: str, address: str, when: datetime.datetime) -> None:
        """Someone who is logged in shows the password again; refused as a login is."""
        self._checked(name, password, address, when)
        written(self._engine, _forgive, users.folded(name), address)

    def _checked(self, name: str, password: str, address: str, when: datetime.datetime) -> str:
        """The hash of the password, which is right."""
        written(self._engine, throttle.reserve, _keys(users.folded(name), address), when)
        with reported(self._engine) as connection:
            row = users.found(connection, name)
        is_right = passwords.is_right(password, row.hash if row else None)
        if row is None or not is_right or row.disabled is not None:
            written(self._engine, note, when, row.name if row else UNKNOWN, "login.failed", address=address)
            raise LoginRefused("The name or the password is wrong.", "After some failures, each costs a wait.")
        return str(row.hash)

    def find(self, secret: str, when: datetime.datetime) -> Account | None:
        """Whose session this is; None where it has ended. That it was used is noted now and then."""
        with reported(self._engine) as connection:
            row = connection.execute(_mine(secret, when)).one_or_none()
        if row is None:
            return None
        if when - row.last_seen > _SEEN:
            with suppress(StoreBusy):
                written(self._engine, _seen, secret, when)
        return Account.of(row)

    def close(self, secret: str, when: datetime.datetime) -> None:
        """Log out."""
        written(self._engine, _close, secret, when)


def end_all(connection: Connection) -> None:
    """Whoever is logged in is so no more."""
    connection.execute(delete(sessions))


def _keys(name: str, address: str) -> throttle.Keys:
    return {**throttle.of_name(name), **throttle.of_address(address)}


def _open(
    connection: Connection, name: str, hashes: tuple[str, str | None], address: str, when: datetime.datetime
) -> str:
    """Unless the account was changed since its password was checked."""
    checked, fresh = hashes
    dialect_of(connection).lock(connection, ACCOUNTS, [0])
    row = users.found(connection, name)
    if row is None or row.disabled is not None or row.hash != checked:
        raise LoginRefused("The account was changed in this moment.", "Try again.")
    if fresh is not None:
        users.change(connection, name, hash=fresh)
    _forgive(connection, name, address)
    connection.execute(delete(sessions).where(_ended(when)))
    secret = new_secret()
    times = {"created": when, "last_seen": when, "expires": when + LONGEST}
    connection.execute(insert(sessions).values(digest=digest(secret), user_id=row.user_id, **times))
    note(connection, when, name, "login", address=address)
    return secret


def _forgive(connection: Connection, name: str, address: str) -> None:
    """Who knows the password may have mistyped it; the failures of an address may be another's."""
    throttle.forget(connection, throttle.of_name(name))
    throttle.forgive(connection, throttle.of_address(address))


def _mine(secret: str, when: datetime.datetime) -> Select[Any]:
    session = sessions.c.digest == digest(secret)
    alive = sessions.c.expires > when, sessions.c.last_seen > when - IDLE
    return (
        select(accounts, sessions.c.last_seen)
        .join_from(sessions, accounts)
        .where(session, *alive, accounts.c.disabled.is_(None))
    )


def _ended(when: datetime.datetime) -> ColumnElement[bool]:
    return or_(sessions.c.expires <= when, sessions.c.last_seen <= when - IDLE)


def _seen(connection: Connection, secret: str, when: datetime.datetime) -> None:
    connection.execute(update(sessions).where(sessions.c.digest == digest(secret)).values(last_seen=when))


def _close(connection: Connection, secret: str, when: datetime.datetime) -> None:
    row = connection.execute(_mine(secret, when)).one_or_none()
    if row is not None:
        connection.execute(delete(sessions).where(sessions.c.digest == digest(secret)))
        note(connection, when, row.name, "logout")
