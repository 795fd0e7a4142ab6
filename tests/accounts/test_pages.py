"""One's own page, and those of an admin."""

from __future__ import annotations

import re

import pytest
from tests.web.people import (
    NEW,
    RIGHT,
    WHEN,
    WRONG,
    Open,
    bearer,
    log_in,
    send,
)
from tests.web.reading import ordinary_spaces

from recueil.accounts import throttle
from recueil.accounts.store import Account
from recueil.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_hashes")


def test_a_new_password_ends_all_other_sessions(browser: Open, team: Store) -> None:
    client, elsewhere = browser("reader"), browser("reader")
    answer = send(client, "/compte/mot-de-passe", actuel=RIGHT, nouveau=NEW, encore=NEW)
    assert (answer.status_code, answer.headers["location"]) == (303, "/compte?fait=mot-de-passe")
    assert (
        '<p class="done" role="status">Le mot de passe est changé.</p>'
        in client.get("/compte?fait=mot-de-passe").text
    )
    assert elsewhere.get("/probe").status_code == 303
    assert [log_in(browser(), "remi", word).status_code for word in (RIGHT, NEW)] == [403, 303]


@pytest.mark.parametrize(
    ("sent", "status", "message"),
    [
        ((WRONG, NEW, NEW), 403, "Ce n&#39;est pas votre mot de passe actuel."),
        ((RIGHT, NEW, WRONG), 422, "Les deux saisies du mot de passe diffèrent."),
        ((RIGHT, "court", "court"), 422, "Ce mot de passe est trop court : 12 caractères au moins."),
        (
            (RIGHT, "remi-remi-remi", "remi-remi-remi"),
            422,
            "Ce mot de passe n&#39;est guère que le nom du compte.",
        ),
        ((RIGHT, "abababababab", "abababababab"), 422, "Ce mot de passe répète toujours les mêmes caractères."),
    ],
)
def test_a_password_that_is_not_changed(
    browser: Open, sent: tuple[str, str, str], status: int, message: str
) -> None:
    client = browser("reader")
    answer = send(client, "/compte/mot-de-passe", **dict(zip(("actuel", "nouveau", "encore"), sent, strict=True)))
    assert (
        answer.status_code,
        f'<p class="error" role="alert">{message}</p>' in ordinary_spaces(answer.text),
    ) == (
        status,
        True,
    )
    assert log_in(browser(), "remi").status_code == 303


def test_who_guesses_a_password_in_an_open_session_waits(browser: Open) -> None:
    client = browser("reader")
    guess = {"actuel": WRONG, "nouveau": NEW, "encore": NEW}
    statuses = [send(client, "/compte/mot-de-passe", **guess).status_code for _ in range(6)]
    assert statuses == [403] * throttle.MAX_PER_NAME + [429]


def test_a_token_is_shown_once(browser: Open, team: Store) -> None:
    client = browser("editor")
    answer = send(client, "/compte/jetons", nom=" <b>nuit ", role="reader", jours="30")
    [secret] = re.findall(r"<code>(recueil_[\w-]{43})</code>", answer.text)
    assert client.get("/api/v1/probe", headers=bearer(secret)).json() == {"name": "emma", "role": "reader"}
    page = client.get("/compte").text
    assert (secret in page, "&lt;b&gt;nuit" in page, "<b>nuit" in page) == (False, True, False)
    assert "01/03/2025 03:00:00" in page
    assert send(client, "/compte/jetons/1/revoquer").status_code == 303
    assert client.get("/api/v1/probe", headers=bearer(secret)).status_code == 401
    assert "révoqué" in client.get("/compte").text


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"nom": "nuit", "role": "admin"}, 422),
        ({"nom": "", "role": "reader"}, 422),
        ({"nom": "nuit", "jours": "0"}, 422),
        ({"nom": "nuit", "jours": "x"}, 422),
        ({"nom": "nuit", "role": "root"}, 422),
    ],
)
def test_a_token_that_is_not_made(browser: Open, team: Store, sent: dict[str, str], status: int) -> None:
    assert send(browser("editor"), "/compte/jetons", **sent).status_code == status
    assert team.tokens.all() == []


