"""The questions Q1 to Q8, asked of Recueil and, beside it, in SQL written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from recueil.query import parse
from recueil.store.search.cursors import Cursor
from recueil.store.store import Store
from storing.handwritten import MONEY, PERSONS, PHRASE, WORDS, Database
from storing.showing import hits

SUBSIDIES = "subvention association"
VALUES = "montant:10000..50000 chapitre:65"
BOTH = f"{SUBSIDIES} {VALUES} seance:2018..2022"
PHRASED = '"programme des logements de secours"'
NAMED = "personne:gouri*"
PAGE = 20
PAGES = 600
"""The far page, or half-way where there are not so many."""


class Question(NamedTuple):
    """``asks`` is the query whose acts it is about; the others answer it, each its way."""

    name: str
    asks: str
    ours: Callable[[], object]
    by_hand: Callable[[], object]


def questions(store: Store, base: Database) -> Iterator[Question]:
    """The questions, of a store that holds acts."""
    words = [(word,) for word in WORDS]

    def hand(name: str, keys: list[Any], values: str = "", **parameters: object) -> Callable[[], object]:
        return lambda: hits(base, [row[0] for row in base.rows(base.sql[name], **parameters)], keys, values)

    def ours(query: str, order: Any, after: Cursor | None = None) -> Callable[[], object]:
        return lambda: store.search(parse(query), PAGE, order=order, after=after, total=False)

    yield Question("Q1 by relevance", SUBSIDIES, ours(SUBSIDIES, "rank"), hand("rank", words))
    yield Question("Q1 by date", SUBSIDIES, ours(SUBSIDIES, "date"), hand("date", words))
    yield Question("Q2 by date", VALUES, ours(VALUES, "date"), hand("values", [], MONEY))
    yield Question("Q3 by relevance", BOTH, ours(BOTH, "rank"), hand("both rank", words, MONEY))
    yield Question("Q3 by date", BOTH, ours(BOTH, "date"), hand("both date", words, MONEY))
    yield from _counts(store, base)
    before = min((PAGES - 1) * PAGE, store.count(parse(SUBSIDIES)) // 2)
    ranked = store.search(parse(SUBSIDIES), before, total=False).next
    ((last,),) = base.rows(base.sql["offset"], offset=before - 1)
    yield Question(
        "Q6 far page by relevance",
        SUBSIDIES,
        ours(SUBSIDIES, "rank", ranked),
        hand("page rank", words, offset=before),
    )
    yield Question(
        "Q6 far page by date",
        SUBSIDIES,
        ours(SUBSIDIES, "date", Cursor(last)),
        hand("page date", words, after=last),
    )
    yield Question("Q7 persons by prefix", NAMED, ours(NAMED, "date"), hand("persons", [], PERSONS))
    yield Question("Q8 a rare phrase", PHRASED, ours(PHRASED, "rank"), hand("phrase", [PHRASE]))


def _counts(store: Store, base: Database) -> Iterator[Question]:
    query = parse(SUBSIDIES)

    def by_hand(name: str) -> Callable[[], object]:
        return lambda: base.rows(base.sql[name])

    yield Question("Q4 facet by body", SUBSIDIES, lambda: store.facets(query, ["commune"]), by_hand("bodies"))
    yield Question("Q4 facet by year", SUBSIDIES, lambda: store.facets(query, ["annee"]), by_hand("years"))
    yield Question("Q5 exact count", SUBSIDIES, lambda: store.count(query), by_hand("count"))
