"""Recording: one transaction that puts a document, its acts and what search keeps of them in place."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import astuple, replace
from typing import Any

import pytest
from sqlalchemy import inspect
from tests.handles import handle_of

from recueil.errors import ActRefused, ActUnknown, StoreError
from recueil.query import parse
from recueil.readers.document import Document
from recueil.store.acts.handles import Fingerprints
from recueil.store.engine import dialect_of
from recueil.store.ledger.work import Claim
from recueil.store.schema import acts, metadata
from recueil.store.store import Store
from recueil.values import Act, Facts, Identity, PartialDate

Make = Callable[..., tuple[Document, Act]]
Record = Callable[..., None]
Rows = Callable[[str], list[tuple[Any, ...]]]

GRANT = (
    "Subvention de <AMOUNT 4255.50 EUR>4 255,50 €</AMOUNT> aux écoles, <BUDGET chapitre 922>chapitre 922</BUDGET>, "
    "<BUDGET compte 6574>compte 6574</BUDGET>, <BUDGET chapitre 922>le même chapitre 922</BUDGET>, soit "
    "<PERCENTAGE 49>49 %</PERCENTAGE>, du <DATE 2023-02-31>31 février 2023</DATE> au <DATE 2023-03>mois de mars</DATE>, "
    "présentée par <PERSON LEFÈVRE, Jeanne>Jeanne LEFÈVRE</PERSON> et <PERSON DE BOIS-LE-ROI>M. DE BOIS-LE-ROI</PERSON>"
)
DAY = datetime.date(2023, 3, 14).toordinal() << 16


FACTS = '{"identity": {"kind": "deliberation", "date": "2023-03-14"}}'


def dated(day: PartialDate) -> Facts:
    return Facts(Identity("deliberation", date=day))


def everything(store: Store, rows: Rows) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, those of the full-text index too."""
    tables = set(inspect(store._engine).get_table_names())
    if store._engine.dialect.name == "sqlite":
        tables -= {"search_text"}  # which other tables hold
    return {table: sorted(rows(f"SELECT * FROM {table}"), key=str) for table in tables}


@pytest.mark.both_databases
def test_an_act_is_written_whole(rows: Rows, write: Make) -> None:
    document, act = write(GRANT)
    handle = handle_of(document.sha256)
    assert rows("SELECT document_id, sha256, handle, media, size, text FROM documents") == [
        (1, document.sha256, handle, "text/plain", document.size, document.text)
    ]
    assert rows("SELECT * FROM pages") == [(1, 1, 0, len(document.text), None, None, b"", False, b"")]
    assert rows("SELECT * FROM acts") == [
        (
            DAY,
            handle,
            1,
            1,
            "deliberation",
            "2023-03-14",
            "2023-03-14",
            "2023-03-14",
            None,
            None,
            0,
            act.end,
            "1",
            FACTS,
            "[]",
            0,
            *[None] * 4,
        )
    ]
    seen = "2025-03-01 02:00:00.000000"
    assert rows("SELECT * FROM sources") == [(1, "a.txt", 1, seen, seen, None, 0, None, None)]
    [(run,)] = rows("SELECT run_id FROM runs")
    assert rows("SELECT * FROM ledger") == [
        (1, 1, document.sha256, "1", "done", 1, None, None, seen, seen, None, run)
    ]


@pytest.mark.both_databases
def test_search_rows_repeat_the_entities(rows: Rows, write: Make) -> None:
    write(GRANT)
    assert rows("SELECT * FROM search_amounts") == [(DAY, 4_255_500_000, 1, "922", "6574")]
    assert rows("SELECT * FROM search_percentages") == [(DAY, 49_000_000, 5)]
    assert rows("SELECT * FROM search_dates") == [(DAY, "date", "2023-03-01", 7, "2023-03-31")]
    assert rows("SELECT * FROM search_terms ORDER BY axis, n") == [
        ("ar", "6574", DAY, 3, True),
        ("ch", "922", DAY, 2, True),
        ("ch", "922", DAY, 4, False),
        ("na", "deliberation", DAY, 0, True),
    ]
    assert rows("SELECT * FROM persons ORDER BY person_id") == [
        (1, "", "DE BOIS-LE-ROI", 1, "de-bois-le-roi"),
        (2, "", "LEFÈVRE, Jeanne", 1, "lefevre-jeanne"),
    ]
    assert rows("SELECT * FROM person_words ORDER BY person_id, word") == [
        ("bois", 1),
        ("de", 1),
        ("le", 1),
        ("roi", 1),
        ("jeanne", 2),
        ("lefevre", 2),
    ]
    assert rows("SELECT * FROM search_persons ORDER BY person_id") == [
        (1, DAY, "", 9, None, None, False),
        (2, DAY, "", 8, None, None, False),
    ]


