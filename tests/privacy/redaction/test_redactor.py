"""What is masked of the words of an act, and what stays."""

from __future__ import annotations

import pytest
from tests.tables import each_row

from recueil.privacy.redaction.redactor import FoldedName, Redactor, fold_name, names_in
from recueil.values import Act, Amount, Award, BudgetLine, Entity, Facts, Finding, Identity, Mention, Person

RUFFIN = FoldedName(("ruffin",), ("paul",))
GUEN = FoldedName(("le", "guen"), ("anne", "marie"))
REDACTOR = Redactor.of([RUFFIN, GUEN], [])


@each_row(
    ("words", "shown"),
    [
        ("Bail de M. RUFFIN", "Bail de M. ██████"),
        ("Bail de Paul RUFFIN, agent", "Bail de ████ ██████, agent"),
        ("RUFFIN Paul, 2 rue Haute", "██████ ████, 2 rue Haute"),
        ("RUFFIN, Paul", "███████ ████"),
        ("Ruffin", "██████"),
        ("Anne-Marie LE GUEN", "██████████ ██ ████"),
        ("Mme LE\nGUEN", "Mme ██\n████"),
        ("Le Guen et Ruffin", "██ ████ et ██████"),
        # lookalikes
        ("Paul PICQ, maire", "Paul PICQ, maire"),
        ("un ruffin", "un ruffin"),
        ("RUFFINI", "RUFFINI"),
        ("LE GUENNEC", "LE GUENNEC"),
        ("Le guet", "Le guet"),
        ("Saint-Ruffin", "Saint-Ruffin"),
        ("Anne-Marie", "Anne-Marie"),
        ("", ""),
    ],
)
def test_names_are_blocks_of_the_same_length(words: str, shown: str) -> None:
    said = REDACTOR.string(words)
    assert len(said) == len(words)
    assert said == shown


def test_a_file_is_named_in_whatever_letters() -> None:
    assert REDACTOR.address("actes/bail_ruffin-2023.pdf") == "actes/bail_██████-2023.pdf"
    assert REDACTOR.address("actes/ruffini.pdf") == "actes/ruffini.pdf"


def test_a_public_namesake_keeps_the_name() -> None:
    redactor = Redactor.of([RUFFIN], [fold_name("RUFFIN", "Anne")], spans=((17, 28),), open=((0, 11),))
    assert redactor.text("Anne RUFFIN vend Paul RUFFIN") == "Anne RUFFIN vend ████ ██████"
    assert redactor.string("M. RUFFIN et Paul RUFFIN") == "M. RUFFIN et ████ ██████"


def test_mentions_are_masked_where_they_stand() -> None:
    redactor = Redactor.of([], [], spans=((8, 14),))
    assert redactor.text("Bail de RUFFIN.") == "Bail de ██████."
    assert redactor.text("de RUFFIN.", 5) == "de ██████."
    assert redactor.text("RUF", 8) == "███"


@pytest.mark.parametrize(
    ("beneficiary", "names"),
    [
        ("M. et Mme AUBRAC", [FoldedName(("aubrac",))]),
        ("Mme Léa PICQ", [FoldedName(("picq",), ("lea",))]),
        ("PICQ Léa, RUFFIN Paul", [FoldedName(("picq",), ("lea",)), FoldedName(("ruffin",), ("paul",))]),
        ("Consorts Aubrac", [FoldedName(("aubrac",))]),
        ("Monsieur", []),
    ],
)
def test_beneficiaries_are_split_into_names(beneficiary: str, names: list[FoldedName]) -> None:
    assert list(names_in(beneficiary)) == names


def test_an_act_is_masked_whole() -> None:
    person = Person("Paul", "RUFFIN", "M.", "ruffin paul", "private")
    mayor = Person("Anne", "PICQ", None, "picq anne", "public")
    amount = Mention(40, 45, Amount.parse("300.00 EUR"), "test")
    award = Award(0, 45, "secours", "M. Paul RUFFIN", 8, amount, "person", "loyer de RUFFIN")
    signed = Mention(50, 59, mayor, "test")
    act = Act(
        0,
        60,
        Facts(Identity("arrete", title="Secours RUFFIN", body="Ruffin", signatory=signed), awards=(award,)),
        (
            Entity(8, 22, "M. Paul RUFFIN", 1, person, "test"),
            Entity(30, 36, "65 Ruffin", 1, BudgetLine("chapitre", "65", label="Ruffin"), "test"),
            Entity(50, 59, "Anne PICQ", 1, mayor, "test"),
        ),
        (Finding("names", "warning", "RUFFIN sits.", "law", ((0, 1),), "PICQ", "RUFFIN"),),
    )
    redactor = Redactor.of(
        [RUFFIN],
        [fold_name("PICQ", "Anne")],
        spans=((8, 22),),
        keys=("ruffin paul",),
        beneficiaries=frozenset({"M. Paul RUFFIN"}),
    )
    nobody = Person("████", "██████", "M.", "█1", "private")
    hidden = Award(0, 45, "secours", "██ ████ ██████", 8, amount, "person", "loyer de ██████")
    assert redactor.act(act) == Act(
        0,
        60,
        Facts(Identity("arrete", title="Secours ██████", body="Ruffin", signatory=signed), awards=(hidden,)),
        (
            Entity(8, 22, "██ ████ ██████", 1, nobody, "test"),
            Entity(30, 36, "65 ██████", 1, BudgetLine("chapitre", "65", label="██████"), "test"),
            Entity(50, 59, "Anne PICQ", 1, mayor, "test"),
        ),
        (Finding("names", "warning", "██████ sits.", "law", ((0, 1),), "PICQ", "██████"),),
    )


def test_nothing_changes_where_nobody_is_hidden() -> None:
    act = Act(0, 4, Facts(Identity("deliberation", title="RUFFIN")), ())
    assert Redactor().act(act) is act
    assert Redactor().text("RUFFIN") == "RUFFIN"
    assert Redactor().address("ruffin.pdf") == "ruffin.pdf"
