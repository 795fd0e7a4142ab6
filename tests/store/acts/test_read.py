"""One act by its identifier, and the state of the store."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.handles import handle_of

from recueil.errors import ActUnknown, FileMissing
from recueil.readers.document import Document, Page
from recueil.store.acts.handles import Fingerprints
from recueil.store.acts.read import ActSummary, StoredAct
from recueil.store.admin.status import Status
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.store import Store
from recueil.values import Act, Facts, Identity

Make = Callable[..., tuple[Document, Act]]
Record = Callable[..., None]


@pytest.mark.both_databases
def test_an_act_comes_back_whole(store: Store, make: Make, record: Record) -> None:
    document, act = make("Avis\f<AMOUNT 12.00 EUR>12 €</AMOUNT>")
    document = replace(document, pages=(Page(1, 0, 5), Page(2, 5, 9)))
    identity = Identity("deliberation", "2023-04", "Avis", date=act.date)
    act = replace(act, facts=Facts(identity), start=5)
    record(store, "b.txt", document, [act])
    record(store, "a.txt", document, [act])
    uid = handle_of(document.sha256)
    expected = StoredAct(uid, act, document, ("a.txt", "b.txt"), "1", files=("a.txt", "b.txt"))
    assert store.act(uid) == expected
    assert store.act(f" {uid[:5].upper()} ") == expected
    assert expected.text == "12 €"


def test_an_act_is_shown_with_the_others_of_its_document(store: Store, make: Make, record: Record) -> None:
    document, act = make("acte")
    sale = replace(act, facts=Facts(Identity("deliberation", "2023-2", "Vente")))
    record(store, "a.txt", document, [act, sale, act])
    uid = handle_of(document.sha256)
    assert store.act(uid[:4]).others == (
        ActSummary(f"{uid}-2", "deliberation", "2023-2", "Vente"),
        ActSummary(f"{uid}-3", act.kind, None, None),
    )
    assert [other.uid for other in store.act(f"{uid}-2").others] == [uid, f"{uid}-3"]


@pytest.mark.both_databases
def test_an_unknown_act(store: Store, make: Make, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Fingerprints, "name", lambda self, fingerprint: fingerprint)
    document, act = make("acte")
    record(store, "a.txt", replace(document, sha256="abcd" * 16), [act, act, act])
    record(store, "b.txt", replace(document, sha256="abcdef012345" * 5 + "abcd"), [act])
    unknown = {
        "abcd": "Several acts start with abcd. Choose among abcdabcdabcd, abcdef012345.",
        "abcdabcdabcd-4": "There is no act abcdabcdabcd-4. Near it: abcdabcdabcd, abcdef012345.",
        "abcdabcdabcd-": "Several acts start with abcdabcdabcd-. Choose among abcdabcdabcd-2, abcdabcdabcd-3.",
        "abcd0": "There is no act abcd0. Near it: abcdabcdabcd, abcdef012345.",
        "0123": "There is no act 0123.",
        "'; --": '"\'; --" is not the identifier of an act. Take one from `recueil search`.',
        "": "'' is not the identifier of an act. Take one from `recueil search`.",
    }
    for uid, message in unknown.items():
        with pytest.raises(ActUnknown) as caught:
            store.act(uid)
        assert str(caught.value) == message


def test_the_status_of_an_empty_store(store: Store) -> None:
    status = store.status()
    assert status == Status(0, 0, 0, {}, {}, (), {}, None, size=status.size, runs=(), last_run=None)


@pytest.mark.both_databases
def test_the_size_of_a_store(store: Store, path: Path, backend: str, make: Make, record: Record) -> None:
    before = store.status().size
    for n in range(20):
        record(store, f"{n}.txt", *_one(make(f"acte {n} " * 2_000)))
    size = store.status().size
    assert size > before
    store.close()
    if backend == "sqlite":
        assert size == path.stat().st_size


def _one(made: tuple[Document, Act]) -> tuple[Document, list[Act]]:
    return made[0], [made[1]]


def test_the_status_counts_and_names_what_failed_and_who_is_at_work(
    store: Store, make: Make, record: Record, when: datetime.datetime
) -> None:
    document, act = make(
        "<AMOUNT 12.00 EUR>12 €</AMOUNT> et <AMOUNT 1.00 EUR>1 €</AMOUNT> en <DATE 2023>2023</DATE>"
    )
    record(store, "a.txt", document, [act])
    later = when + datetime.timedelta(hours=1)
    store.ledger.record_unreadable("b.pdf", "Metz", "1", FileMissing("no such file"), later)
    start = RunStart("ingest", Owner("here", 1), "1")
    store.ledger.end(store.ledger.begin(start, {}, when), "completed", "", later)
    ended, run = sorted(store.ledger.runs(), key=lambda run: run.finished is None)
    assert replace(store.status(), size=0) == Status(
        documents=1,
        acts=1,
        records=0,
        entities={"amount": 2, "date": 1},
        ledger={"done": 1, "failed": 1},
        failures=tuple(store.ledger.active(["failed"])),
        versions={"1": 1},
        last_ingest=when,
        size=0,
        runs=(run,),
        last_run=ended,
    )
