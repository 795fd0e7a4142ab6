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

from recueil.accounts.passwords import digest
from recueil.accounts.schema import login_attempts
from recueil.errors import LoginThrottled
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import ACCOUNTS_LOCK, upsert

MAX_PER_NAME = 5
MAX_PER_ADDRESS = 20
"""Higher, since a whole office may share one address."""
MIN_WAIT = datetime.timedelta(seconds=15)
MAX_WAIT = datetime.timedelta(minutes=15)
FORGET_AFTER = datetime.timedelta(hours=1)
"""Failures are forgotten this long after the last one."""

Keys = Mapping[str, int]
"""Hashes of name and address, each with the number of failures allowed without a wait."""


def name_keys(name: str) -> Keys:
    return {digest(f"name {name}"): MAX_PER_NAME}


def address_keys(address: str) -> Keys:
    """Return the key of an address; IPv6 addresses are counted by /64 network, since a customer has all
    of one.
    """
    with suppress(ValueError):
        found = ip_address(address.partition("%")[0])
        if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
            address = str(IPv6Network((found, 64), strict=False))
    return {digest(f"address {address}"): MAX_PER_ADDRESS}


def count_attempt(connection: Connection, keys: Keys, when: datetime.datetime) -> None:
    """Count an attempt as failed until it is forgiven. Raise LoginThrottled if it comes too early."""
    dialect_of(connection).lock(connection, ACCOUNTS_LOCK, [0])
    connection.execute(delete(login_attempts).where(login_attempts.c.last < when - FORGET_AFTER))
    wait = max((_remaining_wait(connection, key, limit, when) for key, limit in keys.items()), default=_NO_WAIT)
    if wait > _NO_WAIT:
        raise LoginThrottled(wait)
    rows = [{"digest": key, "failures": 1, "last": when} for key in keys]
    failures = login_attempts.c.failures + 1
    counting = upsert(
        dialect_of(connection), login_attempts, ("digest",), lambda new: {"failures": failures, "last": new.last}
    )
    connection.execute(counting, rows)


def forgive(connection: Connection, keys: Keys) -> None:
    """Undo one counted attempt that succeeded. Earlier failures stay: they may be another's."""
    failed = login_attempts.c.digest.in_(list(keys)), login_attempts.c.failures > 0
    connection.execute(update(login_attempts).where(*failed).values(failures=login_attempts.c.failures - 1))


def forget(connection: Connection, keys: Keys) -> None:
    """Clear all failures of these keys."""
    connection.execute(delete(login_attempts).where(login_attempts.c.digest.in_(list(keys))))


_NO_WAIT = datetime.timedelta(0)


def _remaining_wait(connection: Connection, key: str, limit: int, when: datetime.datetime) -> datetime.timedelta:
    """Return the time left to wait. A clock that was set back cannot make it longer."""
    query = select(login_attempts.c.failures, login_attempts.c.last).where(login_attempts.c.digest == key)
    for failures, last in connection.execute(query):
        if failures >= limit:
            delay = min(MIN_WAIT * int(2 ** min(failures - limit, 10)), MAX_WAIT)
            until: datetime.datetime = last + delay
            return min(until - when, delay)
    return _NO_WAIT
