"""Acts into a store: hundreds a transaction, as a store is copied, or one at a time, as a night ingests them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from invented.stored import acts as made
from invented.stored.writing import written
from sqlalchemy import Connection, bindparam, func, insert, select, update

from recueil.bodies.filing import FiledBody
from recueil.ingest.host import this_process
from recueil.readers.document import Document
from recueil.store.acts import handles
from recueil.store.acts.rows import act_to_row, entity_to_row, first_day
from recueil.store.engine import dialect_of
from recueil.store.index import write
from recueil.store.index.build import build_index_rows
from recueil.store.ledger import work
from recueil.store.ledger.runs import RunStart
from recueil.store.ledger.work import Claim, FoundFile
from recueil.store.schema import acts, documents, entities, pages, sources
from recueil.store.store import Store
from recueil.values import Act

VERSION = "benchmark"
TOGETHER = 500
Made = tuple[Document, Act]


class Maker:
    """Fills a store with the first acts of a seed; ``held`` is how many it has."""

    def __init__(self, store: Store, seed: int = 1) -> None:
        self._store, self._seed = store, seed
        self._writer = dialect_of(store._engine).writer(store._engine)
        self._run = begin(store)
        with self._writer.begin() as connection:
            self.held: int = connection.execute(select(func.count()).select_from(acts)).scalar_one()
            day = acts.c.docid // 65_536
            last = select(func.max(acts.c.docid)).group_by(day)
            self._last: dict[int, int] = {docid >> 16: docid for docid in connection.execute(last).scalars()}

    def grow(self, number: int) -> float:
        """Have the store hold so many acts; gives the seconds of writing, without those of making them up."""
        spent = 0.0
        for first in range(self.held, number, TOGETHER):
            some = [written(self._seed, index) for index in range(first, min(first + TOGETHER, number))]
            start = time.perf_counter()
            self._put(some)
            spent += time.perf_counter() - start
            self.held += len(some)
        self._store.ledger.end(self._run, "completed", "", datetime.now(UTC))
        self._run = begin(self._store)
        return spent

    def _put(self, some: Sequence[Made]) -> None:
        claims = claim_work(self._store, self._run, enrol(self._store, some))
        records = [_records(document, act, self._docid(act)) for document, act in some]
        with self._writer.begin() as connection:
            work.transition(
                connection,
                [claim.id for claim in claims],
                ("running",),
                "done",
                attempts=1,
                finished=datetime.now(UTC),
            )
            numbers = _documents(connection, [document for document, _ in some])
            documents = [
                {"of": claim.source_id, "is": number} for claim, number in zip(claims, numbers, strict=True)
            ]
            connection.execute(_HOLD, documents)
            for (act, _, _), number in zip(records, numbers, strict=True):
                act["document_id"] = number
            records.sort(key=lambda record: int(record[0]["docid"]))
            connection.execute(insert(acts), [act for act, _, _ in records])
            found = [entity for _, of_act, _ in records for entity in of_act]
            write.insert_all(connection, entities, found)
            write.write_index(connection, [rows for _, _, rows in records])

    def _docid(self, act: Act) -> int:
        low, _ = handles.of_day(first_day(act))
        day = low >> 16
        self._last[day] = self._last.get(day, low - 1) + 1
        return self._last[day]


_HOLD = update(sources).where(sources.c.source_id == bindparam("of")).values(document_id=bindparam("is"))


def begin(store: Store) -> str:
    return store.ledger.begin(RunStart("ingest", this_process(), VERSION), {"text": "1"}, datetime.now(UTC))


def enrol(store: Store, some: Sequence[Made]) -> list[int]:
    """Make documents that the ledger has not met pending; gives the numbers of the work."""
    found = [FoundFile(f"file:///acts/{document.sha256}.txt", document.sha256) for document, _ in some]
    return store.ledger.enqueue(found, VERSION, datetime.now(UTC))


def claim_work(store: Store, run: str, numbers: Sequence[int]) -> list[Claim]:
    return store.ledger.claim(run, numbers, lambda _: False, datetime.now(UTC))


def _records(document: Document, act: Act, docid: int) -> tuple[Any, Any, Any]:
    """The row of the act, those of its entities, and what search repeats of them."""
    body = FiledBody(act.facts.identity.body)
    row = act_to_row(act, docid, document.sha256[:12], 0, 1, body.columns, VERSION)
    found = [entity_to_row(entity, docid, n, VERSION) for n, entity in enumerate(act.entities, start=1)]
    rows = build_index_rows(row, act.facts, act.findings, found, document.text)
    for entity in found:
        entity["at"], entity["until"] = rows.places[entity["n"]]
    return row, found, rows


def _documents(connection: Connection, some: Sequence[Document]) -> list[int]:
    """Write documents and their pages; gives their numbers."""
    rows = [
        {"sha256": one.sha256, "handle": one.sha256[:12], "media": one.media, "size": one.size, "text": one.text}
        for one in some
    ]
    new = insert(documents).returning(documents.c.document_id, sort_by_parameter_order=True)
    numbers = list(connection.execute(new, rows).scalars())
    connection.execute(insert(pages), list(_pages(zip(numbers, some, strict=True))))
    return numbers


def _pages(numbered: Iterator[tuple[int, Document]]) -> Iterator[dict[str, Any]]:
    for number, document in numbered:
        for page in document.pages:
            place = {"number": page.number, "start": page.start, "end": page.end}
            yield {"document_id": number, **place, "words": page.words.pack()}


def ingest(store: Store, some: Sequence[Made], run: str) -> Iterator[float]:
    """Ingest acts that the store does not hold, each claimed and completed by itself; the seconds of each."""
    for number, (document, act) in zip(enrol(store, some), some, strict=True):
        start = time.perf_counter()
        (claim,) = claim_work(store, run, [number])
        store.ledger.complete(claim, document, [act], datetime.now(UTC))
        yield time.perf_counter() - start


def one_by_one(store: Store, number: int) -> list[float]:
    """The seconds that each of so many new acts takes."""
    run = begin(store)
    spent = list(ingest(store, list(made(number, time.time_ns())), run))
    store.ledger.end(run, "completed", "", datetime.now(UTC))
    return spent
