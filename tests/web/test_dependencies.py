"""The store has so long to answer a request; an export has no such limit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from tests.web.people import ADDRESS, application
from tests.web.reading import ordinary_spaces

from recueil.settings import Settings, Web
from recueil.store.open import open_store

FRENCH = "Cette recherche demande trop de temps : ajoutez un mot plus rare ou un champ (commune:, seance:)"
API = (
    "/api/v1/acts?q=subvention",
    "/api/v1/facets?q=subvention",
    "/api/v1/entities?q=subvention",
    "/api/v1/findings?q=subvention",
    "/api/v1/figures/amounts?q=subvention",
    "/api/v1/persons?q=ma",
    "/?q=subvention&format=json",
)
PAGES = ("/", "/?q=subvention", "/controles?q=subvention", "/personnes?q=ma")
EXPORTS = (
    "/recherche/export.csv?q=subvention",
    "/recherche/export.parquet?q=subvention",
    "/api/v1/exports/csv?q=subvention",
    "/api/v1/exports/jsonl?q=subvention",
    "/api/v1/exports/parquet?q=subvention",
)


@pytest.fixture(scope="module")
def hurried(corpus_store: str) -> Iterator[TestClient]:
    """Who asks a server that lets the store take no time at all."""
    settings = Settings(web=Web(query_seconds=1e-9))
    with open_store(corpus_store) as store, TestClient(application(store, settings), base_url=ADDRESS) as asking:
        yield asking


@pytest.mark.parametrize("place", API)
def test_a_program_is_told_what_to_narrow(hurried: TestClient, place: str) -> None:
    answer = hurried.get(place)
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"], answer.headers["retry-after"], problem) == (
        503,
        "application/problem+json",
        "5",
        {
            "type": "about:blank",
            "title": "Service Unavailable",
            "status": 503,
            "detail": "Answering this took longer than a request may. Narrow it: add a rarer word or a field (commune:,"
            " seance:), or take words cut short by * and PRES away; an export has no such limit.",
        },
    )


@pytest.mark.parametrize("place", PAGES)
def test_a_reader_is_told_what_to_narrow(hurried: TestClient, place: str) -> None:
    answer = hurried.get(place)
    assert answer.status_code == 503
    assert FRENCH in ordinary_spaces(answer.text)


@pytest.mark.parametrize("place", EXPORTS)
def test_an_export_takes_its_time(hurried: TestClient, client: TestClient, place: str) -> None:
    answer = hurried.get(place)
    assert answer.status_code == 200
    assert len(answer.content) == len(client.get(place).content) > 0
