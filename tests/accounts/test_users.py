"""Accounts: what is kept of them, who can have which, and that an admin stays."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from tests.accounts.people import MINUTE, RIGHT, WRONG, Rows, add, done, log_in

from recueil.accounts import passwords
from recueil.accounts.store import Account
from recueil.errors import (
    AccountRefused,
    AccountUnknown,
)
from recueil.query import parse
from recueil.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_hashes")


def test_an_account_is_kept_with_a_hash(store: Store, rows: Rows, when: datetime.datetime) -> None:
    assert (store.accounts.exist(), store.accounts.are_usable(), store.accounts.all()) == (False, False, [])
    account = add(store, when, " Anne.B@mairie-1 ", "editor")
    assert account == Account("anne.b@mairie-1", "editor", when)
    assert (store.accounts.exist(), store.accounts.are_usable(), store.accounts.all()) == (True, True, [account])
    [(number, name, hashed, role, created, disabled)] = rows("SELECT * FROM users")
    assert (number, name, role, created, disabled) == (
        1,
        "anne.b@mairie-1",
        "editor",
        "2025-03-01 02:00:00.000000",
        None,
    )
    assert hashed.startswith("$argon2id$")
    assert passwords.verify_password(RIGHT, hashed)
    assert rows("SELECT at, who, action, subject, details FROM audit") == [
        ("2025-03-01 02:00:00.000000", "unix:root", "user.add", "user:anne.b@mairie-1", '{"role": "editor"}')
    ]


@pytest.mark.parametrize(
    "name", ["", " ", "-anne", "anne b", "rémi", "unix:root", "a\x00", "a" * 65, "аnne", "a\n"]
)
def test_names_that_cannot_be_used(store: Store, when: datetime.datetime, name: str) -> None:
    if name == "a\n":
        assert add(store, when, name).name == "a"
        return
    with pytest.raises(AccountRefused, match="cannot be the name of an account") as refused:
        add(store, when, name)
    assert refused.value.code == "name"
    assert store.accounts.all() == []


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("onze lettre", "password-short"),
        ("x" * 1_001, "password-long"),
        ("anne.bertrand", "password-name"),
        ("Anne.Bertrand-2025", "password-name"),
        ("abcabcabcabcabc", "password-repeats"),
    ],
)
def test_passwords_that_are_too_easily_found(
    store: Store, when: datetime.datetime, password: str, reason: str
) -> None:
    with pytest.raises(AccountRefused) as refused:
        store.accounts.add("anne.bertrand", password, "reader", by="unix:root", when=when)
    assert refused.value.code == reason
    assert password not in str(refused.value)
    assert store.accounts.all() == []


@pytest.mark.parametrize(
    "password", ["douze lettre", "anne.bertrand et son chat noir", "é" * 6 + "àùïôç!", "\udcff" + RIGHT]
)
def test_passwords_that_are_taken(store: Store, when: datetime.datetime, password: str) -> None:
    store.accounts.add("anne.bertrand", password, "reader", by="unix:root", when=when)
    assert store.sessions.find(log_in(store, when, "anne.bertrand", password), when) is not None


def test_an_accent_is_the_same_however_it_is_typed(store: Store, when: datetime.datetime) -> None:
    store.accounts.add("anne", "le\u0301gume du jour", "reader", by="unix:root", when=when)
    assert log_in(store, when, "ANNE ", "l\u00e9gume du jour")


@pytest.mark.both_databases
def test_a_name_is_had_once(staff: Store, when: datetime.datetime) -> None:
    with pytest.raises(AccountRefused, match="There is an account 'anne' already") as refused:
        add(staff, when, "Anne")
    assert refused.value.code == "taken"


def test_what_is_changed_is_noted(staff: Store, when: datetime.datetime) -> None:
    kept, later = staff.accounts, when + MINUTE
    kept.set_role("remi", "editor", by="anne", when=later)
    kept.set_role("remi", "editor", by="anne", when=later)
    kept.disable("Remi", by="anne", when=later)
    kept.disable("remi", by="anne", when=later)
    assert kept.all() == [Account("anne", "admin", when), Account("remi", "editor", when, later)]
    kept.enable("remi", by="anne", when=later)
    kept.enable("remi", by="anne", when=later)
    kept.set_password("remi", WRONG, by="anne", when=later)
    assert kept.all() == [Account("anne", "admin", when), Account("remi", "editor", when)]
    kept.remove("remi", by="anne", when=later)
    assert kept.all() == [Account("anne", "admin", when)]
    assert done(staff) == [
        ("anne", "user.role", "user:remi", {"before": "reader", "role": "editor"}),
        ("anne", "user.disable", "user:remi", {}),
        ("anne", "user.enable", "user:remi", {}),
        ("anne", "user.password", "user:remi", {}),
        ("anne", "user.remove", "user:remi", {"role": "editor"}),
    ]


def give(store: Store, owner: str, when: datetime.datetime) -> None:
    """Give an account a dossier and an alert."""
    store.dossiers.create("Voirie", owner, when, note="à relire")
    store.alerts.add("Voirie", parse("voirie"), owner, when)


def owners(store: Store) -> tuple[list[str], list[str | None]]:
    return [one.owner for one in store.dossiers.list(None)], [one.owner for one in store.alerts.all()]


@pytest.mark.both_databases
def test_what_belongs_to_a_removed_account_is_handed_over_or_deleted(
    staff: Store, when: datetime.datetime
) -> None:
    kept = staff.accounts
    fields: dict[str, Any] = {"by": "anne", "when": when}
    give(staff, "remi", when)
    with pytest.raises(AccountRefused, match="'remi' has 1 dossier, 1 alert") as refused:
        kept.remove("remi", **fields)
    assert refused.value.code == "belongings"
    for heir, error in (("remi", AccountRefused), ("zoe", AccountUnknown), ("local", AccountUnknown)):
        with pytest.raises(error):
            kept.remove("remi", heir=heir, **fields)
    assert ([each.name for each in kept.all()], owners(staff)) == (["anne", "remi"], (["remi"], ["remi"]))
    kept.remove("Remi", heir=" Anne", **fields)
    assert owners(staff) == (["anne"], ["anne"])
    add(staff, when, "remi")
    assert owners(staff) == (["anne"], ["anne"])
    give(staff, "remi", when)
    kept.remove("remi", delete_all=True, **fields)
    assert owners(staff) == (["anne"], ["anne"])
    counts = {"role": "reader", "dossiers": 1, "alerts": 1}
    assert done(staff) == [
        ("anne", "user.remove", "user:remi", {**counts, "heir": "anne"}),
        ("unix:root", "user.add", "user:remi", {"role": "reader"}),
        ("anne", "user.remove", "user:remi", counts),
    ]


def test_nobody_inherits_by_name(staff: Store, when: datetime.datetime) -> None:
    give(staff, "zoe", when)
    with pytest.raises(AccountRefused, match="'zoe' has left 1 dossier, 1 alert") as refused:
        add(staff, when, "zoe")
    assert refused.value.code == "left"
    staff.accounts.add("zoe", RIGHT, "reader", by="anne", when=when, take_over=True)
    assert [one.title for one in staff.dossiers.list("zoe")] == ["Voirie"]


@pytest.mark.both_databases
def test_the_last_admin_stays_one(staff: Store, when: datetime.datetime) -> None:
    kept = staff.accounts
    fields: dict[str, Any] = {"by": "anne", "when": when}
    changes: list[Callable[[], None]] = [
        lambda: kept.disable("anne", **fields),
        lambda: kept.remove("anne", **fields),
        lambda: kept.set_role("anne", "editor", **fields),
    ]
    for change in changes:
        with pytest.raises(AccountRefused, match="'anne' is the last admin") as refused:
            change()
        assert refused.value.code == "last-admin"
    assert (kept.all()[0], done(staff)) == (Account("anne", "admin", when), [])
    kept.set_role("remi", "admin", **fields)
    kept.set_role("anne", "editor", **fields)
    kept.remove("anne", **fields)
    kept.remove("remi", **fields)
    assert kept.all() == []


@pytest.mark.both_databases
def test_of_two_admins_who_disable_each_other_one_stays(staff: Store, when: datetime.datetime) -> None:
    staff.accounts.set_role("remi", "admin", by="anne", when=when)
    ready = Barrier(2)

    def disable(name: str) -> bool:
        ready.wait()
        try:
            staff.accounts.disable(name, by="anne", when=when)
        except AccountRefused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(disable, ["anne", "remi"])) == [False, True]
    assert len([account for account in staff.accounts.all() if account.disabled is None]) == 1


def test_accounts_that_are_all_disabled_keep_the_page_closed(store: Store, when: datetime.datetime) -> None:
    add(store, when, "remi")
    store.accounts.disable("remi", by="unix:root", when=when)
    assert (store.accounts.exist(), store.accounts.are_usable()) == (True, False)


@pytest.mark.parametrize("name", ["nobody", "a b", "a\x00"])
def test_an_account_that_is_not_there(staff: Store, when: datetime.datetime, name: str) -> None:
    fields: dict[str, Any] = {"by": "anne", "when": when}
    for change in (
        lambda: staff.accounts.disable(name, **fields),
        lambda: staff.accounts.enable(name, **fields),
        lambda: staff.accounts.remove(name, **fields),
        lambda: staff.accounts.set_role(name, "admin", **fields),
        lambda: staff.accounts.set_password(name, WRONG, **fields),
        lambda: staff.tokens.add(name, "script", **fields),
        lambda: staff.tokens.all(name),
    ):
        with pytest.raises(AccountUnknown, match="There is no account"):
            change()
    assert done(staff) == []
