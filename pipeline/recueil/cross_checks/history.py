"""What a rule across acts reads: the acts of one body in their order, their awards, dates, citations and texts.

Each part is loaded when a rule first asks for it, for several bodies at once: to build and send a statement takes
longer than to read the rows of a small body. Acts whose body may be several are left out, as is what is doubtful.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Text, cast, func, select

from recueil.interests.store import Interest, load_interests
from recueil.store.acts.citations import Citation, load_citations
from recueil.store.acts.history import ActOfBody, load_histories, load_texts
from recueil.store.index.repeats import is_repeat
from recueil.store.index.schema import search_acts, search_awards
from recueil.store.schema import acts, entities
from recueil.text import fold_accents, index_keys
from recueil.values import Amount, Date, Designation, Facts
from recueil.values.codec import decode


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


class Histories:
    """The acts of several bodies, each part by the key of the body. ``labels`` are the names of the bodies."""

    def __init__(self, connection: Connection, labels: Mapping[str, str]) -> None:
        self.connection = connection
        self.labels = labels

    def __iter__(self) -> Iterator[History]:
        """Yield the history of each body; the texts that its rules read are kept no longer than it."""
        return (History(self, key) for key in self.labels)

    @cached_property
    def acts(self) -> dict[str, tuple[ActOfBody, ...]]:
        return load_histories(self.connection, list(self.labels))

    @cached_property
    def by_docid(self) -> dict[str, dict[int, ActOfBody]]:
        return {key: {act.docid: act for act in own} for key, own in self.acts.items()}

    @cached_property
    def awards(self) -> dict[str, tuple[AwardOfAct, ...]]:
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
        query: Select[Any] = select(search_acts.c.body, *columns, tax.label("tax"), award.start, award.end)
        query = query.join_from(search_awards, search_acts, search_acts.c.docid == award.docid).where(
            search_acts.c.body.in_(list(self.labels)),
            award.doubtful.is_(False),
            award.currency == "EUR",
            award.amount > Decimal(),
            award.key.is_not(None),
            award.recipient.is_distinct_from("person"),
            award.recalls.is_(None),
            ~is_repeat(),
        )
        found: dict[str, list[AwardOfAct]] = {key: [] for key in self.labels}
        for key, docid, *rest in self.connection.execute(query.order_by(award.docid, award.n)):
            act = self.by_docid[key].get(docid)
            if act is not None:
                found[key].append(AwardOfAct(act, *rest))
        return {key: tuple(own) for key, own in found.items()}

    @cached_property
    def citations(self) -> dict[str, tuple[Citation, ...]]:
        return load_citations(self.connection, self.labels, self.acts)

    @cached_property
    def dates(self) -> dict[str, dict[int, list[DateOfAct]]]:
        date = entities.c
        query = select(search_acts.c.body, date.docid, date.role, date.date_from, date.start, date.end)
        query = query.join_from(entities, search_acts, search_acts.c.docid == date.docid).where(
            search_acts.c.body.in_(list(self.labels)),
            search_acts.c.kind.in_(("arrete", "decision")),
            date.kind == Date.kind,
            date.role.in_(("signature", "transmission", "reception")),
            date.date_from == date.date_to,
            date.doubtful.is_(False),
            date.confidence.is_(None),
        )
        found: dict[str, dict[int, list[DateOfAct]]] = {key: defaultdict(list) for key in self.labels}
        for key, docid, *stated in self.connection.execute(query.order_by(date.docid, date.n)):
            found[key][docid].append(DateOfAct(*stated))
        return found

    @cached_property
    def designations(self) -> dict[str, list[tuple[ActOfBody, Designation]]]:
        states = cast(acts.c.facts, Text).contains('"designations"')
        query = select(search_acts.c.body, acts.c.docid, acts.c.facts).join_from(acts, search_acts)
        query = query.where(search_acts.c.body.in_(list(self.labels)), states).order_by(acts.c.docid)
        found: dict[str, list[tuple[ActOfBody, Designation]]] = {key: [] for key in self.labels}
        for key, docid, facts in self.connection.execute(query):
            act = self.by_docid[key].get(docid)
            if act is not None:
                found[key] += ((act, each) for each in decode(Facts, facts).designations)
        return found

    @cached_property
    def interests(self) -> dict[str, list[Interest]]:
        return load_interests(self.connection, list(self.labels))


class History:
    """The acts of one body. ``label`` is its name, ``key`` that of the name."""

    def __init__(self, histories: Histories, key: str) -> None:
        self.connection = histories.connection
        self.key = key
        self.label = histories.labels[key]
        self._histories = histories
        self._plain: dict[int, str] = {}

    @property
    def acts(self) -> tuple[ActOfBody, ...]:
        """The acts by day."""
        return self._histories.acts[self.key]

    @property
    def by_docid(self) -> dict[int, ActOfBody]:
        return self._histories.by_docid[self.key]

    @property
    def awards(self) -> tuple[AwardOfAct, ...]:
        """The awards to others than persons, each once: what an act only recalls, or repeats, is left out."""
        return self._histories.awards[self.key]

    @property
    def citations(self) -> tuple[Citation, ...]:
        return self._histories.citations[self.key]

    @property
    def dates(self) -> dict[int, list[DateOfAct]]:
        """The days of signature, transmission and reception that arrêtés and decisions state, by docid."""
        return self._histories.dates[self.key]

    @property
    def designations(self) -> list[tuple[ActOfBody, Designation]]:
        """The designations that acts state, by act."""
        return self._histories.designations[self.key]

    @property
    def interests(self) -> list[Interest]:
        """The interests that a user loaded."""
        return self._histories.interests.get(self.key, [])

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
