"""Money that several acts speak of: sums count it once, where it is certain that it is the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.figures.counting import count

from recueil.figures.amounts import Beneficiary, beneficiaries, distribution, pivot
from recueil.figures.coverage import coverage
from recueil.query import parse
from recueil.readers.document import Document
from recueil.store.store import Store
from recueil.store.views import ACT_VIEWS
from recueil.values import Act, Amount, Award, Identity, Mention, PartialDate, Reference
from recueil.values.award import PrintedTotal
from recueil.values.stated import RECORD

Make = Callable[..., tuple[Document, Act]]
Record = Callable[..., None]
FileAct = Callable[..., None]

BODY = "Commune de Saint-Aubrac"
CHAPTER = "<BUDGET chapitre 65>chapitre 65</BUDGET>"
pytestmark = pytest.mark.both_databases


@pytest.fixture
def file_act(store: Store, make: Make, record: Record) -> FileAct:
    """File an act that awards something: its day, its number, the act it recalls, and what differs."""

    def file(
        day: str, number: str | None = None, recalls: Reference | None = None, body: str = BODY, **changed: Any
    ) -> None:
        document, act = make(f"Acte {day} {number} {recalls} {body} {sorted(changed)}, {CHAPTER}.")
        cited = Mention(0, 4, recalls, "") if recalls else None
        totals = changed.pop("totals", ())
        kind = changed.pop("kind", "deliberation")
        amount = Mention(
            0, 1, Amount(Decimal(changed.pop("amount", "1500"))), "", None, changed.pop("doubtful", False)
        )
        award = Award(0, 1, "subvention", "l'association Les Mille Voix", 0, amount, recalls=cited)
        identity = Identity(kind, number, body=body, date=PartialDate.parse(day))
        facts = replace(act.facts, identity=identity, awards=(replace(award, **changed),), totals=totals)
        record(store, f"{document.sha256}.txt", document, [replace(act, facts=facts)])

    return file


def cite(day: str | None = "2023-03-14", number: str | None = None) -> Reference:
    return Reference("délibération", number, PartialDate.parse(day) if day else None)


def awarded(store: Store) -> tuple[int, Decimal | None, int]:
    """What the sums of the chapter and of the beneficiaries count: awards, euros, and repeats left out."""
    rows = count(store, beneficiaries)
    total = sum((row.total or Decimal() for row in rows), Decimal())
    whole = count(store, pivot).rows[0].whole
    assert (whole.awards, whole.awarded or 0) == (sum(row.awards for row in rows), total)
    return whole.awards, whole.awarded, whole.repeated


def test_an_award_that_a_later_act_recalls_counts_once(store: Store, file_act: FileAct) -> None:
    file_act("2023-09-20", "2023-45", cite(), beneficiary="Les Mille Voix")
    assert awarded(store) == (1, Decimal(1500), 0)
    file_act("2023-03-14", "2023-12")
    assert awarded(store) == (1, Decimal(1500), 1)
    assert count(store, beneficiaries) == (
        Beneficiary(
            "l'association Les Mille Voix",
            "subvention",
            'beneficiaire:"=l\'association Les Mille Voix"@subvention',
            1,
            1,
            Decimal(1500),
        ),
        Beneficiary(
            "Les Mille Voix", "subvention", 'beneficiaire:"=Les Mille Voix"@subvention', 1, 0, None, repeated=1
        ),
    )
    cells = count(store, pivot).rows[0].cells
    assert [(cell.acts, cell.awards, cell.repeated) for cell in cells if cell] == [(2, 1, 1)]
    assert sum(bucket.amounts for bucket in count(store, distribution, of="attribue")) == 1
    assert sum(bucket.acts for bucket in count(store, distribution, of="attribue")) == 2
    (docids,) = store.iter_docids(None)
    names = next(view.names for view in ACT_VIEWS if view.name == "awards")
    exported = [dict(zip(names, row, strict=True)) for row in store.rows(docids)["awards"]]
    assert [(row["act_date"], row["recalls"], row["repeated"]) for row in exported] == [
        ("2023-09-20", "délibération | 2023-03-14", True),
        ("2023-03-14", None, False),
    ]


def test_an_act_may_be_cited_by_its_number_alone(store: Store, file_act: FileAct) -> None:
    file_act("2023-03-14", "2023-12")
    file_act("2024-09-20", "2024-45", cite(None, "2023/12"))
    assert awarded(store) == (1, Decimal(1500), 1)


def test_a_recalled_award_is_recalled_again(store: Store, file_act: FileAct) -> None:
    file_act("2023-03-14")
    file_act("2023-09-20", None, cite())
    file_act("2024-01-12", None, cite("2023-09-20"))
    assert awarded(store) == (1, Decimal(1500), 2)


def test_an_act_in_two_documents_counts_once(store: Store, file_act: FileAct) -> None:
    file_act("2023-03-14", "2023-12")
    file_act("2023-03-14", "2023 / 12", purpose="extrait du registre")
    assert awarded(store) == (1, Decimal(1500), 1)


@pytest.mark.parametrize(
    "later",
    [
        {},
        {"recalls": cite("2023-03-15")},
        {"recalls": cite(None, "2023-13")},
        {"recalls": cite(), "amount": "1500.01"},
        {"recalls": cite(), "beneficiary": "Les Mille Vœux"},
        {"recalls": cite(), "what": "garantie"},
        {"recalls": cite(), "body": "Commune de Mer"},
    ],
    ids=["nothing cited", "another day", "another number", "amount", "beneficiary", "decision", "body"],
)
def test_without_certainty_nothing_is_tied(store: Store, file_act: FileAct, later: dict[str, Any]) -> None:
    file_act("2023-03-14", "2023-12")
    file_act("2023-09-20", "2023-45", **later)
    whole = count(store, pivot).rows[0].whole
    assert (whole.awards, whole.repeated) == (2, 0)


def test_two_acts_of_one_day_are_two(store: Store, file_act: FileAct) -> None:
    file_act("2023-03-14", "2023-12")
    file_act("2023-03-14", "2023-13")
    file_act("2023-03-14", None)
    assert awarded(store) == (3, Decimal(4500), 0)


def test_an_award_counts_where_the_earlier_one_does_not(store: Store, file_act: FileAct) -> None:
    file_act("2023-03-14", doubtful=True)
    file_act("2023-09-20", None, cite())
    assert awarded(store) == (1, Decimal(1500), 0)
    (row,) = count(store, beneficiaries)
    assert (row.doubtful, row.doubted) == (1, Decimal(1500))


def test_private_persons_are_never_tied(store: Store, file_act: FileAct) -> None:
    file_act("2023-03-14", beneficiary="Mme Rose NOIRET", recipient="person")
    file_act("2023-09-20", None, cite(), beneficiary="Mme Rose NOIRET", recipient="person")
    whole = count(store, pivot).rows[0].whole
    assert (whole.awards, whole.repeated) == (2, 0)


def test_an_award_belongs_to_the_chapter_beside_its_account(store: Store, make: Make, record: Record) -> None:
    line = "<BUDGET chapitre 65>chapitre 65</BUDGET>, <BUDGET article 65748>article 65748</BUDGET>"
    document, act = make(f"Le <BUDGET chapitre 011>chapitre 011</BUDGET> est abondé. Crédits inscrits au {line}.")
    account = next(entity for entity in act.entities if str(entity.value) == "article 65748")
    imputed = Mention(account.start, account.end, account.value, "")
    money = Mention(0, 1, Amount(Decimal(1500)), "")
    award = Award(0, 1, "subvention", "Les Mille Voix", 0, money, line=imputed)
    facts = replace(act.facts, awards=(award, replace(award, beneficiary="Judo Club", line=None)))
    record(store, "a.txt", document, [replace(act, facts=facts)])
    sums = {row.chapter: (row.whole.awards, row.whole.awarded) for row in count(store, pivot).rows}
    assert sums == {"011": (0, None), "65": (1, Decimal(1500))}


def test_sums_say_which_acts_are_partial(store: Store, file_act: FileAct) -> None:
    file_act("2023-03-14", totals=(PrintedTotal(5, 9, 0, 9, amount=Decimal(6500)),))
    file_act("2023-05-02", totals=(PrintedTotal(5, 9, 0, 9, count=1, amount=Decimal(1500)),))
    whole = count(store, pivot).rows[0].whole
    assert (whole.acts, whole.partial, whole.partial_query) == (2, 1, "chapitre:65 partiel:attributions")
    assert store.count(parse(whole.partial_query)) == 1
    assert store.count(parse("partiel:*")) == 1
    assert store.count(parse("partiel:presents")) == 0


@pytest.mark.parametrize("first", ["act", "record"])
@pytest.mark.parametrize(
    ("signed", "decision", "repeated"),
    [
        ("2023-05-02", cite(None, "2023-12"), 1),
        ("2023-03-14", None, 1),
        ("2023-05-02", None, 0),
        ("2023-05-02", cite(None, "2023-13"), 0),
    ],
    ids=["its number", "its day", "another day", "another number"],
)
def test_a_record_of_a_table_counts_once_with_the_act_that_decided_it(
    store: Store, file_act: FileAct, first: str, signed: str, decision: Reference | None, repeated: int
) -> None:
    filings: list[Callable[[], None]] = [
        lambda: file_act("2023-03-14", "2023-12"),
        lambda: file_act(signed, None, decision, kind=RECORD),
    ]
    for filing in filings if first == "act" else reversed(filings):
        filing()
    assert awarded(store) == (2 - repeated, Decimal(1500) * (2 - repeated), repeated)
    assert [body.acts for body in count(store, coverage).bodies] == [1]


def test_two_records_of_one_day_are_two(store: Store, file_act: FileAct) -> None:
    file_act("2023-03-14", None, kind=RECORD)
    file_act("2023-03-14", None, kind=RECORD, purpose="tournoi")
    assert awarded(store) == (2, Decimal(3000), 0)
