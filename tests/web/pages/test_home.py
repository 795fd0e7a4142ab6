"""The home page: what the store holds, examples that have an answer, the latest awards; and a page for an empty store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.commands import run
from tests.export.making import fill
from tests.web.people import WHEN, Open
from tests.web.reading import faults, links, parse_page, select, strings_at, texts_at

from recueil.accounts.schema import Role
from recueil.errors import PdfBroken
from recueil.query import parse
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.ledger.work import FoundFile
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.web import server
from recueil.web.i18n import labels

Asking = Callable[[Store], TestClient]


def test_an_empty_store_says_how_to_fill_it(store: Store, asking: Asking) -> None:
    page = parse_page(asking(store).get("/").text)
    assert texts_at(page, "//section[@class='card']/h2") == ["La base est vide"]
    assert texts_at(page, "//section[@class='card']//li/code") == [
        "recueil ingest DOSSIER",
        "recueil sources add ADRESSE",
        "recueil ingest",
        "recueil restore FICHIER",
    ]
    assert select(page, "//dl[@class='tiles']") == []
    assert faults(page) == []


def test_it_says_what_the_store_holds(store: Store, asking: Asking) -> None:
    fill(store)
    page = parse_page(asking(store).get("/").text)
    names, numbers = (texts_at(page, f"//dl[@class='tiles']//{tag}") for tag in ("dt", "dd"))
    assert dict(zip(names, numbers, strict=True)) == {
        "actes": "2",
        "organisme": "1",
        "séances": "2023",
    }
    [money] = select(page, "//section[@aria-labelledby='derniers-montants']//li[h3]")
    assert texts_at(money, ".//ul[@class='decision']/li") == [
        "Voix du lac 1 500,50 € subvention",
        "à la majorité : 20 pour, 3 contre",
    ]
    assert texts_at(page, "//nav[@aria-labelledby='organismes']//li") == ["VILLE DE VORNOY 1 acte"]
    assert faults(page) == []


def test_every_example_has_an_answer(client: TestClient) -> None:
    page = parse_page(client.get("/").text)
    examples = texts_at(page, "//ul[@aria-label='Exemples']//code")
    store: Store = client.app.state.store  # type: ignore[attr-defined]
    assert len(examples) == 6
    assert all(store.count(parse(example)) for example in examples)
    assert [strings_at(link, "@href")[0] for link in select(page, "//ul[@aria-label='Exemples']//a")] == list(
        links(page, "//ul[@aria-label='Exemples']//a").values()
    )


def test_failures_are_told_to_who_can_see_to_them(browser: Open, team: Store) -> None:
    fill(team)
    [bad] = team.ledger.enqueue([FoundFile("file:///scan.pdf", "cd" * 32)], "0.1.0+test", WHEN)
    night = team.ledger.begin(RunStart("ingest", Owner("here", 1), "0.1.0+test"), {}, WHEN)
    [work] = team.ledger.claim(night, [bad], lambda owner: False, WHEN)
    team.ledger.fail(work, PdfBroken("scan.pdf: images."), WHEN)
    team.ledger.end(night, "with failures", "0 of 1 files are in the store.", WHEN)
    roles: tuple[Role, ...] = ("reader", "editor", "admin")
    tiles = {role: texts_at(parse_page(browser(role).get("/").text), "//dl[@class='tiles']//dt") for role in roles}
    names = ["actes", "organisme", "séances", "dernière lecture"]
    failed = "fichier en échec : recueil status dit pourquoi"
    assert tiles == {"reader": names, "editor": [*names, failed], "admin": [*names, failed]}


def test_every_page_but_the_search_has_a_search_box(client: TestClient) -> None:
    boxes = {
        path: len(select(parse_page(client.get(path).text), "//form[@role='search']")) for path in ("/", "/style")
    }
    assert boxes == {"/": 1, "/style": 1}


def test_the_components_are_shown_without_a_fault(client: TestClient) -> None:
    page = parse_page(client.get("/style").text)
    assert texts_at(page, "//main//h2") == [
        "Couleurs",
        "Caractères",
        "Actions et champs",
        "Valeurs et étiquettes",
        "Ensembles",
    ]
    assert faults(page) == []


def test_every_check_has_its_words(root: Path) -> None:
    documented = (
        (root / "docs" / "act.md").read_text("utf-8").partition("| check | basis |")[2].partition("\n\n")[0]
    )
    checks = [line.split("`")[1] for line in documented.splitlines() if line.startswith("| `")]
    assert list(labels.CHECKS) == checks


def test_a_server_makes_the_store_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    served: list[int] = []
    monkeypatch.setattr(server, "serve", lambda store, *rest: served.append(store.overview().acts))
    assert run(capsys, "serve") == (0, "", "")
    assert served == [0]
    with open_store("sqlite:///recueil.db") as made:
        assert made.overview().acts == 0
