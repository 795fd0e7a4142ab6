"""The words of the query language that stand for what extraction and checks find."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

from recueil.analysis import fold
from recueil.extract.base import mentions
from recueil.query.vocabulary import AWARDS, DATES, MONEY, PARTS, RATES, SEVERITIES, STATUSES, VOTES, Vocabulary
from recueil.values.finding import Severity
from recueil.values.section import Part
from recueil.values.vote import Outcome

if TYPE_CHECKING:
    from spacy.language import Language


@pytest.mark.parametrize(
    ("vocabulary", "meanings"),
    [
        (PARTS, get_args(Part)),
        (VOTES, ("unanimous", "majority", *get_args(Outcome))),
        (SEVERITIES, get_args(Severity)),
    ],
    ids=["parts", "votes", "severities"],
)
def test_every_meaning_is_written_in_one_way(vocabulary: Vocabulary, meanings: tuple[str, ...]) -> None:
    assert {vocabulary.meaning(word) for word in str(vocabulary).split(", ")} == set(meanings)


@pytest.mark.parametrize("vocabulary", [PARTS, AWARDS, MONEY, RATES, DATES, STATUSES, VOTES, SEVERITIES])
def test_what_is_shown_is_understood(vocabulary: Vocabulary) -> None:
    words = str(vocabulary).split(", ")
    assert [vocabulary.shown(str(vocabulary.meaning(word))) for word in words] == words


def test_every_role_that_is_extracted_can_be_asked_for(root: Path, nlp: Language) -> None:
    texts = [path.read_text("utf-8") for path in sorted((root / "corpus" / "actes").glob("*.txt"))]
    vocabularies = {"amount": MONEY, "percentage": RATES, "date": DATES}
    roles = {
        (kind, mention.value.as_json()["role"])
        for doc in nlp.pipe(texts)
        for kind in vocabularies
        for mention in mentions(doc, kind)
    }
    unknown = {
        (kind, role) for kind, role in roles if role and vocabularies[kind].meaning(str(role)) != fold(str(role))
    }
    assert unknown == set()
    assert {kind for kind, role in roles if role} == set(vocabularies)
