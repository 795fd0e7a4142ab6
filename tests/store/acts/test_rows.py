"""Values come back equal, whatever their kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.handles import handle_of

from recueil.errors import StoreError
from recueil.readers.document import Document
from recueil.store.acts.rows import encode_value
from recueil.store.store import Store
from recueil.values import (
    KINDS,
    Act,
    Amount,
    BudgetLine,
    Date,
    Entity,
    Organisation,
    PartialDate,
    Percentage,
    Period,
    Person,
    Place,
    Reference,
    Value,
)

Make = Callable[..., tuple[Document, Act]]
Record = Callable[..., None]
Rows = Callable[[str], list[tuple[Any, ...]]]

VALUES: list[Value] = [
    Date(PartialDate(2014, 7, 24), "seance"),
    Date(PartialDate(2014, 7)),
    Date(PartialDate(2014)),
    Date(PartialDate(2023, 2, 31), "other", "impossible"),
    Date(PartialDate(2023, 13)),
    Date(PartialDate(0, 1, 1)),
    Period(PartialDate(2014), PartialDate(2015)),
    Period(PartialDate(2014), PartialDate(2014)),
    Period(PartialDate(2014, 7, 1), PartialDate(2014, 9, 31)),
    Amount(Decimal("4255.50"), tax="TTC"),
    Amount(Decimal("-0.000001"), "FRF", "HT", "élève/an"),
    Amount(Decimal("9223372036854.775807")),
    Amount(Decimal("1E+3")),
    Percentage(Decimal("49.19")),
    Percentage(Decimal("-0.365")),
    BudgetLine("chapitre", "922", "M14", "Enseignement"),
    BudgetLine("opération", "2014-12"),
    BudgetLine("article", "6574", None, None, "fonctionnement", "eau"),
    Amount(Decimal("1250.50"), per="an", role="subvention", issue="words"),
    Percentage(Decimal(20), "tva"),
    Person("Cédric", "De SAINT-JOUAN", "M.", "de saint jouan cedric", "public"),
    Reference("loi", "2013-595", PartialDate(2013, 7, 8)),
    Reference("code", "CGCT", None, "L2121-29"),
    Reference("arrêté", None, PartialDate(2021, 2, 31)),
    Person("Cédric", "De SAINT-JOUAN", "M.", standing="public"),
    Person(None, "LEFÈVRE", standing="public"),
    Person("", "LEFÈVRE", standing="public"),
    Organisation("association Les Mille Voix"),
    Place("Saint-Jouan", "35284"),
    Place("rue des Lilas"),
]


@pytest.mark.both_databases
def test_values_come_back_equal(store: Store, make: Make, record: Record) -> None:
    document, act = make("mot " * len(VALUES))
    places = range(0, 4 * len(VALUES), 4)
    entities = (Entity(n, n + 3, "mot", 1, value, "rule") for n, value in zip(places, VALUES, strict=True))
    act = replace(act, entities=tuple(entities))
    record(store, "a.txt", document, [act])
    stored = store.act(handle_of(document.sha256))
    assert stored.act == act
    assert [str(entity.value) for entity in stored.act.entities] == [str(value) for value in VALUES]


def test_every_kind_is_tried() -> None:
    assert {value.kind for value in VALUES} == set(KINDS)


def test_a_kind_without_columns_is_refused() -> None:
    class Vote:
        kind = "vote"

    with pytest.raises(StoreError, match="no columns for a vote"):
        encode_value(Vote())  # type: ignore[arg-type]


def test_the_columns_of_each_kind(rows: Rows, write: Make) -> None:
    write(
        "le <DATE 2023-03 other>mois de mars</DATE>, le <DATE 2023-02-31 other !impossible>31 février</DATE>, "
        "<PERIOD 2014/2015>2014-2015</PERIOD>, <AMOUNT 4255.50 EUR TTC /élève>4 255,50 € TTC par élève</AMOUNT>, "
        "<PERCENTAGE 49.19>49,19 %</PERCENTAGE>, <BUDGET chapitre 922>chapitre 922</BUDGET>, "
        "<PERSON LEFÈVRE, Jeanne>Jeanne LEFÈVRE</PERSON>, <ORGANISATION SARL Les Voix>SARL Les Voix</ORGANISATION>, "
        "<PLACE St-Jouan #35284>St-Jouan</PLACE>"
    )
    found = rows(
        "SELECT n, kind, edtf, date_from, date_to, role, issue, amount, currency, tax, per, percent, level, code, "
        "given, family, name, key FROM entities ORDER BY n"
    )
    money = (None,) * 4
    nothing = (*money, *(None,) * 7)
    assert found == [
        (1, "date", "2023-03", "2023-03-01", "2023-03-31", "other", None, *nothing),
        (2, "date", "2023-02-31", None, None, "other", "impossible", *nothing),
        (3, "period", "2014/2015", "2014-01-01", "2015-12-31", None, None, *nothing),
        (4, "amount", None, None, None, None, None, 4255500000, "EUR", "TTC", "élève", *(None,) * 7),
        (5, "percentage", None, None, None, None, None, *money, 49190000, *(None,) * 6),
        (6, "budget", None, None, None, None, None, *money, None, "chapitre", "922", *(None,) * 4),
        (7, "person", None, None, None, None, None, *money, None, None, None, "Jeanne", "LEFÈVRE", None, None),
        (8, "organisation", *(None,) * 14, "SARL Les Voix", "voix"),
        (9, "place", *(None,) * 11, "35284", None, None, "St-Jouan", "saint jouan"),
    ]
