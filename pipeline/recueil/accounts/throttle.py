"""Login throttling: failed logins are counted by name and by address; past a limit, each costs a wait
that doubles.

An attempt counts as failed before the password is checked, so that parallel attempts are all counted.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import IPv6Address, IPv6Network, ip_address

from sqlalchemy import Connection, delete, select, update

from recueil.accounts.schema import login_attempts
from recueil.accounts.secret import digest
from recueil.errors import LoginThrottled
from recueil.store.engine import dialect_of
from recueil.store.engine.dialect import ACCOUNTS, upsert

OF_A_NAME = 5
OF_AN_ADDRESS = 20
"""Higher, since a whole office may share one address."""
SHORTEST = datetime.timedelta(seconds=15)
LONGEST = datetime.timedelta(minutes=15)
MEMORY = datetime.timedelta(hours=1)
"""Failures are forgotten this long after the last one."""

Keys = Mapping[str, int]
"""Hashes of name and address, each with the number of failures allowed without a wait."""


def of_name(name: str) -> Keys:
    return {digest(f"name {name}"): OF_A_NAME}


def of_address(address: str) -> Keys:
    """Return the key of an address; IPv6 addresses are counted by /64 network, since a customer has all
    of one.
    """
    with suppress(ValueError):
        found = ip_address(address.partition("%")[0])
        if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
            address = str(IPv6Network((found, 64), strict=False))
    return {digest(f"address {address}"): OF_AN_ADDRESS}


def reserve(connection: Connection, keys: Keys, when: datetime.datetime) -> None:
    """Count an attempt as failed until it is forgiven. Raise LoginThrottled if it comes too early."""
    dialect_of(connection).lock(connection, ACCOUNTS, [0])
    connection.execute(delete(login_attempts).where(login_attempts.c.last < when - MEMORY))
    wait = max((_wait(connection, key, limit, when) for key, limit in keys.items()), default=_NONE)
    if wait > _NONE:
        raise LoginThrottled(wait)
    rows = [{"digest": key, "failures": 1, "last": when} for key in keys]
    failures = login_attempts.c.failures + 1
    counting = upsert(
        dialect_of(connection), login_attempts, ("digest",), lambda new: {"failures": failures, "last": new.last}
    )
    connection.execute(counting, rows)


def forgive(connection: Connection, keys: Keys) -> None:
    """Undo one counted attempt that succeeded. Earlier failures stay: they may be another's."""
    mine = login_attempts.c.digest.in_(list(keys)), login_attempts.c.failures > 0
    connection.execute(update(login_attempts).where(*mine).values(failures=login_attempts.c.failures - 1))


def forget(connection: Connection, keys: Keys) -> None:
    """Clear all failures of these keys."""
    connection.execute(delete(login_attempts).where(login_attempts.c.digest.in_(list(keys))))


_NONE = datetime.timedelta(0)


def _wait(connection: Connection, key: str, limit: int, when: datetime.datetime) -> datetime.timedelta:
    """Return the time left to wait. A clock that was set back cannot make it longer."""
    query = select(login_attempts.c.failures, login_attempts.c.last).where(login_attempts.c.digest == key)
    for failures, last in connection.execute(query):
        if failures >= limit:
            delay = min(SHORTEST * int(2 ** min(failures - limit, 10)), LONGEST)
            until: datetime.datetime = last + delay
            return min(until - when, delay)
    return _NONE
