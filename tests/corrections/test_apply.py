"""What corrections make of an act: its entities, and what its facts repeat of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from recueil.corrections import Attribution, Correction, PlacedCorrection, apply_corrections, make_anchor
from recueil.evaluation import gold
from recueil.values import (
    Act,
    Amount,
    Attendance,
    Award,
    Entity,
    Facts,
    Identity,
    Mention,
    Organisation,
    Percentage,
    Person,
    Place,
    Proxy,
    Section,
    Value,
    Vote,
)

MADE = Attribution("ana", datetime(2025, 3, 1, tzinfo=UTC))
TAGGED = (
    "Présents : <PERSON RÉ, Luc>Luc RÉ</PERSON>, <PERSON LO, Ana>Ana LO</PERSON>. Pouvoir de <PERSON BON, Max>Max BON</PERSON>"
    " à <PERSON RÉ>M. RÉ</PERSON>. Attribue <AMOUNT 1500.00 EUR @subvention>1 500 €</AMOUNT> aux Voix du lac, soit"
    " <PERCENTAGE 49>49 %</PERCENTAGE> du projet, pour l'an prochain."
)
_READ = gold.parse_tagged(TAGGED)
TEXT = _READ.text


def place(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def mention(words: str, value: Value, rule: str = "gold") -> Mention:
    return Mention(*place(words), value, rule)


RE, LO, BON = Person("Luc", "RÉ"), Person("Ana", "LO"), Person("Max", "BON")
MONEY = Amount(Decimal(1500), role="subvention")
FACTS = Facts(
    Identity(president=mention("Luc RÉ", RE), secretary=mention("Ana LO", LO)),
    (Section("header", 0, 60), Section("dispositif", 60, len(TEXT))),
    Attendance(
        present=(mention("Luc RÉ", RE), mention("Ana LO", LO)),
        proxies=(Proxy(mention("Max BON", BON), mention("M. RÉ", Person(None, "RÉ"))),),
    ),
    (Vote(60, 70, names_for=(mention("Ana LO", LO),)),),
    (Award(*place("1 500 € aux Voix du lac"), "subvention", "Voix du lac", 0, mention("1 500 €", MONEY)),),
)
ACT = Act(
    0,
    len(TEXT),
    FACTS,
    tuple(Entity(m.start, m.end, TEXT[m.start : m.end], 1, m.value, m.rule, "header") for m in _READ.mentions),
)


def made(words: str, was: Value | None, value: Value | None, number: int = 1) -> PlacedCorrection:
    correction = Correction(number, "a" * 64, make_anchor(TEXT, *place(words)), was, value, MADE)
    return PlacedCorrection(correction, *place(words), page=3)


def values(act: Act) -> list[tuple[str, str, int | None]]:
    return [(entity.text, str(entity.value), entity.correction) for entity in act.entities]


FOUND = [(entity.text, str(entity.value), None) for entity in ACT.entities]


def without(words: str, *said: tuple[str, str, int]) -> list[tuple[str, str, int | None]]:
    """What is found, but for some words, of which something else is said."""
    at = next(n for n, row in enumerate(FOUND) if row[0] == words)
    return [*FOUND[:at], *said, *FOUND[at + 1 :]]


@pytest.mark.parametrize(
    ("corrections", "expected"),
    [
        ([made("49 %", Percentage(Decimal(49)), None)], without("49 %")),
        ([made("9 %", Percentage(Decimal(49), "tva"), None)], without("49 %")),
        ([made("49 %", Percentage(Decimal(9)), None)], FOUND),
        ([made("49 %", MONEY, None)], FOUND),
        ([made("du projet", Percentage(Decimal(49)), None)], FOUND),
        ([made(" du projet", Percentage(Decimal(49)), None)], FOUND),
        ([made("1 500 €", Amount(Decimal(1500), "FRF"), None)], FOUND),
        (
            [made("1 500 €", MONEY, Amount(Decimal(1600)))],
            without("1 500 €", ("1 500 €", "1600.00 EUR", 1)),
        ),
        ([made("500 €", None, Amount(Decimal(500)))], without("1 500 €", ("500 €", "500.00 EUR", 1))),
        ([made("49 %", Percentage(Decimal(49)), Amount(Decimal(49)))], without("49 %", ("49 %", "49.00 EUR", 1))),
        ([made("49 %", Percentage(Decimal(9)), Amount(Decimal(9)))], without("49 %", ("49 %", "9.00 EUR", 1))),
        ([made("l'an prochain", None, LO)], [*FOUND, ("l'an prochain", "LO, Ana", 1)]),
        (
            [made("49 %", None, Percentage(Decimal(2)), 2), made("49 %", None, Percentage(Decimal(1)), 1)],
            without("49 %", ("49 %", "2", 2)),
        ),
        ([made("49 %", Percentage(Decimal(49)), None), made("49 %", None, LO, 2)], without("49 %", ("49 %", "LO, Ana", 2))),
    ],
    ids=[
        "rejected",
        "rejected, though it moved and its role is another",
        "another value is another finding",
        "another kind too",
        "and what stands elsewhere",
        "and what stands right beside it",
        "and what is of another currency",
        "replaced",
        "nothing is twice",
        "of another kind",
        "of another kind, whatever is found",
        "added",
        "the later stands",
        "both",
    ],
)  # fmt: skip
def test_entities_are_corrected(corrections: Sequence[PlacedCorrection], expected: object) -> None:
    assert values(apply_corrections(ACT, corrections, TEXT)) == expected


def test_a_corrected_entity_says_where_it_stands_and_why() -> None:
    (entity,) = (
        each
        for each in apply_corrections(ACT, [made("l'an prochain", None, LO)], TEXT).entities
        if each.correction
    )
    assert entity == Entity(*place("l'an prochain"), "l'an prochain", 3, LO, "correction", "dispositif", None, 1)


@pytest.mark.parametrize(
    ("value", "later"),
    [
        (Organisation("association Les Voix"), Organisation("asso. LES VOIX")),
        (Place("Saint-Jouan"), Place("ST-JOUAN", "35284")),
    ],
)
def test_a_rejected_name_is_rejected_in_any_spelling(
    value: Organisation | Place, later: Organisation | Place
) -> None:
    found = replace(ACT.entities[0], value=later)
    act = replace(ACT, entities=(found,), facts=Facts())
    assert apply_corrections(act, [made("Luc RÉ", value, None)], TEXT).entities == ()
    assert apply_corrections(act, [made("Luc RÉ", replace(value, name="Vern"), None)], TEXT) == act


def test_without_corrections_an_act_is_what_it_was() -> None:
    assert apply_corrections(ACT, [], TEXT) == ACT


def test_a_name_has_the_key_of_the_others_that_are_the_same() -> None:
    keyed = replace(ACT.entities[1], value=replace(LO, key="lo ana"))
    act = replace(ACT, entities=(ACT.entities[0], keyed, *ACT.entities[2:]))
    corrected = apply_corrections(act, [made("M. RÉ", Person(None, "RÉ"), LO)], TEXT)
    assert [each.value for each in corrected.entities if each.correction] == [replace(LO, key="lo ana")]


# Facts


def test_who_is_rejected_neither_sat_nor_voted() -> None:
    facts = apply_corrections(ACT, [made("Ana LO", LO, None)], TEXT).facts
    assert facts == replace(
        FACTS,
        identity=replace(FACTS.identity, secretary=None),
        attendance=replace(FACTS.attendance, present=FACTS.attendance.present[:1]),
        votes=(Vote(60, 70),),
    )


def test_who_is_another_sat_and_voted() -> None:
    new = Person("Anna", "LO")
    said = mention("Ana LO", new, "correction")
    facts = apply_corrections(ACT, [made("Ana LO", LO, new)], TEXT).facts
    assert facts == replace(
        FACTS,
        identity=replace(FACTS.identity, secretary=said),
        attendance=replace(FACTS.attendance, present=(FACTS.attendance.present[0], said)),
        votes=(Vote(60, 70, names_for=(said,)),),
    )


def test_a_proxy_of_nobody_is_none_and_one_to_nobody_stays() -> None:
    giver = apply_corrections(ACT, [made("Max BON", BON, None)], TEXT).facts.attendance
    assert giver == replace(FACTS.attendance, proxies=())
    holder = apply_corrections(ACT, [made("M. RÉ", Person(None, "RÉ"), None)], TEXT).facts.attendance
    assert holder == replace(FACTS.attendance, proxies=(Proxy(mention("Max BON", BON), None),))


@pytest.mark.parametrize(
    ("value", "amount"),
    [(None, None), (Percentage(Decimal(15)), None), (Amount(Decimal(15)), Amount(Decimal(15)))],
)
def test_an_award_is_of_what_its_words_say(value: Value | None, amount: Amount | None) -> None:
    (award,) = apply_corrections(ACT, [made("1 500 €", MONEY, value)], TEXT).facts.awards
    said = None if amount is None else mention("1 500 €", amount, "correction")
    assert award == replace(FACTS.awards[0], amount=said)


def test_the_later_of_two_corrections_is_what_facts_repeat() -> None:
    both = [made("1 500 €", MONEY, Amount(Decimal(2))), made("1 500 €", MONEY, Amount(Decimal(3)), 2)]
    (award,) = apply_corrections(ACT, both, TEXT).facts.awards
    assert award.amount == mention("1 500 €", Amount(Decimal(3)), "correction")


def test_what_is_not_repeated_is_not_touched() -> None:
    corrections = [made("49 %", Percentage(Decimal(49)), None), made("l'an prochain", None, LO, 2)]
    assert apply_corrections(ACT, corrections, TEXT).facts == FACTS
