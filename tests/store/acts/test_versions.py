"""Former versions of documents, and what each changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from tests.filing import WHEN, record
from tests.handles import handle_of
from tests.web.people import ADDRESS, application
from tests.web.reading import parse_page, texts_at

from recueil.readers.document import Document
from recueil.store.acts.versions import ChangedLine, ChangedValue, VersionChange
from recueil.store.store import Store
from recueil.values import Act

Make = Callable[..., tuple[Document, Act]]
SOURCE = "file:///a.txt"
FIRST = "Une aide.\nElle est de <AMOUNT 12.00 EUR>12 €</AMOUNT>, <PERCENTAGE 5>5 %</PERCENTAGE>.\nFait à Metz.\n"
SECOND = "Une aide.\nElle est de <AMOUNT 15.00 EUR>15 €</AMOUNT>.\nVu le budget.\nFait à Metz.\n"


def bring(store: Store, make: Make, *texts: str) -> str:
    """File texts as versions of one act; return its uid."""
    for text in texts:
        document, act = make(text)
        record(store, SOURCE, document, [act])
    return handle_of(document.sha256)


@pytest.mark.both_databases
def test_a_version_shows_the_lines_and_values_that_changed(store: Store, make: Make) -> None:
    uid = bring(store, make, FIRST, SECOND)
    assert store.version_changes(uid) == [
        VersionChange(
            WHEN,
            (
                ChangedLine("-", "Elle est de 12 €, 5 %."),
                ChangedLine("+", "Elle est de 15 €."),
                ChangedLine("+", "Vu le budget."),
            ),
            (ChangedValue("amount", "12.00 EUR", "15.00 EUR"), ChangedValue("percentage", "5", None)),
        )
    ]


def test_each_version_is_compared_with_the_next(store: Store, make: Make) -> None:
    uid = bring(store, make, "Un.\n", "Deux.\n", "Trois.\n")
    assert [change.lines for change in store.version_changes(uid)] == [
        (ChangedLine("-", "Deux."), ChangedLine("+", "Trois.")),
        (ChangedLine("-", "Un."), ChangedLine("+", "Deux.")),
    ]
    assert store.count_versions(uid) == 2


def test_extraction_anew_makes_no_version(store: Store, make: Make) -> None:
    document, act = make(FIRST)
    record(store, SOURCE, document, [act], "1")
    record(store, SOURCE, document, [act], "2")
    assert store.version_changes(handle_of(document.sha256)) == []


def test_private_persons_are_masked_in_former_versions(store: Store, make: Make) -> None:
    document, act = make("Aide à <PERSON EXEMPLE, Zoé>Zoé EXEMPLE</PERSON>.\n")
    (entity,) = act.entities
    private = type(entity.value)("Zoé", "EXEMPLE", standing="private")  # type: ignore[call-arg]
    act = Act(
        act.start, act.end, act.facts, (type(entity)(entity.start, entity.end, entity.text, 1, private, ""),)
    )
    record(store, SOURCE, document, [act])
    uid = bring(store, make, "Aide retirée.\n")
    (change,) = store.version_changes(uid)
    assert change.lines == (ChangedLine("-", "Aide à ███ ███████."), ChangedLine("+", "Aide retirée."))
    assert "EXEMPLE" not in str(change.values)


def test_long_texts_are_compared_in_part(store: Store, make: Make) -> None:
    uid = bring(store, make, "".join(f"a{n}\n" for n in range(2_000)), "".join(f"b{n}\n" for n in range(2_000)))
    (change,) = store.version_changes(uid)
    assert (len(change.lines), change.partial) == (500, True)


def test_versions_are_pruned_by_their_age(store: Store, make: Make) -> None:
    uid = bring(store, make, FIRST, SECOND)
    assert store.prune_versions(WHEN) == 0
    assert store.prune_versions(WHEN + timedelta(seconds=1)) == 1
    assert store.version_changes(uid) == []


def test_pages_and_the_api_show_what_changed(store: Store, make: Make) -> None:
    uid = bring(store, make, FIRST, SECOND)
    client = TestClient(application(store), base_url=ADDRESS)
    assert "Ce qui a changé (1)" in texts_at(parse_page(client.get(f"/actes/{uid}").text), "//li")
    page = parse_page(client.get(f"/actes/{uid}/versions").text)
    assert texts_at(page, "//ul[@class='changes']/li") == [
        "Retiré : Elle est de 12 €, 5 %.",
        "Ajouté : Elle est de 15 €.",
        "Ajouté : Vu le budget.",
    ]
    assert len(texts_at(page, "//tbody/tr")) == 2
    (change,) = client.get(f"/api/v1/acts/{uid}/versions").json()
    assert change["values"][0] == {"kind": "amount", "before": "12.00 EUR", "now": "15.00 EUR"}
    assert change["lines"][0] == {"sign": "-", "text": "Elle est de 12 €, 5 %."}
