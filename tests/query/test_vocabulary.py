"""The words of the query language that stand for what extraction and checks find."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import get_args

import pytest

from recueil.query.vocabulary import AWARDS, CHECK_GROUPS, DATES, MONEY, PARTS, RATES, STATUSES, VOTES, Vocabulary
from recueil.text import fold
from recueil.values.act import Part
from recueil.values.finding import Severity
from recueil.values.vote import Outcome


@pytest.mark.parametrize(
    ("vocabulary", "meanings"),
    [
        (PARTS, get_args(Part)),
        (VOTES, ("unanimous", "majority", *get_args(Outcome))),
        (CHECK_GROUPS, (*get_args(Severity), "cross")),
    ],
    ids=["parts", "votes", "severities"],
)
def test_every_meaning_is_written_in_one_way(vocabulary: Vocabulary, meanings: tuple[str, ...]) -> None:
    assert {vocabulary.meaning(word) for word in str(vocabulary).split(", ")} == set(meanings)


@pytest.mark.parametrize("vocabulary", [PARTS, AWARDS, MONEY, RATES, DATES, STATUSES, VOTES, CHECK_GROUPS])
def test_what_is_shown_is_understood(vocabulary: Vocabulary) -> None:
    words = str(vocabulary).split(", ")
    assert [vocabulary.spell(str(vocabulary.meaning(word))) for word in words] == words


def test_every_role_that_is_extracted_can_be_asked_for(corpus_store: str) -> None:
    vocabularies = {"amount": MONEY, "percentage": RATES, "date": DATES}
    with closing(sqlite3.connect(corpus_store.removeprefix("sqlite:///"))) as connection:
        found = connection.execute("SELECT DISTINCT kind, role FROM entities WHERE role IS NOT NULL").fetchall()
    roles = {(kind, role) for kind, role in found if kind in vocabularies}
    assert {(kind, role) for kind, role in roles if vocabularies[kind].meaning(role) != fold(role)} == set()
    assert {kind for kind, _ in roles} == set(vocabularies)
