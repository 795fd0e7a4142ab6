"""What hostile words of an act become, and a text without end."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from tests.export.making import ENTITIES, FACTS, record
from tests.handles import handle_of
from tests.hostile.acts import HOSTILE, hostile
from tests.web.people import ADDRESS, application
from tests.web.reading import faults, links, parse_page, select, strings_at, texts_at

from recueil.readers.document import Document, Page
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.values import Act, Amount, Entity, Facts, Organisation, Place
from recueil.web.pages.passages import MAX_CHARACTERS

Asking = Callable[[Store], TestClient]


def test_hostile_words_are_only_ever_words(store: Store, asking: Asking) -> None:
    document, act = hostile(HOSTILE.replace("\x00", ""))
    record(store, "file:///x.txt", document, act)
    client, uid = asking(store), handle_of(document.sha256)
    for address in (
        f"/actes/{uid}",
        f"/actes/{uid}?sans=person&e=2",
        f"/actes/{uid}/valeurs/1",
        f"/actes/{uid}/valeurs/2",
        f"/actes/{uid}/pages/1?e=1",
        "/?q=alert montant:12",
        "/",
    ):
        answer = client.get(address)
        page = parse_page(answer.text)
        assert answer.status_code == 200
        assert select(page, "//script[not(@src='/static/selection.js')]|//img|//@onerror") == []
        assert not set("\u202e\u2066\x00") & set(answer.text)
        assert "49" not in texts_at(page, "//h1")[0]
        assert faults(page) == []
    assert texts_at(parse_page(client.get(f"/actes/{uid}").text), "//h1") == [
        '<script>alert(1)</script> "><img src=x onerror=alert(1)> ��rtl {{ 7*7 }} &lt;b&gt;'
    ]


@pytest.mark.parametrize("kind", [Organisation, Place])
def test_a_hostile_name_is_only_ever_words(
    store: Store, asking: Asking, kind: type[Organisation] | type[Place]
) -> None:
    document, act = hostile(HOSTILE.replace("\x00", ""))
    name = HOSTILE.replace("\x00", "")[:60]
    entity = Entity(0, 60, name, 1, kind(name), "test")
    record(store, "file:///x.txt", document, replace(act, entities=(entity,)))
    client, uid = asking(store), handle_of(document.sha256)
    field = "organisation" if kind is Organisation else "lieu"
    for address in (f"/actes/{uid}", f"/actes/{uid}/valeurs/1", f"/actes/{uid}/pages/1", f"/?q={field}:*"):
        page = parse_page(client.get(address).text)
        assert select(page, "//script[not(@src='/static/selection.js')]|//img|//@onerror") == []
        assert faults(page) == []
    page = parse_page(client.get("/", params={"q": f"{field}:*"}).text)
    assert "<script>" in texts_at(page, "//nav[@class='facets']/details[last()]//bdi")[0]


def test_control_characters_are_shown_as_what_they_are(store: Store, asking: Asking) -> None:
    text = "a\x01b\x1b[31m\fc\u2067d"
    document = Document(text, (Page(1, 0, len(text)),), hashlib.sha256(text.encode()).hexdigest(), 1, "text/plain")
    record(store, "file:///x.txt", document, Act(0, len(text), Facts(), ()))
    page = parse_page(asking(store).get(f"/actes/{handle_of(document.sha256)}").text)
    assert [text.text_content() for text in select(page, "//div[@class='text']")] == ["a�b�[31m\nc�d"]


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> tuple[TestClient, str]:
    """Who asks about an act of one line of five million characters, with a value in every ten thousand."""
    line = ("x" * 9_996 + "12\u00a0€") * 500
    value = Amount(ENTITIES[5].value.amount)  # type: ignore[attr-defined]
    starts = range(9_996, len(line), 10_000)
    entities = tuple(Entity(start, start + 4, "12\u00a0€", 1, value, "figures") for start in starts)
    document = Document(line, (Page(1, 0, len(line)),), hashlib.sha256(line.encode()).hexdigest(), 1, "text/plain")
    vote = replace(FACTS.votes[0], start=starts[-1], end=starts[-1] + 4)
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('endless')}/recueil.db", create=True)
    record(store, "file:///x.txt", document, Act(0, len(line), Facts(votes=(vote,)), entities))
    client = TestClient(application(store), base_url=ADDRESS)
    return client, f"/actes/{handle_of(document.sha256)}"


def test_a_text_without_end_is_shown_in_parts(endless: tuple[TestClient, str]) -> None:
    client, act = endless
    page = parse_page(client.get(act).text)
    assert texts_at(page, "//h2") == ["Votes", "Texte, partie 1 sur 50"]
    [text] = select(page, "//div[@class='text']")
    assert len(text.text_content()) == MAX_CHARACTERS
    assert strings_at(page, "//a[@rel='next']/@href") == [f"{act}?partie=2#texte"] * 2
    last = parse_page(client.get(f"{act}?partie=50").text)
    assert strings_at(last, "//a[@rel='prev']/@href") == [f"{act}?partie=49#texte"] * 2
    assert (texts_at(last, "//h2"), strings_at(last, "//a[@rel='next']")) == (["Texte, partie 50 sur 50"], [])
    assert faults(page) + faults(last) == []


def test_what_stands_in_another_part_is_led_to(endless: tuple[TestClient, str]) -> None:
    client, act = endless
    [vote, _] = links(parse_page(client.get(act).text), "//section[@aria-labelledby='votes']//a").values()
    assert vote == f"{act}?partie=50#p-4999996-5000000"
    assert len(select(parse_page(client.get(vote).text), "//*[@id='p-4999996-5000000']")) == 1
    page = parse_page(client.get(f"{act}?e=499#e-499").text)
    assert strings_at(page, "//mark[contains(@class, 'chosen')]/@id") == ["e-499"]
    assert texts_at(page, "//h2") == ["Texte, partie 50 sur 50"]


def test_a_page_without_end_is_cut(endless: tuple[TestClient, str]) -> None:
    client, act = endless
    answer = client.get(f"{act}/pages/1")
    assert len(answer.text) < 2 * MAX_CHARACTERS
    assert (
        "la suite est dans le texte de l'acte"
        in texts_at(parse_page(answer.text), "//section[@aria-labelledby='lu']/p")[0]
    )
