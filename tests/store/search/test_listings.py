"""Entities and findings of the acts that answer, and work of the ledger, part by part."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
from tests.filing import FillOnce
from tests.handles import handle_of, letter_of

from recueil.errors import CursorUnknown, FileMissing, PdfBroken
from recueil.query import parse
from recueil.readers.document import Document
from recueil.store.admin.status import Outline
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.ledger.work import Claim, FailureReason, FoundFile, State
from recueil.store.search.cursors import ItemCursor
from recueil.store.search.listings import ActIdentity, FindingFilter, Part
from recueil.store.store import Store
from recueil.values import Act, Entity, Finding, PartialDate

Make = Callable[..., tuple[Document, Act]]
Record = Callable[..., None]
Take = Callable[..., Claim]

ACTS = {
    "d": ("2024", "Subvention de <AMOUNT 12.00 EUR>12 €</AMOUNT> en <DATE 2023>2023</DATE>."),
    "c": ("2023-05-02", "Rien."),
    "b": ("2023-05-02", "Loyer : <AMOUNT 7.00 EUR>7 €</AMOUNT>, <AMOUNT 8.00 EUR>8 €</AMOUNT>."),
    "a": (None, "Subvention : <AMOUNT 3.00 EUR>3 €</AMOUNT>, <PERCENTAGE 49>49 %</PERCENTAGE>."),
}
FINDINGS = {
    "d": (
        Finding("votants", "error", "22 + 1 n'est pas 25.", "Calcul", ((0, 4),), "23", "25"),
        Finding("ordre", "warning", "Signé avant d'être voté.", "Calcul", ()),
    ),
    "b": (Finding("votants", "error", "3 + 1 n'est pas 5.", "Calcul", ((0, 5), (6, 7)), "4", "5", "4"),),
    "a": (Finding("tva", "information", "TVA de 5,5 %.", "CGI, art. 278-0 bis", ((0, 2),)),),
}


@pytest.fixture(scope="module")
def filled(shared: Store, make: Make, record: Record) -> Store:
    for letter, (date, tagged) in reversed(ACTS.items()):
        document, act = make(tagged, date)
        document = replace(document, sha256=letter * 64)
        record(shared, f"{letter}.txt", document, [replace(act, findings=FINDINGS.get(letter, ()))])
    return shared


def texts(part: Part[Entity]) -> list[str]:
    return [f"{letter_of(item.act.uid)} {item.thing.text}" for item in part.things]


ALL = ["d 12 €", "d 2023", "b 7 €", "b 8 €", "a 3 €", "a 49 %"]


@pytest.mark.parametrize(
    ("query", "kinds", "found"),
    [
        (None, [], ALL),
        (None, ["amount"], ["d 12 €", "b 7 €", "b 8 €", "a 3 €"]),
        (None, ["percentage", "date"], ["d 2023", "a 49 %"]),
        (None, ["person"], []),
        ("subvention", [], ["d 12 €", "d 2023", "a 3 €", "a 49 %"]),
        ("montant:7", ["amount"], ["b 7 €", "b 8 €"]),
        ("inconnu", [], []),
    ],
)
def test_the_entities_of_acts_that_answer(
    filled: Store, query: str | None, kinds: Sequence[str], found: list[str]
) -> None:
    part = filled.entities(None if query is None else parse(query), kinds)
    assert (texts(part), part.next) == (found, None)


def test_an_entity_comes_with_its_act(filled: Store) -> None:
    first = filled.entities(None).things[0]
    act = filled.act(handle_of("d" * 64))
    assert first.act == ActIdentity(handle_of("d" * 64), PartialDate(2024), "deliberation", None, None)
    assert (first.n, first.thing) == (1, act.act.entities[0])


def parts(listed: Callable[[ItemCursor | None], Part[Entity]]) -> Iterator[list[str]]:
    after = None
    while True:
        part = listed(after)
        yield texts(part)
        if part.next is None:
            return
        after = ItemCursor.parse(str(part.next))


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
@pytest.mark.parametrize("acts", [1, 2, 3, 100])
def test_parts_of_entities_follow_each_other(
    filled: Store, monkeypatch: pytest.MonkeyPatch, limit: int, acts: int
) -> None:
    monkeypatch.setattr("recueil.store.search.listings._ACTS_PER_PART", acts)
    found = list(parts(lambda after: filled.entities(None, [], limit, after=after)))
    assert [text for part in found for text in part] == ALL
    assert max(map(len, found)) <= limit
    rare = list(parts(lambda after: filled.entities(None, ["percentage"], limit, after=after)))
    assert [text for part in rare for text in part] == ["a 49 %"]


def test_a_part_goes_on_after_an_act_that_is_gone(filled: Store) -> None:
    place = filled.entities(None, [], 3).next
    assert place is not None
    assert texts(filled.entities(parse("subvention"), [], after=place)) == ["a 3 €", "a 49 %"]


@pytest.mark.parametrize(
    ("query", "wanted", "found"),
    [
        (None, FindingFilter(), ["d votants", "d ordre", "b votants", "a tva"]),
        (None, FindingFilter("votants"), ["d votants", "b votants"]),
        (None, FindingFilter(severity="warning"), ["d ordre"]),
        (None, FindingFilter("votants", "error"), ["d votants", "b votants"]),
        (None, FindingFilter("votants", "warning"), []),
        (None, FindingFilter("inconnu"), []),
        ("subvention", FindingFilter(), ["d votants", "d ordre", "a tva"]),
        ("subvention seance:2024", FindingFilter("votants"), ["d votants"]),
        ("loyer OU rien", FindingFilter(), ["b votants"]),
        ("subvention -controle:erreur", FindingFilter(), ["a tva"]),
    ],
)
def test_the_findings_of_acts_that_answer(
    filled: Store, query: str | None, wanted: FindingFilter, found: list[str]
) -> None:
    part = filled.findings(None if query is None else parse(query), wanted)
    assert [f"{letter_of(item.act.uid)} {item.thing.check}" for item in part.things] == found
    assert part.next is None


def test_findings_come_whole_and_part_by_part(filled: Store) -> None:
    found, after = [], None
    for _ in range(4):
        part = filled.findings(None, FindingFilter(), 1, after=after)
        found += [item.thing for item in part.things]
        after = part.next
    assert (found, after) == ([*FINDINGS["d"], *FINDINGS["b"], *FINDINGS["a"]], None)


def test_a_place_is_read_as_written() -> None:
    for place in (ItemCursor(48_404_430_848, 3), ItemCursor(7, (1 << 31) - 1)):
        assert ItemCursor.parse(str(place)) == place
    for written in ("", "7", "a-b", "1-2-3", "1--2", "١-٢", "1-2\n", "1-2147483648", "9" * 19 + "-1"):
        with pytest.raises(CursorUnknown, match="is not a place in results"):
            ItemCursor.parse(written)


# Work


@pytest.fixture
def worked(store: Store, make: Make, claim: Take, when: datetime.datetime, fill_once: FillOnce) -> Store:
    """Work that is done, superseded, failed in each way and pending."""
    fill_once(lambda: work(store, make, claim, when))
    return store


def work(store: Store, make: Make, claim: Take, when: datetime.datetime) -> None:
    document, act = make("acte")
    store.ledger.complete(claim(store, "a", "1" * 64), document, [act], when)
    store.ledger.complete(claim(store, "a", "2" * 64), replace(document, sha256="2" * 64), [act], when)
    for source in "bc":
        store.ledger.fail(claim(store, source, source * 64), PdfBroken("cut short"), when)
    store.ledger.fail(claim(store, "d", "d" * 64), FileMissing("no such file"), when)
    store.ledger.enqueue([FoundFile("e", "e" * 64)], "1", when)


FAILED: tuple[State, ...] = ("failed", "quarantined")


@pytest.mark.parametrize(
    ("states", "reason", "found"),
    [
        (("pending", "done", *FAILED), None, "abcde"),
        (("superseded",), None, "a"),
        (("done", "superseded"), None, "aa"),
        (("running",), None, ""),
        (FAILED, None, "bcd"),
        (FAILED, "missing", "d"),
        (FAILED, "unknown", ""),
    ],
)
def test_work_is_listed(worked: Store, states: tuple[State, ...], reason: str | None, found: str) -> None:
    assert "".join(work.source for work in worked.ledger.list_work(states, reason, 9)) == found


@pytest.mark.both_databases
def test_work_is_listed_part_by_part(worked: Store) -> None:
    first = worked.ledger.list_work(FAILED, None, 2)
    second = worked.ledger.list_work(FAILED, None, 2, first[-1].id)
    assert [work.source for work in (*first, *second)] == ["b", "c", "d"]
    assert [*first, *second] == sorted(worked.ledger.active(FAILED), key=lambda work: work.id)


@pytest.mark.both_databases
def test_work_is_counted(worked: Store) -> None:
    assert worked.ledger.states() == {"done": 1, "failed": 1, "pending": 1, "quarantined": 2, "superseded": 1}
    assert worked.ledger.reasons() == [FailureReason("pdf-broken", 2, 2), FailureReason("missing", 1, 0)]


def test_the_outline_of_a_store(worked: Store, when: datetime.datetime) -> None:
    later = when + datetime.timedelta(hours=1)
    worked.ledger.end(
        worked.ledger.begin(RunStart("retry", Owner("here", 1), "1"), {}, later), "completed", "", later
    )
    runs = worked.ledger.runs()
    outline = worked.outline()
    at_work = tuple(run for run in runs if run.finished is None)
    assert outline == Outline(1, 1, 0, worked.ledger.states(), outline.size, at_work, runs[0])
    assert outline.size == worked.status().size


def test_an_empty_store_has_an_outline(store: Store) -> None:
    assert store.outline() == Outline(0, 0, 0, {}, store.status().size, (), None)
    assert store.entities(None) == Part((), None)
    assert store.findings(None, FindingFilter()) == Part((), None)