def test_nobody_revokes_the_token_of_another(browser: Open, team: Store) -> None:
    team.tokens.add("remi", "nuit", by="remi", when=WHEN)
    assert send(browser("admin"), "/compte/jetons/1/revoquer").status_code == 404
    assert team.tokens.all()[0].revoked is None


def test_an_admin_keeps_the_accounts(browser: Open, team: Store) -> None:
    client, reader = browser("admin"), browser("reader")
    page, place = "/administration", "/administration/comptes"
    changes: list[tuple[str, dict[str, str]]] = [
        (place, {"nom": "Zoé".replace("é", "e"), "mot_de_passe": RIGHT, "role": "reader"}),
        (f"{place}/zoe/role", {"role": "editor"}),
        (f"{place}/remi/mot-de-passe", {"mot_de_passe": NEW}),
        (f"{place}/emma/desactiver", {}),
        (f"{place}/emma/activer", {}),
    ]
    assert [send(client, path, page, **data).status_code for path, data in changes] == [303] * len(changes)
    assert team.accounts.all() == [
        Account("anne", "admin", WHEN),
        Account("emma", "editor", WHEN),
        Account("remi", "reader", WHEN),
        Account("zoe", "editor", WHEN),
    ]
    assert reader.get("/probe").status_code == 303
    assert log_in(browser(), "remi", NEW).status_code == 303
    log = [(entry.who, entry.action, entry.subject) for entry in reversed(team.audit.page())][3:]
    assert log == [
        ("anne", "login", None),
        ("remi", "login", None),
        ("anne", "user.add", "user:zoe"),
        ("anne", "user.role", "user:zoe"),
        ("anne", "user.password", "user:remi"),
        ("anne", "user.disable", "user:emma"),
        ("anne", "user.enable", "user:emma"),
        ("remi", "login", None),
    ]


@pytest.mark.parametrize(
    ("change", "data", "message"),
    [
        ("", {"nom": "a b", "mot_de_passe": RIGHT}, "Ce nom ne convient pas"),
        ("", {"nom": "remi", "mot_de_passe": RIGHT}, "Il y a déjà un compte de ce nom."),
        ("/anne/role", {"role": "reader"}, "Ce compte est le dernier administrateur"),
        ("/anne/desactiver", {}, "Ce compte est le dernier administrateur"),
        ("/remi/mot-de-passe", {"mot_de_passe": "court"}, "Ce mot de passe est trop court"),
    ],
)
def test_what_an_admin_is_refused(
    browser: Open, team: Store, change: str, data: dict[str, str], message: str
) -> None:
    before = team.accounts.all()
    answer = send(browser("admin"), f"/administration/comptes{change}", "/administration", **data)
    assert (answer.status_code, message in answer.text) == (422, True)
    assert team.accounts.all() == before


def test_an_account_that_is_not_there(browser: Open) -> None:
    answer = send(browser("admin"), "/administration/comptes/nobody/desactiver", "/administration")
    assert answer.status_code == 404


def test_the_log_is_read_page_by_page(browser: Open, team: Store) -> None:
    client = browser("admin")
    for n in range(201):
        team.audit.note(WHEN, "<script>", "unmask", f"act:{n}", reason="\u202eeugolb")
    seen: list[str] = []
    place: str | None = "/administration/journal"
    while place:
        page = client.get(place).text
        assert "<script>" not in page
        assert "\u202e" not in page
        seen += re.findall(r"<td>act:(\d+)</td>", page)
        following = re.search(r'href="(/administration/journal\?avant=\d+)"', page)
        place = following[1] if following else None
    assert seen == [str(n) for n in reversed(range(201))]
    assert "<td>compte créé</td>" in page
    assert "<td>rôle : administration</td>" in ordinary_spaces(page)
    assert "Il n'y a rien de plus ancien." in client.get("/administration/journal?avant=1").text
    assert client.get("/administration/journal?avant=0").status_code == 422
