"""Logins that fail: who has to wait, how long, and what ends it."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from tests.accounts.people import DAY, HOME, HOUR, RIGHT, SECOND, WRONG, Rows, done, fail, log_in

from recueil.accounts import throttle
from recueil.errors import (
    LoginRefused,
    LoginThrottled,
)
from recueil.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_hashes")


def waits(store: Store, when: datetime.datetime, name: str = "anne", at: str = HOME) -> datetime.timedelta:
    with pytest.raises(LoginThrottled) as throttled:
        log_in(store, when, name, RIGHT, at)
    return throttled.value.wait


@pytest.mark.both_databases
def test_a_name_that_fails_too_often_waits_longer_and_longer(staff: Store, when: datetime.datetime) -> None:
    moment = when
    for n in range(throttle.MAX_PER_NAME):
        fail(staff, moment, at=f"192.0.2.{n}")
    found = []
    for n in range(8):
        wait = waits(staff, moment, at=f"198.51.100.{n}")
        found.append(wait // SECOND)
        assert waits(staff, moment + wait - SECOND) == SECOND
        moment += wait
        fail(staff, moment, at=f"203.0.113.{n}")
    assert found == [15, 30, 60, 120, 240, 480, 900, 900]
    assert log_in(staff, moment, "remi", at="192.0.2.99")
    assert log_in(staff, moment + throttle.MAX_WAIT)


def test_an_address_that_fails_too_often_waits_for_every_name(staff: Store, when: datetime.datetime) -> None:
    for n in range(throttle.MAX_PER_ADDRESS):
        fail(staff, when, f"name{n}", at="2001:db8::1")
    assert waits(staff, when, "remi", at="2001:db8::ffff") == throttle.MIN_WAIT
    assert log_in(staff, when, "remi", at="2001:db8:0:1::1")
    assert log_in(staff, when + throttle.MIN_WAIT, "remi", at="2001:db8::1")


def test_who_logs_in_forgets_failures_of_the_name_but_not_of_the_address(
    staff: Store, rows: Rows, when: datetime.datetime
) -> None:
    for _ in range(4):
        fail(staff, when)
    log_in(staff, when)
    assert rows("SELECT failures, last FROM login_attempts") == [(4, "2025-03-01 02:00:00.000000")]
    for _ in range(4):
        fail(staff, when)
    log_in(staff, when)


@pytest.mark.both_databases
def test_failures_are_forgotten_after_an_hour(staff: Store, rows: Rows, when: datetime.datetime) -> None:
    for _ in range(throttle.MAX_PER_NAME):
        fail(staff, when)
    fail(staff, when + HOUR + SECOND)
    assert rows("SELECT failures FROM login_attempts") == [(1,), (1,)]


@pytest.mark.parametrize("change", ["enable", "password"])
def test_an_operator_ends_the_wait_of_a_name(staff: Store, when: datetime.datetime, change: str) -> None:
    for _ in range(throttle.MAX_PER_NAME):
        fail(staff, when)
    waits(staff, when)
    if change == "enable":
        staff.accounts.enable("anne", by="unix:root", when=when)
    else:
        staff.accounts.set_password("anne", RIGHT, by="unix:root", when=when)
    assert log_in(staff, when)


@pytest.mark.both_databases
def test_attempts_at_once_are_not_each_the_first(staff: Store, when: datetime.datetime) -> None:
    ready = Barrier(12)

    def attempt(n: int) -> type[Exception]:
        ready.wait()
        try:
            log_in(staff, when, "anne", WRONG, f"192.0.2.{n}")
        except (LoginRefused, LoginThrottled) as error:
            return type(error)
        raise AssertionError("the password is wrong")

    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(attempt, range(12)))
    assert [found.count(kind) for kind in (LoginRefused, LoginThrottled)] == [throttle.MAX_PER_NAME, 7]


def test_a_clock_that_was_set_back_makes_nobody_wait_longer(staff: Store, when: datetime.datetime) -> None:
    for _ in range(throttle.MAX_PER_NAME):
        fail(staff, when)
    assert waits(staff, when - DAY) == throttle.MIN_WAIT


def test_what_is_typed_as_a_name_is_not_kept(staff: Store, when: datetime.datetime, rows: Rows) -> None:
    fail(staff, when, "hunter2 hunter2")
    for table in ("login_attempts", "audit", "users", "sessions", "api_tokens"):
        assert "hunter2" not in str(rows(f"SELECT * FROM {table}"))


def test_who_shows_the_password_again_is_throttled_as_well(staff: Store, when: datetime.datetime) -> None:
    staff.sessions.confirm("anne", RIGHT, HOME, when)
    for _ in range(throttle.MAX_PER_NAME):
        with pytest.raises(LoginRefused):
            staff.sessions.confirm("anne", WRONG, HOME, when)
    with pytest.raises(LoginThrottled):
        staff.sessions.confirm("anne", RIGHT, HOME, when)
    assert {action for _, action, _, _ in done(staff)} == {"login.failed"}
