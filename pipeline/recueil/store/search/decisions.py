"""What an act decided, for its line in a list: who gets what, the first vote that was not unanimous, and which
awards and votes a query asks for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, or_, select

from recueil.query import Filter
from recueil.store.engine.statements import PaddedIn
from recueil.store.index.schema import search_awards, search_votes
from recueil.store.search.predicates import decision_predicate

# Awards of one act that are listed; a table of subsidies has hundreds.
_MOST = 3
_NOT_ADOPTED = ("rejected", "withdrawn", "postponed")


@dataclass(frozen=True, slots=True)
class HitAward:
    """An award: what was decided, for whom, and how much, where that is said."""

    what: str
    beneficiary: str
    amount: Decimal | None
    currency: str | None
    doubtful: bool


@dataclass(frozen=True, slots=True)
class HitVote:
    """A vote, with the counts that the act gives."""

    outcome: str | None
    votes_for: int | None
    against: int | None
    abstentions: int | None
    unanimous: bool | None = None


@dataclass(frozen=True, slots=True)
class HitDecision:
    """The largest ``awards`` of an act, of ``award_count`` in all, and its first divided vote."""

    awards: tuple[HitAward, ...] = ()
    award_count: int = 0
    vote: HitVote | None = None


NO_DECISION = HitDecision()


class MatchedDecisions(NamedTuple):
    """The awards and the votes of an act that satisfy the fields of a query, in the order of the act."""

    awards: tuple[HitAward, ...] = ()
    votes: tuple[HitVote, ...] = ()


NO_MATCH = MatchedDecisions()


def match_decisions(
    connection: Connection, fields: Iterable[Filter], docids: Sequence[int]
) -> dict[int, MatchedDecisions]:
    """Return the awards and the votes that satisfy one of some fields, by docid; acts without any are left out."""
    of_page = tuple(fields)
    among = PaddedIn("docid", docids)
    awards: dict[int, list[HitAward]] = defaultdict(list)
    votes: dict[int, list[HitVote]] = defaultdict(list)
    if (query := _matching_query(of_page, search_awards, among.size)) is not None:
        for docid, *columns in connection.execute(query, among.values).all():
            awards[docid].append(HitAward(*columns))
    if (query := _matching_query(of_page, search_votes, among.size)) is not None:
        for docid, *columns in connection.execute(query, among.values).all():
            votes[docid].append(HitVote(*columns))
    return {
        docid: MatchedDecisions(tuple(awards[docid]), tuple(votes[docid]))
        for docid in awards.keys() | votes.keys()
    }


@lru_cache(maxsize=512)
def _matching_query(fields: tuple[Filter, ...], table: Table, size: int) -> Select[Any] | None:
    """Build the query for the rows of awards or of votes that satisfy fields; None if no field is of these."""
    predicates = (decision_predicate(field) for field in fields)
    where = [rows.where for rows in predicates if rows is not None and rows.table is table]
    query = _awards_query(size) if table is search_awards else _select_votes(size)
    return query.where(or_(*where)) if where else None


def load_decisions(connection: Connection, docids: Sequence[int]) -> dict[int, HitDecision]:
    """Load the decisions of a page of acts, by docid; acts without any are left out."""
    among = PaddedIn("docid", docids)
    awards: dict[int, list[HitAward]] = defaultdict(list)
    for docid, *columns in connection.execute(_awards_query(among.size), among.values).all():
        awards[docid].append(HitAward(*columns))
    votes: dict[int, HitVote] = {}
    for docid, *columns in connection.execute(_divided_votes_query(among.size), among.values).all():
        votes.setdefault(docid, HitVote(*columns))
    return {docid: _decide(awards[docid], votes.get(docid)) for docid in awards.keys() | votes.keys()}


@cache
def _awards_query(size: int) -> Select[Any]:
    award = search_awards.c
    columns = (award.docid, award.what, award.beneficiary, award.amount, award.currency, award.doubtful)
    of_page = award.docid.in_(PaddedIn.bind_params("docid", size))
    return select(*columns).where(of_page).order_by(award.docid, award.n)


@cache
def _divided_votes_query(size: int) -> Select[Any]:
    vote = search_votes.c
    return _select_votes(size).where(vote.unanimous.is_(False) | vote.outcome.in_(_NOT_ADOPTED))


def _select_votes(size: int) -> Select[Any]:
    vote = search_votes.c
    columns = (vote.docid, vote.outcome, vote.votes_for, vote.against, vote.abstentions, vote.unanimous)
    of_page = vote.docid.in_(PaddedIn.bind_params("docid", size))
    return select(*columns).where(of_page).order_by(vote.docid, vote.n)


def _decide(awards: list[HitAward], vote: HitVote | None) -> HitDecision:
    """Keep the largest awards, in the order of the act."""
    largest = sorted(range(len(awards)), key=lambda n: (awards[n].amount is None, -(awards[n].amount or 0), n))
    return HitDecision(tuple(awards[n] for n in sorted(largest[:_MOST])), len(awards), vote)
