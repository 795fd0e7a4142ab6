"""Programs: what a token opens, and when it opens nothing."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from tests.web.people import (
    HOUR,
    WHEN,
    Open,
    bearer,
)

from recueil.accounts.schema import ROLES, Role
from recueil.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_hashes")


def test_a_token_speaks_for_its_user_and_needs_no_csrf(browser: Open, team: Store) -> None:
    secret = team.tokens.add("anne", "nuit", "editor", by="anne", when=WHEN)
    client = browser()
    assert client.get("/api/v1/probe", headers=bearer(secret)).json() == {"name": "anne", "role": "editor"}
    assert client.post("/api/v1/probe", headers=bearer(secret)).json() == {"changed by": "anne"}
    assert client.get("/api/v1/probe", headers={"Authorization": f"bearer  {secret} "}).status_code == 200


def test_a_token_opens_no_page(browser: Open, team: Store) -> None:
    secret = team.tokens.add("anne", "nuit", by="anne", when=WHEN)
    client = browser()
    assert client.get("/compte", headers=bearer(secret)).status_code == 303
    assert client.get("/compte", params={"cle": secret}).status_code == 303
    assert client.get("/api/v1/probe", params={"cle": secret}).status_code == 401


@pytest.mark.parametrize("role", ROLES)
def test_a_token_may_do_what_its_role_may(browser: Open, team: Store, role: Role) -> None:
    secret = team.tokens.add("anne", "nuit", role, by="anne", when=WHEN)
    status = 403 if role == "reader" else 200
    assert browser().post("/api/v1/probe", headers=bearer(secret)).status_code == status


@pytest.mark.parametrize("why", ["revoked", "expired", "disabled", "wrong", "empty"])
def test_tokens_that_open_nothing(app: FastAPI, browser: Open, team: Store, why: str) -> None:
    secret = team.tokens.add("remi", "nuit", days=1, by="anne", when=WHEN)
    client = browser("editor")
    match why:
        case "revoked":
            team.tokens.revoke(1, by="anne", when=WHEN)
        case "expired":
            team.accounts.set_role("remi", "admin", by="anne", when=WHEN)
            app.state.clock = lambda: WHEN + 24 * HOUR
        case "disabled":
            team.accounts.disable("remi", by="anne", when=WHEN)
        case "wrong":
            secret += "x"
        case "empty":
            secret = ""
    answer = client.get("/api/v1/probe", headers=bearer(secret))
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json() == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "detail": "Il faut un jeton valable.",
    }
