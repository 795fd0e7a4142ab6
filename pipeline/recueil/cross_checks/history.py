"""What a rule across acts reads: the acts of one body in their order, their awards, dates, citations and texts.

Each part is loaded when a rule first asks for it. Acts whose body may be several are left out, as is what is
doubtful.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select

from recueil.store.acts.citations import Citation, load_citations
from recueil.store.acts.history import ActOfBody, load_history, load_texts
from recueil.store.index.repeats import is_repeat
from recueil.store.index.schema import search_acts, search_awards
from recueil.store.schema import entities
from recueil.text import fold_accents, index_keys
from recueil.values import Amount, Date


class Place(NamedTuple):
    """Characters of an act: those that a rule compares."""

    act: ActOfBody
    start: int
    end: int


def whole(act: ActOfBody) -> Place:
    """Return the place of what an act says as a whole: its title, its day, or what it does not say."""
    return Place(act, act.start, act.end)


@dataclass(frozen=True, slots=True)
class AwardOfAct:
    """An award in euros; ``key`` is that of the beneficiary in the acts of the body, ``tax`` HT, TTC or None."""

    act: ActOfBody
    what: str
    key: str
    beneficiary: str
    recipient: str | None
    amount: Decimal
    tax: str | None
    start: int
    end: int

    @property
    def place(self) -> Place:
        return Place(self.act, self.start, self.end)


@dataclass(frozen=True, slots=True)
class DateOfAct:
    """A day that an act states in a role: ``signature``, ``transmission``, ``reception``."""

    role: str
    day: datetime.date
    start: int
    end: int


class History:
    """The acts of one body. ``label`` is its name, ``key`` that of the name."""

    def __init__(self, connection: Connection, key: str, label: str) -> None:
        self.connection = connection
        self.key = key
        self.label = label
        self._texts: dict[int, str] = {}
        self._plain: dict[int, str] = {}

    @cached_property
    def acts(self) -> tuple[ActOfBody, ...]:
        """The acts by day."""
        return load_history(self.connection, self.key)

    @cached_property
    def by_docid(self) -> dict[int, ActOfBody]:
        return {act.docid: act for act in self.acts}

    @cached_property
    def awards(self) -> tuple[AwardOfAct, ...]:
        """The awards to others than persons, each once: what an act only recalls, or repeats, is left out."""
        award, amount = search_awards.c, entities.c
        tax = (
            select(func.min(amount.tax))
            .where(
                amount.docid == award.docid,
                amount.kind == Amount.kind,
                amount.amount == award.amount,
                amount.start >= award.start,
                amount.end <= award.end,
            )
            .correlate(search_awards)
            .scalar_subquery()
        )
        columns = (award[name] for name in ("docid", "what", "key", "beneficiary", "recipient", "amount"))
        query: Select[Any] = select(*columns, tax.label("tax"), award.start, award.end)
        query = query.join_from(search_awards, search_acts, search_acts.c.docid == award.docid).where(
            search_acts.c.body == self.key,
            award.doubtful.is_(False),
            award.currency == "EUR",
            award.amount > Decimal(),
            award.key.is_not(None),
            award.recipient.is_distinct_from("person"),
            award.recalls.is_(None),
            ~is_repeat(),
        )
        found = self.connection.execute(query.order_by(award.docid, award.n)).all()
        return tuple(AwardOfAct(self.by_docid[row[0]], *row[1:]) for row in found if row[0] in self.by_docid)

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        return load_citations(self.connection, self.key, self.label, self.acts)

    @cached_property
    def dates(self) -> dict[int, list[DateOfAct]]:
        """The days of signature, transmission and reception that arrêtés and decisions state, by docid."""
        date = entities.c
        query = select(date.docid, date.role, date.date_from, date.start, date.end)
        query = query.join_from(entities, search_acts, search_acts.c.docid == date.docid).where(
            search_acts.c.body == self.key,
            search_acts.c.kind.in_(("arrete", "decision")),
            date.kind == Date.kind,
            date.role.in_(("signature", "transmission", "reception")),
            date.date_from == date.date_to,
            date.doubtful.is_(False),
            date.confidence.is_(None),
        )
        found: dict[int, list[DateOfAct]] = defaultdict(list)
        for docid, *stated in self.connection.execute(query.order_by(date.docid, date.n)):
            found[docid].append(DateOfAct(*stated))
        return found

    def plain_texts(self, wanted: Iterable[ActOfBody]) -> dict[int, str]:
        """Return the texts of acts, in lower case without accents, by docid."""
        numbers = {act.docid for act in wanted}
        for docid, text in load_texts(self.connection, numbers - self._plain.keys()).items():
            self._plain[docid] = fold_accents(text)
        return {docid: self._plain.get(docid, "") for docid in numbers}


def title_words(act: ActOfBody) -> frozenset[str]:
    """Return the keys of the words of a title."""
    return frozenset(index_keys(act.title or ""))


def has_words(act: ActOfBody, words: Collection[str]) -> bool:
    """Return whether a title has all these words."""
    return bool(words) and title_words(act).issuperset(words)
