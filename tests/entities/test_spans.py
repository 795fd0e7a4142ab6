"""What a Doc holds: ``doc.spans``, ``doc.ents``, and the exact value of each span, also in copies."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from decimal import Decimal
from functools import cache

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

from recueil.entities.component import mentions_by_kind, set_entities, set_mentions
from recueil.values import Amount, BudgetLine, Date, Mention, PartialDate, Percentage, Period

TEXT = "Nature/Fonction 6042/92421 en 2021 pour 10 %"


@cache
def blank() -> Language:
    """French without a pipeline, which takes seconds to import."""
    return spacy.blank("fr")


def doc_with(*mentions: Mention) -> Doc:
    doc = blank()(TEXT)
    for kind in {mention.kind: None for mention in mentions}:
        set_mentions(doc, kind, [mention for mention in mentions if mention.kind == kind])
    return set_entities(doc)


def whole() -> Doc:
    year = PartialDate(2021)
    return doc_with(
        Mention(0, 20, BudgetLine("nature", "6042"), "pair"),
        Mention(21, 26, BudgetLine("fonction", "92421"), "pair"),
        Mention(30, 34, Period(year, year), "year"),
        Mention(30, 34, Date(year), "year"),
        Mention(40, 44, Percentage(Decimal(10)), "figures"),
        Mention(40, 44, Amount(Decimal(10), "EUR"), "figures"),
    )


def values(doc: Doc) -> dict[str, list[tuple[str, str]]]:
    spans = {kind: [(span.text, str(span._.value)) for span in group] for kind, group in doc.spans.items()}
    return spans | {"ents": [(span.text, str(span._.value)) for span in doc.ents]}


def test_every_span_has_its_own_value() -> None:
    doc = whole()
    assert values(doc) == {
        "budget": [("Nature/Fonction 6042/92421", "nature 6042"), ("6042/92421", "fonction 92421")],
        "period": [("2021", "2021")],
        "date": [("2021", "2021")],
        "percentage": [("10 %", "10")],
        "amount": [("10 %", "10.00 EUR")],
        "ents": [("Nature/Fonction 6042/92421", "nature 6042"), ("2021", "2021"), ("10 %", "10.00 EUR")],
    }
    for kind, mentions in mentions_by_kind(doc).items():
        assert [span._.mention for span in doc.spans.get(kind, ())] == mentions


def test_two_values_in_the_same_tokens_stay_apart() -> None:
    doc = doc_with(
        Mention(16, 20, BudgetLine("nature", "6042"), "pair"),
        Mention(21, 26, BudgetLine("fonction", "92421"), "pair"),
    )
    assert [(span.text, str(span._.value)) for span in doc.spans["budget"]] == [
        ("6042/92421", "nature 6042"),
        ("6042/92421", "fonction 92421"),
    ]
    assert [str(span._.value) for span in doc.ents] == ["nature 6042"]


def test_of_equal_spans_the_entity_is_the_first_kind() -> None:
    assert [span.label_ for span in whole().ents] == ["budget", "date", "amount"]


COPIES: dict[str, Callable[[Doc], Doc]] = {
    "bytes": lambda doc: Doc(spacy.blank("fr").vocab).from_bytes(doc.to_bytes()),
    "bin": lambda doc: next(iter(DocBin(docs=[doc]).get_docs(spacy.blank("fr").vocab))),
    "pickle": lambda doc: pickle.loads(pickle.dumps(doc)),
    "copy": lambda doc: doc.copy(),
}


@pytest.mark.parametrize("copy", COPIES)
def test_copies_hold_the_same_values(copy: str) -> None:
    doc = whole()
    again = COPIES[copy](doc)
    assert values(again) == values(doc)
    assert mentions_by_kind(again) == mentions_by_kind(doc)


def test_spans_of_other_origin_have_no_value() -> None:
    doc = whole()
    strangers = [
        doc[0:2],
        Span(doc, 0, 2, label="budget"),
        Span(doc, 0, 2, label="budget", span_id="rule"),
        Span(doc, 0, 2, label="budget", span_id="7"),
        Span(doc, len(doc) - 1, len(doc), label="budget", span_id="0"),
        Span(doc, 0, 2, label="PER", span_id="0"),
    ]
    assert [(span._.value, span._.mention) for span in strangers] == [(None, None)] * len(strangers)


def test_joined_docs_never_give_the_value_of_another_span() -> None:
    joined = Doc.from_docs([whole(), whole()])
    assert {span._.value for group in joined.spans.values() for span in group} == {None}


def test_other_entities_give_way() -> None:
    doc = blank()(TEXT)
    doc.ents = [Span(doc, 0, 1, label="MISC")]
    assert set_entities(doc).ents == ()
