"""One act by its identifier, and the state of the store."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from recueil.errors import ActUnknown
from recueil.reading.document import Document, Page
from recueil.store import Status, Store, StoredAct, Work
from recueil.values import Act

Make = Callable[..., tuple[Document, Act]]


def test_an_act_comes_back_whole(store: Store, make: Make, when: datetime.datetime) -> None:
    document, act = make("Avis\f<AMOUNT 12.00 EUR>12 €</AMOUNT>")
    document = replace(document, pages=(Page(1, 0, 5), Page(2, 5, 9)))
    act = replace(act, number="2023-04", title="Avis", start=5)
    store.record("b.txt", document, [act], "1", when)
    store.record("a.txt", document, [act], "1", when)
    uid = document.sha256[:12]
    expected = StoredAct(uid, act, document, ("a.txt", "b.txt"), "1")
    assert store.act(uid) == expected
    assert store.act(f" {uid[:5].upper()} ") == expected
    assert expected.text == "12 €"


def test_an_unknown_act(store: Store, make: Make, when: datetime.datetime) -> None:
    document, act = make("acte")
    store.record("a.txt", replace(document, sha256="abcd" * 16), [act, act], "1", when)
    unknown = {
        "abcd": "Several acts start with abcd. Choose among abcdabcdabcd-1, abcdabcdabcd-2.",
        "abcdabcdabcd": "Several acts start with abcdabcdabcd. Choose among abcdabcdabcd-1, abcdabcdabcd-2.",
        "abcd0": "There is no act abcd0. Near it: abcdabcdabcd-1, abcdabcdabcd-2.",
        "0123": "There is no act 0123.",
        "'; --": '"\'; --" is no identifier of an act. Take one from `recueil search`.',
        "": "'' is no identifier of an act. Take one from `recueil search`.",
    }
    for uid, message in unknown.items():
        with pytest.raises(ActUnknown) as caught:
            store.act(uid)
        assert str(caught.value) == message


def test_the_status_of_an_empty_store(store: Store, path: Path) -> None:
    status = store.status()
    store.close()
    assert status == Status(0, 0, {}, {}, (), {}, None, size=path.stat().st_size)


def test_the_status_counts_and_names_failures(store: Store, make: Make, when: datetime.datetime) -> None:
    document, act = make(
        "<AMOUNT 12.00 EUR>12 €</AMOUNT> et <AMOUNT 1.00 EUR>1 €</AMOUNT> en <DATE 2023>2023</DATE>"
    )
    store.record("a.txt", document, [act], "1", when)
    later = when + datetime.timedelta(hours=1)
    store.fail("b.pdf", None, "1", "missing", "no such file", later)
    status = store.status()
    assert replace(status, size=0) == Status(
        documents=1,
        acts=1,
        entities={"amount": 2, "date": 1},
        ledger={"done": 1, "failed": 1},
        failures=(Work("b.pdf", None, "1", "failed", 1, "missing", "no such file", later, later),),
        versions={"1": 1},
        last_ingest=when,
        size=0,
    )
