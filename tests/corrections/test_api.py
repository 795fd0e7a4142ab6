"""Corrections by the API: made, listed, told in its other answers, withdrawn."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.export.making import UID, place
from tests.web.people import ADDRESS, NAMES, WHEN, Open, bearer, csrf

from recueil.accounts.schema import Role
from recueil.store.open import open_store
from recueil.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_hashes")

ALL = "/api/v1/corrections"
START, END = place("1 500,50 €")
REJECT = {"action": "reject", "act": UID, "start": START, "end": END, "kind": "amount", "why": "relu"}
CHANGE = {**REJECT, "action": "change", "value": "1 600,50"}
ADD = {
    "action": "add",
    "act": UID,
    "start": place("M. RÉ")[0],
    "end": place("M. RÉ")[1],
    "kind": "person",
    "value": "M. Luc RÉ",
}


def amount(figure: str) -> dict[str, Any]:
    unsaid = dict.fromkeys(("tax", "per", "role", "issue"))
    return {"kind": "amount", "value": {"amount": figure, "currency": "EUR", **unsaid}}


@pytest.fixture
def store(path: Path, filled: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{shutil.copyfile(filled, path)}") as opened:
        yield opened


def program(app: FastAPI, store: Store, role: Role) -> TestClient:
    """A program with a token of somebody."""
    secret = store.tokens.add(NAMES[role], "essai", role, by=NAMES[role], when=WHEN)
    return TestClient(app, base_url=ADDRESS, headers=bearer(secret))


@pytest.fixture
def emma(app: FastAPI, team: Store) -> TestClient:
    return program(app, team, "editor")


def test_a_value_is_changed_and_that_withdrawn(emma: TestClient, team: Store) -> None:
    made = emma.post(ALL, json=CHANGE)
    assert (made.status_code, made.headers["location"]) == (201, f"{ALL}/1")
    correction = {
        "id": 1,
        "action": "change",
        "state": "standing",
        "text": "1 500,50 €",
        "document": UID,
        "start": START,
        "end": END,
        "was": amount("1500.50"),
        "value": amount("1600.50"),
        "made": {"by": "emma", "when": "2025-03-01T02:00:00Z", "why": "relu"},
        "withdrawn": None,
        "places": [
            {
                "document": UID,
                "act": UID,
                "start": START,
                "end": END,
                "missing": None,
            }
        ],
    }
    assert made.json() == correction
    assert emma.get(f"{ALL}/1").json() == correction
    assert emma.get(ALL).json() == {"items": [correction], "next": None}
    told = [(one["value"]["amount"], one["correction"]) for one in entities(emma, "amount")]
    assert told == [("1600.50", 1)]
    undone = emma.delete(f"{ALL}/1", params={"why": "non"})
    signed = {"by": "emma", "when": "2025-03-01T02:00:00Z", "why": "non"}
    assert (undone.status_code, undone.json()) == (
        200,
        {**correction, "state": "withdrawn", "withdrawn": signed},
    )
    assert [(one["value"]["amount"], one["correction"]) for one in entities(emma, "amount")] == [("1500.50", None)]


@pytest.mark.parametrize(
    ("kind", "typed", "edtf"),
    [
        ("date", "1er juillet 2014", "2014-07-01"),
        ("date", "hier", "2025-02-28"),
        ("date", "le mois dernier", "2025-02"),
        ("period", "T1 2024", "2024-01/2024-03"),
    ],
)
def test_a_date_is_typed_as_people_type_it(
    emma: TestClient, team: Store, kind: str, typed: str, edtf: str
) -> None:
    made = emma.post(ALL, json={**ADD, "kind": kind, "value": typed})
    assert made.json()["value"]["value"]["edtf"] == edtf


@pytest.mark.parametrize("typed", ["65", "mai", "24/07/14", "avant 2020"])
def test_what_is_no_date_is_refused(emma: TestClient, team: Store, typed: str) -> None:
    refused = emma.post(ALL, json={**ADD, "kind": "date", "value": typed})
    assert (refused.status_code, refused.json()["detail"]) == (
        400,
        f"{typed!r} is not a valid date. Write 24/07/2014, 24 juillet 2014, 2014-07-24, 2014-07 or 2014.",
    )


def entities(client: TestClient, kind: str) -> list[Any]:
    return [one for one in client.get(f"/api/v1/acts/{UID}").json()["entities"] if one["kind"] == kind]


def test_what_is_beside_the_value_stays(emma: TestClient) -> None:
    start, end = place("14 mars 2023")
    parameters = {**CHANGE, "start": start, "end": end, "kind": "date", "value": "15 mars 2023"}
    assert emma.post(ALL, json=parameters).json()["value"] == {
        "kind": "date",
        "value": {"edtf": "2023-03-15", "role": "seance", "issue": None},
    }


def test_a_value_is_rejected_or_of_another_kind(emma: TestClient) -> None:
    assert emma.post(ALL, json=REJECT).json()["value"] is None
    assert entities(emma, "amount") == []
    emma.delete(f"{ALL}/1")
    other = emma.post(ALL, json={**CHANGE, "to": "percentage", "value": "12 %"})
    assert other.json()["value"] == {"kind": "percentage", "value": {"percent": "12", "role": None}}
    assert [one["correction"] for one in entities(emma, "percentage")] == [2, None]


def test_a_missed_value_is_added(emma: TestClient) -> None:
    assert emma.post(ALL, json=ADD).json()["was"] is None
    assert [one["text"] for one in entities(emma, "person")] == ["Luc RÉ", "Ana LO", "Max BON", "M. RÉ"]


def test_lists_go_on_and_are_narrowed(emma: TestClient) -> None:
    for asked in (REJECT, ADD):
        emma.post(ALL, json=asked)
    first = emma.get(ALL, params={"limit": 1})
    assert ([one["id"] for one in first.json()["items"]], first.json()["next"]) == ([2], "2")
    assert first.headers["link"] == f'<{ALL}?limit=1&after=2>; rel="next"'
    second = emma.get(ALL, params={"limit": 1, "after": "2"}).json()
    assert ([one["id"] for one in second["items"]], second["next"]) == ([1], None)
    emma.delete(f"{ALL}/1")
    narrowed = [
        {"state": "standing"},
        {"state": "withdrawn"},
        {"kind": "person"},
        {"by": "max"},
        {"by": "\x00"},
        {"act": UID[:6]},
    ]
    assert [[one["id"] for one in emma.get(ALL, params=asked).json()["items"]] for asked in narrowed] == [
        [2], [1], [2], [], [], [2, 1],
    ]  # fmt: skip


def test_answers_can_be_kept(emma: TestClient) -> None:
    emma.post(ALL, json=ADD)
    for path in (ALL, f"{ALL}/1"):
        tag = {"If-None-Match": emma.get(path).headers["etag"]}
        assert emma.get(path, headers=tag).status_code == 304
        assert emma.head(path).content == b""
    emma.delete(f"{ALL}/1")
    assert emma.get(f"{ALL}/1", headers=tag).status_code == 200


@pytest.mark.parametrize(
    ("parameters", "status", "message"),
    [
        ({"value": "beaucoup"}, 400, "'beaucoup' is not a valid amount."),
        ({"value": "1500,50"}, 400, "'1 500,50 €' says 1500.50 EUR already."),
        ({"start": 0, "end": 5}, 400, "No amount stands at 0 to 5."),
        ({"start": 5, "end": 5}, 400, "No amount stands at 5 to 5."),
        ({"action": "add", "start": 5, "end": 5}, 400, "There are no words at 5 to 5."),
        ({"action": "add", "start": 0, "end": 2**31 - 1}, 400, "There are no words at 0 to"),
        ({"why": "a\x00"}, 400, "The reason cannot be kept."),
        ({"why": "\ud800"}, 422, "body.change.why"),
        ({"value": "\ud800"}, 422, "body.change.value"),
        ({"act": "ffff"}, 404, "There is no act ffff."),
        ({"act": "\ud800"}, 422, "body.change.act"),
        ({"act": ""}, 404, "'' is not the identifier"),
        ({"start": -1}, 422, "body.change.start"),
        ({"end": 2**31}, 422, "body.change.end"),
        ({"kind": "x"}, 422, "body.change.kind"),
        ({"action": "erase"}, 422, "body"),
        ({"by": "max"}, 422, "body.change.by"),
    ],
)
def test_what_is_no_correction_is_refused(
    emma: TestClient, team: Store, parameters: dict[str, Any], status: int, message: str
) -> None:
    content = json.dumps({**CHANGE, **parameters})
    answer = emma.post(ALL, content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["detail"].startswith(message)
    assert team.corrections() == []


def test_what_is_not_there_is_not_withdrawn(emma: TestClient) -> None:
    assert [emma.delete(f"{ALL}/{number}").status_code for number in (1, 0, 2**63)] == [404, 422, 422]
    emma.post(ALL, json=ADD)
    assert [emma.delete(f"{ALL}/1").status_code for _ in range(2)] == [200, 400]


def test_readers_correct_nothing(app: FastAPI, team: Store, emma: TestClient) -> None:
    emma.post(ALL, json=REJECT)
    remi = program(app, team, "reader")
    assert (remi.post(ALL, json=ADD).status_code, remi.delete(f"{ALL}/1").status_code) == (403, 403)
    assert [one["state"] for one in remi.get(ALL).json()["items"]] == ["standing"]


def test_a_browser_sends_its_token(browser: Open, team: Store) -> None:
    client = browser("editor")
    assert client.post(ALL, json=ADD).status_code == 403
    assert team.corrections() == []
    sent = client.post(ALL, json=ADD, headers={"X-CSRF-Token": csrf(client, "/compte")})
    assert (sent.status_code, sent.json()["made"]["by"]) == (201, "emma")
