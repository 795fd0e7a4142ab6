"""Tokens of programs: what is kept of them, what they open, and what ends them."""

from __future__ import annotations

import datetime

import pytest
from tests.accounts.people import DAY, MINUTE, SECOND, Rows, done

from recueil.accounts.passwords import digest
from recueil.accounts.store import Account
from recueil.accounts.tokens import Token
from recueil.errors import (
    AccountRefused,
    TokenUnknown,
)
from recueil.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_hashes")


@pytest.mark.both_databases
def test_a_token_is_kept_as_a_hash(staff: Store, rows: Rows, when: datetime.datetime) -> None:
    secret = staff.tokens.add("anne", "nuit", "editor", days=30, by="anne", when=when)
    assert secret.startswith("recueil_")
    assert rows("SELECT * FROM api_tokens") == [
        (
            1,
            digest(secret),
            1,
            "nuit",
            "editor",
            "2025-03-01 02:00:00.000000",
            "2025-03-31 02:00:00.000000",
            None,
            None,
        )
    ]
    assert staff.tokens.find(secret, when) == Account("anne", "editor", when)
    assert done(staff) == [
        ("anne", "token.add", "token:1", {"user": "anne", "name": "nuit", "role": "editor", "days": 30})
    ]


def test_the_use_of_a_token_is_noted_now_and_then(staff: Store, when: datetime.datetime) -> None:
    secret = staff.tokens.add("remi", "nuit", by="anne", when=when)
    token = Token(1, "remi", "nuit", "reader", when, when + 365 * DAY)
    assert staff.tokens.all() == [token]
    used = []
    for moment in (when + MINUTE, when + 61 * MINUTE, when + 62 * MINUTE):
        assert staff.tokens.find(secret, moment) == Account("remi", "reader", when)
        used += [token.last_used for token in staff.tokens.all("remi")]
    assert used == [when + MINUTE, when + MINUTE, when + 62 * MINUTE]
    assert staff.tokens.all("anne") == []


def test_a_token_never_has_more_rights_than_its_user(staff: Store, when: datetime.datetime) -> None:
    with pytest.raises(AccountRefused, match="'remi' is reader: no token of it can be editor") as refused:
        staff.tokens.add("remi", "nuit", "editor", by="anne", when=when)
    assert refused.value.code == "token-role"
    secret = staff.tokens.add("anne", "nuit", by="anne", when=when)
    staff.accounts.set_role("remi", "admin", by="anne", when=when)
    staff.accounts.set_role("anne", "reader", by="remi", when=when)
    assert staff.tokens.find(secret, when) == Account("anne", "reader", when)


@pytest.mark.parametrize("name", ["", "a\nb", "a\x00", "\u202enuit", "a" * 101])
def test_names_that_no_token_can_have(staff: Store, when: datetime.datetime, name: str) -> None:
    with pytest.raises(AccountRefused, match="cannot be the name of a token") as refused:
        staff.tokens.add("anne", name, by="anne", when=when)
    assert (refused.value.code, staff.tokens.all()) == ("token-name", [])


@pytest.mark.parametrize("days", [0, -1, 3_651])
def test_ends_that_no_token_can_have(staff: Store, when: datetime.datetime, days: int) -> None:
    with pytest.raises(AccountRefused) as refused:
        staff.tokens.add("anne", "nuit", days=days, by="anne", when=when)
    assert (refused.value.code, staff.tokens.all()) == ("token-days", [])


def test_a_token_opens_nothing_after_its_end(staff: Store, when: datetime.datetime) -> None:
    secret = staff.tokens.add("anne", "nuit", days=1, by="anne", when=when)
    found = [staff.tokens.find(secret, moment) is None for moment in (when + DAY - SECOND, when + DAY)]
    assert found == [False, True]
    [token] = staff.tokens.all()
    assert [token.is_good(moment) for moment in (when, when + DAY)] == [True, False]


def test_a_token_that_is_revoked_opens_nothing(staff: Store, when: datetime.datetime) -> None:
    gone, kept = (staff.tokens.add("remi", name, by="anne", when=when) for name in ("nuit", "jour"))
    staff.tokens.revoke(1, by="anne", when=when + DAY)
    staff.tokens.revoke(1, by="anne", when=when + 2 * DAY)
    assert [staff.tokens.find(secret, when) is None for secret in (gone, kept)] == [True, False]
    assert [token.revoked for token in staff.tokens.all()] == [when + DAY, None]
    assert done(staff)[2:] == [("anne", "token.revoke", "token:1", {"user": "remi", "name": "nuit"})]


@pytest.mark.parametrize(("number", "of"), [(2, None), (1, "anne"), (2**62, None)])
def test_a_token_that_is_not_there_or_anothers(
    staff: Store, when: datetime.datetime, number: int, of: str | None
) -> None:
    secret = staff.tokens.add("remi", "nuit", by="anne", when=when)
    with pytest.raises(TokenUnknown, match=f"There is no token {number}"):
        staff.tokens.revoke(number, of=of, by="anne", when=when)
    assert staff.tokens.find(secret, when) is not None


@pytest.mark.parametrize("change", ["disable", "remove"])
@pytest.mark.both_databases
def test_the_tokens_of_who_is_gone_open_nothing(staff: Store, when: datetime.datetime, change: str) -> None:
    secret = staff.tokens.add("remi", "nuit", by="anne", when=when)
    getattr(staff.accounts, change)("remi", by="anne", when=when)
    assert staff.tokens.find(secret, when) is None
