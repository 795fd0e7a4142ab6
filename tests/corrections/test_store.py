"""Corrections in a store: at once, after every extraction, in the next version of the file, and undone."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Row, Table, select
from tests.filing import FillOnce
from tests.handles import handle_of

from recueil.accounts.schema import audit
from recueil.corrections import Addition, Attribution, Change, Correction, Place, Rejection, Replacement, Span
from recueil.corrections.listing import CorrectionFilter
from recueil.corrections.model import EntityChange
from recueil.errors import ActUnknown, CorrectionError
from recueil.evaluation import gold
from recueil.export.jsonl import stored_act_line
from recueil.query import parse
from recueil.readers.document import Document, Page
from recueil.store.admin.copy import PRIMARY_TABLES
from recueil.store.index.schema import ACT_TABLES, persons
from recueil.store.ledger.work import Claim
from recueil.store.schema import correction_places, corrections, ledger, runs, withdrawals
from recueil.store.store import Store
from recueil.values import (
    Act,
    Amount,
    Attendance,
    Entity,
    Facts,
    Identity,
    Mention,
    PartialDate,
    Percentage,
    Person,
)

WHEN = datetime.datetime(2025, 3, 1, 2, 0, tzinfo=datetime.UTC)
ANA = Attribution("ana", WHEN, "relu")
MAX = Attribution("max", WHEN + datetime.timedelta(days=1), "erreur")
GRANT = (
    "Subvention de <AMOUNT 4255.50 EUR>4 255,50 €</AMOUNT> aux écoles, soit <PERCENTAGE 49>49 %</PERCENTAGE>, "
    "présentée par <PERSON LEFÈVRE, Jeanne>Jeanne LEFÈVRE</PERSON>, en présence de Luc RÉ, au chapitre 65 du budget."
)
Record = Callable[..., None]
Rows = dict[str, list[Any]]
SAID = (corrections, withdrawals, correction_places, audit)


def made(tagged: str, *others: str) -> tuple[Document, list[Act]]:
    """A document with an act per tagged text; whoever is named is present."""
    found, start = [], 0
    read = [gold.parse_tagged(each) for each in (tagged, *others)]
    text = "".join(each.text for each in read)
    for each in read:
        end = start + len(each.text)
        moved = [replace(m, start=m.start + start, end=m.end + start) for m in each.mentions]
        entities = tuple(Entity(m.start, m.end, text[m.start : m.end], 1, m.value, m.rule) for m in moved)
        present = tuple(Mention(m.start, m.end, m.value, m.rule) for m in moved if m.kind == "person")
        identity = Identity("deliberation", date=PartialDate(2023, 3, 14))
        found.append(Act(start, end, Facts(identity, attendance=Attendance(present=present)), entities))
        start = end
    pages = (Page(1, 0, 20), Page(2, 20, len(text)))
    return Document(text, pages, hashlib.sha256(text.encode()).hexdigest(), len(text), "text/plain"), found


DOCUMENT, ACTS = made(GRANT)
UID = handle_of(DOCUMENT.sha256)
UNTOUCHED = handle_of(made(f"{GRANT} ")[0].sha256)
TEXT = DOCUMENT.text
MONEY, SHARE, JEANNE = (entity.value for entity in ACTS[0].entities)
LUC = Person("Luc", "RÉ", standing="public")


def span(words: str, text: str = TEXT, after: int = 0) -> Span:
    start = text.index(words, after)
    return Span(start, start + len(words))


REJECT = Rejection(*span("49 %"), "percentage")
CHANGE = Replacement(*span("4 255,50 €"), "amount", Amount(Decimal(5000)))
RENAME = Replacement(*span("Jeanne LEFÈVRE"), "person", Person("Jeanne", "LEFEBVRE", standing="public"))
ADD = Addition(*span("Luc RÉ"), LUC)
EVERY = (REJECT, CHANGE, RENAME, ADD)


LOST = made("Plus rien de tel.")
GONE = handle_of(LOST[0].sha256)


@pytest.fixture
def filled(store: Store, record: Record, fill_once: FillOnce) -> Store:
    fill_once(lambda: record(store, "a.txt", DOCUMENT, ACTS))
    return store


@pytest.fixture(scope="module")
def several(shared: Store, record: Record) -> Store:
    """A store that tests only read: corrections of one act in every state, and an act that nobody corrected."""
    record(shared, "a.txt", DOCUMENT, ACTS)
    record(shared, "c.txt", *made(f"{GRANT} "))
    for change in (CHANGE, ADD, REJECT):
        shared.correct(UID, change, ANA)
    shared.correct(UID, RENAME, MAX)
    shared.withdraw(3, MAX)
    other, acts = made("Prix : <AMOUNT 2 EUR>2 €</AMOUNT>, par Luc RÉ, selon la liste.")
    record(shared, "b.txt", other, acts)
    shared.correct(handle_of(other.sha256), Addition(*span("Luc RÉ", other.text), LUC), ANA)
    record(shared, "b.txt", *LOST)
    return shared


def values_of(store: Store, uid: str = UID) -> list[tuple[str, str, int | None]]:
    return [(entity.text, str(entity.value), entity.correction) for entity in store.act(uid).act.entities]


def everything(store: Store, *, but: tuple[Table, ...] = SAID) -> Rows:
    """What the tables hold, persons by their names."""
    with store._engine.connect() as connection:
        names: dict[int | None, str | None] = {None: None}
        names |= dict(connection.execute(select(persons.c.person_id, persons.c.name)).all())
        kept = (table for table in (*PRIMARY_TABLES, *ACT_TABLES) if table not in (*but, runs, ledger))
        rows = {table.name: [_spelt(row, names) for row in connection.execute(table.select())] for table in kept}
    return {name: sorted(found, key=repr) for name, found in rows.items()} | {
        "persons": sorted(names.values(), key=str)
    }


def _spelt(row: Row[Any], names: dict[int | None, str | None]) -> dict[str, Any]:
    told: dict[str, Any] = dict(row._mapping)
    told = {name: json.dumps(value) if isinstance(value, list | dict) else value for name, value in told.items()}
    return told | {name: names[told[name]] for name in ("person_id", "other") if name in told}


# At once


@pytest.mark.both_databases
def test_a_correction_shows_at_once(filled: Store, when: datetime.datetime) -> None:
    for change in EVERY:
        filled.correct(UID, change, ANA)
    assert values_of(filled) == [
        ("4 255,50 €", "5000.00 EUR", 2),
        ("Jeanne LEFÈVRE", "LEFEBVRE, Jeanne", 3),
        ("Luc RÉ", "RÉ, Luc", 4),
    ]
    assert [entity.rule for entity in filled.act(UID).act.entities] == ["correction"] * 3
    totals = {
        query: filled.search(parse(query)).total
        for query in (
            "montant:5000",
            "montant:4255,50",
            "pourcentage:49",
            'personne:"luc ré"',
            "personne:lefevre",
            "personne:lefebvre est:presente",
        )
    }
    assert list(totals.values()) == [1, 0, 0, 1, 0, 1]
    (hit,) = filled.search(parse("montant:>1")).hits
    assert [(entity.text, entity.correction) for entity in hit.entities] == [("4 255,50 €", 2)]
    assert [segment.text for segment in hit.snippet if segment.hit] == ["4 255,50 €"]
    assert filled.check(when) == []


def test_views_and_exports_say_that_it_is_one(filled: Store) -> None:
    filled.correct(UID, CHANGE, ANA)
    (docids,) = filled.iter_docids(None)
    rows: dict[str, Any] = filled.rows(docids)
    assert [(row.amount, row.rule, row.correction) for row in rows["amounts"]] == [(5000, "correction", 1)]
    assert [(row.percent, row.correction) for row in rows["percentages"]] == [(49, None)]
    (filed,) = filled.filed_acts(docids)
    told = json.loads(stored_act_line(filed))["entities"]
    assert [(entity["value"].get("amount"), entity["correction"]) for entity in told] == [
        ("5000.00", 1),
        (None, None),
        (None, None),
    ]


def test_a_correction_says_who_when_why_and_what_it_was_before(filled: Store) -> None:
    correction = filled.correct(UID, CHANGE, Attribution(" ana ", WHEN, " relu "))
    place = Place(UID, UID, *span("4 255,50 €"))
    assert (
        correction
        == filled.correction(1)
        == Correction(1, UID, correction.anchor, MONEY, CHANGE.value, ANA, None, (place,))
    )
    assert (correction.action, correction.state, correction.anchor.text) == ("change", "standing", "4 255,50 €")
    undone = filled.withdraw(1, MAX)
    assert [
        (entry.at, entry.who, entry.action, entry.subject, entry.details) for entry in filled.audit.page()
    ] == [
        (MAX.when, "max", "correction.withdraw", "correction:1", {}),
        (ANA.when, "ana", "correction.make", "correction:1", {"act": UID}),
    ]
    assert (undone, undone.state) == (replace(correction, withdrawn=MAX), "withdrawn")


def test_a_name_is_enough_of_a_start(filled: Store) -> None:
    assert filled.correct(UID[:6], ADD, ANA).places[0].act == UID


def test_blanks_at_its_ends_are_no_words_of_an_addition(filled: Store) -> None:
    wide = span(" Luc RÉ,")
    filled.correct(UID, Addition(wide.start, wide.end - 1, LUC), ANA)
    assert values_of(filled)[-1] == ("Luc RÉ", "RÉ, Luc", 1)
    assert filled.act(UID).act.entities[-1].page == 2


@pytest.mark.parametrize("order", range(3))
@pytest.mark.both_databases
def test_what_is_undone_leaves_nothing(filled: Store, order: int, when: datetime.datetime) -> None:
    before = everything(filled)
    numbers = [filled.correct(UID, change, ANA).id for change in EVERY]
    Random(order).shuffle(numbers)
    for number in numbers:
        assert everything(filled) != before
        filled.withdraw(number, MAX)
        assert filled.check(when) == []
    assert everything(filled) == before
    assert filled.act(UID).act == ACTS[0]


# What is refused


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (Rejection(*span("49 %"), "amount"), "No amount stands at "),
        (Rejection(0, 3, "amount"), "No amount stands at 0 to 3"),
        (Replacement(*span("4 255,50 €"), "amount", MONEY), "'4 255,50 €' says 4255.50 EUR already"),
        (Addition(*span("255,50 €"), Amount(Decimal(1))), "'4 255,50 €', at 14 to 24, says 4255.50 EUR already"),
        (Addition(5, 5, LUC), "There are no words at 5 to 5"),
        (Addition(-3, 3, LUC), "There are no words at -3 to 3"),
        (Addition(*span(" "), LUC), "There are no words at 10 to 11"),
        (Addition(0, len(TEXT) + 2, LUC), "There are no words at 0"),
    ],
)
def test_what_cannot_be_corrected_is_said(several: Store, change: Change, message: str) -> None:
    before = everything(several, but=())
    with pytest.raises(CorrectionError) as refused:
        several.correct(UNTOUCHED, change, ANA)
    assert refused.value.message.startswith(message)
    assert everything(several, but=()) == before


def test_a_value_may_be_of_another_kind(filled: Store) -> None:
    filled.correct(UID, Replacement(*span("49 %"), "percentage", JEANNE), ANA)
    assert values_of(filled)[1] == ("49 %", "LEFÈVRE, Jeanne", 1)


def test_one_thing_is_corrected_once(filled: Store) -> None:
    filled.correct(UID, CHANGE, ANA)
    with pytest.raises(
        CorrectionError, match=r"Correction 1 says that it is 5000.00 EUR. Withdraw that correction first."
    ):
        filled.correct(UID, replace(CHANGE, value=Amount(Decimal(2))), MAX)
    filled.withdraw(1, MAX)
    filled.correct(UID, replace(CHANGE, value=Amount(Decimal(2))), MAX)
    assert values_of(filled)[0] == ("4 255,50 €", "2.00 EUR", 2)


def test_what_is_undone_is_so_for_good(filled: Store) -> None:
    filled.correct(UID, CHANGE, ANA)
    filled.withdraw(1, MAX)
    with pytest.raises(CorrectionError, match="Correction 1 is withdrawn already"):
        filled.withdraw(1, ANA)
    with pytest.raises(CorrectionError, match="There is no correction 2"):
        filled.withdraw(2, ANA)
    with pytest.raises(CorrectionError, match="There is no correction 2"):
        filled.correction(2)


def test_nobody_corrects_nothing(filled: Store) -> None:
    with pytest.raises(CorrectionError, match="Nobody is said to correct"):
        filled.correct(UID, CHANGE, Attribution(" ", WHEN))
    with pytest.raises(ActUnknown):
        filled.correct("abcdef", CHANGE, ANA)
    assert filled.corrections() == []


# After an extraction


@pytest.mark.both_databases
def test_corrections_are_applied_again(filled: Store, record: Record, when: datetime.datetime) -> None:
    for change in EVERY:
        filled.correct(UID, change, ANA)
    corrected = values_of(filled)
    record(filled, "a.txt", DOCUMENT, ACTS, "2")
    assert values_of(filled) == corrected
    assert filled.act(UID).pipeline_version == "2"
    assert filled.check(when) == []
    for number in (1, 2, 3, 4):
        filled.withdraw(number, MAX)
    assert filled.act(UID).act == ACTS[0]


def test_a_pipeline_that_finds_it_itself_changes_nothing(
    filled: Store, record: Record, when: datetime.datetime
) -> None:
    for change in (ADD, REJECT, CHANGE):
        filled.correct(UID, change, ANA)
    corrected = values_of(filled)
    better = made(
        GRANT.replace("Luc RÉ", "<PERSON RÉ, Luc>Luc RÉ</PERSON>")
        .replace("<AMOUNT 4255.50 EUR>4 255,50 €", "4 <AMOUNT 5000 EUR>255,50 €")
        .replace("<PERCENTAGE 49>49 %</PERCENTAGE>", "49 %")
    )
    record(filled, "a.txt", *better, "2")
    assert values_of(filled) == corrected
    for number in (1, 2, 3):
        filled.withdraw(number, MAX)
    assert filled.act(UID).act == better[1][0]
    assert filled.check(when) == []


def test_a_rejection_holds_for_that_value_alone(filled: Store, record: Record) -> None:
    filled.correct(UID, REJECT, ANA)
    record(filled, "a.txt", *made(GRANT.replace("<PERCENTAGE 49>49 %", "<PERCENTAGE 49 @tva>49 %")), "2")
    assert "49 %" not in [words for words, _, _ in values_of(filled)]
    record(filled, "a.txt", *made(GRANT.replace("<PERCENTAGE 49>", "<PERCENTAGE 0.49>")), "3")
    assert values_of(filled)[1] == ("49 %", "0.49", None)


def test_an_act_is_corrected_in_its_document_alone(store: Store, record: Record, when: datetime.datetime) -> None:
    document, acts = made(f"{GRANT}\n", GRANT)
    uid = handle_of(document.sha256)
    record(store, "a.txt", document, acts)
    second = acts[1].start
    store.correct(f"{uid}-2", Rejection(*span("49 %", document.text, second), "percentage"), ANA)
    with pytest.raises(CorrectionError, match=f"are not in act {uid}."):
        store.correct(uid, Addition(*span("Luc RÉ", document.text, second), LUC), ANA)
    assert [len(values_of(store, each)) for each in (uid, f"{uid}-2")] == [3, 2]
    record(store, "a.txt", document, acts, "2")
    assert [len(values_of(store, each)) for each in (uid, f"{uid}-2")] == [3, 2]
    record(
        store,
        "a.txt",
        document,
        [replace(acts[0], end=acts[1].end, entities=acts[0].entities + acts[1].entities)],
        "3",
    )
    assert [entity.text for entity in store.act(uid).act.entities].count("49 %") == 1
    record(store, "a.txt", document, acts[:1], "4")
    (orphan,) = store.orphans()
    assert orphan.places == (Place(handle_of(document.sha256), None, None, None, "outside"),)
    assert store.check(when) == []


# In the next version of the file

LATER = "Version définitive.\n" + GRANT.replace("en présence", "en\nprésence")
WITHOUT = GRANT.replace("en présence de Luc RÉ", "en son absence")


def test_corrections_move_with_their_words(filled: Store, record: Record, when: datetime.datetime) -> None:
    for change in EVERY:
        filled.correct(UID, change, ANA)
    corrected = values_of(filled)
    document, acts = made(LATER)
    record(filled, "a.txt", document, acts)
    assert values_of(filled, handle_of(document.sha256)) == corrected
    assert [(each.state, each.document) for each in filled.corrections()] == [("standing", None)] * 4
    (place,) = filled.correction(4).places
    assert place == Place(handle_of(document.sha256), handle_of(document.sha256), *span("Luc RÉ", document.text))
    assert filled.check(when) == []
    filled.withdraw(2, MAX)
    assert values_of(filled, handle_of(document.sha256))[0] == ("4 255,50 €", "4255.50 EUR", None)


@pytest.mark.parametrize("back", [GRANT, LATER], ids=["the same file", "another file"])
def test_what_is_not_in_the_file_any_more_is_orphaned_until_it_is(
    filled: Store, record: Record, back: str, when: datetime.datetime
) -> None:
    filled.correct(UID, ADD, ANA)
    filled.correct(UID, CHANGE, ANA)
    document, acts = made(WITHOUT)
    for version in ("1", "2"):
        record(filled, "a.txt", document, acts, version)
        (orphan,) = filled.orphans()
        assert (orphan.id, orphan.state) == (1, "orphaned")
        assert orphan.places == (Place(handle_of(document.sha256), None, None, None, "gone"),)
        assert "Luc RÉ" not in [words for words, _, _ in values_of(filled, handle_of(document.sha256))]
        assert filled.check(when) == []
    again, acts = made(back)
    record(filled, "a.txt", again, acts)
    assert filled.orphans() == []
    assert values_of(filled, handle_of(again.sha256))[-1] == ("Luc RÉ", "RÉ, Luc", 1)


def test_an_orphan_can_be_withdrawn(filled: Store, record: Record) -> None:
    filled.correct(UID, ADD, ANA)
    record(filled, "a.txt", *made(WITHOUT))
    assert filled.withdraw(1, MAX).state == "withdrawn"
    record(filled, "a.txt", DOCUMENT, ACTS)
    assert filled.act(UID).act == ACTS[0]


def test_a_text_that_is_read_anew_is_searched_anew(filled: Store, record: Record, when: datetime.datetime) -> None:
    filled.correct(UID, ADD, ANA)
    document, acts = made(LATER)
    record(filled, "a.txt", replace(document, sha256=DOCUMENT.sha256), acts, "2")
    assert values_of(filled)[-1] == ("Luc RÉ", "RÉ, Luc", 1)
    assert filled.check(when) == []


def test_the_same_file_elsewhere_is_corrected_too(
    filled: Store, record: Record, claim: Callable[..., Claim]
) -> None:
    filled.correct(UID, ADD, ANA)
    assert filled.ledger.adopt(claim(filled, "b.txt", DOCUMENT.sha256), WHEN)
    document, acts = made(LATER)
    record(filled, "b.txt", document, acts)
    record(filled, "a.txt", *made(WITHOUT))
    assert [place.missing for place in filled.correction(1).places].count(None) == 1
    assert filled.correction(1).state == "standing"
    assert values_of(filled, handle_of(document.sha256))[-1] == ("Luc RÉ", "RÉ, Luc", 1)


def test_a_file_that_was_there_already_takes_corrections_over(
    filled: Store, record: Record, claim: Callable[..., Claim], when: datetime.datetime
) -> None:
    document, acts = made(LATER)
    record(filled, "b.txt", document, acts)
    filled.correct(UID, ADD, ANA)
    assert filled.ledger.adopt(claim(filled, "a.txt", document.sha256), WHEN)
    assert values_of(filled, handle_of(document.sha256))[-1] == ("Luc RÉ", "RÉ, Luc", 1)
    assert filled.check(when) == []
    filled.withdraw(1, MAX)
    assert filled.act(handle_of(document.sha256)).act == acts[0]


# In what order


def chosen(chance: Random) -> list[EntityChange]:
    return chance.sample(EVERY, chance.randint(1, len(EVERY)))


@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_same_before_an_extraction_and_after(
    store: Store, record: Record, seed: int, when: datetime.datetime
) -> None:
    chance = Random(seed)
    changes = chosen(chance)
    corrected = {(change.start, change.end) for change in changes}
    others = [
        entity for entity in ACTS[0].entities if (entity.start, entity.end) in corrected or chance.random() < 0.5
    ]
    more = Entity(*span("chapitre 65"), "chapitre 65", 2, Percentage(Decimal(65)), "new")
    later = [replace(ACTS[0], entities=(*others, more))]
    document, acts = made(f"{GRANT} ")
    twin = [replace(acts[0], entities=(*others, more))]
    record(store, "a.txt", DOCUMENT, ACTS)
    for change in changes:
        store.correct(UID, change, ANA)
    record(store, "a.txt", DOCUMENT, later, "2")
    record(store, "b.txt", document, twin, "2")
    for change in changes:
        store.correct(handle_of(document.sha256), change, ANA)
    before, after = store.act(UID).act, store.act(handle_of(document.sha256)).act
    made_by = {entity.start: entity.correction for entity in before.entities}
    assert [replace(entity, correction=made_by[entity.start]) for entity in after.entities] == list(
        before.entities
    )
    assert after.facts == before.facts
    assert store.check(when) == []


@pytest.mark.both_databases
def test_of_two_that_correct_at_once_none_is_lost(filled: Store, when: datetime.datetime) -> None:
    threads = [Thread(target=filled.correct, args=(UID, change, ANA)) for change in EVERY]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(words, value) for words, value, _ in values_of(filled)] == [
        ("4 255,50 €", "5000.00 EUR"),
        ("Jeanne LEFÈVRE", "LEFEBVRE, Jeanne"),
        ("Luc RÉ", "RÉ, Luc"),
    ]
    assert filled.check(when) == []


@pytest.mark.both_databases
def test_what_is_corrected_while_it_is_extracted_is_not_lost(
    filled: Store, record: Record, when: datetime.datetime
) -> None:
    versions = [(DOCUMENT, ACTS, "2"), (*made(LATER), "2"), (DOCUMENT, ACTS, "3"), (*made(LATER), "3")]

    def ingest() -> None:
        for document, acts, version in versions:
            record(filled, "a.txt", document, acts, version)

    writer = Thread(target=ingest)
    writer.start()
    done = 0
    while writer.is_alive() or not done:
        uid = next(filled.filed_acts(docids)[0].uid for docids in filled.iter_docids(None))
        try:
            filled.correct(uid, Addition(*span("Luc RÉ", filled.act(uid).document.text), LUC), ANA)
        except (ActUnknown, CorrectionError):
            continue
        done += 1
        if done > 1:
            break
    writer.join()
    uid = handle_of(made(LATER)[0].sha256)
    standing = filled.corrections(CorrectionFilter(act=uid))
    assert [entity.correction for entity in filled.act(uid).act.entities if entity.correction] == [
        each.id for each in standing[:1]
    ]
    assert filled.check(when) == []


# Which there are


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (CorrectionFilter(), [5, 4, 3, 2, 1]),
        (CorrectionFilter(state="standing"), [4, 2, 1]),
        (CorrectionFilter(state="withdrawn"), [3]),
        (CorrectionFilter(state="orphaned"), [5]),
        (CorrectionFilter(by="max"), [4]),
        (CorrectionFilter(kind="person"), [5, 4, 2]),
        (CorrectionFilter(kind="percentage"), [3]),
        (CorrectionFilter(act=UID[:8]), [4, 3, 2, 1]),
        (CorrectionFilter(act=UID, state="standing", by="ana", kind="person"), [2]),
        (CorrectionFilter(act=UID, span=span("soit 49 %")), [3]),
        (CorrectionFilter(act=UID, span=span("soit ")), []),
        (CorrectionFilter(act=GONE), [5]),
        (CorrectionFilter(act=GONE, span=Span(0, 100)), []),
        (CorrectionFilter(by="a\x00"), []),
    ],
    ids=str,
)
def test_corrections_are_listed(several: Store, wanted: CorrectionFilter, numbers: list[int]) -> None:
    assert [each.id for each in several.corrections(wanted)] == numbers
    pages, after = [], None
    while page := several.corrections(wanted, after, limit=2):
        pages.append([each.id for each in page])
        after = page[-1].id
    assert pages == [numbers[n : n + 2] for n in range(0, len(numbers), 2)]
