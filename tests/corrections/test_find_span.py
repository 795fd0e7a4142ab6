"""Places in an act, by their words."""

from __future__ import annotations

import pytest

from recueil.corrections import Span
from recueil.corrections.reanchor import find_entity, find_span, find_spans
from recueil.errors import CorrectionError
from recueil.evaluation import gold
from recueil.values import Act, Entity, Facts

READ = gold.parse_tagged(
    "Un euro, <AMOUNT 2.00 EUR>2\n€</AMOUNT> et <AMOUNT 2.00 EUR>2 €</AMOUNT>, soit <AMOUNT 4.00 EUR>4 €</AMOUNT>, 4 % (a.b)"
)
TEXT = READ.text
ACT = Act(
    0,
    len(TEXT),
    Facts(),
    tuple(Entity(m.start, m.end, TEXT[m.start : m.end], 1, m.value, m.rule) for m in READ.mentions),
)


def test_an_entity_is_told_by_its_words() -> None:
    assert find_entity(ACT, "amount", "4  €") is ACT.entities[2]
    assert find_entity(ACT, "amount", "2 €", 16) is ACT.entities[1]


@pytest.mark.parametrize(
    ("kind", "words", "at", "told"),
    [
        ("amount", "2 €", None, "The act has amount '2 €' at 9, 16. Say which with --at."),
        ("amount", "2 €", 10, "The act has amount '2 €' at 9, 16. Say which with --at."),
        ("amount", "5 €", None, "The act has no amount '5 €'. `recueil show` prints its words and its values."),
        (
            "percentage",
            "4 €",
            None,
            "The act has no percentage '4 €'. `recueil show` prints its words and its values.",
        ),
    ],
)
def test_an_entity_that_is_not_certain_is_none(kind: str, words: str, at: int | None, told: str) -> None:
    with pytest.raises(CorrectionError) as refused:
        find_entity(ACT, kind, words, at)
    assert str(refused.value) == told


@pytest.mark.parametrize(
    ("words", "at", "start", "said"),
    [("Un euro", None, 0, "Un euro"), ("2 €", 9, 9, "2\n€"), ("a.b", None, 36, "a.b")],
)
def test_words_are_found_as_they_stand(words: str, at: int | None, start: int, said: str) -> None:
    span = find_span(ACT, TEXT, words, at)
    assert (span.start, TEXT[span.start : span.end]) == (start, said)


def test_every_place_of_words_is_found() -> None:
    assert list(find_spans(ACT, TEXT, "2 €")) == [Span(9, 12), Span(16, 19)]
    assert [list(find_spans(ACT, TEXT, words)) for words in ("", " ", "3 €")] == [[], [], []]


@pytest.mark.parametrize("words", ["", " ", "uro", "a-b", "Un", "un euro"])
def test_words_within_words_are_none(words: str) -> None:
    act = Act(3, len(TEXT), Facts(), ())
    with pytest.raises(CorrectionError, match="The act has no"):
        find_span(act, TEXT, words)


def test_a_place_is_in_the_act() -> None:
    assert find_span(Act(12, len(TEXT), Facts(), ()), TEXT, "2 €") == Span(16, 19)
