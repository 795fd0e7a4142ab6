"""Login sessions of browsers.

A session expires some hours after it was last used, and some days after it began.
"""

from __future__ import annotations

import datetime
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, Row, Select, delete, insert, or_, select, update

from recueil.accounts import passwords, throttle
from recueil.accounts.audit import note
from recueil.accounts.passwords import digest, new_secret
from recueil.accounts.schema import Role, identities, sessions
from recueil.accounts.schema import users as accounts
from recueil.accounts.store import NO_PASSWORD, Account, change_account, find_row, fold_name, is_name
from recueil.errors import LoginRefused, StoreBusy
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import ACCOUNTS_LOCK
from recueil.store.engine.transactions import read_transaction, write_transaction
from recueil.translation import gettext as _

# Commands open a store without the client of HTTP that providers are asked with.
if TYPE_CHECKING:
    from recueil.accounts.single_sign_on import Identity

MAX_IDLE = datetime.timedelta(hours=12)
MAX_LIFETIME = datetime.timedelta(days=7)
# How often ``last_seen`` is updated, so that reading pages seldom writes to the store.
_SEEN_INTERVAL = datetime.timedelta(minutes=15)
UNKNOWN = "?"
"""Logged instead of an unknown name, which may be a password typed in the wrong field."""


class Sessions:
    """``Store.sessions``. A session is identified by a secret that only its browser has."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open(self, name: str, password: str, address: str, when: datetime.datetime) -> str:
        """Log in and return the secret of a new session.

        Raise LoginRefused if name and password are not those of an enabled account, LoginThrottled
        after too many failures by this name or from this address.
        """
        row = self._check_password(name, password, address, when)
        fresh = passwords.hash_password(password) if passwords.needs_rehash(row) else None
        return write_transaction(self._engine, _open, fold_name(name), (row, fresh), address, when)

    def open_by_identity(
        self, identity: Identity, role: Role | None, address: str, when: datetime.datetime
    ) -> str:
        """Log in who was identified by a provider, and return the secret of a new session.

        An identity has the account that it had before; at first, that of its verified e-mail address, which is
        made with ``role`` if there is none. Raise LoginRefused if there is none to log in to.
        """
        secret = write_transaction(self._engine, _open_by_identity, identity, role, address, when)
        if secret is None:
            write_transaction(self._engine, note, when, UNKNOWN, "login.failed", address=address, by="sso")
            raise LoginRefused(_("The provider names nobody who has an account."), _("Ask an admin for one."))
        return secret

    def confirm(self, name: str, password: str, address: str, when: datetime.datetime) -> None:
        """Check the password of a logged-in user again. Raises like ``open``."""
        self._check_password(name, password, address, when)
        write_transaction(self._engine, _forgive, fold_name(name), address)

    def _check_password(self, name: str, password: str, address: str, when: datetime.datetime) -> str:
        """Check a password and return its hash."""
        keys = {**throttle.name_keys(fold_name(name)), **throttle.address_keys(address)}
        write_transaction(self._engine, throttle.count_attempt, keys, when)
        with read_transaction(self._engine) as connection:
            row = find_row(connection, name)
        is_right = passwords.verify_password(password, row.hash if row else None)
        if row is None or not is_right or row.disabled is not None:
            write_transaction(
                self._engine, note, when, row.name if row else UNKNOWN, "login.failed", address=address
            )
            raise LoginRefused(
                _("The name or the password is wrong."), _("After some failures, each costs a wait.")
            )
        return str(row.hash)

    def find(self, secret: str, when: datetime.datetime) -> Account | None:
        """Return the account of a session, or None if it has expired. Updates ``last_seen`` at most
        every 15 minutes.
        """
        with read_transaction(self._engine) as connection:
            row = connection.execute(_live_session(secret, when)).one_or_none()
        if row is None:
            return None
        if when - row.last_seen > _SEEN_INTERVAL:
            touch = update(sessions).where(sessions.c.digest == digest(secret)).values(last_seen=when)
            with suppress(StoreBusy):
                write_transaction(self._engine, Connection.execute, touch)
        return Account.of(row)

    def close(self, secret: str, when: datetime.datetime) -> None:
        """Log out."""
        write_transaction(self._engine, _close, secret, when)


def end_all(connection: Connection) -> None:
    """End all sessions."""
    connection.execute(delete(sessions))


def _open(
    connection: Connection, name: str, hashes: tuple[str, str | None], address: str, when: datetime.datetime
) -> str:
    """Create the session, unless the account was changed since its password was checked."""
    checked, fresh = hashes
    dialect_of(connection).lock(connection, ACCOUNTS_LOCK, [0])
    row = find_row(connection, name)
    if row is None or row.disabled is not None or row.hash != checked:
        raise LoginRefused(_("The account was changed in this moment."), _("Try again."))
    if fresh is not None:
        change_account(connection, name, hash=fresh)
    _forgive(connection, name, address)
    return _create(connection, row, when, address=address)


def _open_by_identity(
    connection: Connection, identity: Identity, role: Role | None, address: str, when: datetime.datetime
) -> str | None:
    """Create the session of an identity; None if it has no enabled account."""
    dialect_of(connection).lock(connection, ACCOUNTS_LOCK, [0])
    known = (identities.c.issuer == identity.issuer) & (identities.c.subject == identity.subject)
    has = select(accounts).join(identities, identities.c.user_id == accounts.c.user_id).where(known)
    row = connection.execute(has).one_or_none() or _adopt(connection, identity, role, when)
    if row is None or row.disabled is not None:
        return None
    return _create(connection, row, when, address=address, by="sso")


def _adopt(
    connection: Connection, identity: Identity, role: Role | None, when: datetime.datetime
) -> Row[Any] | None:
    """Bind a new identity to the account of its verified e-mail address, and return the row of that, or None.

    An account has one identity of an issuer: an address that was given to somebody else brings nobody in.
    """
    if identity.email is None or not is_name(identity.email):
        return None
    name = fold_name(identity.email)
    row = find_row(connection, name)
    if row is None and role is not None:
        connection.execute(insert(accounts).values(name=name, hash=NO_PASSWORD, role=role, created=when))
        note(connection, when, name, "user.add", f"user:{name}", role=role, by="sso")
        row = find_row(connection, name)
    if row is None or row.disabled is not None:
        return None
    of_issuer = (identities.c.issuer == identity.issuer) & (identities.c.user_id == row.user_id)
    if connection.execute(select(identities.c.subject).where(of_issuer)).first() is not None:
        return None
    bound = {"issuer": identity.issuer, "subject": identity.subject, "user_id": row.user_id, "created": when}
    connection.execute(insert(identities).values(bound))
    note(connection, when, name, "user.identity", f"user:{name}", issuer=identity.issuer)
    return row


def _create(connection: Connection, row: Row[Any], when: datetime.datetime, **details: str) -> str:
    is_expired = or_(sessions.c.expires <= when, sessions.c.last_seen <= when - MAX_IDLE)
    connection.execute(delete(sessions).where(is_expired))
    secret = new_secret()
    times = {"created": when, "last_seen": when, "expires": when + MAX_LIFETIME}
    connection.execute(insert(sessions).values(digest=digest(secret), user_id=row.user_id, **times))
    note(connection, when, row.name, "login", **details)
    return secret


def _forgive(connection: Connection, name: str, address: str) -> None:
    """Clear the failures of a name, and undo only this attempt for the address: its other failures may
    be another's.
    """
    throttle.forget(connection, throttle.name_keys(name))
    throttle.forgive(connection, throttle.address_keys(address))


def _live_session(secret: str, when: datetime.datetime) -> Select[Any]:
    session = sessions.c.digest == digest(secret)
    alive = sessions.c.expires > when, sessions.c.last_seen > when - MAX_IDLE
    return (
        select(accounts, sessions.c.last_seen)
        .join_from(sessions, accounts)
        .where(session, *alive, accounts.c.disabled.is_(None))
    )


def _close(connection: Connection, secret: str, when: datetime.datetime) -> None:
    row = connection.execute(_live_session(secret, when)).one_or_none()
    if row is not None:
        connection.execute(delete(sessions).where(sessions.c.digest == digest(secret)))
        note(connection, when, row.name, "logout")
