"""Accounts for tests, and what is done with them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from recueil.accounts.schema import Role
from recueil.accounts.store import Account
from recueil.errors import LoginRefused
from recueil.store.store import Store

Rows = Callable[[str], list[tuple[Any, ...]]]
SECOND = datetime.timedelta(seconds=1)
MINUTE = datetime.timedelta(minutes=1)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
RIGHT = "quatre mots au hasard"
WRONG = "quatre mots par hasard"
HOME = "127.0.0.1"


def add(store: Store, when: datetime.datetime, name: str, role: Role = "reader") -> Account:
    return store.accounts.add(name, RIGHT, role, by="unix:root", when=when)


def log_in(
    store: Store, when: datetime.datetime, name: str = "anne", password: str = RIGHT, at: str = HOME
) -> str:
    return store.sessions.open(name, password, at, when)


def fail(store: Store, when: datetime.datetime, name: str = "anne", at: str = HOME) -> None:
    with pytest.raises(LoginRefused):
        log_in(store, when, name, WRONG, at)


def done(store: Store) -> list[tuple[str, str, str | None, dict[str, Any]]]:
    """What the audit log says after the two accounts of ``staff`` were made, in the order in which it was done."""
    entries = [(entry.who, entry.action, entry.subject, entry.details) for entry in store.audit.walk()]
    return list(reversed(entries))[2:]
