"""The roles of persons in an act: present, excused, proxy holder, signatory, voting for or against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from recueil.values import Facts, Mention, Person, Vote

NAMED = ""
"""The act names the person, who is public in it."""
PRIVATE = "private"
"""The act names the person, who is private in it: readers of a redacting store do not learn of it."""
UNTOLD = (NAMED, PRIVATE)
"""The statuses of persons without a role in the act."""
STATUSES = (
    "present",
    "represented",
    "excused",
    "absent",
    "giver",
    "holder",
    "president",
    "secretary",
    "rapporteur",
    "signatory",
    "for",
    "against",
    "abstaining",
    "not_voting",
)


class Standing(NamedTuple):
    """The role of a mentioned person; ``other`` is the holder of a giver's proxy."""

    who: Mention
    status: str
    other: Mention | None = None


def standings(facts: Facts) -> Iterator[Standing]:
    """Yield every role that the facts of an act give a person."""
    sitting, identity = facts.attendance, facts.identity
    for status in ("present", "represented", "excused", "absent"):
        yield from _all(getattr(sitting, status), status)
    for proxy in sitting.proxies:
        yield Standing(proxy.giver, "giver", proxy.holder)
        yield from _all([proxy.holder], "holder")
    for status in ("president", "secretary", "rapporteur", "signatory"):
        yield from _all([getattr(identity, status)], status)
    for vote in facts.votes:
        yield from _voting(vote)


def _voting(vote: Vote) -> Iterator[Standing]:
    yield from _all(vote.names_for, "for")
    yield from _all(vote.names_against, "against")
    yield from _all(vote.names_abstaining, "abstaining")
    yield from _all(vote.names_not_voting, "not_voting")


def _all(mentions: Iterable[Mention | None], status: str) -> Iterator[Standing]:
    for mention in mentions:
        if mention is not None and isinstance(mention.value, Person):
            yield Standing(mention, status)
