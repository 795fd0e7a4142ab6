"""An editor's correction, by the API or by a form, shows no masked name; an admin's may, and is noted."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.handles import handle_of
from tests.private_act import HELPED, MAYOR, TEXT, UID, act, document, fill, hides
from tests.web.people import ADDRESS, NAMES, WHEN, Open, bearer, send
from tests.web.reading import ordinary_spaces

from recueil.accounts.schema import Role
from recueil.corrections import Attribution, Replacement
from recueil.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_hashes")

ALL = "/api/v1/corrections"
START = TEXT.index("Zélie QUINQUELET")
END = START + len("Zélie QUINQUELET")
LIEU = f"{START}-{END}"
PUBLIC = "Inconnu INCONNU @public"
CHANGE = {"action": "change", "act": UID, "start": START, "end": END, "kind": "person", "value": PUBLIC}
HONORABLE = {**CHANGE, "value": "Mlle Inconnu INCONNU"}
ONCE = handle_of(hashlib.sha256(TEXT.encode("utf-16")).hexdigest())
"""An act in which that mention alone masks the name."""
REFUSED = "Cette correction montrerait le nom d'une personne privée : seul un administrateur peut la faire."
PAGE = f"/actes/{ONCE}/valeurs/2"
BY_NAME = TEXT.index("Quinquelet")
FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "changer": (
        f"{PAGE}/changer",
        {"lieu": LIEU, "de": "person", "nature": "person", "valeur": PUBLIC},
    ),
    "changer la nature": (
        f"{PAGE}/changer",
        {"lieu": LIEU, "de": "person", "nature": "reference", "valeur": "loi #2013-595"},
    ),
    "rejeter": (f"{PAGE}/rejeter", {"lieu": LIEU, "de": "person"}),
    "ajouter": (
        f"/actes/{UID}/ajouter",
        {"lieu": f"{BY_NAME}-{BY_NAME + 10}", "nature": "person", "valeur": "INCONNU @public"},
    ),
}


@pytest.fixture
def team(team: Store) -> Store:
    fill(team)
    return team


def program(app: FastAPI, store: Store, role: Role) -> TestClient:
    secret = store.tokens.add(NAMES[role], "essai", role, by=NAMES[role], when=WHEN)
    return TestClient(app, base_url=ADDRESS, headers=bearer(secret))


@pytest.fixture
def emma(app: FastAPI, team: Store) -> TestClient:
    return program(app, team, "editor")


@pytest.fixture
def anne(app: FastAPI, team: Store) -> TestClient:
    return program(app, team, "admin")


def noted(store: Store) -> list[tuple[str, str, str | None, dict[str, Any]]]:
    """What was done to corrections, and what was unmasked, first to last."""
    told = [(one.who, one.action, one.subject, one.details) for one in reversed(store.audit.page())]
    return [one for one in told if one[1].startswith(("correction", "unmasked"))]


def test_an_editor_makes_nobody_public_by_the_api(emma: TestClient, team: Store) -> None:
    answer = emma.post(ALL, json=CHANGE)
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert answer.json() == {
        "type": "about:blank",
        "title": "Forbidden",
        "status": 403,
        "detail": "This correction would show the name of a private person. Ask an admin to make it.",
    }
    assert emma.get(ALL).json()["items"] == []
    assert hides(emma.get(f"/api/v1/acts/{UID}/text").text)
    assert noted(team) == []


def test_an_editor_corrects_whom_they_do_not_see(emma: TestClient, team: Store) -> None:
    made = emma.post(ALL, json=HONORABLE)
    assert made.status_code == 201
    assert made.headers["location"] == f"{ALL}/1"
    told = [made, emma.get(f"{ALL}/1"), emma.get(ALL), emma.get(f"/api/v1/acts/{UID}/text")]
    assert all(hides(answer.text) for answer in told)
    assert all("INCONNU" not in answer.text for answer in told)
    assert hides(emma.delete(f"{ALL}/1").text)
    assert noted(team) == [
        ("emma", "correction.make", "correction:1", {"act": UID}),
        ("emma", "correction.withdraw", "correction:1", {}),
    ]


def test_an_admin_does_and_is_noted_and_nothing_of_it_is_told_once_it_is_withdrawn(
    anne: TestClient, emma: TestClient, team: Store
) -> None:
    made = anne.post(ALL, json=CHANGE)
    assert (made.status_code, made.json()["text"]) == (201, "Zélie QUINQUELET")
    assert not hides(emma.get(f"/api/v1/acts/{UID}/text").text)
    assert noted(team) == [
        ("anne", "correction.make", "correction:1", {"act": UID}),
        ("anne", "unmasked", "correction:1", {"act": UID}),
    ]
    assert emma.delete(f"{ALL}/1").status_code == 200
    for address in (f"/api/v1/acts/{UID}/text", ALL, f"{ALL}/1", f"{ALL}?act={UID}", "/corrections/1"):
        assert hides(emma.get(address).text), address
    assert "INCONNU" not in emma.get(ALL).text


def test_an_editor_withdraws_nothing_that_masks(anne: TestClient, emma: TestClient, team: Store) -> None:
    start = TEXT.index("Odile FARGUES", TEXT.index("La maire"))
    private = {**CHANGE, "start": start, "end": start + 13, "value": "Odile FARGUES @private"}
    assert emma.post(ALL, json=private).status_code == 201
    answer = emma.delete(f"{ALL}/1")
    assert (answer.status_code, answer.json()["title"]) == (403, "Forbidden")
    assert "FARGUES" not in emma.get(ALL).text
    assert anne.delete(f"{ALL}/1").status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_an_editor_shows_no_masked_name(browser: Open, team: Store, form: str) -> None:
    found = act()
    entities = tuple(one for one in found.entities if one.value != HELPED or one.start == START)
    facts = replace(found.facts, awards=())
    doc = document(TEXT.encode("utf-16"))
    fill(team, "file:///b.txt", doc, replace(found, facts=facts, entities=entities))
    emma = browser("editor")
    address, typed = FORMS[form]
    answer = send(emma, address, PAGE, **typed)
    assert answer.status_code == 403
    assert REFUSED.replace("'", "&#39;") in ordinary_spaces(answer.text)
    assert hides(answer.text)
    assert noted(team) == []


def test_a_form_of_an_editor_withdraws_nothing_that_masks(browser: Open, team: Store) -> None:
    mayor = next(one for one in act().entities if one.value == MAYOR)
    private = Replacement(mayor.start, mayor.end, "person", replace(MAYOR, key=None, standing="private"))
    team.correct(UID, private, Attribution("emma", WHEN))
    answer = send(browser("editor"), "/corrections/1/retirer", "/corrections/1", pourquoi="si")
    assert answer.status_code == 403
    assert REFUSED.replace("'", "&#39;") in ordinary_spaces(answer.text)
    assert "FARGUES" not in answer.text