@pytest.mark.both_databases
def test_the_same_written_twice_is_the_same(store: Store, rows: Rows, write: Make) -> None:
    write(GRANT)
    before = everything(store, rows)
    write(GRANT, source="copy.txt")
    after = everything(store, rows)
    changed = {"runs", "ledger", "sources", "search_changes"} | {
        table for table in after if table.startswith("search_text_")
    }
    assert {table for table in after if after[table] != before[table]} <= changed


@pytest.mark.both_databases
def test_a_source_that_changes_replaces_its_act(store: Store, rows: Rows, write: Make) -> None:
    old, _ = write(GRANT)
    new, _ = write("Vœu sur les transports, par <PERSON LEFÈVRE, Jeanne>Jeanne LEFÈVRE</PERSON>")
    assert rows("SELECT uid FROM acts") == [(handle_of(new.sha256),)]
    assert rows("SELECT sha256 FROM documents") == [(new.sha256,)]
    assert rows("SELECT name FROM persons") == [("LEFÈVRE, Jeanne",)]
    assert rows("SELECT sha256, state FROM ledger ORDER BY ledger_id") == [
        (old.sha256, "superseded"),
        (new.sha256, "done"),
    ]
    assert rows("SELECT count(*) FROM search_amounts") == [(0,)]
    assert store.search(parse("subvention")).total == 0
    with pytest.raises(ActUnknown):
        store.act(handle_of(old.sha256))


@pytest.mark.both_databases
def test_another_pipeline_version_replaces_what_the_first_read(
    store: Store, rows: Rows, make: Make, record: Record
) -> None:
    document, act = make(GRANT)
    record(store, "a.txt", document, [act])
    facts = Facts(Identity("deliberation", title="Subvention", date=act.date))
    record(store, "a.txt", document, [replace(act, entities=act.entities[:1], facts=facts)], "2")
    assert rows("SELECT docid, title, pipeline_version FROM acts") == [(DAY, "Subvention", "2")]
    assert rows("SELECT kind, pipeline_version FROM entities") == [("amount", "2")]
    assert rows("SELECT name FROM persons") == []
    assert rows("SELECT pipeline_version, state FROM ledger ORDER BY ledger_id") == [
        ("1", "superseded"),
        ("2", "done"),
    ]


def test_two_sources_of_one_content_share_its_act(store: Store, rows: Rows, write: Make) -> None:
    document, _ = write(GRANT, source="a.txt")
    write(GRANT, source="copy.txt")
    assert rows("SELECT uid FROM acts") == [(handle_of(document.sha256),)]
    assert rows("SELECT uri, document_id FROM sources") == [("a.txt", 1), ("copy.txt", 1)]
    assert store.search(parse("subvention")).total == 1
    write("Vœu", source="a.txt")
    assert store.act(handle_of(document.sha256)).sources == ("copy.txt",)
    write("Vœu", source="copy.txt")
    assert rows("SELECT text FROM documents") == [("Vœu",)]


def test_several_acts_of_a_document_are_numbered(store: Store, make: Make, record: Record) -> None:
    document, whole = make("Premier point. Second point.")
    first = replace(whole, end=14)
    second = replace(whole, start=15, facts=dated(PartialDate(2023, 3, 15)))
    record(store, "pv.txt", document, [first, second])
    handle = handle_of(document.sha256)
    assert [store.act(uid).text for uid in (handle, f"{handle}-2")] == ["Premier point.", "Second point."]
    found = store.search(parse("point")).hits
    assert [(hit.uid, hit.start) for hit in found] == [(f"{handle}-2", 15), (handle, 0)]


@pytest.mark.both_databases
def test_docids_follow_the_day(rows: Rows, write: Make) -> None:
    for n, date in enumerate(["2023-03-14", "2023-03-14", "2023-03", "2023-02-31", None, "2023-03-14"]):
        write(f"acte {n}", source=f"{n}.txt", date=date)
    march = datetime.date(2023, 3, 1).toordinal() << 16
    undated = 1 << 16
    assert rows("SELECT docid, date FROM acts ORDER BY document_id") == [
        (DAY, "2023-03-14"),
        (DAY + 1, "2023-03-14"),
        (march, "2023-03"),
        (undated, "2023-02-31"),
        (undated + 1, None),
        (DAY + 2, "2023-03-14"),
    ]


@pytest.mark.both_databases
def test_an_act_whose_date_is_corrected_moves(store: Store, rows: Rows, make: Make, record: Record) -> None:
    document, whole = make("Premier point. Second point.")
    later = PartialDate(2023, 3, 15)
    first, second = replace(whole, end=14), replace(whole, start=15, facts=dated(later))
    record(store, "pv.txt", document, [first, second])
    record(store, "pv.txt", document, [replace(first, facts=dated(later)), second], "2")
    next_day = DAY + (1 << 16)
    assert rows("SELECT docid, ordinal FROM acts ORDER BY ordinal") == [(next_day + 1, 1), (next_day, 2)]
    assert [hit.date for hit in store.search(parse("point")).hits] == [later, later]


