"""Several documents in one transaction: what would be written one by one, in as few statements as for one."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, inspect
from tests.filing import make_act
from tests.handles import handle_of

from recueil.corrections import Attribution, Replacement
from recueil.errors import ActRefused, ClaimLost
from recueil.readers.document import Document
from recueil.store.ledger.ledger import Completion, WriteResult
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.ledger.work import Claim, FoundFile
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.values import Act, Amount

Make = Callable[..., tuple[Document, Act]]
Content = tuple[str, Document, Act]

DAYS = ("2023-03-14", "2023-03-14", "2024-01-09", None)
NAMES = ("Jeanne LEFÈVRE", "Luc RÉ", "Jeanne LEFÈVRE", "Ana PONT")


def content(n: int, words: str = "Subvention") -> Content:
    """A source with a content: several share a person or a day."""
    name = NAMES[n % 4]
    person = f"<PERSON {name.split()[1]}, {name.split()[0]}>{name}</PERSON>"
    tagged = f"{words} n° {n} de <AMOUNT {n}00 EUR>{n}00 €</AMOUNT>, <BUDGET chapitre 65>chapitre 65</BUDGET>, par {person}"
    return f"{n}.txt", *make_act(tagged, DAYS[n % 4])


def contents(numbers: Sequence[int], words: str = "Subvention") -> list[Content]:
    """Contents in the order in which a transaction numbers documents."""
    return sorted((content(n, words) for n in numbers), key=lambda each: each[1].sha256)


def claimed(
    store: Store, some: Sequence[Content], when: datetime.datetime, version: str = "1"
) -> list[Completion]:
    """Claim the work of some contents for one run, each with its result."""
    run = store.ledger.begin(RunStart("ingest", Owner("here", 1), version), {}, when)
    found = [FoundFile(source, document.sha256) for source, document, _ in some]
    claims = store.ledger.claim(run, store.ledger.enqueue(found, version, when), lambda owner: False, when)
    return [Completion(claim, document, [act]) for claim, (_, document, act) in zip(claims, some, strict=True)]


def write_one_by_one(store: Store, completions: list[Completion], when: datetime.datetime) -> None:
    for each in completions:
        store.ledger.complete_all([each], when)


def write_together(store: Store, completions: list[Completion], when: datetime.datetime) -> None:
    store.ledger.complete_all(completions, when)


_BY_NAME = {
    "persons": "SELECT body, name, part, head FROM persons",
    "person_words": "SELECT word, name FROM person_words JOIN persons USING (person_id)",
    "search_persons": "SELECT docid, name, status, n, doubtful FROM search_persons JOIN persons USING (person_id)",
    "search_changes": "SELECT docid FROM search_changes",
    "runs": "SELECT flow, pipeline_version, done, failed FROM runs",
    "changes": "SELECT uid, kind, gained, lost, gained_example, lost_example FROM changes",
    "ledger": "SELECT source_id, sha256, pipeline_version, state, attempts, started, finished FROM ledger",
}


def rows_of(store: Store) -> dict[str, list[str]]:
    """The rows of each table, without the numbers that a store gives to persons, runs and changes."""
    tables = [name for name in inspect(store._engine).get_table_names() if not name.startswith("search_text")]
    with store._engine.connect() as connection:
        return {
            name: sorted(
                repr(tuple(row))
                for row in connection.exec_driver_sql(_BY_NAME.get(name, f'SELECT * FROM "{name}"'))
            )
            for name in tables
        }


def test_what_is_written_together_is_what_is_written_one_by_one(tmp_path: Path, when: datetime.datetime) -> None:
    found = {}
    later, last = when + datetime.timedelta(days=1), when + datetime.timedelta(days=2)
    for name, write in {"one by one": write_one_by_one, "together": write_together}.items():
        with open_store(f"sqlite:///{tmp_path}/{name}.db", create=True) as store:
            write(store, claimed(store, contents(range(1, 13)), when), when)
            corrected = content(1)[1]
            start = corrected.text.index("100 €")
            change = Replacement(start, start + len("100 €"), "amount", Amount(Decimal(7)))
            store.correct(handle_of(corrected.sha256), change, Attribution("ana", when))
            extracted_anew = [
                (source, document, replace(act, entities=act.entities[1:] if n % 2 else act.entities))
                for n, (source, document, act) in enumerate(contents(range(1, 9)))
            ]
            write(store, claimed(store, extracted_anew, later, "2"), later)
            write(store, claimed(store, contents([5, 22, 23], "Garantie"), last, "2"), last)
            assert store.check(last) == []
            found[name] = rows_of(store)
    assert found["together"] == found["one by one"]
    assert [len(found["together"][name]) for name in ("documents", "versions", "extractions")] == [14, 1, 1]
    assert len(found["together"]["changes"]) == 3


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """The statements that the store sends meanwhile."""
    sent: list[str] = []

    def record(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(store._engine, "before_cursor_execute", record)
    yield sent
    event.remove(store._engine, "before_cursor_execute", record)


@pytest.mark.both_databases
def test_no_more_statements_are_sent_for_many_documents_than_for_one(
    store: Store, when: datetime.datetime
) -> None:
    sent = []
    for numbers in ([4], [8], range(12, 76, 4)):
        completions = claimed(store, contents(numbers), when)
        with statements(store) as some:
            store.ledger.complete_all(completions, when)
        sent.append(some)
    assert len(sent[2]) <= len(sent[1])
    assert store.status().documents == 18


@pytest.mark.both_databases
def test_a_batch_with_lost_work_or_a_refused_act_leaves_nothing(store: Store, when: datetime.datetime) -> None:
    completions = claimed(store, contents(range(1, 4)), when)
    before = rows_of(store)
    lost = replace_claim(completions[1], claimed_at=when - datetime.timedelta(hours=1))
    with pytest.raises(ClaimLost, match=rf"^{lost.claim.source}: this work has been taken over\.$"):
        store.ledger.complete_all([completions[0], lost, completions[2]], when)
    refused = completions[1]._replace(acts=[replace(completions[1].acts[0], end=1_000)])
    with pytest.raises(ActRefused, match="is outside its document"):
        store.ledger.complete_all([completions[0], refused, completions[2]], when)
    large = completions[1]._replace(acts=[with_amount(completions[1].acts[0], Decimal("0.1234567"))])
    with pytest.raises(ActRefused, match="cannot hold the number"):
        store.ledger.complete_all([completions[0], large, completions[2]], when)
    assert rows_of(store) == before
    assert store.ledger.complete_all(completions, when) == [WriteResult(is_erased=False, failed=False)] * 3


def replace_claim(completion: Completion, **changes: Any) -> Completion:
    claim: Claim = replace(completion.claim, **changes)
    return completion._replace(claim=claim)


def with_amount(act: Act, amount: Decimal) -> Act:
    """Return the act with another amount."""
    first, *others = act.entities
    return replace(act, entities=(replace(first, value=Amount(amount)), *others))


@pytest.mark.parametrize("step", ["ledger.runs.advance", "index.write._write_persons"])
def test_a_batch_that_is_interrupted_leaves_nothing(
    store: Store, when: datetime.datetime, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    completions = claimed(store, contents(range(1, 4)), when)
    before = rows_of(store)

    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"recueil.store.{step}", fail)
    with pytest.raises(KeyboardInterrupt):
        store.ledger.complete_all(completions, when)
    assert rows_of(store) == before
