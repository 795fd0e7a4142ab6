"""Assemble the facts of a text: identity, attendance, votes, awards and funding of one act, or of each act
in a séance or a recueil.

Délibérations of a séance inherit its day, its chair and its attendance; acts of a recueil inherit nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from recueil.facts.anatomy import sections_of
from recueil.facts.attendance.roll import roll_of
from recueil.facts.awards.structure_awards import awards_of
from recueil.facts.awards.structure_funding import funding_of
from recueil.facts.identity.identity import identity_of, with_president
from recueil.facts.votes.votes import votes_of
from recueil.values import Attendance, Facts, Identity, Mention


def facts_of(
    text: str,
    mentions: Mapping[str, Sequence[Mention]],
    identity: Identity | None = None,
    attendance: Attendance | None = None,
) -> Facts:
    """Extract all facts of one act from its text and its mentions by kind.

    ``identity`` and ``attendance`` are used as they are if the caller already knows them.
    """
    if identity is None:
        identity = identity_of(text, mentions)
    persons, amounts = mentions["person"], mentions["amount"]
    if attendance is None:
        attendance = roll_of(text, persons)
        identity = with_president(identity, text, attendance)
    return Facts(
        identity=identity,
        sections=sections_of(text),
        attendance=attendance,
        votes=votes_of(text, persons, identity.kind),
        awards=awards_of(text, amounts, mentions["budget"], mentions["period"], persons),
        funding=funding_of(text, amounts, mentions["percentage"]),
    )
