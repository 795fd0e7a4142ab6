"""Alerts on the web: the page, the API, and a feed that every reader understands, whatever acts are called."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from lxml import etree
from tests.filing import WHEN, file
from tests.web.people import NAMES, application, csrf, log_in, send
from tests.web.reading import ordinary_spaces

from recueil.accounts.schema import Role
from recueil.query import parse
from recueil.settings import Settings
from recueil.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_hashes")

ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = "https://acts.example.org"
HOUR = datetime.timedelta(hours=1)
HOSTILE = "<script>alert(1)</script> & \x00\x0b\ufffe \u202efdp.exe ]]>\nfin"
SHOWN = "<script>alert(1)</script> & \ufffd \ufffd \ufffdfdp.exe ]]> fin"


@pytest.fixture
def ask(store: Store, asking: Callable[[Store], TestClient]) -> TestClient:
    return asking(store)


@pytest.fixture
def served(team: Store) -> FastAPI:
    """At an address of its own, for those who have an account."""
    return application(team, Settings(web={"address": ADDRESS}))


def by(served: FastAPI, role: Role) -> TestClient:
    """Somebody logged in, whose scripts send what the forms hold."""
    client = TestClient(served, base_url=ADDRESS, raise_server_exceptions=False)
    log_in(client, NAMES[role])
    client.headers["X-CSRF-Token"] = csrf(client, "/compte")
    return client


class Made:
    """An alert with a feed, in a store where acts come in."""

    def __init__(self, store: Store, ask: TestClient) -> None:
        self.store, self.ask, self.looks = store, ask, 0
        saved = store.alerts.add("Vœux <b>", parse("vœu"), "ana", WHEN)
        self.id, self.key, self.uuid = saved.alert.id, saved.key, saved.alert.uuid

    def hit(self, text: str, **facts: Any) -> str:
        self.looks += 1
        uid = file(self.store, text, **facts)
        self.store.alerts.find_new_hits(WHEN + self.looks * HOUR)
        return uid

    def get(self, *, headers: dict[str, str] | None = None, **params: Any) -> Any:
        path = f"/alertes/{self.id}/flux.atom"
        return self.ask.get(path, params={"cle": self.key, **params}, headers=headers)


@pytest.fixture
def made(store: Store, ask: TestClient) -> Made:
    return Made(store, ask)


def feed_of(answer: Any) -> etree._Element:
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/atom+xml")
    return etree.fromstring(answer.content)


def texts(element: etree._Element, name: str) -> list[str | None]:
    return [found.text for found in element.iter(f"{ATOM}{name}")]


def links_of(element: etree._Element) -> dict[str, str]:
    return {str(link.attrib["rel"]): str(link.attrib["href"]) for link in element.findall(f"{ATOM}link")}


# The feed


def test_a_feed_is_atom(made: Made) -> None:
    first = made.hit("Vœu du conseil", title="Vœu n° 1", date="2031-07")
    second = made.hit("Autre vœu du conseil", date=None)
    feed = feed_of(made.get())
    assert feed.tag == f"{ATOM}feed"
    assert [child.tag.removeprefix(ATOM) for child in feed] == [
        "id", "title", "subtitle", "updated", "author", "link", "link", "entry", "entry",
    ]  # fmt: skip
    assert texts(feed, "id")[0] == f"urn:uuid:{made.uuid}"
    assert texts(feed, "name") == ["Recueil"]
    assert texts(feed, "title") == ["Recueil : Vœux <b>", "Acte sans titre", "Vœu n° 1"]
    assert texts(feed, "updated") == [
        "2025-03-01T04:00:00+00:00",
        "2025-03-01T04:00:00+00:00",
        "2025-03-01T03:00:00+00:00",
    ]
    assert texts(feed, "summary") == [f"sans date · acte {second}", f"juillet 2031 · acte {first}"]
    assert links_of(feed) == {
        "self": f"http://127.0.0.1/alertes/{made.id}/flux.atom?cle={made.key}",
        "alternate": "http://127.0.0.1/?q=v%C5%93u",
    }
    assert [links_of(entry) for entry in feed.findall(f"{ATOM}entry")] == [
        {"alternate": f"http://127.0.0.1/actes/{second}"},
        {"alternate": f"http://127.0.0.1/actes/{first}"},
    ]


def test_entries_keep_their_names(made: Made) -> None:
    made.hit("Vœu du conseil")
    before = texts(feed_of(made.get()), "id")
    made.hit("Autre vœu")
    after = texts(feed_of(made.get()), "id")
    assert [after[0], *after[2:]] == before
    assert len(set(after)) == 3
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", str(name)) for name in after)


def test_hostile_words_are_only_text_in_a_feed(made: Made) -> None:
    made.hit("Vœu", title=HOSTILE)
    answer = made.get()
    assert texts(feed_of(answer), "title")[1] == SHOWN
    assert b"<script" not in answer.content


def test_a_feed_without_hits_is_one(made: Made) -> None:
    feed = feed_of(made.get())
    assert (texts(feed, "updated"), feed.findall(f"{ATOM}entry")) == (["2025-03-01T02:00:00+00:00"], [])


def test_the_pages_of_a_feed_have_every_hit_once(made: Made) -> None:
    uids = {file(made.store, f"Vœu n° {n}") for n in range(60)}
    made.store.alerts.find_new_hits(WHEN + HOUR)
    answer, found, sizes = made.get(), list[str](), list[int]()
    while True:
        feed = feed_of(answer)
        said = [str(text).rpartition(" ")[2] for text in texts(feed, "summary")]
        found, sizes = found + said, [*sizes, len(said)]
        further = links_of(feed).get("next")
        if further is None:
            break
        answer = made.ask.get(further)
    assert sizes == [50, 10]
    assert (len(found), set(found)) == (60, uids)


def test_a_feed_that_has_not_changed_is_not_sent_again(made: Made) -> None:
    made.hit("Vœu du conseil")
    first = made.get()
    tag, modified = first.headers["etag"], first.headers["last-modified"]
    assert modified == "Sat, 01 Mar 2025 03:00:00 GMT"
    assert first.headers["cache-control"] == "private, no-cache"
    for headers in (
        {"If-None-Match": tag},
        {"If-None-Match": f'"other", W/{tag}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": modified},
    ):
        again = made.get(headers=headers)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": '"other"'},
        {"If-None-Match": '"other"', "If-Modified-Since": "Sat, 01 Mar 2025 03:00:00 GMT"},
        {"If-Modified-Since": "Sat, 01 Mar 2025 02:59:59 GMT"},
        {"If-Modified-Since": "yesterday"},
    ],
)
def test_a_feed_that_may_have_changed_is_sent(made: Made, headers: dict[str, str]) -> None:
    made.hit("Vœu du conseil")
    assert made.get(headers=headers).status_code == 200


def test_a_new_hit_changes_the_tag(made: Made) -> None:
    tag = made.get().headers["etag"]
    made.hit("Vœu du conseil")
    assert made.get(headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("params", [{"cle": "x"}, {"cle": ""}, {"cle": "\u20ac\x00"}, {"cle": "k" * 10_000}])
def test_a_wrong_key_opens_nothing(made: Made, params: dict[str, Any]) -> None:
    assert made.get(**params).status_code == 404


@pytest.mark.parametrize("before", [0, -1, 2**31, "x"])
def test_a_page_that_is_none_is_refused(made: Made, before: object) -> None:
    assert made.get(avant=before).status_code == 422


def test_a_feed_asks_for_no_account(served: FastAPI, store: Store) -> None:
    made = Made(store, TestClient(served, base_url=ADDRESS))
    found = made.get()
    assert (found.status_code, found.headers["cache-control"]) == (200, "private, no-cache")
    assert made.ask.head(f"/alertes/{made.id}/flux.atom", params={"cle": made.key}).status_code == 200
    assert made.get(cle="x").status_code == 404


# The page


def test_an_alert_is_made_on_the_page(ask: TestClient, store: Store) -> None:
    file(store, "Vœu du conseil")
    page = ask.get("/alertes", params={"q": 'vœu "<b>"', "nom": "Vœux"})
    assert 'value="vœu &#34;&lt;b&gt;&#34;"' in page.text
    made = send(ask, "/alertes", "/alertes", nom="Vœux", requete="vœu")
    assert made.status_code == 201
    assert "1\u00a0acte y répond déjà et ne sera pas signalé." in made.text
    (address,) = re.findall(r'<a href="(http[^"]*flux\.atom[^"]*)"', made.text)
    assert ask.get(address).status_code == 200
    (alert,) = store.alerts.all()
    assert (alert.name, alert.query, alert.owner) == ("Vœux", "vœu", "local")
    assert parse_qs(urlsplit(address).query)["cle"][0] not in ask.get("/alertes").text


@pytest.mark.parametrize(
    ("nom", "requete", "message"),
    [
        ("Vœux", "montan:<b>", "Le champ « montan » n&#39;existe pas : vouliez-vous dire montant ?"),
        ("Vœux", "montan:<b>", '<mark>montan:</mark><span class="hidden">]</span>&lt;b&gt;'),
        ("Vœux", "(vœu", "Cette parenthèse ( n&#39;est jamais fermée"),
        ("", "vœu", "Le nom d&#39;une alerte a de 1 à 200 caractères"),
        ("a\x00", "vœu", "Le nom d&#39;une alerte a de 1 à 200 caractères"),
        ("Vœux", '"a\x00b"', "sans caractère de commande"),
    ],
)
def test_what_cannot_be_saved_is_shown_where_it_is_wrong(
    ask: TestClient, store: Store, nom: str, requete: str, message: str
) -> None:
    page = send(ask, "/alertes", "/alertes", nom=nom, requete=requete)
    assert page.status_code == 400
    assert message in ordinary_spaces(page.text)
    assert store.alerts.all() == []


def test_hostile_names_are_only_text_on_the_pages(made: Made) -> None:
    made.hit("Vœu", title=HOSTILE)
    for place in ("/alertes", f"/alertes/{made.id}"):
        page = made.ask.get(place).text
        assert "Vœux &lt;b&gt;" in page
        assert "<b>" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page
    assert "\u202e" not in page


def test_hits_are_listed_last_first_a_page_at_a_time(made: Made) -> None:
    uids = [made.hit(f"Vœu n° {n}") for n in range(52)]
    page = made.ask.get(f"/alertes/{made.id}").text
    assert re.findall(r'href="/actes/(\w+)"', page) == uids[:1:-1]
    (further,) = re.findall(r'href="(/alertes/\d+\?avant=\d+)"', page)
    assert re.findall(r'href="/actes/(\w+)"', made.ask.get(further).text) == uids[1::-1]


def test_an_alert_rests_wakes_changes_its_address_and_goes(made: Made) -> None:
    def post(what: str) -> Any:
        made.ask.follow_redirects = False
        return send(made.ask, f"/alertes/{made.id}/{what}", "/alertes")

    assert (post("suspendre").status_code, made.get().status_code) == (303, 404)
    assert (post("reprendre").headers["location"], made.get().status_code) == ("/alertes", 200)
    renewed = post("cle")
    (address,) = re.findall(r'<a href="(http[^"]*flux\.atom[^"]*)"', renewed.text)
    assert (made.get().status_code, made.ask.get(address).status_code) == (404, 200)
    assert post("supprimer").status_code == 303
    assert (post("supprimer").status_code, made.ask.get(address).status_code) == (404, 404)


def test_another_site_changes_no_alert(made: Made) -> None:
    answer = made.ask.post(f"/alertes/{made.id}/supprimer", headers={"Origin": "https://evil.example"})
    assert (answer.status_code, len(made.store.alerts.all())) == (403, 1)


@pytest.mark.parametrize("what", ["suspendre", "reprendre", "cle", "supprimer"])
@pytest.mark.parametrize(("owner", "other"), [("editor", "reader"), ("reader", "editor")])
def test_who_is_no_admin_has_no_hand_in_the_alerts_of_others(
    served: FastAPI, store: Store, what: str, owner: Role, other: Role
) -> None:
    number = by(served, owner).post("/api/v1/alerts", json={"name": "B", "query": "vœu"}).json()["alert"]["id"]
    before = store.alerts.one(number)
    reader = by(served, other)
    assert reader.post(f"/alertes/{number}/{what}").status_code == 404
    assert reader.delete(f"/api/v1/alerts/{number}").status_code == 404
    for place in (f"/alertes/{number}", f"/api/v1/alerts/{number}", f"/api/v1/alerts/{number}/hits"):
        assert reader.get(place).status_code == 404
    details = [reader.get(f"/api/v1/alerts/{one}").json()["detail"] for one in (number, number + 1)]
    assert details[1] == details[0].replace(f"{number}", f"{number + 1}")
    assert reader.get("/api/v1/alerts").json() == {"items": [], "next": None}
    assert store.alerts.one(number) == before
    assert [each["id"] for each in by(served, "admin").get("/api/v1/alerts").json()["items"]] == [number]


# The API


def test_an_alert_by_the_api(served: FastAPI, store: Store) -> None:
    uid = file(store, "Vœu du conseil")
    reader = by(served, "reader")
    made = reader.post("/api/v1/alerts", json={"name": "Vœux", "query": "vœu"})
    assert made.status_code == 201
    answer = made.json()
    alert = answer["alert"]
    feed = answer.pop("feed")
    assert answer == {
        "acts": 1,
        "alert": {
            "id": alert["id"],
            "name": "Vœux",
            "query": "vœu",
            "owner": "remi",
            "created": alert["created"],
            "disabled": None,
            "looked": alert["created"],
            "problem": None,
            "hits": 0,
            "changes": False,
        },
    }
    assert reader.get(f"/api/v1/alerts/{alert['id']}").json() == alert
    assert reader.get(feed).status_code == 200
    later = file(store, "Autre vœu", title="Vœu")
    assert later != uid
    store.alerts.find_new_hits(WHEN)
    assert reader.get(f"/api/v1/alerts/{alert['id']}/hits").json() == {
        "items": [
            {
                "n": 1,
                "found": "2025-03-01T02:00:00Z",
                "event": None,
                "act": {
                    "uid": later,
                    "date": "2023-03-14",
                    "kind": "deliberation",
                    "title": "Vœu",
                    "body": None,
                },
            }
        ],
        "next": None,
    }
    assert reader.delete(f"/api/v1/alerts/{alert['id']}").status_code == 204
    assert reader.get(f"/api/v1/alerts/{alert['id']}").status_code == 404


def test_alerts_are_listed_a_page_at_a_time(served: FastAPI) -> None:
    reader = by(served, "reader")
    ids = [
        reader.post("/api/v1/alerts", json={"name": f"{n}", "query": "vœu"}).json()["alert"]["id"]
        for n in range(3)
    ]
    first = reader.get("/api/v1/alerts", params={"limit": 2}).json()
    assert ([each["id"] for each in first["items"]], first["next"]) == (ids[:2], str(ids[1]))
    second = reader.get("/api/v1/alerts", params={"limit": 2, "after": first["next"]}).json()
    assert ([each["id"] for each in second["items"]], second["next"]) == (ids[2:], None)


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"name": "V", "query": "montan:3"}, 400, {"start": 0, "end": 7}),
        ({"name": "V", "query": "de la"}, 400, {"start": 0, "end": 5}),
        ({"name": "V", "query": '"a\x00b"'}, 400, {}),
        ({"name": "V", "query": "\ud800"}, 422, {}),
        ({"name": "\u202e", "query": "vœu"}, 400, {}),
        ({"name": "", "query": "vœu"}, 422, {}),
        ({"name": "V", "query": "vœu " * 501}, 422, {}),
        ({"name": "V"}, 422, {}),
    ],
)
def test_what_is_no_alert_is_refused(
    ask: TestClient, store: Store, fields: dict[str, str], status: int, said: dict[str, int]
) -> None:
    answer = ask.post("/api/v1/alerts", content=json.dumps(fields), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert {name: answer.json().get(name) for name in said} == said
    assert store.alerts.all() == []


@pytest.mark.parametrize("number", [2**63, 10**30, 0, -1, "x"])
def test_a_number_that_no_alert_has_is_refused(ask: TestClient, number: object) -> None:
    assert ask.get(f"/api/v1/alerts/{number}").status_code == 422
