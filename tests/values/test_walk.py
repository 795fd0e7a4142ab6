"""Facts of a stretch of a text, as facts of the whole."""

from __future__ import annotations

from decimal import Decimal

from recueil.values import (
    Amount,
    Attendance,
    Award,
    Facts,
    Finding,
    Funder,
    FundingPlan,
    Headcount,
    Identity,
    Mention,
    Movement,
    PartialDate,
    Person,
    Proxy,
    Section,
    Vote,
)
from recueil.values.codec import shift_offsets


def facts(by: int) -> Facts:
    """The same facts, ``by`` characters farther on."""
    who = Mention(3 + by, 9 + by, Person("Élodie", "VASSEUR", "Mme", "p1"), "person.list")
    money = Mention(20 + by, 30 + by, Amount(Decimal("1250.50")), "figures")
    return Facts(
        Identity("pv", "12", date=PartialDate(2024, 3, 14), president=who),
        (Section("dispositif", 9 + by, 12 + by, "1"),),
        Attendance(
            (who,),
            proxies=(Proxy(who, None),),
            movements=(Movement(who, "leaves", item="4"),),
            counts=Headcount(15),
        ),
        (Vote(1 + by, 2 + by, "adopted", votes_for=12, names_against=(who,)),),
        (Award(0 + by, 1 + by, "subvention", "Les Mille Voix", 5 + by, money),),
        (FundingPlan(0 + by, 9 + by, (Funder(1 + by, 2 + by, "Région", None, Decimal("35.5")),), money),),
    )


def test_every_place_moves_and_nothing_else() -> None:
    assert shift_offsets(facts(0), 100) == facts(100)
    assert shift_offsets(facts(100), -100) == facts(0)


def test_findings_move_with_their_spans() -> None:
    found = (Finding("vote-sum", "error", "wrong", "CGCT L2121-20", ((1, 2), (3, 4)), "3", "4"),)
    (there,) = shift_offsets(found, 10)
    assert there == Finding("vote-sum", "error", "wrong", "CGCT L2121-20", ((11, 12), (13, 14)), "3", "4")


def test_nothing_moves_by_nothing() -> None:
    said = facts(7)
    assert shift_offsets(said, 0) is said
