"""What an act decided, for its line in a list: who gets what, and the first vote that was not unanimous."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, select

from recueil.store.engine.statements import PaddedIn
from recueil.store.index.schema import search_awards, search_votes

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
    """A vote that was not unanimous, with the counts that the act gives."""

    outcome: str | None
    votes_for: int | None
    against: int | None
    abstentions: int | None


@dataclass(frozen=True, slots=True)
class HitDecision:
    """The largest ``awards`` of an act, of ``award_count`` in all, and its first divided vote."""

    awards: tuple[HitAward, ...] = ()
    award_count: int = 0
    vote: HitVote | None = None


NO_DECISION = HitDecision()


def load_decisions(connection: Connection, docids: Sequence[int]) -> dict[int, HitDecision]:
    """Load the decisions of a page of acts, by docid; acts without any are left out."""
    among = PaddedIn("docid", docids)
    awards: dict[int, list[HitAward]] = defaultdict(list)
    for docid, *columns in connection.execute(_awards_query(among.size), among.values).all():
        awards[docid].append(HitAward(*columns))
    votes: dict[int, HitVote] = {}
    for docid, *columns in connection.execute(_votes_query(among.size), among.values).all():
        votes.setdefault(docid, HitVote(*columns))
    return {docid: _decide(awards[docid], votes.get(docid)) for docid in awards.keys() | votes.keys()}


@cache
def _awards_query(size: int) -> Select[Any]:
    award = search_awards.c
    columns = (award.docid, award.what, award.beneficiary, award.amount, award.currency, award.doubtful)
    of_page = award.docid.in_(PaddedIn.bind_params("docid", size))
    return select(*columns).where(of_page).order_by(award.docid, award.n)


@cache
def _votes_query(size: int) -> Select[Any]:
    vote = search_votes.c
    columns = (vote.docid, vote.outcome, vote.votes_for, vote.against, vote.abstentions)
    of_page = vote.docid.in_(PaddedIn.bind_params("docid", size))
    divided = vote.unanimous.is_(False) | vote.outcome.in_(_NOT_ADOPTED)
    return select(*columns).where(of_page, divided).order_by(vote.docid, vote.n)


def _decide(awards: list[HitAward], vote: HitVote | None) -> HitDecision:
    """Keep the largest awards, in the order of the act."""
    largest = sorted(range(len(awards)), key=lambda n: (awards[n].amount is None, -(awards[n].amount or 0), n))
    return HitDecision(tuple(awards[n] for n in sorted(largest[:_MOST])), len(awards), vote)
