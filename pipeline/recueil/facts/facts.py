"""Assemble the facts of a text: identity, attendance, votes, awards and funding of one act, or of each act
in a séance or a recueil.

Délibérations of a séance inherit its day, its chair and its attendance; acts of a recueil inherit nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from recueil.facts.anatomy import extract_sections
from recueil.facts.attendance.roll import extract_attendance
from recueil.facts.awards.structure_awards import extract_awards
from recueil.facts.awards.structure_funding import extract_funding
from recueil.facts.identity.identity import extract_identity, fill_president
from recueil.facts.votes.votes import extract_votes
from recueil.values import Attendance, Facts, Identity, Mention


def assemble_facts(
    text: str,
    mentions: Mapping[str, Sequence[Mention]],
    identity: Identity | None = None,
    attendance: Attendance | None = None,
) -> Facts:
    """Extract all facts of one act from its text and its mentions by kind.

    ``identity`` and ``attendance`` are used as they are if the caller already knows them.
    """
    if identity is None:
        identity = extract_identity(text, mentions)
    persons, amounts = mentions["person"], mentions["amount"]
    if attendance is None:
        attendance = extract_attendance(text, persons)
        identity = fill_president(identity, text, attendance)
    return Facts(
        identity=identity,
        sections=extract_sections(text),
        attendance=attendance,
        votes=extract_votes(text, persons, identity.kind),
        awards=extract_awards(text, amounts, mentions["budget"], mentions["period"], persons),
        funding=extract_funding(text, amounts, mentions["percentage"]),
    )
