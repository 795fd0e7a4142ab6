"""What sources state of acts, merged with what is read from the text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recueil.facts.stated import apply_stated_facts
from recueil.values import Act, Facts, Identity, PartialDate, StatedFacts, Statement
from recueil.values.codec import decode, encode
from recueil.values.vote import Vote

MARCH, APRIL = PartialDate(2024, 3, 14), PartialDate(2024, 4, 2)
TABLE = "https://donnees.example/deliberations.csv"


def an_act(**identity: object) -> Act:
    return Act(0, 10, Facts(Identity(**identity)), ())  # type: ignore[arg-type]


def test_an_envelope_or_a_table_precedes_the_text_which_stays_visible() -> None:
    read = an_act(kind="arrete", number="2024-112", date=APRIL, title="Tarifs")
    row = StatedFacts("table", "deliberation", "DE2024-112", MARCH, "Tarifs de la cantine", address=TABLE)
    (act,) = apply_stated_facts([read], [row])
    assert act.facts.identity == Identity("deliberation", "DE2024-112", "Tarifs de la cantine", date=MARCH)
    assert act.facts.statements == (
        Statement("kind", "deliberation", "table", "arrete", differs=True, address=TABLE),
        Statement("number", "DE2024-112", "table", "2024-112", differs=True, address=TABLE),
        Statement("date", "2024-03-14", "table", "2024-04-02", differs=True, address=TABLE),
        Statement("title", "Tarifs de la cantine", "table", "Tarifs", differs=True, address=TABLE),
    )


def test_a_link_only_fills_what_the_text_lacks() -> None:
    link = StatedFacts("link", date=MARCH, title="Tarifs de la cantine")
    (act,) = apply_stated_facts([an_act(kind="deliberation", date=APRIL)], [link])
    assert act.facts.identity == Identity("deliberation", title="Tarifs de la cantine", date=APRIL)
    assert act.facts.statements == (
        Statement("date", "2024-03-14", "link", "2024-04-02", used=False, differs=True),
        Statement("title", "Tarifs de la cantine", "link"),
    )


@pytest.mark.parametrize(
    ("fact", "stated", "read"),
    [
        ("number", "2024_112", "2024-112"),
        ("number", "de2024_112", "DE2024/112"),
        ("title", "TARIFS DE LA CANTINE", "Tarifs de la cantine"),
        ("subject", "7.5", "7.5.1"),
    ],
)
def test_another_spelling_of_the_same_is_no_difference_and_stays_as_printed(
    fact: str, stated: str, read: str
) -> None:
    facts = replace(StatedFacts("envelope"), **{fact: stated})  # type: ignore[arg-type]
    (act,) = apply_stated_facts([an_act(kind="deliberation", date=MARCH, **{fact: read})], [facts])
    assert getattr(act.facts.identity, fact) == read
    assert act.facts.statements == (Statement(fact, stated, "envelope", read),)


def test_an_envelope_precedes_a_table_which_precedes_a_link() -> None:
    stated = [StatedFacts(origin, number=origin) for origin in ("link", "table", "envelope")]
    (act,) = apply_stated_facts([an_act(kind="deliberation", title="Tarifs")], stated)
    assert act.facts.identity.number == "envelope"
    assert [(each.value, each.used) for each in act.facts.statements] == [
        ("envelope", True),
        ("table", False),
        ("link", False),
    ]


def test_the_number_of_an_envelope_is_that_of_the_transmission_and_only_fills_what_the_text_lacks() -> None:
    stated = StatedFacts("envelope", number="MR02", title="Tarifs")
    (printed,) = apply_stated_facts([an_act(kind="deliberation", number="2024-112")], [stated])
    (without,) = apply_stated_facts([an_act(kind="deliberation")], [stated])
    assert (printed.facts.identity.number, without.facts.identity.number) == ("2024-112", "MR02")
    assert printed.facts.statements[0] == Statement(
        "number", "MR02", "envelope", "2024-112", used=False, differs=True
    )


@pytest.mark.parametrize(
    ("vote", "statement"),
    [
        (Vote(0, 5, votes_for=23, against=2, abstentions=1), ("23-2-1", True, False)),
        (Vote(0, 5, votes_for=23), ("23-?-?", True, False)),
        (Vote(0, 5, votes_for=22, against=2), ("22-2-?", False, True)),
        (Vote(0, 5, "adopted"), (None, False, False)),
    ],
)
def test_the_votes_of_a_table_stand_beside_those_that_are_read(
    vote: Vote, statement: tuple[str | None, bool, bool]
) -> None:
    act = Act(0, 10, Facts(Identity("deliberation", title="Tarifs"), votes=(vote,)), ())
    (found,) = apply_stated_facts([act], [StatedFacts("table", votes="23-2-1")])
    (stated,) = found.facts.statements
    assert (found.facts.votes, stated.fact) == ((vote,), "votes")
    assert (stated.read, stated.used, stated.differs) == statement
    assert apply_stated_facts([found], []) == [act]


@pytest.mark.parametrize(("origin", "informs"), [("link", True), ("table", False), ("envelope", False)])
def test_what_a_table_or_an_envelope_lists_is_an_act(origin: str, informs: bool) -> None:
    stated = StatedFacts(origin, number="12")  # type: ignore[arg-type]
    (act,) = apply_stated_facts([an_act(kind="autre", informative=True)], [stated])
    assert act.facts.identity.informative == informs


def test_a_title_that_was_made_is_made_again_of_what_is_stated() -> None:
    made = an_act(kind="deliberation", date=APRIL, title="Délibération du 2 avril 2024", title_made=True)
    (act,) = apply_stated_facts([made], [StatedFacts("table", number="12", date=MARCH)])
    assert (act.title, act.facts.identity.title_made) == ("Délibération n° 12 du 14 mars 2024", True)


def test_applying_again_replaces_what_was_stated_before() -> None:
    read = an_act(kind="deliberation", number="12", date=APRIL, title="Délibération n° 12", title_made=True)
    read = replace(
        read, facts=replace(read.facts, identity=replace(read.facts.identity, title=None, title_made=False))
    )
    (bare,) = apply_stated_facts([read], [])
    (first,) = apply_stated_facts([read], [StatedFacts("table", number="13", date=MARCH, title="Cantine")])
    (second,) = apply_stated_facts([first], [StatedFacts("table", date=MARCH)])
    assert second.facts.identity.number == "12"
    assert second.date == MARCH
    (last,) = apply_stated_facts([second], [])
    assert bare == read
    assert last.facts.identity == replace(
        read.facts.identity, title="Délibération n° 12 du 2 avril 2024", title_made=True
    )


def test_rows_of_one_file_go_to_the_acts_of_the_same_number_or_title() -> None:
    acts = [
        an_act(kind="pv", date=MARCH),
        an_act(kind="deliberation", number="2024-1"),
        an_act(kind="deliberation", title="Cantine"),
        an_act(kind="deliberation", title="Voirie"),
    ]
    rows = [
        StatedFacts("table", number="2024_1", subject="7.5"),
        StatedFacts("table", number="2024-2", title="CANTINE"),
        StatedFacts("table", number="2024-9", title="Rien"),
    ]
    found = apply_stated_facts(acts, rows)
    assert [(act.number, act.facts.identity.subject) for act in found] == [
        (None, None),
        ("2024-1", "7.5"),
        ("2024-2", None),
        (None, None),
    ]


def test_a_link_to_minutes_says_their_day_and_not_what_they_are() -> None:
    acts = [an_act(kind="pv"), an_act(kind="deliberation", number="1")]
    found = apply_stated_facts(acts, [StatedFacts("link", kind="deliberation", date=MARCH)])
    assert [act.date for act in found] == [MARCH, None]
    assert found[0].kind == "pv"


def test_statements_and_stated_facts_are_stored_without_loss() -> None:
    stated = (StatedFacts("link", date=MARCH, nature="DE"),)
    assert decode(tuple[StatedFacts, ...], encode(stated)) == stated
    (act,) = apply_stated_facts([an_act(kind="pv")], stated)
    assert decode(Facts, encode(act.facts)) == act.facts
