"""Facts of an act corrected on its page, by the API and on the command line."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests import commands
from tests.export.making import ANA, AWARD, LUC, MAX, UID, VOTE, place
from tests.web.people import ADDRESS, NAMES, WHEN, Open, bearer, send
from tests.web.reading import parse_page, select, strings_at, texts_at

from recueil import evaluation
from recueil.evaluation.scoring import score
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.values import Facts, PartialDate

pytestmark = pytest.mark.usefixtures("cheap_hashes")

FACTS_OF = f"/actes/{UID}/faits"
ALL = "/api/v1/corrections"
AWARD_PLACE, VOTE_PLACE = f"{AWARD.start}-{AWARD.end}", f"{VOTE.start}-{VOTE.end}"


@pytest.fixture
def store(path: Path, filled: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{shutil.copyfile(filled, path)}") as opened:
        yield opened


@pytest.fixture
def emma(browser: Open) -> TestClient:
    """Who may correct."""
    return browser("editor")


def facts_of(store: Store) -> Facts:
    return store.unredacted.act(UID).act.facts


def post(client: TestClient, form: str, action: str = "", **typed: str) -> httpx.Response:
    return send(client, f"{FACTS_OF}/{form}{action}", f"{FACTS_OF}/{form}", **{"pourquoi": "relu", **typed})


def test_an_editor_finds_a_control_at_each_fact_and_others_none(emma: TestClient, browser: Open) -> None:
    page = parse_page(emma.get(f"/actes/{UID}").text)
    assert strings_at(page, "//a[@class='fix']/@href") == [
        *(f"{FACTS_OF}/{name}" for name in ("titre", "nature", "numero", "date")),
        "/organismes/vornoy",
        f"{FACTS_OF}/attribution/1",
        f"{FACTS_OF}/vote/1",
        f"{FACTS_OF}/constat/1",
        f"{FACTS_OF}/presences",
    ]
    reader = browser("reader")
    assert select(parse_page(reader.get(f"/actes/{UID}").text), "//a[@class='fix']") == []
    assert reader.get(f"{FACTS_OF}/titre").status_code == 403


def test_the_act_as_a_whole(emma: TestClient, store: Store) -> None:
    saved = post(emma, "date", valeur="15 mars 2023")
    assert saved.headers["location"] == f"/actes/{UID}?partie=1&correction=1#fait-date"
    post(emma, "titre", valeur="Aide aux Voix du lac")
    post(emma, "nature", valeur="decision")
    post(emma, "numero", valeur="")
    identity = facts_of(store).identity
    assert (identity.date, identity.title, identity.kind, identity.number) == (
        PartialDate(2023, 3, 15),
        "Aide aux Voix du lac",
        "decision",
        None,
    )
    refused = post(emma, "date", valeur="31 février 2023")
    assert (refused.status_code, texts_at(parse_page(refused.text), "//p[@class='error']")) == (
        400,
        ["Ce n'est pas une date. Écrivez par exemple : 24/07/2014, 24 juillet 2014, 2014-07."],
    )


def test_an_award(emma: TestClient, store: Store) -> None:
    typed = {"decision": "subvention", "montant": "1 500,50 €", "imputation": "chapitre 65", "lieu": AWARD_PLACE}
    saved = post(emma, "attribution/1", "/changer", **{**typed, "beneficiaire": "Les Voix du lac"})
    assert saved.headers["location"].startswith(f"/actes/{UID}?partie=1&correction=1#")
    (award,) = facts_of(store).awards
    assert (award.beneficiary, award.amount, award.line) == ("Les Voix du lac", AWARD.amount, AWARD.line)
    saved = post(
        emma, "attribution", beneficiaire="asso. Les Amis", decision="Fonds-de-Concours", montant="1 500,50"
    )
    assert saved.headers["location"] == f"/actes/{UID}?partie=1&correction=2#attribution-2"
    assert [each.beneficiary for each in facts_of(store).awards] == ["Les Voix du lac", "asso. Les Amis"]
    added = facts_of(store).awards[1]
    assert added.what == "fonds de concours"
    post(emma, "attribution/2", "/rejeter", lieu=f"{added.start}-{added.end}")
    refused = post(emma, "attribution/1", "/changer", **{**typed, "beneficiaire": "X", "lieu": "1-2"})
    assert refused.status_code == 400
    refused = post(emma, "attribution", beneficiaire="Voix de la mer")
    assert texts_at(parse_page(refused.text), "//p[@class='error']") == ["L'acte ne dit pas cela."]


def test_a_vote_and_a_voice(emma: TestClient, store: Store) -> None:
    counts = {"pour": "19", "contre": "3", "abstentions": "1", "sans_participer": ""}
    saved = post(emma, "vote/1", "/changer", lieu=VOTE_PLACE, issue="rejected", unanimite="majority", **counts)
    assert saved.headers["location"] == f"/actes/{UID}?partie=1&correction=1#vote-1"
    post(emma, "vote/1", "/voix", lieu=VOTE_PLACE, personne=f"{ANA.start}-{ANA.end}", voix="against")
    (vote,) = facts_of(store).votes
    assert (vote.outcome, vote.votes_for, vote.abstentions, [m.full_name for m in vote.names_against]) == (
        "rejected",
        19,
        1,
        ["Ana LO"],
    )
    refused = post(emma, "vote/1", "/changer", lieu=VOTE_PLACE, **{**counts, "pour": "dix"})
    assert texts_at(parse_page(refused.text), "//p[@class='error']") == ["Un nombre de voix s'écrit en chiffres."]


def test_the_attendance(emma: TestClient, store: Store) -> None:
    saved = post(emma, "presences", personne=f"{MAX.start}-{MAX.end}", situation="absent", pouvoir="")
    assert saved.headers["location"] == f"/actes/{UID}?partie=1&correction=1#presences"
    sitting = facts_of(store).attendance
    assert ([m.full_name for m in sitting.absent], sitting.represented, sitting.proxies) == (["Max BON"], (), ())
    refused = post(emma, "presences", personne="", situation="absent", pouvoir="")
    assert texts_at(parse_page(refused.text), "//p[@class='error']") == ["Choisissez une des réponses."]


def test_what_was_missed_is_added(emma: TestClient, store: Store) -> None:
    saved = post(emma, "vote", mots="Les Amis", issue="rejected", contre="2")
    assert saved.headers["location"] == f"/actes/{UID}?partie=1&correction=1#vote-2"
    assert [(v.outcome, v.against) for v in facts_of(store).votes] == [("adopted", 3), ("rejected", 2)]
    refused = post(emma, "vote", mots="Les Amis", issue="adopted")
    assert texts_at(parse_page(refused.text), "//p[@class='error']") == [
        "Ces mots disent déjà un vote : corrigez celui-là."
    ]
    typed = {"mots": "Zoé AMIS", "nom": "", "situation": "excused", "pouvoir": ""}
    refused = send(emma, f"{FACTS_OF}/presences/ajouter", f"{FACTS_OF}/presences", **typed)
    assert texts_at(parse_page(refused.text), "//p[@class='error']") == ["L'acte ne dit pas cela."]
    typed |= {"mots": "Les Amis", "nom": "Zoé AMIS"}
    saved = send(emma, f"{FACTS_OF}/presences/ajouter", f"{FACTS_OF}/presences", **typed)
    assert saved.headers["location"] == f"/actes/{UID}?partie=1&correction=2#presences"
    assert [m.full_name for m in facts_of(store).attendance.excused] == ["Zoé AMIS"]


def test_a_finding_is_rejected(emma: TestClient, store: Store) -> None:
    (finding, *_others) = store.unredacted.act(UID).act.findings
    form = f"{FACTS_OF}/constat/1"
    links = strings_at(
        parse_page(emma.get(f"/actes/{UID}").text), "//ul[@class='findings']//a[@class='fix']/@href"
    )
    assert form in links
    (place,) = strings_at(parse_page(emma.get(form).text), "//input[@name='lieu']/@value")
    saved = send(emma, f"{form}/rejeter", form, lieu=place, pourquoi="relu")
    assert saved.status_code == 303
    assert finding not in store.unredacted.act(UID).act.findings


def test_corrections_are_told_with_the_fact(emma: TestClient) -> None:
    post(emma, "nature", valeur="decision")
    page = parse_page(emma.get(f"/actes/{UID}").text)
    marked = texts_at(page, "//a[@class='fix']")
    assert marked[1:3] == ["corrigé (l'acte, nature, correction n° 1)", "Corriger l'acte, nature"]
    listed = parse_page(emma.get("/corrections?nature=act_kind").text)
    assert "nature de l'acte délibération" in texts_at(listed, "//ul[@class='corrections']")[0]


def program(app: FastAPI, store: Store) -> TestClient:
    secret = store.tokens.add(NAMES["editor"], "essai", "editor", by=NAMES["editor"], when=WHEN)
    return TestClient(app, base_url=ADDRESS, headers=bearer(secret))


REQUESTS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "act": (
        {"action": "act", "fact": "date", "value": "15/03/2023"},
        {"kind": "act_date", "value": {"when": "2023-03-14"}},
        {"kind": "act_date", "value": {"when": "2023-03-15"}},
    ),
    "award": (
        {"action": "award", "number": 1, "start": AWARD.start, "end": AWARD.end, "amount": "1600"},
        {
            "kind": "award",
            "value": {
                "beneficiary": "Voix du lac",
                "amount": "1500.50 EUR",
                "line": "chapitre 65",
                "what": "subvention",
            },
        },
        {
            "kind": "award",
            "value": {
                "beneficiary": "Voix du lac",
                "amount": "1600.00 EUR",
                "line": "chapitre 65",
                "what": "subvention",
            },
        },
    ),
    "presence": (
        {"action": "presence", "person": "Max BON", "status": "represented", "holder": "Ana LO"},
        {"kind": "presence", "value": {"person": "BON, Max", "status": "represented", "holder": "RÉ, Luc"}},
        {"kind": "presence", "value": {"person": "BON, Max", "status": "represented", "holder": "LO, Ana"}},
    ),
    "vote that was missed": (
        {"action": "add-vote", "start": AWARD.start, "end": AWARD.start + 8, "outcome": "adopted", "against": "2"},
        {},
        {
            "kind": "vote",
            "value": {
                "outcome": "adopted",
                "unanimous": None,
                "votes_for": None,
                "against": "2",
                "abstentions": None,
                "not_voting": None,
            },
        },
    ),
    "member who was missed": (
        {
            "action": "add-presence",
            "start": AWARD.start,
            "end": AWARD.start + 8,
            "person": "Zoé PRÉ",
            "status": "represented",
            "holder": "Ana LO",
        },
        {},
        {"kind": "presence", "value": {"person": "PRÉ, Zoé", "status": "represented", "holder": "LO, Ana"}},
    ),
    "ballot": (
        {
            "action": "ballot",
            "number": 1,
            "start": VOTE.start,
            "end": VOTE.end,
            "person": "Luc RÉ",
            "side": "for",
        },
        {},
        {"kind": "ballot", "value": {"person": "RÉ, Luc", "side": "for"}},
    ),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_by_the_api(app: FastAPI, team: Store, name: str) -> None:
    request, was, value = REQUESTS[name]
    answer = program(app, team).post(ALL, json={**request, "act": UID, "why": "relu"})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["was"] or {}, made["value"]) == (was, value)
    assert program(app, team).get(f"{ALL}?kind={value['kind']}").json()["items"] == [made]


def test_on_the_command_line(store: Store, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{path}"
    corrected = (
        ["act", UID, "number", "2023-13"],
        ["award", UID, "1", "--beneficiary", "Les Voix du lac", "--line", ""],
        ["add-award", UID, "asso. Les Amis", "--amount", "1 500,50"],
        ["vote", UID, "1", "--against", "4"],
        ["ballot", UID, "1", "Luc RÉ", "against"],
        ["presence", UID, "Max BON", "excused"],
        ["add-vote", UID, "Les Amis", "--outcome", "noted"],
        ["add-presence", UID, "Les Amis", "absent", "--person", "Zoé AMIS"],
        ["reject-finding", UID, "1"],
    )
    for words in corrected:
        status, out, _ = commands.run(capsys, "corrections", *words, "--by", "ana", "--store", url)
        assert status == 0
    assert out.splitlines()[-1] == ("Correction 9, standing: « contre : 3 », votants 23 ≠ 25 → nothing.")
    facts = facts_of(store)
    assert facts.identity.number == "2023-13"
    assert [(a.beneficiary, a.line) for a in facts.awards] == [("Les Voix du lac", None), ("asso. Les Amis", None)]
    assert [(v.against, [m.value for m in v.names_against]) for v in facts.votes] == [(4, [LUC.value]), (None, [])]
    assert [m.full_name for m in facts.attendance.excused] == ["Max BON"]
    assert [m.full_name for m in facts.attendance.absent] == ["Zoé AMIS"]
    assert [each.check for each in store.unredacted.act(UID).act.findings if each.check == "votants"] == []
    for words in (["award", UID, "9", "--reject"], ["presence", UID, "Zoé NUL", "absent"]):
        assert commands.run(capsys, "corrections", *words, "--by", "ana", "--store", url)[0] == 1
    assert place("Max BON") == (MAX.start, MAX.end)
    assert store.check(datetime.datetime(2025, 3, 3, tzinfo=datetime.UTC)) == []


def test_corrected_facts_are_gold(
    store: Store, path: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    stored = store.unredacted.act(UID).act
    url, folder = f"sqlite:///{path}", tmp_path / "gold"
    for words in (["award", UID, "1", "--beneficiary", "Les Voix du lac"], ["act", UID, "title", "Aide"]):
        commands.run(capsys, "corrections", *words, "--by", "ana", "--store", url)
    assert commands.run(capsys, "corrections", "export", str(folder), "--store", url)[:2] == (
        0,
        f"{folder}: 1 document.\n",
    )
    assert sorted(file.suffixes[-1] for file in folder.iterdir()) == [".json", ".txt"]
    (gold,) = evaluation.load(folder)
    assert gold.whole is not None
    assert {name: dict(gold.whole[name]) for name in ("title", "number", "kind", "awards", "absent")} == {
        "title": {"aide": 1},
        "number": {"2023-12": 1},
        "kind": {"deliberation": 1},
        "awards": {"subvention/les voix du lac/1500.50 EUR/chapitre 65": 1},
        "absent": {"bon max": 1},
    }
    report = score([gold], [stored])
    assert {kind: (counts.tp, counts.fp, counts.fn) for kind, counts in report.kinds.items() if counts.fn} == {
        "act.title": (0, 1, 1),
        "act.awards": (0, 1, 1),
    }
    assert score([gold], [store.unredacted.act(UID).act]).mistakes == ()
