"""Logging in and out: who is let in, for how long, and what ends it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from argon2 import PasswordHasher
from tests.accounts.people import DAY, HOME, HOUR, MINUTE, RIGHT, SECOND, WRONG, Rows, add, done, log_in

from recueil.accounts import passwords, sessions
from recueil.accounts.passwords import digest
from recueil.accounts.store import Account
from recueil.errors import (
    LoginRefused,
    StoreBusy,
)
from recueil.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_hashes")


@pytest.mark.both_databases
def test_a_session_is_kept_as_a_hash(staff: Store, rows: Rows, when: datetime.datetime) -> None:
    secret = log_in(staff, when)
    assert rows("SELECT * FROM sessions") == [
        (
            digest(secret),
            1,
            "2025-03-01 02:00:00.000000",
            "2025-03-01 02:00:00.000000",
            "2025-03-08 02:00:00.000000",
        )
    ]
    assert staff.sessions.find(secret, when) == Account("anne", "admin", when)
    assert secret != log_in(staff, when)
    assert done(staff) == [("anne", "login", None, {"address": HOME})] * 2


@pytest.mark.parametrize("secret", ["", "x", "\x00", "\udcff", "é" * 10_000])
def test_what_is_no_session_is_nobodys(staff: Store, when: datetime.datetime, secret: str) -> None:
    assert staff.sessions.find(secret, when) is None
    assert staff.tokens.find(secret, when) is None
    staff.sessions.close(secret, when)


def test_a_session_ends_when_it_is_not_used(staff: Store, rows: Rows, when: datetime.datetime) -> None:
    secret = log_in(staff, when)
    seen = "SELECT last_seen FROM sessions"
    assert staff.sessions.find(secret, when + 15 * MINUTE) is not None
    assert rows(seen) == [("2025-03-01 02:00:00.000000",)]
    assert staff.sessions.find(secret, when + 11 * HOUR) is not None
    assert rows(seen) == [("2025-03-01 13:00:00.000000",)]
    assert staff.sessions.find(secret, when + 22 * HOUR) is not None
    assert staff.sessions.find(secret, when + 34 * HOUR) is None


def test_a_session_ends_after_a_week_though_it_is_used(staff: Store, when: datetime.datetime) -> None:
    secret = log_in(staff, when)
    hours = range(11, 168, 11)
    assert [staff.sessions.find(secret, when + hour * HOUR) is None for hour in hours] == [False] * len(hours)
    assert staff.sessions.find(secret, when + 7 * DAY) is None


@pytest.mark.both_databases
def test_sessions_that_have_ended_are_forgotten(staff: Store, rows: Rows, when: datetime.datetime) -> None:
    log_in(staff, when)
    kept = [log_in(staff, when + 12 * HOUR - SECOND), log_in(staff, when + 12 * HOUR)]
    found = [digest for (digest,) in rows("SELECT digest FROM sessions")]
    assert sorted(found) == sorted(map(digest, kept))


@pytest.mark.both_databases
def test_a_session_that_is_used_while_the_store_is_busy_goes_on(
    staff: Store, when: datetime.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise StoreBusy("The store is busy.")

    secret = log_in(staff, when)
    monkeypatch.setattr(sessions, "write_transaction", busy)
    assert staff.sessions.find(secret, when + HOUR) == Account("anne", "admin", when)


def test_who_logs_out_is_out(staff: Store, rows: Rows, when: datetime.datetime) -> None:
    gone, other = log_in(staff, when), log_in(staff, when)
    staff.sessions.close(gone, when)
    staff.sessions.close(gone, when)
    assert [staff.sessions.find(secret, when) is None for secret in (gone, other)] == [True, False]
    assert [action for _, action, _, _ in done(staff)] == ["login", "login", "logout"]


@pytest.mark.parametrize("change", ["password", "disable", "remove"])
def test_a_change_of_the_account_ends_its_sessions(staff: Store, when: datetime.datetime, change: str) -> None:
    mine, others = log_in(staff, when, "remi"), log_in(staff, when, "anne")
    fields: dict[str, Any] = {"by": "anne", "when": when}
    match change:
        case "password":
            staff.accounts.set_password("remi", WRONG, **fields)
        case "disable":
            staff.accounts.disable("remi", **fields)
            staff.accounts.enable("remi", **fields)
        case "remove":
            staff.accounts.remove("remi", **fields)
            add(staff, when, "remi")
    assert staff.sessions.find(mine, when) is None
    assert staff.sessions.find(others, when) == Account("anne", "admin", when)


def test_a_change_of_the_role_holds_at_once(staff: Store, when: datetime.datetime) -> None:
    secret = log_in(staff, when, "remi")
    staff.accounts.set_role("remi", "editor", by="anne", when=when)
    assert staff.sessions.find(secret, when) == Account("remi", "editor", when)


@pytest.mark.parametrize("name", ["anne", "nobody", RIGHT, "a\x00", "\udcff"])
def test_a_login_that_fails(staff: Store, when: datetime.datetime, name: str) -> None:
    with pytest.raises(LoginRefused) as refused:
        log_in(staff, when, name, WRONG)
    assert str(refused.value) == "The name or the password is wrong. After some failures, each costs a wait."
    who = "anne" if name == "anne" else "?"
    assert done(staff) == [(who, "login.failed", None, {"address": HOME})]


def test_who_is_disabled_is_refused_as_a_wrong_password_is(staff: Store, when: datetime.datetime) -> None:
    staff.accounts.disable("remi", by="anne", when=when)
    with pytest.raises(LoginRefused, match="The name or the password is wrong"):
        log_in(staff, when, "remi")
    assert done(staff)[-1] == ("remi", "login.failed", None, {"address": HOME})


@pytest.mark.parametrize("name", ["anne", "remi", "nobody"])
def test_a_password_is_looked_at_for_every_name(
    staff: Store, when: datetime.datetime, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    staff.accounts.disable("remi", by="anne", when=when)
    passwords.verify_password(WRONG, None)
    verified: list[str] = []
    verify = passwords.HASHER.verify

    class Watched:
        def verify(self, known: str, password: bytes) -> bool:
            verified.append(known.rpartition("p=")[0])
            return verify(known, password)

    monkeypatch.setattr(passwords, "HASHER", Watched())
    with pytest.raises(LoginRefused):
        log_in(staff, when, name, WRONG)
    assert verified == ["$argon2id$v=19$m=8,t=1,"]


def test_a_hash_of_yesterday_is_made_anew(
    staff: Store, rows: Rows, when: datetime.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(staff, when)
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    with pytest.raises(LoginRefused):
        log_in(staff, when, password=WRONG)
    begin = "SELECT name, substr(hash, 1, 26) FROM users ORDER BY name"
    assert rows(begin) == [("anne", "$argon2id$v=19$m=8,t=1,p=1"), ("remi", "$argon2id$v=19$m=8,t=1,p=1")]
    secret = log_in(staff, when)
    assert rows(begin) == [("anne", "$argon2id$v=19$m=16,t=2,p="), ("remi", "$argon2id$v=19$m=8,t=1,p=1")]
    assert staff.sessions.find(secret, when) is not None
    assert log_in(staff, when)


@pytest.mark.both_databases
def test_an_account_that_changes_while_its_password_is_checked(
    staff: Store, rows: Rows, when: datetime.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(password: str, known: str | None) -> bool:
        staff.accounts.disable("remi", by="anne", when=when)
        return True

    monkeypatch.setattr(passwords, "verify_password", slow)
    with pytest.raises(LoginRefused, match="changed in this moment"):
        log_in(staff, when, "remi")
    assert rows("SELECT * FROM sessions") == []
