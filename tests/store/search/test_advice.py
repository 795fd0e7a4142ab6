"""What is said of a query beside its first hits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.tables import each_row

from recueil.query import parse
from recueil.readers.document import Document
from recueil.store.engine.transactions import read_transaction
from recueil.store.index.terms import MASKED_PREFIX
from recueil.store.index.words import load_words
from recueil.store.open import open_store
from recueil.store.search.advice import Advice
from recueil.store.store import Store
from recueil.values import Act

NEAR = "L'eau potable coûte <AMOUNT 200000.00 EUR>200 000 €</AMOUNT> au <BUDGET chapitre 21>chapitre 21</BUDGET>."
FAR = (
    "L'eau potable est l'objet d'un rapport que le conseil municipal examine longuement, article après article, sans "
    "vote ni débat.\nLa salle vaut <AMOUNT 300000.00 EUR>300 000 €</AMOUNT>.\n"
    "Le <BUDGET chapitre 21>chapitre 21</BUDGET> est lu."
)

ADVICE = [
    ("eau potable montant:>100000", [Advice("near", 'montant:>100000 PRES "eau potable"')]),
    ("rapport eau montant:>100000", []),
    ("eau longuement montant:>100000", []),
    ("potable montant:>100000 -vente", [Advice("near", "montant:>100000 PRES potable -vente")]),
    ("eau potable montant:>250000", []),
    ("montant:>100000 PRES eau", []),
    ("eau montant:>1 montant:>2", []),
    ("chapitre:21 montant:>100000", [Advice("line", "montant:>100000@21")]),
    ("chapitre:21@dispositif montant:>100000", []),
    ("chapitre:21 montant:>250000", []),
    ("-vote:unanimite", [Advice("excludes")]),
    ("eau", []),
]


@pytest.fixture(scope="module")
def filled(shared: Store, make: Callable[..., tuple[Document, Act]], record: Callable[..., None]) -> Store:
    """Two acts: one whose amount is near the words and on its chapter's line, one whose amount is far from both."""
    for letter, tagged in (("a", NEAR), ("b", FAR)):
        document, act = make(tagged)
        record(shared, f"{letter}.txt", replace(document, sha256=letter * 64), [act])
    return shared


@each_row(("query", "advice"), ADVICE)
def test_a_query_is_advised_by_its_hits(filled: Store, query: str, advice: list[Advice]) -> None:
    parsed = parse(query)
    assert filled.advise(parsed, filled.search(parsed)) == advice


def test_words_are_read_from_the_texts_as_the_index_has_them(corpus_store: str) -> None:
    """The words of private persons too, which are masked."""
    indexed: dict[int, list[str]] = defaultdict(list)
    with open_store(corpus_store) as store, read_transaction(store._engine) as connection:
        places = "SELECT doc, term FROM search_text_places WHERE col = 'words' ORDER BY doc, \"offset\""
        for docid, key in connection.exec_driver_sql(places):
            indexed[docid].append(key)
        assert load_words(connection, sorted(indexed)) == indexed
    assert any(key.startswith(MASKED_PREFIX) for keys in indexed.values() for key in keys)
