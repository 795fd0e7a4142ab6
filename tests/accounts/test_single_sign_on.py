"""Login by OpenID Connect, against a provider on this machine: who gets which account, and what is refused."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import ECKey
from pydantic import ValidationError
from tests.accounts.openid import CLIENT, SECRET, Provider, serving
from tests.web.people import ADDRESS, NAMES, WHEN, application, log_in, send
from tests.web.reading import parse_page, strings_at, texts_at

from recueil.accounts.schema import Role
from recueil.settings import Settings, SingleSignOn, Web
from recueil.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_hashes")

BACK = "/connexion/sso/retour"
UNTRUSTED = "Le fournisseur d'identité n'a pas donné de réponse à laquelle se fier."
NOT_BEGUN = "Cette connexion n'a pas commencé ici, ou elle a trop duré : recommencez."
Browse = Callable[..., TestClient]


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving() as served:
        yield served


@pytest.fixture
def browse(team: Store, provider: Provider) -> Browse:
    """Opens a browser on a server that uses the provider."""

    def browse(role: Role | None = None) -> TestClient:
        sso = SingleSignOn(
            issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET, name="Vornoy", role=role
        )
        app = application(team, Settings(web=Web(address=ADDRESS, sso=sso)))
        return TestClient(app, base_url=ADDRESS, follow_redirects=False)

    return browse


def begin(client: TestClient, suite: str = "/probe") -> str:
    """Go to the provider; return the address there."""
    answer = client.get("/connexion/sso", params={"suite": suite})
    assert answer.status_code == 303
    return str(answer.headers["location"])


def enter(client: TestClient, provider: Provider, suite: str = "/probe") -> httpx.Response:
    """Log in at the provider, and come back."""
    answer: httpx.Response = client.get(BACK, params=provider.authorize(begin(client, suite)))
    return answer


def refusal(answer: httpx.Response) -> tuple[int, list[str]]:
    assert "recueil-session" not in answer.headers.get("set-cookie", "")
    return answer.status_code, texts_at(parse_page(answer.text), "//p[@class='error']")


def test_somebody_new_gets_an_account_of_the_role_of_the_settings(
    browse: Browse, provider: Provider, team: Store
) -> None:
    client = browse("editor")
    page = parse_page(client.get("/connexion?suite=/probe").text)
    assert strings_at(page, "//a[@class='button']/@href") == ["/connexion/sso?suite=/probe"]
    answer = enter(client, provider)
    assert (answer.status_code, answer.headers["location"]) == (303, "/probe")
    assert "HttpOnly; Path=/; SameSite=lax" in answer.headers["set-cookie"]
    assert client.get("/probe").json() == {"name": "zoe@vornoy.example", "role": "editor"}
    actions = [(each.who, each.action, each.details) for each in team.audit.page(3)]
    assert actions == [
        ("zoe@vornoy.example", "login", {"address": "testclient", "by": "sso"}),
        ("zoe@vornoy.example", "user.identity", {"issuer": provider.issuer}),
        ("zoe@vornoy.example", "user.add", {"role": "editor", "by": "sso"}),
    ]
    assert log_in(browse(), "zoe@vornoy.example", "").status_code == 403


def test_an_account_belongs_to_the_subject_and_not_to_the_address(
    browse: Browse, provider: Provider, team: Store
) -> None:
    team.accounts.add("zoe@vornoy.example", None, "admin", by="anne", when=WHEN)
    assert enter(browse(), provider).status_code == 303
    provider.claims |= {"email": "zoe.pre@vornoy.example"}
    client = browse()
    assert enter(client, provider).status_code == 303
    assert client.get("/probe").json() == {"name": "zoe@vornoy.example", "role": "admin"}
    provider.claims = {"sub": "8", "email": "zoe@vornoy.example", "email_verified": True}
    refused = (403, ["Vous n'avez pas de compte ici : demandez-en un à qui s'occupe de Recueil."])
    assert refusal(enter(browse("reader"), provider)) == refused


@pytest.mark.parametrize(
    ("role", "claims"),
    [
        (None, {}),
        ("reader", {"email_verified": False}),
        ("reader", {"email_verified": "true"}),
        ("reader", {"email": "é@vornoy.example"}),
        ("reader", {"email": "local"}),
        ("reader", {"email": None}),
    ],
)
def test_nobody_gets_an_account_by_an_address_that_is_not_verified_or_no_name(
    browse: Browse, provider: Provider, team: Store, role: Role | None, claims: dict[str, Any]
) -> None:
    provider.claims |= claims
    before = team.accounts.all()
    assert enter(browse(role), provider).status_code == 403
    assert team.accounts.all() == before
    assert (team.audit.page(1)[0].who, team.audit.page(1)[0].action) == ("?", "login.failed")


def test_a_disabled_account_stays_out(browse: Browse, provider: Provider, team: Store) -> None:
    client = browse("reader")
    enter(client, provider)
    team.accounts.disable("zoe@vornoy.example", by="anne", when=WHEN)
    assert client.get("/probe").status_code == 303
    assert enter(browse("reader"), provider).status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://login.example.org"},
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"nonce": "of another login"},
        {"nonce": None},
        {"exp": 1},
        {"sub": 7},
        {"sub": ""},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_login_is_refused(
    browse: Browse, provider: Provider, changes: dict[str, Any]
) -> None:
    provider.changes = changes
    assert refusal(enter(browse("reader"), provider)) == (403, [UNTRUSTED])


def test_a_token_of_another_key_is_refused(browse: Browse, provider: Provider) -> None:
    provider.signs = ECKey.generate_key("P-256", {"kid": "1"})
    assert refusal(enter(browse("reader"), provider)) == (403, [UNTRUSTED])


def test_a_token_without_signature_is_refused(
    browse: Browse, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    def part(of: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(of).encode()).decode().rstrip("=")

    def unsigned(form: dict[str, str], authorization: str) -> dict[str, Any]:
        claims = {"iss": provider.issuer, "aud": CLIENT, "sub": "7", "iat": 1, "exp": 2**33}
        return {"id_token": f"{part({'alg': 'none'})}.{part(claims)}."}

    monkeypatch.setattr(provider, "token", unsigned)
    assert refusal(enter(browse("reader"), provider)) == (403, [UNTRUSTED])


def test_only_the_browser_that_began_a_login_ends_it(browse: Browse, provider: Provider) -> None:
    brought = provider.authorize(begin(browse("reader")))
    other = browse("reader")
    assert refusal(other.get(BACK, params=brought)) == (403, [NOT_BEGUN])
    begin(other)
    assert refusal(other.get(BACK, params=brought)) == (403, [NOT_BEGUN])
    assert refusal(other.get(BACK, params={"error": "access_denied"})) == (403, [NOT_BEGUN])
    other.cookies.set("recueil-sso", "bm8=")
    assert refusal(other.get(BACK, params=brought)) == (403, [NOT_BEGUN])


def test_a_login_ends_once(browse: Browse, provider: Provider) -> None:
    client = browse("reader")
    brought = provider.authorize(begin(client))
    kept = client.cookies["recueil-sso"]
    assert client.get(BACK, params=brought).status_code == 303
    assert "recueil-sso" not in client.cookies
    client.cookies.set("recueil-sso", kept)
    assert refusal(client.get(BACK, params=brought))[0] == 502


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example", "/\\evil.example", "/" + "é" * 600], ids=range(4)
)
def test_nobody_is_sent_elsewhere(browse: Browse, provider: Provider, place: str) -> None:
    assert enter(browse("reader"), provider, place).headers["location"] == "/"


def test_the_secret_goes_where_the_provider_reads_it(browse: Browse, provider: Provider) -> None:
    provider.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    assert enter(browse("reader"), provider).status_code == 303


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://login.example.org"},
        {"authorization_endpoint": "http://login.example.org/authorize"},
        {"authorization_endpoint": None},
        {"padding": "x" * 1_000_001},
    ],
    ids=lambda changes: next(iter(changes.values())) and next(iter(changes)),
)
def test_a_provider_that_is_not_what_it_should_be(
    browse: Browse, provider: Provider, changes: dict[str, Any]
) -> None:
    provider.metadata |= changes
    message = "Le fournisseur d'identité ne répond pas comme il faut : réessayez, et prévenez si cela dure."
    assert refusal(browse("reader").get("/connexion/sso")) == (502, [message])


def test_logging_out_ends_the_session_and_offers_to_leave_the_provider(browse: Browse, provider: Provider) -> None:
    client = browse("reader")
    enter(client, provider)
    answer = send(client, "/deconnexion")
    assert answer.headers["location"] == "/connexion?sortie=1"
    assert client.get("/probe").status_code == 303
    page = parse_page(client.get("/connexion?sortie=1").text)
    assert strings_at(page, "//p[@role='status']/a/@href") == ["/deconnexion/sso"]
    leaving = f"{provider.issuer}/logout?client_id=recueil&post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%2F"
    assert client.get("/deconnexion/sso").headers["location"] == leaving
    del provider.metadata["end_session_endpoint"]
    assert browse().get("/deconnexion/sso").headers["location"] == "/"


def test_without_a_provider_there_is_nothing(team: Store) -> None:
    client = TestClient(application(team), base_url=ADDRESS, follow_redirects=False)
    for place in ("/connexion/sso", BACK, "/deconnexion/sso"):
        assert client.get(place).status_code == 404
    assert "sso" not in client.get("/connexion").text
    assert NAMES["admin"] in {account.name for account in team.accounts.all()}


@pytest.mark.parametrize(
    "issuer",
    ["http://login.example.org", "https://anne:secret@login.example.org", "https://login.example.org?a=b", "x"],
)
def test_an_issuer_is_reached_by_https(issuer: str) -> None:
    with pytest.raises(ValidationError, match="an issuer is like"):
        SingleSignOn(issuer=issuer, client_id=CLIENT, client_secret=SECRET)


def test_a_provider_needs_the_address_of_the_pages() -> None:
    sso = SingleSignOn(issuer="https://login.example.org", client_id=CLIENT, client_secret=SECRET)
    with pytest.raises(ValidationError, match="`sso` needs `address`"):
        Web(sso=sso)
