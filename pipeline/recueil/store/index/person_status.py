"""The roles of persons in an act: present, excused, proxy holder, signatory, voting for or against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from recueil.values import Facts, Mention, Person, Vote

NAMED = ""
"""The act names the person, who is public in it."""
PRIVATE = "private"
"""The act names the person, who is private in it: readers of a redacting store do not learn of it."""
NAME_ONLY = (NAMED, PRIVATE)
"""The statuses of persons without a role in the act."""

LISTED = (
    *("present", "represented", "excused", "absent", "giver", "holder", "signatory"),
    *("for", "against", "abstaining", "not_voting"),
)
"""The statuses that a roll, a vote or a signature gives."""


class PersonRole(NamedTuple):
    """The role of a mentioned person; ``other`` is the holder of a giver's proxy.

    ``certainty`` is that of the model that says so, None if the rules do.
    """

    who: Mention
    status: str
    other: Mention | None = None
    certainty: Decimal | None = None
    doubtful: bool = False


def person_roles(facts: Facts) -> Iterator[PersonRole]:
    """Yield every role that the facts of an act give a person."""
    sitting, identity = facts.attendance, facts.identity
    for status in ("present", "represented", "excused", "absent"):
        yield from _roles(getattr(sitting, status), status)
    for proxy in sitting.proxies:
        pair = [who for who in (proxy.giver, proxy.holder) if who]
        certainty = min((who.certainty for who in pair if who.certainty is not None), default=None)
        yield PersonRole(proxy.giver, "giver", proxy.holder, certainty, any(who.doubtful for who in pair))
        yield from _roles([proxy.holder], "holder")
    for status in ("president", "secretary", "rapporteur", "signatory"):
        yield from _roles([getattr(identity, status)], status)
    for vote in facts.votes:
        yield from _vote_roles(vote)


def _vote_roles(vote: Vote) -> Iterator[PersonRole]:
    yield from _roles(vote.names_for, "for")
    yield from _roles(vote.names_against, "against")
    yield from _roles(vote.names_abstaining, "abstaining")
    yield from _roles(vote.names_not_voting, "not_voting")


def _roles(mentions: Iterable[Mention | None], status: str) -> Iterator[PersonRole]:
    for mention in mentions:
        if mention is not None and isinstance(mention.value, Person):
            yield PersonRole(mention, status, None, mention.certainty, mention.doubtful)
