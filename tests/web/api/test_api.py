"""What the API answers, whole; and how it is asked again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from tests.export import making
from tests.handles import handle_of
from tests.web.people import ADDRESS, application

from recueil.export.act_object import act_object
from recueil.export.jsonl import entity_object, stored_act_line
from recueil.query import FIELDS
from recueil.readers.document import Document, Page
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.store.views import ACT_VIEWS
from recueil.values import Act, Facts, Identity
from recueil.web.api import exports
from recueil.web.api.exports import TableName

API = "/api/v1"
ACT = {
    "uid": making.UID,
    "date": "2023-03-14",
    "kind": "deliberation",
    "title": "Subvention aux Voix du lac",
    "body": "VILLE DE VORNOY",
}


@pytest.fixture(scope="module")
def opened(filled: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{filled}") as store:
        yield store


@pytest.fixture(scope="module")
def asker(opened: Store) -> TestClient:
    return TestClient(application(opened), base_url=ADDRESS)


@pytest.fixture(scope="module")
def api(asker: TestClient) -> Callable[..., Any]:
    """Asks and gives the JSON of the answer."""

    def get_json(path: str, **parameters: Any) -> Any:
        answer = asker.get(f"{API}{path}", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return get_json


def test_an_act_comes_whole(api: Callable[..., Any]) -> None:
    end = making.DOCUMENT.pages[0].end
    assert api(f"/acts/{making.UID[:6]}") == {
        "uid": making.UID,
        "sources": [making.ADDRESS],
        "document": making.UID,
        "media": "text/plain",
        "size": making.DOCUMENT.size,
        "body": {"label": "VILLE DE VORNOY", "siren": "218690006", "reason": "ctes", "candidates": []},
        "start": 0,
        "end": len(making.TEXT),
        "pipeline_version": "1",
        "pages": [
            {"number": 1, "start": 0, "end": end, "width": None, "height": None},
            {"number": 2, "start": end, "end": len(making.TEXT), "width": None, "height": None},
        ],
        "missing": [],
        "others": [],
        "act": json.loads(json.dumps(act_object(making.ACT))),
        "entities": [entity_object(entity) for entity in making.ENTITIES],
    }


def test_acts_that_answer_are_shown_with_why(api: Callable[..., Any]) -> None:
    found = api("/acts", q="voix montant:>1000", total=True, facet=["vote", "controle"])
    (hit,) = found.pop("items")
    assert found == {
        "next": None,
        "total": 1,
        "facets": {
            "vote": [
                {"value": "adopted", "label": "adopted", "term": "vote:adopte", "acts": 1},
                {"value": "majority", "label": "majority", "term": "vote:majorite", "acts": 1},
            ],
            "controle": [{"value": "votants", "label": "votants", "term": "controle:votants", "acts": 1}],
        },
    }
    (amount,) = (entity for entity in making.ENTITIES if entity.kind == "amount")
    assert hit.pop("entities") == [entity_object(amount)]
    snippet, start = hit.pop("snippet"), hit["start"]
    text = "".join(segment["text"] for segment in snippet)
    assert text == making.TEXT[start : start + len(text)]
    assert [segment["text"] for segment in snippet if segment["hit"]] == ["1 500,50 €", "Voix"]
    assert hit == {
        "uid": making.UID,
        "date": "2023-03-14",
        "kind": "deliberation",
        "title": "Subvention aux Voix du lac",
        "body": "VILLE DE VORNOY",
        "source": making.ADDRESS,
        "score": 1,
        "page": 2,
        "start": start,
    }


@pytest.mark.parametrize(
    ("order", "uids"),
    [
        ("rank", [making.UID, making.PLAIN_UID]),
        ("date", [making.UID, making.PLAIN_UID]),
        ("amount", [making.UID, making.PLAIN_UID]),
    ],
)
@pytest.mark.parametrize("q", ["", " ", "montant:*"])
def test_pages_follow_each_other(api: Callable[..., Any], q: str, order: str, uids: list[str]) -> None:
    first = api("/acts", q=q, order=order, limit=1)
    second = api("/acts", q=q, order=order, limit=1, after=first["next"])
    assert [hit["uid"] for part in (first, second) for hit in part["items"]] == uids
    assert (first["total"], first["facets"], second["next"]) == (None, {}, None)


def test_a_link_says_where_the_next_part_is(asker: TestClient, opened: Store) -> None:
    first = asker.get(f"{API}/acts", params={"q": 'montant:* OU "é&=#"', "limit": 1, "facet": ["vote", "annee"]})
    there = first.url.join(first.links["next"]["url"])
    assert dict(there.params) == {**dict(first.url.params), "after": first.json()["next"]}
    assert there.params.get_list("facet") == ["vote", "annee"]
    second = asker.get(there)
    assert [hit["uid"] for hit in second.json()["items"]] == [making.PLAIN_UID]
    assert "link" not in second.headers


def test_entities_come_with_their_act(api: Callable[..., Any]) -> None:
    assert api("/entities", q="voix") == {
        "items": [{**entity_object(entity), "act": ACT} for entity in making.ENTITIES],
        "next": None,
    }
    amounts = api("/entities", kind=["amount", "percentage"])
    assert [entity["text"] for entity in amounts["items"]] == ["1 500,50 €", "49 %", "-9 500,00 €"]
    first = api("/entities", limit=1)
    assert api("/entities", limit=1, after=first["next"])["items"] == [
        {**entity_object(making.ENTITIES[1]), "act": ACT}
    ]


def test_findings_come_with_their_act(api: Callable[..., Any]) -> None:
    (finding,) = act_object(making.ACT)["findings"]
    found = {"items": [{**finding, "act": ACT}], "next": None}
    assert api("/findings") == api("/findings", rule="votants", severity="error") == found
    assert api("/findings", severity="warning") == {"items": [], "next": None}


def test_work_and_its_state(api: Callable[..., Any]) -> None:
    found = api("/ledger", limit=1)
    (work,) = found.pop("items")
    run = work.pop("run")
    assert work == {
        "id": 1,
        "source": making.ADDRESS,
        "body": None,
        "document": making.UID,
        "pipeline_version": "1",
        "state": "done",
        "attempts": 1,
        "reason": None,
        "message": None,
        "started": "2025-03-01T02:00:00Z",
        "finished": "2025-03-01T02:00:00Z",
        "next_attempt": None,
        "held": True,
        "partial": False,
    }
    assert found == {"next": "1", "states": {"done": 2}}
    assert api("/ledger", after=1)["items"][0]["source"] == "file:///b.txt"
    assert api("/ledger/failures") == {"items": [], "next": None, "reasons": []}
    assert api("/ledger/failures", reason="missing") == {"items": [], "next": None, "reasons": []}
    status = api("/status")
    assert run in {one["id"] for one in status["at_work"]}
    assert (status["acts"], status["documents"], status["work"]) == (2, 2, {"done": 2})


def test_the_fields_of_the_query_language(api: Callable[..., Any]) -> None:
    said = api("/fields")
    assert [field["name"] for field in said["fields"]] == list(FIELDS)
    by_name = {field["name"]: field for field in said["fields"]}
    assert by_name["article"]["aliases"] == ["compte"]
    assert by_name["vote"]["choices"][:2] == ["unanimite", "majorite"]
    assert "subvention" in by_name["montant"]["roles"]


def test_the_words_of_an_act_are_unchanged(asker: TestClient, opened: Store) -> None:
    answer = asker.get(f"{API}/acts/{making.UID}/text")
    assert (answer.text, answer.headers["content-type"]) == (making.TEXT, "text/plain; charset=utf-8")


HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)> \u202efdp.exe\u2066 \x1b[31m é'


def test_hostile_words_are_data(asking: Callable[[Store], TestClient], store: Store) -> None:
    document = Document(HOSTILE, (Page(1, 0, len(HOSTILE)),), "ab" * 32, len(HOSTILE.encode()), "text/plain")
    act = Act(0, len(HOSTILE), Facts(Identity("decision", title=HOSTILE)), ())
    making.record(store, "<b>.txt", document, act)
    client = asking(store)
    uid = handle_of("ab" * 32)
    assert client.get(f"{API}/acts/{uid}").json()["act"]["title"] == HOSTILE
    answer = client.get(f"{API}/acts/{uid}/text")
    assert answer.text == HOSTILE
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("days", "acts"),
    [
        ("14/03/2023", 1),
        ("mars 2023", 1),
        ("mi-mars 2023", 1),
        ("T1 2023", 1),
        ("du 1er au 20 mars 2023", 1),
        ("depuis l'an dernier", 0),
        ("depuis 24 mois", 1),
        ("avant le 14 mars 2023", 0),
        ("jusqu'au 14 mars 2023", 1),
        ("hier", 0),
    ],
)
def test_days_are_asked_as_people_type_them(api: Callable[..., Any], days: str, acts: int) -> None:
    """On the first of March 2025."""
    assert len(api("/acts", q=f'seance:"{days}"')["items"]) == acts


# How requests fail


@pytest.mark.parametrize(
    ("path", "parameters", "status", "said"),
    [
        ("/acts", {"q": "montnt:3"}, 400, {"start": 0, "end": 7}),
        ("/acts", {"q": "le"}, 400, {"start": 0, "end": 2}),
        ("/acts", {"q": "voix seance:65"}, 400, {"start": 5, "end": 14}),
        ("/entities", {"q": 'date:"3 mois"'}, 400, {"start": 0, "end": 13}),
        ("/acts", {"q": "\x00"}, 400, {"start": 0, "end": 1}),
        ("/acts", {"after": "0-1-9223372036854775808"}, 400, {}),
        (
            "/acts",
            {"after": "x"},
            400,
            {"detail": "'x' is not a place in results. Take one from the page before."},
        ),
        ("/acts", {"limit": "0"}, 422, {}),
        ("/acts", {"limit": "201"}, 422, {}),
        ("/acts", {"order": "size"}, 422, {}),
        ("/acts", {"facet": "maire"}, 422, {}),
        ("/acts/zz", {}, 404, {"detail": "'zz' is not the identifier of an act. Take one from `recueil search`."}),
        ("/acts/ffffffffffff/text", {}, 404, {}),
        ("/entities", {"kind": "maire"}, 422, {}),
        ("/entities", {"after": "1-2147483648"}, 400, {}),
        ("/findings", {"rule": "A"}, 422, {}),
        ("/ledger", {"after": "1000000000000000000"}, 422, {}),
        ("/ledger/failures", {"reason": "misssing"}, 422, {}),
        ("/exports/csv", {"q": "("}, 400, {"detail": "this ( is never closed"}),
        ("/exports/jsonl", {"q": "le"}, 400, {"start": 0, "end": 2}),
        ("/exports/csv", {"table": "ledger"}, 422, {}),
        ("/exports/xml", {}, 404, {}),
    ],
)
def test_what_cannot_be_answered_is_a_problem(
    asker: TestClient,
    path: str,
    parameters: dict[str, str],
    status: int,
    said: dict[str, object],
) -> None:
    answer = asker.get(f"{API}{path}", params=parameters)
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert {name: problem[name] for name in ("status", *said)} == {"status": status, **said}


# Asked again


def test_what_is_still_so_is_not_sent_again(asker: TestClient, opened: Store) -> None:
    first = asker.get(f"{API}/acts", params={"limit": 1})
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    assert (first.headers["cache-control"], first.headers["vary"]) == (
        "private, no-cache",
        "Authorization, Cookie",
    )
    for condition in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = asker.get(f"{API}/acts", params={"limit": 1}, headers={"If-None-Match": condition})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["link"] == first.headers["link"]
    changed = asker.get(f"{API}/acts", params={"limit": 2}, headers={"If-None-Match": tag})
    assert (changed.status_code, changed.headers["etag"] != tag) == (200, True)


@pytest.mark.parametrize("path", ["/acts?limit=1", "/status", "/acts/zz", "/nowhere", "/exports/csv"])
def test_headers_alone_are_those_of_the_answer(asker: TestClient, opened: Store, path: str) -> None:
    whole, bare = asker.get(f"{API}{path}"), asker.head(f"{API}{path}")
    assert (bare.status_code, bare.content, dict(bare.headers)) == (whole.status_code, b"", dict(whole.headers))


# Exports


def test_every_table_can_be_exported() -> None:
    assert list(get_args(TableName)) == [view.name for view in ACT_VIEWS]


@pytest.mark.parametrize("view", ACT_VIEWS, ids=lambda view: view.name)
def test_a_table_is_exported(asker: TestClient, opened: Store, view: Any) -> None:
    (part,) = opened.iter_docids(None)
    rows = [tuple(row) for row in opened.rows(part)[view.name]]
    sheet = asker.get(f"{API}/exports/csv", params={"table": view.name})
    header, *lines = csv.reader(io.StringIO(sheet.text, newline=""), strict=True)
    assert (tuple(header), len(lines)) == (view.names, len(rows))
    assert sheet.headers["content-disposition"] == f'attachment; filename="{view.name}.csv"'
    table = pq.read_table(
        pa.BufferReader(asker.get(f"{API}/exports/parquet", params={"table": view.name}).content)
    )
    assert [tuple(row.values()) for row in table.to_pylist()] == rows


def test_acts_are_exported_whole(asker: TestClient, opened: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recueil.web.api.exports._BATCH", 1)
    (part,) = opened.iter_docids(None)
    lines = [stored_act_line(filed) for filed in opened.filed_acts(part)]
    answer = asker.get(f"{API}/exports/jsonl")
    assert answer.text.splitlines() == lines
    found = asker.get(f"{API}/exports/jsonl", params={"q": "voix"})
    assert found.text.splitlines() == lines[:1]


def test_an_export_is_read_no_further_than_its_reader(opened: Store) -> None:
    met = []

    def walked() -> Iterator[list[int]]:
        for part in opened.iter_docids(None, 1):
            met.append(part)
            yield part

    some = exports.stream_jsonl(opened, walked())
    assert json.loads(next(some))["uid"] == making.UID
    some.close()
    assert len(met) == 1


def test_an_export_of_nothing_is_empty(asker: TestClient, opened: Store) -> None:
    nothing = {"q": "inconnu", "table": "votes"}
    assert asker.get(f"{API}/exports/jsonl", params={"q": "inconnu"}).content == b""
    assert asker.get(f"{API}/exports/csv", params=nothing).text.count("\r\n") == 1
    parquet = asker.get(f"{API}/exports/parquet", params=nothing).content
    assert pq.read_table(pa.BufferReader(parquet)).num_rows == 0