@pytest.mark.both_databases
def test_a_full_day_is_told(store: Store, write: Make) -> None:
    write("acte 1", source="1.txt")
    with dialect_of(store._engine).writer(store._engine).begin() as connection:
        for table in metadata.sorted_tables:
            if any(key.column.table is acts for key in table.foreign_keys):
                connection.execute(table.delete())
        connection.execute(acts.update().values(docid=acts.c.docid + 65535))
    with pytest.raises(StoreError, match="more than 65536 acts at 2023-03-14"):
        write("acte 2", source="2.txt")


@pytest.mark.both_databases
def test_a_hash_that_starts_like_another_gets_a_longer_handle(
    store: Store, rows: Rows, make: Make, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Fingerprints, "name", lambda self, fingerprint: fingerprint)
    for n in "12":
        document, act = make(f"acte {n}")
        record(store, f"{n}.txt", replace(document, sha256="ab" * 8 + n * 48), [act])
    assert rows("SELECT uid FROM acts ORDER BY docid") == [("ab" * 6,), ("ab" * 8 + "2222",)]


@pytest.mark.parametrize(
    "step", ["store.ledger.runs.advance", "store.index.write._write_persons", "persons.upsert.delete_unnamed"]
)
@pytest.mark.both_databases
def test_what_fails_in_the_middle_leaves_nothing(
    store: Store,
    rows: Rows,
    make: Make,
    write: Make,
    claim: Callable[..., Claim],
    when: datetime.datetime,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    write(GRANT)
    document, act = make("Tout autre chose")
    claims = [claim(store, source, document.sha256) for source in ("a.txt", "b.txt")]
    before = everything(store, rows)

    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"recueil.{step}", fail)
    for one in claims:
        with pytest.raises(KeyboardInterrupt):
            store.ledger.complete(one, document, [act], when)
    assert everything(store, rows) == before


def test_words_that_are_not_at_their_place_are_refused(
    store: Store, rows: Rows, make: Make, record: Record
) -> None:
    document, act = make(GRANT)
    shifted = replace(act.entities[0], start=act.entities[0].start + 1)
    with pytest.raises(StoreError, match="is not '4 255,50 €'"):
        record(store, "a.txt", document, [replace(act, entities=(shifted,))])
    document, act = make("Vœu")
    with pytest.raises(StoreError, match="outside its document"):
        record(store, "a.txt", document, [replace(act, end=act.end + 1)])
    assert everything(store, rows)["documents"] == []


@pytest.mark.both_databases
def test_a_number_that_does_not_fit_is_refused(store: Store, rows: Rows, write: Make) -> None:
    with pytest.raises(StoreError, match=r"^The store cannot hold the number 0.1234567: it keeps six decimals.$"):
        write("taux de <PERCENTAGE 0.1234567>0,1234567 %</PERCENTAGE>")
    assert everything(store, rows)["documents"] == []


@pytest.mark.slow
@pytest.mark.both_databases
def test_a_process_killed_in_the_middle_leaves_nothing(
    store: Store, rows: Rows, url: str, write: Make, claim: Callable[..., Claim]
) -> None:
    write(GRANT)
    taken = claim(store, "a.txt", "f" * 64)
    before = everything(store, rows)
    script = (
        "import datetime, json, os, sys\n"
        "from recueil.readers.document import Document, Page\n"
        "from recueil.persons import upsert\n"
        "from recueil.store.ledger.work import Claim\n"
        "from recueil.store.open import open_store\n"
        "from recueil.values import Act, Facts\n"
        "upsert.delete_unnamed = lambda *_: os._exit(9)\n"
        "document = Document('autre', (Page(1, 0, 5),), 'f' * 64, 5, 'text/plain')\n"
        "act = Act(0, 5, Facts(), ())\n"
        "*told, taken = json.loads(sys.argv[2])\n"
        "claim = Claim(*told, datetime.datetime.fromisoformat(taken))\n"
        "open_store(sys.argv[1]).ledger.complete(claim, document, [act], datetime.datetime.now(datetime.UTC))\n"
    )
    arguments = [url, json.dumps(astuple(taken), default=str)]
    killed = subprocess.run([sys.executable, "-c", script, *arguments], check=False)
    assert killed.returncode == 9
    assert everything(store, rows) == before


@pytest.mark.both_databases
def test_text_no_database_can_hold_is_refused(store: Store, make: Make, record: Record) -> None:
    document, act = make("acte")
    with pytest.raises(ActRefused, match="cannot hold this text"):
        record(store, "a.txt", replace(document, text="act\udcff"), [act])


def test_a_document_without_acts_is_kept(store: Store, rows: Rows, make: Make, record: Record) -> None:
    document, _ = make("Page blanche")
    record(store, "a.txt", document, [])
    assert rows("SELECT text FROM documents") == [("Page blanche",)]
    assert store.search(parse("page")).total == 0
