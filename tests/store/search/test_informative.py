"""Documents that are no acts are left out of searches, figures and pages, until they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from tests.handles import handle_of, letter_of

from recueil.query import parse
from recueil.readers.document import Document
from recueil.store.search.informative import with_informative
from recueil.store.store import Store
from recueil.values import Act

Make = Callable[..., tuple[Document, Act]]
Record = Callable[..., None]
# By letter: day, text, and whether it only informs.
DOCUMENTS = {
    "a": ("2024-03-01", "Subvention à la fête, <AMOUNT 12.00 EUR>12 €</AMOUNT>.", False),
    "b": ("2024-03-02", "La fête, menu et buvette, <AMOUNT 9.00 EUR>9 €</AMOUNT>.", True),
    "c": ("2024-03-03", "Marché de la voirie.", False),
    "d": (None, "Bulletin municipal.", True),
}


@pytest.fixture(scope="module")
def filled(shared: Store, make: Make, record: Record) -> Store:
    for letter, (date, tagged, informs) in DOCUMENTS.items():
        document, act = make(tagged, date)
        identity = replace(act.facts.identity, kind="autre" if informs else "deliberation", informative=informs)
        act = replace(act, facts=replace(act.facts, identity=identity))
        record(shared, f"{letter}.txt", replace(document, sha256=letter * 64), [act])
    return shared


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (None, "ca"),
        ("fête", "a"),
        ("montant:>1", "a"),
        ("fête OU voirie", "ca"),
        ("-fête voirie", "c"),
        ("nature:autre", ""),
        ("nature:*", "ca"),
        ("nature:information", "bd"),
        ("fête nature:information", "b"),
        ("nature:tout", "cbad"),
        ("fête nature:tout", "ba"),
        ("montant:>1 nature:Tout", "ba"),
        ("voirie OU nature:tout", "cbad"),
    ],
)
@pytest.mark.parametrize("order", ["date", "amount"])
def test_they_are_found_only_if_asked_for(filled: Store, query: str | None, found: str, order: str) -> None:
    parsed = None if query is None else parse(query)
    results = filled.search(parsed, order="date" if order == "date" else "amount")
    letters = [letter_of(hit.uid) for hit in results.hits]
    assert (sorted(letters), results.total) == (sorted(found), len(found))
    assert letters == list(found) or order == "amount"
    assert filled.count(parsed) == len(found)


def letters_of(store: Store, query: str | None) -> Sequence[str]:
    parsed = with_informative(None if query is None else parse(query))
    return sorted(letter_of(hit.uid) for hit in store.search(parsed).hits)


def test_any_query_can_include_them(filled: Store) -> None:
    assert [letters_of(filled, query) for query in (None, "fête", "fête OU voirie")] == [
        ["a", "b", "c", "d"],
        ["a", "b"],
        ["a", "b", "c"],
    ]


def test_what_is_left_out_is_counted(filled: Store) -> None:
    queries = (None, "fête", "voirie", "fête nature:tout")
    counts = [filled.count_left_out(None if query is None else parse(query)) for query in queries]
    assert counts == [2, 1, 0, 0]


def test_facets_entities_and_figures_leave_them_out(filled: Store) -> None:
    (nature,) = filled.facets(None, ["nature"])["nature"]
    entities = [entity.thing.text for entity in filled.entities(None).things]
    with filled.figures.scope(None) as scope:
        informative = scope.count_informative()
    with filled.figures.scope(parse("fête")) as scope:
        of_query = scope.count_informative()
    assert (nature.value, nature.acts, entities) == ("deliberation", 2, ["12 €"])
    assert (informative, of_query) == (2, 1)


def test_pages_say_so_and_offer_them(filled: Store, asking: Callable[[Store], TestClient]) -> None:
    client = asking(filled)
    page = client.get("/", params={"q": "fête"}).text.replace("\xa0", " ")
    assert "Sans 1 document qui n'est pas un acte" in page
    assert 'href="/?q=f%C3%AAte+nature%3Atout"' in page
    assert "n'est pas un acte" not in client.get("/", params={"q": "fête nature:tout"}).text
    assert "ne semble pas être un acte" in client.get(f"/actes/{handle_of('b' * 64)}").text
    assert "nature%3Ainformation" in client.get("/qualite").text
    assert client.get("/api/v1/figures/coverage").json()["informative"] == {
        "documents": 2,
        "query": "nature:information",
        "bodies": [],
    }
