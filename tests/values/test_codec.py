"""Facts as JSON and back: equal, and nothing written that need not be."""

from __future__ import annotations

import json
from datetime import time
from decimal import Decimal
from typing import Any

from tests.tables import each_row

from recueil.values import (
    Amount,
    Attendance,
    Award,
    BudgetLine,
    Date,
    Facts,
    Finding,
    Funder,
    FundingPlan,
    Headcount,
    Identity,
    Mention,
    Movement,
    Organisation,
    PartialDate,
    Percentage,
    Period,
    Person,
    Place,
    Proxy,
    Reference,
    Section,
    Value,
    Vote,
)
from recueil.values.codec import decode, encode

PERSON = Mention(3, 9, Person("Élodie", "VASSEUR", "Mme", "p1"), "person.list")
AMOUNT = Mention(20, 30, Amount(Decimal("1250.50"), tax="TTC", role="subvention"), "figures")
WHOLE = Facts(
    Identity(
        "pv", number="2024-1", date=PartialDate(2024, 3, 14), convocation=PartialDate(2024, 3), president=PERSON
    ),
    (Section("visas", 0, 9), Section("dispositif", 9, 12, "1")),
    Attendance(
        present=(PERSON,),
        proxies=(Proxy(PERSON, None), Proxy(PERSON, PERSON)),
        movements=(Movement(PERSON, "arrives", time(19, 15)), Movement(PERSON, "leaves", item="4")),
        counts=Headcount(in_office=15, voting=0),
    ),
    (Vote(1, 2, "adopted", True, votes_for=0, names_against=(PERSON,)),),
    (Award(0, 1, "subvention", "Les Mille Voix", 5, AMOUNT, "association"),),
    (FundingPlan(0, 9, (Funder(1, 2, "Région", None, Decimal("35.5")),), AMOUNT),),
)
FINDINGS = (Finding("vote-sum", "error", "wrong", "CGCT L2121-20", ((1, 2), (3, 4)), "3", None, "2"),)


def encode_and_decode(wanted: Any, thing: object) -> object:
    return decode(wanted, json.loads(json.dumps(encode(thing))))


def test_facts_come_back_equal() -> None:
    assert encode_and_decode(Facts, WHOLE) == WHOLE


def test_findings_come_back_equal() -> None:
    assert encode_and_decode(tuple[Finding, ...], FINDINGS) == FINDINGS


@each_row(
    "value",
    [
        Date(PartialDate(2023, 2), "legal", "weekday"),
        Period(PartialDate(2023), PartialDate(2024)),
        Amount(Decimal("0.5"), "FRF", "HT", "élève/an", "tarif", "words"),
        Percentage(Decimal(49), "financement"),
        BudgetLine("chapitre", "65", "M57", "Autres charges", "fonctionnement", "principal"),
        Person(None, "RÉ", None, None),
        Reference("loi", "2013-595", PartialDate(2013, 7, 8), "3"),
        Organisation("Les Mille Voix"),
        Organisation("CCVS", "Communauté de communes du Val de Saulne"),
        Place("Rennes", "35238"),
    ],
)
def test_every_kind_of_value_comes_back_equal(value: Value) -> None:
    mention = Mention(1, 2, value, "rule")
    assert encode_and_decode(Mention, mention) == mention


def test_what_an_act_does_not_say_takes_no_room() -> None:
    assert encode(Facts()) == {}
    assert encode(Vote(1, 2, "noted")) == {"start": 1, "end": 2, "outcome": "noted"}


def test_what_an_older_recueil_said_besides_is_left_out() -> None:
    assert decode(Section, {"part": "vote", "start": 1, "end": 2, "colour": "red"}) == Section("vote", 1, 2)
