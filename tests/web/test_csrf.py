"""Changes that another site asks for in somebody's name."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext

import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send
from tests.web.people import (
    ADDRESS,
    RIGHT,
    WHEN,
    Open,
    csrf,
    send,
)

from recueil.store.store import Store
from recueil.web.security import BoundedBodies

pytestmark = pytest.mark.usefixtures("cheap_hashes")


def test_a_form_without_its_token_changes_nothing(browser: Open, team: Store) -> None:
    admin, other = browser("admin"), browser("reader")
    tokens = ["", "x", "é", csrf(other, "/compte"), csrf(browser())]
    for data in [{}, *({"csrf": token} for token in tokens)]:
        answer = admin.post("/administration/comptes/remi/desactiver", data=data)
        assert answer.status_code == 403
        assert "Ce formulaire n&#39;est plus valable" in answer.text
    assert [account.disabled for account in team.accounts.all()] == [None, None, None]
    assert send(admin, "/administration/comptes/remi/desactiver").status_code == 303
    assert [account.disabled for account in team.accounts.all()] == [None, None, WHEN]


def test_nobody_is_logged_in_by_another_site(browser: Open) -> None:
    client = browser()
    data = {"nom": "remi", "mot_de_passe": RIGHT}
    assert client.post("/connexion", data=data).status_code == 403
    assert client.post("/connexion", data={**data, "csrf": csrf(browser())}).status_code == 403
    assert "recueil-session" not in client.cookies


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_another_site_is_refused_even_with_the_token(browser: Open, headers: dict[str, str]) -> None:
    client = browser("editor")
    token = csrf(client, "/compte")
    assert client.post("/probe", data={"csrf": token}, headers=headers).status_code == 403
    assert client.post("/probe", data={"csrf": token}, headers={"Origin": ADDRESS}).json() == {
        "changed by": "emma"
    }


def test_the_api_takes_the_token_in_a_header_where_a_cookie_speaks(browser: Open) -> None:
    client = browser("editor")
    assert client.post("/api/v1/probe").status_code == 403
    headers = {"X-CSRF-Token": csrf(client, "/compte")}
    assert client.post("/api/v1/probe", headers=headers).json() == {"changed by": "emma"}
    assert client.post("/api/v1/probe", headers=headers, json={"a": 1}).json() == {"changed by": "emma"}


def test_a_form_that_is_too_long_is_not_read(browser: Open) -> None:
    client = browser("editor")
    assert client.post("/probe", data={"csrf": csrf(client, "/compte"), "x": "a" * 1_000_000}).status_code == 413


@pytest.mark.parametrize(("pieces", "refused"), [((600_000, 400_000), False), ((600_000, 400_001), True)])
def test_a_body_that_comes_in_pieces_is_bounded_as_a_whole(pieces: tuple[int, ...], refused: bool) -> None:
    coming = iter(pieces)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"a" * next(coming)}

    async def read(scope: Scope, receive: Receive, send: Send) -> None:
        for _ in pieces:
            await receive()

    async def send(message: Message) -> None:
        pytest.fail("nothing is answered")

    async def answered() -> None:
        await BoundedBodies(read)({"type": "http"}, receive, send)

    with pytest.raises(HTTPException, match=r"^413: ") if refused else nullcontext():
        asyncio.run(answered())
