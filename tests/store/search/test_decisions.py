"""What a hit says was decided: the largest awards in the order of the act, and the first vote that divided."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.export.making import AWARD, DOCUMENT, IDENTITY, TEXT, VOTE
from tests.filing import record
from tests.tables import each_row

from recueil.query import parse
from recueil.store.search.decisions import NO_DECISION, HitAward, HitDecision, HitVote, MatchedDecisions
from recueil.store.search.overview import BodyCount, Overview
from recueil.store.store import Store
from recueil.values import Act, Amount, Award, Facts, PartialDate, Vote


def award(beneficiary: str, amount: str | None) -> Award:
    """An award of the act; its amount has the place of the one that the text gives."""
    assert AWARD.amount is not None
    mention = None if amount is None else replace(AWARD.amount, value=Amount(Decimal(amount)))
    return replace(AWARD, beneficiary=beneficiary, amount=mention)


def decision(store: Store, awards: tuple[Award, ...] = (), votes: tuple[Vote, ...] = ()) -> HitDecision:
    facts = Facts(IDENTITY, awards=awards, votes=votes)
    record(store, "a.txt", DOCUMENT, [Act(0, len(TEXT), facts, ())])
    [hit] = store.search(None, decisions=True).hits
    return hit.decision


def shown(beneficiary: str, amount: str | None, currency: str | None = "EUR") -> HitAward:
    return HitAward("subvention", beneficiary, None if amount is None else Decimal(amount), currency, False)


def test_an_act_that_decides_nothing_shows_nothing(store: Store) -> None:
    assert decision(store) == NO_DECISION == HitDecision((), 0, None)


def test_the_largest_awards_stay_in_the_order_of_the_act(store: Store) -> None:
    awards = (
        award("Un", "10"),
        award("Deux", None),
        award("Trois", "7000"),
        award("Quatre", "90"),
        award("Cinq", "80"),
    )
    assert decision(store, awards) == HitDecision(
        (shown("Trois", "7000"), shown("Quatre", "90"), shown("Cinq", "80")), 5, None
    )


def test_an_award_without_an_amount_is_named(store: Store) -> None:
    assert decision(store, (award("Un", None),)) == HitDecision((shown("Un", None, None),), 1, None)


def test_the_first_vote_that_divided_is_shown(store: Store) -> None:
    unanimous = replace(VOTE, unanimous=True, against=0)
    rejected = replace(VOTE, outcome="rejected", unanimous=None, votes_for=2, against=21)
    assert decision(store, votes=(unanimous, VOTE, rejected)).vote == HitVote("adopted", 20, 3, 0, False)


def test_what_was_not_adopted_is_shown_without_counts(store: Store) -> None:
    postponed = Vote(VOTE.start, VOTE.end, "postponed")
    assert decision(store, votes=(replace(VOTE, unanimous=True, against=0), postponed)).vote == HitVote(
        "postponed", None, None, None
    )


# A query, and the beneficiaries and the outcomes of the awards and the votes that it asks for.
MATCHING = [
    ("attribue:>100", ["Trois", "Club du lac"], []),
    ("attribue:>100 beneficiaire:un", ["Un", "Trois", "Club du lac"], []),
    ("beneficiaire:*@association", ["Club du lac"], []),
    ("beneficiaire:* -attribue:5", ["Un", "Trois", "Club du lac"], []),
    ("vote:unanimite", [], [("adopted", True)]),
    ("vote:divise OU attribue:>1000", ["Trois"], [("adopted", False)]),
    ("vote:rejete", [], [("rejected", None)]),
    ("contre:>10", [], [("rejected", None)]),
    ("vote:*", [], [("adopted", True), ("adopted", False), ("rejected", None)]),
    ("nature:deliberation", [], []),
]


@pytest.fixture
def decided(store: Store) -> Store:
    """An act with three awards and three votes."""
    unanimous = replace(VOTE, unanimous=True, against=0)
    rejected = replace(VOTE, outcome="rejected", unanimous=None, votes_for=2, against=21)
    club = replace(award("Club du lac", "200"), recipient="association")
    persons = (replace(each, recipient=None) for each in (award("Un", "10"), award("Trois", "7000")))
    decision(store, (*persons, club), (unanimous, VOTE, rejected))
    return store


@each_row(("query", "beneficiaries", "votes"), MATCHING)
def test_a_hit_has_the_awards_and_votes_that_its_query_asks_for(
    decided: Store, query: str, beneficiaries: list[str], votes: list[tuple[str, bool | None]]
) -> None:
    [hit] = decided.search(parse(query)).hits
    assert [each.beneficiary for each in hit.matched.awards] == beneficiaries
    assert [(each.outcome, each.unanimous) for each in hit.matched.votes] == votes


def test_matching_awards_and_votes_are_whole(store: Store) -> None:
    decision(store, (award("Un", "10"),), (VOTE,))
    [hit] = store.search(parse("beneficiaire:un vote:divise")).hits
    assert hit.matched == MatchedDecisions((shown("Un", "10"),), (HitVote("adopted", 20, 3, 0, False),))


def test_an_overview_counts_acts_bodies_and_years(store: Store) -> None:
    assert store.overview() == Overview(0, 0, None, None, ())
    later = replace(IDENTITY, date=PartialDate(2025, 1), body="Lourmèche")
    for name, identity, letter in (("a", IDENTITY, "a"), ("b", IDENTITY, "b"), ("c", later, "c")):
        record(
            store, f"{name}.txt", replace(DOCUMENT, sha256=letter * 64), [Act(0, len(TEXT), Facts(identity), ())]
        )
    nameless = replace(IDENTITY, body=None, ctes=None, siren=None, date=None)
    record(store, "d.txt", replace(DOCUMENT, sha256="d" * 64), [Act(0, len(TEXT), Facts(nameless), ())])
    assert store.overview() == Overview(
        4, 2, 2023, 2025, (BodyCount("VILLE DE VORNOY", 2), BodyCount("Lourmèche", 1))
    )
