"""API tokens: each lets a program use the API as a user, with a role, an expiry date, and revocation."""

from __future__ import annotations

import datetime
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Select, insert, select, update

from recueil.accounts.audit import note
from recueil.accounts.passwords import digest, new_secret
from recueil.accounts.schema import Role, api_tokens
from recueil.accounts.schema import users as accounts
from recueil.accounts.store import Account, covers, get_row, lesser
from recueil.errors import AccountRefused, StoreBusy, TokenUnknown
from recueil.store.engine.transactions import read_transaction, write_transaction
from recueil.translation import gettext as _

DEFAULT_DAYS = 365
"""Default validity of a token."""
_PREFIX = "recueil_"
"""Makes a leaked token recognizable, for people and for secret scanners."""
_MAX_NAME = 100
# How often ``last_used`` is updated.
_USED_INTERVAL = datetime.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Token:
    """The data of a token, without its secret. ``last_used`` may be an hour behind."""

    id: int
    user: str
    name: str
    role: Role
    created: datetime.datetime
    expires: datetime.datetime
    last_used: datetime.datetime | None = None
    revoked: datetime.datetime | None = None

    def is_good(self, when: datetime.datetime) -> bool:
        return self.revoked is None and when < self.expires


class Tokens:
    """API tokens: ``Store.tokens``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(
        self,
        user: str,
        name: str,
        role: Role | None = None,
        *,
        days: int = DEFAULT_DAYS,
        by: str,
        when: datetime.datetime,
    ) -> str:
        """Create a token and return its secret, which cannot be read again. The default role is the
        user's.

        Raise AccountRefused, AccountUnknown.
        """
        return write_transaction(self._engine, _add, (user, name, role, days), by, when)

    def all(self, user: str | None = None) -> list[Token]:
        """Return the tokens of one user, or of all, in the order they were created."""
        with read_transaction(self._engine) as connection:
            query = (
                _select_tokens()
                if user is None
                else _select_tokens().where(accounts.c.name == get_row(connection, user).name)
            )
            return [Token(*row) for row in connection.execute(query)]

    def revoke(self, number: int, *, of: str | None = None, by: str, when: datetime.datetime) -> None:
        """Revoke a token. Raise TokenUnknown if there is none, or it is not ``of`` that user."""
        write_transaction(self._engine, _revoke, number, of, by, when)

    def find(self, secret: str, when: datetime.datetime) -> Account | None:
        """Return the account of a token, with the lesser role of both; None if it is invalid, expired or
        revoked.
        """
        with read_transaction(self._engine) as connection:
            row = connection.execute(_select_usable(secret, when)).one_or_none()
        if row is None:
            return None
        if row.last_used is None or when - row.last_used > _USED_INTERVAL:
            used = update(api_tokens).where(api_tokens.c.token_id == row.token_id).values(last_used=when)
            with suppress(StoreBusy):
                write_transaction(self._engine, Connection.execute, used)
        return Account(row.name, lesser(row.role, row.role_of_token), row.created)


def _add(
    connection: Connection, fields: tuple[str, str, Role | None, int], by: str, when: datetime.datetime
) -> str:
    user, name, role, days = fields
    row = get_row(connection, user)
    _check_new(name, days)
    if role is not None and not covers(row.role, role):
        raise AccountRefused(
            _("{name!r} is {role}: no token of it can be {role_2}.").format(
                name=row.name, role=row.role, role_2=role
            ),
            code="token-role",
        )
    secret = _PREFIX + new_secret()
    facts = {"name": name, "role": role or row.role, "created": when, "expires": when + datetime.timedelta(days)}
    new = insert(api_tokens).values(user_id=row.user_id, digest=digest(secret), **facts)
    (number,) = connection.execute(new.returning(api_tokens.c.token_id)).one()
    details = {"user": row.name, "name": name, "role": facts["role"], "days": days}
    note(connection, when, by, "token.add", f"token:{number}", **details)
    return secret


def _check_new(name: str, days: int) -> None:
    if not (name.isprintable() and 0 < len(name) <= _MAX_NAME):
        raise AccountRefused(
            _("{name!r} cannot be the name of a token.").format(name=name),
            _("Say what will use it, in a few words."),
            code="token-name",
        )
    if not 0 < days <= 10 * DEFAULT_DAYS:
        raise AccountRefused(
            _("A token is good for a day at least, and ten years at most."), _("Give --days."), code="token-days"
        )


def _select_tokens() -> Select[Any]:
    columns = (api_tokens.c.name, api_tokens.c.role, api_tokens.c.created, api_tokens.c.expires)
    query = select(api_tokens.c.token_id, accounts.c.name, *columns, api_tokens.c.last_used, api_tokens.c.revoked)
    return query.join_from(api_tokens, accounts).order_by(api_tokens.c.token_id)


def _select_usable(secret: str, when: datetime.datetime) -> Select[Any]:
    columns = (api_tokens.c.token_id, api_tokens.c.last_used, api_tokens.c.role.label("role_of_token"))
    query = select(accounts.c.name, accounts.c.role, accounts.c.created, *columns).join_from(api_tokens, accounts)
    return query.where(
        api_tokens.c.digest == digest(secret),
        api_tokens.c.revoked.is_(None),
        api_tokens.c.expires > when,
        accounts.c.disabled.is_(None),
    )


def _revoke(connection: Connection, number: int, of: str | None, by: str, when: datetime.datetime) -> None:
    query = _select_tokens().where(api_tokens.c.token_id == number)
    row = connection.execute(query if of is None else query.where(accounts.c.name == of)).one_or_none()
    if row is None:
        raise TokenUnknown(
            _("There is no token {number}.").format(number=number),
            _("`recueil token list` shows those there are."),
        )
    token = Token(*row)
    if token.revoked is None:
        connection.execute(update(api_tokens).where(api_tokens.c.token_id == number).values(revoked=when))
        note(connection, when, by, "token.revoke", f"token:{number}", user=token.user, name=token.name)
