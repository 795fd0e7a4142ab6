"""Dossiers on the web: the pages, which work without JavaScript, and the API; each for those who may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from tests import private_act
from tests.dossiers.gathering import VASSEUR, file_act, file_town
from tests.filing import WHEN
from tests.web.people import NAMES, Open, csrf, send
from tests.web.reading import faults, links, parse_page, select, strings_at, text_of, texts_at

from recueil.dossiers.records import ActTarget, ValueTarget
from recueil.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_hashes")


@pytest.fixture
def ask(store: Store, asking: Callable[[Store], TestClient]) -> TestClient:
    """Somebody of this machine, where there are no accounts."""
    return asking(store)


def test_a_dossier_is_made_and_filled_by_forms(store: Store, ask: TestClient) -> None:
    uids = file_town(store)
    assert "Aucun dossier." in ask.get("/dossiers").text
    page = send(ask, "/dossiers", "/dossiers", titre="Fêtes <b>", note="à lire", etiquettes="fêtes, 2023;2024")
    assert page.url.path == "/dossiers/1"
    [made] = store.dossiers.list(None)
    assert (made.title, made.owner, made.shared, made.tags) == (
        "Fêtes <b>",
        "local",
        False,
        ("fêtes", "2023", "2024"),
    )
    # each page has the control that leads to the form
    for place, words in (
        (f"/actes/{uids['9']}", "Ajouter au dossier"),
        (f"/actes/{uids['7']}/valeurs/2", "Ajouter au dossier"),
        (f"/personnes/{VASSEUR}", "Ajouter au dossier"),
        ("/?q=vasseur", "Ajouter au dossier l'acte Délibération n° 9"),
    ):
        address = links(parse_page(ask.get(place).text), "//main//a")[words]
        form = parse_page(ask.get(address).text)
        assert faults(form) == []
        hidden = {
            str(one.get("name")): str(one.get("value")) for one in select(form, "//main//input[@type='hidden']")
        }
        added = ask.post(
            "/dossiers/ajouter",
            data={**hidden, "dossier": "1", "note": "" if place.startswith("/?") else f"de {place}"},
        )
        assert (added.status_code, added.url.path) == (200, "/dossiers/1")
    items = store.dossiers.load(1, None).items
    assert [(item.kind, item.uid, item.query, item.note) for item in items] == [
        ("act", uids["9"], None, f"de /actes/{uids['9']}"),
        ("value", uids["7"], None, f"de /actes/{uids['7']}/valeurs/2"),
        ("person", None, None, f"de /personnes/{VASSEUR}"),
    ]
    shown = parse_page(ask.get("/dossiers/1").text)
    assert faults(shown) == []
    assert texts_at(shown, "//h1") == ["Fêtes <b>"]
    assert texts_at(shown, "//ol[@class='hits']/li/h3") == [
        "Délibération n° 9",
        "montant : 80,00 €",
        "Élodie VASSEUR",
    ]
    assert texts_at(shown, "//p[@class='note']")[0] == "à lire"


def test_a_new_version_is_told_with_the_words_cited(store: Store, ask: TestClient) -> None:
    uid = file_act(store, "1", "2022-01-01", "<AMOUNT 80.00 EUR>80 €</AMOUNT>", source="file:///1.txt")
    made = store.dossiers.create("Voirie", "local", WHEN)
    for target in (ActTarget(uid), ValueTarget(uid, 1)):
        store.dossiers.add(made, "local", target, WHEN)
    now = file_act(store, "1", "2022-01-01", "Corrigé : 90 €", source="file:///1.txt")
    page = parse_page(ask.get(f"/dossiers/{made}").text)
    act, value = select(page, "//ol[@class='hits']/li")
    told = "Nouvelle version du 01/03/2025 de l'acte ajouté : ce qui a changé"
    for item in (act, value):
        assert (texts_at(item, "./p")[-1], links(item, ".//p//a")["ce qui a changé"]) == (
            *(told, f"/actes/{now}/versions"),
        )
    assert texts_at(value, "./h3") == ["Montant qui n'est plus dans l'acte"]
    assert "mots cités : « 80 € », qui ne sont plus dans la nouvelle version" in texts_at(value, "./p")[0]
    items = ask.get(f"/api/v1/dossiers/{made}").json()["items"]
    version = {"former": uid, "replaced": "2025-03-01T02:00:00Z"}
    assert [(item["uid"], item["version"]) for item in items] == [(now, version)] * 2
    assert (items[1]["value"]["words"], items[1]["value"]["stands"]) == ("80 €", False)


def test_another_note_is_refused_with_the_way_to_the_one_there_is(store: Store, ask: TestClient) -> None:
    uids = file_town(store)
    made = store.dossiers.create("Fêtes", "local", WHEN)
    item = store.dossiers.add(made, "local", ActTarget(uids["9"]), WHEN, note="vu")
    address = f"/dossiers/ajouter?acte={uids['9']}"
    form = {"acte": uids["9"], "dossier": str(made), "note": "autre", "csrf": csrf(ask, address)}
    answer = ask.post("/dossiers/ajouter", data=form)
    page = parse_page(answer.text)
    assert answer.status_code == 400
    assert links(page, "//p[@role='alert']//a") == {"Voir cette note": f"/dossiers/{made}#piece-{item}"}
    assert texts_at(page, "//textarea[@name='note']") == ["autre"]
    assert texts_at(page, "//option[@selected]") == ["Fêtes"]
    asked = ask.post(f"/api/v1/dossiers/{made}/items", json={"act": uids["9"], "note": "autre"})
    assert (asked.status_code, f"Item {item} of dossier {made}" in asked.json()["detail"]) == (400, True)
    assert [each.note for each in store.dossiers.load(made, None).items] == ["vu"]


def test_a_hit_that_is_added_keeps_its_search(store: Store, ask: TestClient) -> None:
    uids = file_town(store)
    address = links(parse_page(ask.get("/?q=vasseur").text), "//main//a")[
        "Ajouter au dossier l'acte Délibération n° 9"
    ]
    token = csrf(ask, address)
    form = {"csrf": token, "acte": uids["9"], "q": "vasseur", "titre": "Nouveau", "dossier": "0"}
    assert ask.post("/dossiers/ajouter", data=form).url.path == "/dossiers/1"
    [item] = store.dossiers.load(1, None).items
    assert (item.uid, item.query) == (uids["9"], "vasseur")
    assert links(parse_page(ask.get("/dossiers/1").text), "//main//a")["vasseur"] == "/?q=vasseur"


def test_a_dossier_is_changed_by_forms(store: Store, ask: TestClient) -> None:
    uids = file_town(store)
    made = store.dossiers.create("Fêtes", "local", WHEN)
    act = store.dossiers.add(made, "local", ActTarget(uids["9"]), WHEN)
    value = store.dossiers.add(made, "local", ValueTarget(uids["7"], 1), WHEN)
    here = f"/dossiers/{made}"
    send(ask, f"{here}/pieces/{act}/noter", here, note="vu\r\net revu")
    send(ask, f"{here}/pieces/{value}/retirer", here)
    send(ask, f"{here}/modifier", here, titre="Autres fêtes", note="n", etiquettes="a", partage="true")
    found = store.dossiers.load(made, "bob")
    assert (found.head.title, found.head.note, found.head.tags, found.head.shared) == (
        "Autres fêtes",
        "n",
        ("a",),
        True,
    )
    assert [(item.id, item.note) for item in found.items] == [(act, "vu\net revu")]
    assert texts_at(parse_page(ask.get("/dossiers?etiquette=a").text), "//tbody/tr/th") == ["Autres fêtes"]
    assert "Aucun dossier." in ask.get("/dossiers?etiquette=b").text
    assert send(ask, f"{here}/supprimer", here).url.path == "/dossiers"
    assert store.dossiers.list(None) == []


def test_the_timeline_is_drawn_and_told_and_offers_what_lacks(store: Store, ask: TestClient) -> None:
    uids = file_town(store)
    made = store.dossiers.create("Fêtes", "local", WHEN)
    for number in ("12", "9"):
        store.dossiers.add(made, "local", ActTarget(uids[number]), WHEN)
    page = parse_page(ask.get(f"/dossiers/{made}").text)
    assert texts_at(page, "//section[@aria-labelledby='frise']/ol/li") == [
        "14 mars 2023, n° 9 : Délibération n° 9 – cité par 9 janvier 2024, n° 12",
        "9 janvier 2024, n° 12 : Délibération n° 12 – cite 14 mars 2023, n° 9",
    ]
    [drawn] = select(page, "//svg")
    assert (texts_at(drawn, ".//text"), len(select(drawn, ".//path"))) == (
        ["2023-03-14 · n° 9", "2024-01-09 · n° 12"],
        1,
    )
    [offered] = select(page, "//section[@aria-labelledby='frise']/ul/li")
    assert text_of(offered).startswith(
        "Délibération n° 7 2 mai 2022, n° 7 – cité par 14 mars 2023, n° 9 ; 9 janvier 2024"
    )
    assert strings_at(offered, ".//input[@name='acte']/@value") == [uids["7"]]
    send(ask, "/dossiers/ajouter", f"/dossiers/{made}", acte=uids["7"], dossier=str(made))
    page = parse_page(ask.get(f"/dossiers/{made}").text)
    assert select(page, "//section[@aria-labelledby='frise']/ul/li") == []
    assert len(select(page, "//svg//path")) == 3


@pytest.mark.parametrize(
    ("address", "page", "data", "message"),
    [
        ("/dossiers", "/dossiers", {"titre": ""}, "Le titre d&#39;un dossier a de 1 à 200 caractères"),
        ("/dossiers", "/dossiers", {"titre": "a", "note": "a\x00"}, "Une note a 20000 caractères au plus"),
        ("/dossiers", "/dossiers", {"titre": "a", "etiquettes": "x" * 51}, "Un dossier a 20 étiquettes au plus"),
        (
            "/dossiers/1/modifier",
            "/dossiers/1",
            {"titre": " "},
            "Le titre d&#39;un dossier a de 1 à 200 caractères",
        ),
        ("/dossiers/ajouter", "/dossiers", {"acte": "{uid}", "titre": "x" * 201}, "Le titre d&#39;un dossier"),
        ("/dossiers/ajouter", "/dossiers", {"acte": "{uid}", "dossier": "1", "note": "\x1b"}, "Une note a 20000"),
        (
            "/dossiers/ajouter",
            "/dossiers",
            {"acte": "{uid}", "dossier": "1", "q": "a\x00"},
            "La recherche a 2 000",
        ),
    ],
)
def test_what_cannot_be_kept_is_shown_with_the_reason(
    store: Store, ask: TestClient, address: str, page: str, data: dict[str, str], message: str
) -> None:
    uid = file_town(store)["7"]
    store.dossiers.create("Un", "local", WHEN)
    answer = send(ask, address, page, **{name: value.replace("{uid}", uid) for name, value in data.items()})
    assert answer.status_code == 400
    assert message in answer.text
    assert [(one.title, one.size) for one in store.dossiers.list(None)] == [("Un", 0)]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"acte": "0" * 12, "titre": "a"}, 404),
        ({"titre": "a"}, 404),
        ({"personne": "personne@nulle", "titre": "a"}, 404),
        ({"acte": "{uid}", "valeur": "9", "titre": "a"}, 404),
        ({"acte": "{uid}", "dossier": "7"}, 404),
        ({"acte": "{uid}", "dossier": "-1"}, 422),
    ],
)
def test_what_is_not_there_is_not_added_and_no_dossier_is_made(
    store: Store, ask: TestClient, data: dict[str, str], status: int
) -> None:
    uid = file_town(store)["7"]
    sent = {name: value.replace("{uid}", uid) for name, value in data.items()}
    assert send(ask, "/dossiers/ajouter", "/dossiers", **sent).status_code == status
    assert store.dossiers.list(None) == []


def test_another_account_reads_what_is_shared_and_changes_nothing(team: Store, browser: Open) -> None:
    uids = file_town(team)
    made = team.dossiers.create("À Emma", NAMES["editor"], WHEN)
    item = team.dossiers.add(made, NAMES["editor"], ActTarget(uids["7"]), WHEN)
    for role in ("reader", "admin"):
        other = browser(role)
        for place in (f"/dossiers/{made}", f"/dossiers/{made}/export.zip"):
            assert other.get(place).status_code == 404
        assert "À Emma" not in other.get("/dossiers").text
        assert other.get(f"/api/v1/dossiers/{made}").status_code == 404
    team.dossiers.edit(made, None, WHEN, shared=True)
    other = browser("admin")
    page = parse_page(other.get(f"/dossiers/{made}").text)
    assert (texts_at(page, "//h1"), select(page, "//main//form")) == (["À Emma"], [])
    before = team.dossiers.load(made, None)
    for path, data in (
        ("modifier", {"titre": "à moi"}),
        ("supprimer", {}),
        (f"pieces/{item}/noter", {"note": "x"}),
        (f"pieces/{item}/retirer", {}),
    ):
        answer = send(other, f"/dossiers/{made}/{path}", **data)
        assert (answer.status_code, "à quelqu&#39;un d&#39;autre" in answer.text) == (403, True)
    assert send(other, "/dossiers/ajouter", acte=uids["9"], dossier=str(made)).status_code == 403
    assert team.dossiers.load(made, None) == before
    assert [one.id for one in team.dossiers.list(NAMES["admin"])] == [made]


def test_forms_need_their_token(team: Store, browser: Open) -> None:
    reader = browser("reader")
    assert reader.post("/dossiers", data={"titre": "a"}).status_code == 403
    assert team.dossiers.list(None) == []


def test_private_persons_are_masked_on_every_page(team: Store, browser: Open) -> None:
    private_act.fill(team)
    made = team.dossiers.create(
        "Aide à Zélie QUINQUELET", NAMES["editor"], WHEN, note="Mme Quinquelet", shared=True
    )
    team.dossiers.add(
        made, None, ActTarget(private_act.UID), WHEN, note="pour Zélie QUINQUELET", query="quinquelet"
    )
    for n in range(1, 7):
        team.dossiers.add(made, None, ValueTarget(private_act.UID, n), WHEN)
    admin = browser("admin")
    places = (
        *(f"/dossiers/{made}", "/dossiers", f"/api/v1/dossiers/{made}", "/api/v1/dossiers"),
        *(f"/api/v1/dossiers/{made}/timeline", f"/dossiers/ajouter?acte={private_act.UID}"),
        f"/dossiers/ajouter?acte={private_act.UID}&valeur=1",
    )
    for place in places:
        answer = admin.get(place)
        assert (place, answer.status_code, private_act.hides(answer.text)) == (place, 200, True)
    assert not private_act.hides(admin.get(f"/dossiers/{made}?unmasked=1").text)
    assert browser("editor").get(f"/dossiers/{made}?unmasked=1").status_code == 403


# The API


def test_programs_gather_too(store: Store, ask: TestClient) -> None:
    uids = file_town(store)
    made = ask.post("/api/v1/dossiers", json={"title": "Fêtes", "tags": ["2023"], "shared": True})
    assert made.status_code == 201
    assert made.json() == {
        "id": 1,
        "title": "Fêtes",
        "owner": "local",
        "created": "2025-03-01T02:00:00Z",
        "changed": "2025-03-01T02:00:00Z",
        "shared": True,
        "tags": ["2023"],
        "note": "",
        "size": 0,
        "items": [],
    }
    here = "/api/v1/dossiers/1"
    for item in (
        {"act": uids["9"], "note": "vu", "query": "vasseur"},
        {"act": uids["7"], "value": 2},
        {"person": VASSEUR},
    ):
        assert ask.post(f"{here}/items", json=item).status_code == 201
    act, value, person = ask.get(here).json()["items"]
    assert (act["act"]["number"], act["note"], act["query"]) == ("9", "vu", "vasseur")
    assert (value["uid"], value["value"]["n"], value["value"]["entity"]["text"]) == (uids["7"], 2, "80 €")
    assert (person["person"]["id"], person["person"]["bodies"]) == (VASSEUR, ["Fontvergne"])
    [drawn] = ask.get(f"{here}/timeline").json()["acts"][1:]
    assert (drawn["act"]["uid"], drawn["cites"], drawn["cited_by"]) == (uids["9"], [uids["7"]], [])
    changed = ask.patch(f"{here}/items/{act['id']}", json={"note": "revu"}).json()
    assert changed["items"][0]["note"] == "revu"
    assert ask.delete(f"{here}/items/{value['id']}").status_code == 204
    renamed = ask.patch(here, json={"title": "Autres", "shared": False}).json()
    assert (renamed["title"], renamed["shared"], renamed["tags"], renamed["size"]) == (
        "Autres",
        False,
        ["2023"],
        2,
    )
    assert [one["title"] for one in ask.get("/api/v1/dossiers?tag=2023").json()["items"]] == ["Autres"]
    assert ask.delete(here).status_code == 204
    assert ask.get(here).status_code == 404


@pytest.mark.parametrize(
    ("address", "sent", "status"),
    [
        ("/api/v1/dossiers", {"title": " "}, 400),
        ("/api/v1/dossiers", {"title": ""}, 422),
        ("/api/v1/dossiers/1/items", {}, 404),
        ("/api/v1/dossiers/1/items", {"act": "{uid}", "value": 9}, 400),
        ("/api/v1/dossiers/7/items", {"act": "{uid}"}, 404),
        ("/api/v1/dossiers/1/items", {"person": "personne@nulle"}, 404),
    ],
)
def test_what_programs_ask_wrongly_is_a_problem(
    store: Store, ask: TestClient, address: str, sent: dict[str, object], status: int
) -> None:
    uid = file_town(store)["7"]
    store.dossiers.create("Un", "local", WHEN)
    given = {name: uid if value == "{uid}" else value for name, value in sent.items()}
    answer = ask.post(address, json=given)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_lists_go_on_where_they_ended(store: Store, ask: TestClient) -> None:
    for n in range(3):
        store.dossiers.create(f"N° {n}", "local", WHEN)
    first = ask.get("/api/v1/dossiers?limit=2")
    assert ([one["id"] for one in first.json()["items"]], first.json()["next"]) == ([1, 2], "2")
    assert [one["id"] for one in ask.get(first.links["next"]["url"]).json()["items"]] == [3]
