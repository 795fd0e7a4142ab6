"""What sources state of acts, in the store: written with the acts, kept when they are extracted again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests import filing
from tests.filing import WHEN

from recueil.query import parse
from recueil.readers.document import Document
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.ledger.work import FoundFile
from recueil.store.store import Store
from recueil.values import Act, Annex, EnclosedAct, PartialDate, StatedFacts, Statement

Make = Callable[..., tuple[Document, Act]]
SOURCE = "file:///a.txt"
ROW = StatedFacts(
    "table", number="2024-7", date=PartialDate(2024, 2, 1), title="Aide aux écoles", body="Fontvergne"
)


def bring(store: Store, source: str, document: Document, act: Act, *stated: StatedFacts) -> None:
    """Ingest a file of which something is stated."""
    numbers = store.ledger.enqueue([FoundFile(source, document.sha256, stated=stated)], "1", WHEN)
    run = store.ledger.begin(RunStart("ingest", Owner("here", 1), "1"), {}, WHEN)
    (claim,) = store.ledger.claim(run, numbers, lambda owner: False, WHEN)
    if not store.ledger.adopt(claim, WHEN):
        store.ledger.complete(claim, document, [act], WHEN)


def the_act(store: Store) -> Act:
    (hit,) = store.search(parse("écoles")).hits
    return store.act(hit.uid).act


@pytest.mark.both_databases
def test_acts_are_filed_under_what_their_source_states(store: Store, make: Make) -> None:
    document, act = make("Aide aux écoles.")
    bring(store, SOURCE, document, act, ROW)
    filed = the_act(store)
    assert (str(filed.date), filed.number, filed.title) == ("2024-02-01", "2024-7", "Aide aux écoles")
    assert filed.facts.statements == (
        Statement("number", "2024-7", "table"),
        Statement("date", "2024-02-01", "table", "2023-03-14", differs=True),
        Statement("title", "Aide aux écoles", "table"),
        Statement("body", "Fontvergne", "table"),
    )
    assert len(store.search(parse("seance:2024-02-01 organisme:fontvergne")).hits) == 1


def test_extraction_anew_keeps_what_is_stated(store: Store, make: Make) -> None:
    document, act = make("Aide aux écoles.")
    bring(store, SOURCE, document, act, ROW)
    before = the_act(store)
    filing.record(store, SOURCE, document, [act], "2")
    assert the_act(store) == before


@pytest.mark.both_databases
def test_an_act_changes_with_what_its_source_states(store: Store, make: Make) -> None:
    document, act = make("Aide aux écoles.")
    bring(store, SOURCE, document, act, ROW)
    store.ledger.set_stated_facts({SOURCE: (replace(ROW, date=None, number="2024-8"),)})
    filed = the_act(store)
    assert (filed.date, filed.number) == (PartialDate(2023, 3, 14), "2024-8")
    assert len(store.search(parse("seance:2023-03-14")).hits) == 1
    assert store.search(parse("seance:2024-02-01")).hits == ()


def test_what_another_source_of_the_same_bytes_states_counts_too(store: Store, make: Make) -> None:
    document, act = make("Aide aux écoles.")
    bring(store, SOURCE, document, act)
    bring(store, "file:///b.txt", document, act, ROW)
    assert the_act(store).number == "2024-7"


@pytest.mark.both_databases
def test_the_acts_of_an_envelope_are_stored_with_its_annexes(store: Store, make: Make) -> None:
    document, act = make("Aide aux écoles. Plan.")
    enclosed = (EnclosedAct(0, act.end, StatedFacts("envelope", number="7"), (Annex("b.pdf", 17, 22),)),)
    document = replace(document, enclosed=enclosed)
    bring(store, SOURCE, document, act)
    assert the_act(store).number == "7"
    again = store.ledger.document(document.sha256)
    assert again == document
    store.ledger.set_stated_facts({SOURCE: (StatedFacts("table", number="8", subject="7.5"),)})
    assert (the_act(store).number, the_act(store).facts.identity.subject) == ("7", "7.5")


@pytest.mark.both_databases
def test_an_annex_is_found_by_the_number_of_its_act(store: Store, make: Make) -> None:
    document, act = make("Plan des écoles.")
    bring(store, SOURCE, document, act, StatedFacts("table", "annexe", annexed_to="2024-7"))
    filed = the_act(store)
    assert (filed.kind, filed.number) == ("annexe", None)
    assert Statement("annexed_to", "2024-7", "table") in filed.facts.statements
    assert len(store.search(parse('reference:"2024-7" nature:annexe')).hits) == 1


@pytest.mark.both_databases
def test_an_act_has_its_annexes_and_an_annex_its_act(store: Store, make: Make) -> None:
    day = PartialDate(2024, 2, 1)
    for n, (date, body) in enumerate(
        [(day, "Fontvergne"), (PartialDate(2023, 1, 9), "Fontvergne"), (day, "Vornoy")]
    ):
        document, act = make(f"Aide aux écoles. {n}")
        bring(store, f"file:///{n}.txt", document, act, replace(ROW, date=date, body=body))
    document, act = make("Plan des cours.")
    annex = StatedFacts("table", "annexe", date=day, body="Fontvergne", annexed_to="2024-7")
    bring(store, "file:///annex.txt", document, act, annex)
    (hit,) = store.search(parse("plan nature:annexe")).hits
    (whole,) = store.search(parse("écoles seance:2024-02-01 organisme:fontvergne")).hits
    found = store.related_acts(hit.uid)
    assert (found.annexes, found.annexed_to and found.annexed_to.uid) == ((), whole.uid)
    assert [(each.uid, each.kind) for each in store.related_acts(whole.uid).annexes] == [(hit.uid, "annexe")]
    others = [each.uid for each in store.search(parse("écoles")).hits if each.uid != whole.uid]
    assert [store.related_acts(uid).annexes for uid in others] == [(), ()]


def test_records_of_tables_are_counted_apart(store: Store, make: Make) -> None:
    document, act = make("Aide aux écoles.")
    bring(store, SOURCE, document, act)
    document, act = make("Subvention")
    bring(store, "file:///r.csv", document, act, StatedFacts("table", "subvention", title="Aide"))
    status, outline = store.status(), store.outline()
    assert (status.acts, status.records, outline.acts, outline.records) == (1, 1, 1, 1)
