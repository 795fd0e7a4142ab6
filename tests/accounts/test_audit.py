"""The audit log: read in parts, and part of the change that it tells of."""

from __future__ import annotations

import datetime

import pytest
from tests.accounts.people import DAY, done

from recueil.accounts import store as accounts
from recueil.accounts.audit import AuditEntry
from recueil.accounts.store import Account
from recueil.errors import (
    StoreFull,
)
from recueil.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_hashes")


@pytest.mark.both_databases
def test_the_log_is_read_latest_first_in_parts(store: Store, when: datetime.datetime) -> None:
    for n in range(5):
        store.audit.note(when + n * DAY, "anne", "unmask", f"act:{n}", reason="recours n° 7")
    every = [
        AuditEntry(n + 1, when + n * DAY, "anne", "unmask", f"act:{n}", {"reason": "recours n° 7"})
        for n in reversed(range(5))
    ]
    assert store.audit.page() == list(store.audit.walk()) == every
    assert store.audit.page(2) == every[:2]
    assert store.audit.page(2, before=4) == every[2:4]
    assert store.audit.page(9, since=when + 3 * DAY) == list(store.audit.walk(when + 3 * DAY)) == every[:2]


def test_what_cannot_be_noted_is_not_done(
    staff: Store, when: datetime.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise StoreFull("The store refused: no room.")

    monkeypatch.setattr(accounts, "note", broken)
    with pytest.raises(StoreFull):
        staff.accounts.set_role("remi", "admin", by="anne", when=when)
    assert (staff.accounts.all()[1], done(staff)) == (Account("remi", "reader", when), [])
